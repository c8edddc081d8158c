// How the API answers: JSON where it is asked for, XML otherwise, and errors of both.
import type { Failure } from './collection.ts'
import type { Json, JsonObject } from './ids.ts'

function toXml(name: string, value: Json): string {
  if (value === null || value === '') return `<${name}/>`
  if (Array.isArray(value)) return value.map((item: Json) => toXml(name, item)).join('')
  if (typeof value === 'object') {
    const inner = Object.entries(value as JsonObject).map(([key, part]) => toXml(key, part))
    return `<${name}>${inner.join('')}</${name}>`
  }
  return `<${name}><![CDATA[${String(value).replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`
}

/** Writes a body in the form that the request accepts: without `application/json` in `Accept`, XML. */
export function answer(request: Request, status: number, body: JsonObject): Response {
  const isJson = (request.headers.get('accept') ?? '').includes('application/json')
  if (isJson) return Response.json(body, { status })
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n${toXml('response', body)}`
  return new Response(xml, { status, headers: { 'content-type': 'application/xml; charset=UTF-8' } })
}

/** The shape of the API's errors is not documented: this one is assumed. */
export function fail(request: Request, { status, error, message }: Failure): Response {
  return answer(request, status, { error, message })
}

/** A token that is missing, unknown or at its end: no body, only the header (Symfony's default). */
export function refuseToken(): Response {
  const challenge = 'Bearer error="invalid_token",error_description="Invalid credentials."'
  return new Response(null, { status: 401, headers: { 'www-authenticate': challenge } })
}

/** Over the rate: neither a body in JSON nor, usually, a word about when to come back. */
export function tooMany(retryAfterSeconds: number | null): Response {
  return new Response('Too Many Requests', {
    status: 429,
    headers: {
      'content-type': 'text/html; charset=UTF-8',
      ...(retryAfterSeconds !== null && { 'retry-after': String(retryAfterSeconds) }),
    },
  })
}
