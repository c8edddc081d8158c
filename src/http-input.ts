// From a request to the one object that an operation's schema reads: path, query and body.
import type { AppContext } from './app.ts'
import { AppError } from './errors.ts'
import { type Operation, takesBody } from './operation.ts'

const MAX_BODY_BYTES = 64 * 1024

/** Of a call with a body only these may stand in the address: nothing personal does. */
const QUERY_BESIDE_BODY = new Set([
  'store_id',
  'limit',
  'page',
  'cursor',
  'fields',
  'detail',
  'say',
  'source',
  'language',
])

function bad(field: string, message: string): AppError {
  return new AppError('invalid_request', 'A parameter is missing or not valid.', {
    fields: [{ field: field.slice(0, 64), message }],
  })
}

/** The body as text, counted while it comes: neither a false length nor chunks get past the limit. */
export async function readText(request: Request): Promise<string> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  const tooLarge = () => new AppError('payload_too_large', 'The body may hold 64 KiB at most.')
  if (declared > MAX_BODY_BYTES) throw tooLarge()
  if (!request.body) return ''
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let size = 0
  let text = ''
  try {
    for await (const part of request.body) {
      size += part.byteLength
      if (size > MAX_BODY_BYTES) throw tooLarge()
      text += decoder.decode(part, { stream: true })
    }
    return text + decoder.decode()
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    throw new AppError('invalid_request', 'The body could not be read as UTF-8 text.')
  }
}

/** A body that is a JSON object, and nothing else. */
export async function readBody(c: AppContext): Promise<Record<string, unknown>> {
  const type = c.req.header('content-type') ?? ''
  // A call that needs nothing said may come without a body, and then says no type.
  if (type === '' && (await readText(c.req.raw)) === '') return {}
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new AppError('unsupported_media_type', 'Send the body as Content-Type: application/json.')
  }
  const text = await readText(c.req.raw)
  let value: unknown
  try {
    value = text === '' ? {} : JSON.parse(text)
  } catch {
    throw new AppError('invalid_request', 'The body is not valid JSON.')
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new AppError('invalid_request', 'The body must be a JSON object.')
  }
  return value as Record<string, unknown>
}

function readQuery(c: AppContext, hasBody: boolean): Map<string, string> {
  const query = new Map<string, string>()
  for (const [name, value] of new URL(c.req.url).searchParams) {
    if (query.has(name)) throw bad(name, 'is given more than once')
    if (hasBody && !QUERY_BESIDE_BODY.has(name)) throw bad(name, 'belongs into the body')
    query.set(name, value)
  }
  return query
}

/** Path, query and body in one object without a prototype; a name that is given twice is refused. */
export async function readInput(c: AppContext, operation: Operation): Promise<Record<string, unknown>> {
  const hasBody = takesBody(operation)
  const body = hasBody ? await readBody(c) : {}
  const input: Record<string, unknown> = Object.create(null)
  const sources = [Object.entries(body), readQuery(c, hasBody), Object.entries(c.req.param())]
  for (const source of sources) {
    for (const [name, value] of source) {
      if (Object.hasOwn(input, name)) throw bad(name, 'is given more than once')
      input[name] = value
    }
  }
  return input
}
