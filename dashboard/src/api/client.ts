// Calls the API as the signed-in user, or with an API key where one is given.
import { Problem, readProblem } from './problem.ts'
import { accessToken, dropToken } from './session.ts'

type Value = string | number | boolean | null | undefined
export type Query = Readonly<Record<string, Value>>

export type CallOptions = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly query?: Query
  readonly body?: object
  readonly signal?: AbortSignal
  /** Calls with this API key instead of as the user. */
  readonly apiKey?: string
}

/** What an answer holds: the contract's envelope. */
export type Answer<T> = {
  readonly data: T
  readonly pagination?: {
    readonly page: number
    readonly limit: number
    readonly total: number | null
    readonly has_more: boolean
    readonly next_cursor: string | null
  }
  readonly meta: Readonly<Record<string, unknown>> & { readonly request_id: string }
}

/** The address of a call, without what is null, undefined or empty. */
export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  const text = search.toString()
  return `/functions/v1/${path}${text === '' ? '' : `?${text}`}`
}

async function send(path: string, options: CallOptions, headers: Record<string, string>): Promise<Response> {
  const { body, method, query, signal, apiKey } = options
  const token = apiKey ?? (await accessToken())
  try {
    return await fetch(addressOf(path, query), {
      method: method ?? (body ? 'POST' : 'GET'),
      credentials: 'same-origin',
      headers: {
        ...headers,
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    })
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown
    throw new Problem({ status: 0, code: 'network', detail: '', requestId: null })
  }
}

/** The raw answer, whatever its status; a token that just ended is renewed once. */
export async function callRaw(
  path: string,
  options: CallOptions = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  const response = await send(path, options, headers)
  // A key that is tried and refused is not tried again: each attempt stands in the access log.
  if (response.status !== 401 || options.apiKey !== undefined || 'shopcall-as-key' in headers) return response
  dropToken()
  return send(path, options, headers)
}

/** The answer of a call below `/functions/v1/`; throws Problem. */
export async function call<T>(path: string, options: CallOptions = {}): Promise<Answer<T>> {
  const response = await callRaw(path, options)
  if (!response.ok) throw await readProblem(response)
  return (await response.json()) as Answer<T>
}

/** Only the `data` of it. */
export async function callData<T>(path: string, options: CallOptions = {}): Promise<T> {
  return (await call<T>(path, options)).data
}
