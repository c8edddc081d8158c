// A typed client of the ShopCall API: every call, retries where the service asks for them, and walks over pages.
import createClient from 'openapi-fetch'
import type { components, paths } from './schema.ts'

export type { components, paths } from './schema.ts'

/** An error of the API, RFC 9457; branch on `code`. */
export type Problem = components['schemas']['Problem']

export type ClientOptions = {
  /** The installation's address, e.g. `https://shopcall.example`. */
  readonly baseUrl: string
  /** An API key, or a user's token for the calls of the dashboard. */
  readonly token: string
  /** How often a call that was put off (429, 503) is tried again; default 3. */
  readonly maxRetries?: number
  /** A longer `Retry-After` than this is not waited out; default 30,000. */
  readonly maxWaitMs?: number
  readonly fetch?: (request: Request) => Promise<Response>
  /** Tests wait in a way of their own. */
  readonly wait?: (ms: number) => Promise<void>
}

/** What the API answered instead of data. */
export class ShopCallError extends Error {
  readonly problem: Problem | null

  constructor(problem: Problem | null) {
    super(problem ? `${problem.code}: ${problem.detail}` : 'the service did not answer as its API should')
    this.name = 'ShopCallError'
    this.problem = problem
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Milliseconds that an answer asks to wait, by seconds or by a date; null when it does not say. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}

/** Tries again what was put off with 429 or 503 and a `Retry-After`: nothing was done yet, so any call may be. */
function withRetries(options: ClientOptions): (request: Request) => Promise<Response> {
  const {
    maxRetries = 3,
    maxWaitMs = 30_000,
    fetch: send = (request) => fetch(request),
    wait = sleep,
  } = options
  return async (request) => {
    for (let tried = 0; ; tried++) {
      const response = await send(request.clone())
      if (tried >= maxRetries || (response.status !== 429 && response.status !== 503)) return response
      const ms = retryAfterMs(response.headers.get('retry-after'))
      if (ms === null || ms > maxWaitMs) return response
      await response.body?.cancel()
      await wait(ms)
    }
  }
}

/** The client: `client.GET('/webshop-data-api/orders', { params: { query: { store_id } } })`. */
export function createShopCall(options: ClientOptions) {
  return createClient<paths>({
    baseUrl: `${options.baseUrl.replace(/\/$/, '')}/functions/v1`,
    headers: { authorization: `Bearer ${options.token}` },
    fetch: withRetries(options),
  })
}

type Listed<Item> = {
  readonly data: readonly Item[]
  readonly pagination: components['schemas']['Pagination']
}
type Answered<Item> = { readonly data?: Listed<Item>; readonly error?: unknown }

/** Every item of a list, page by page: `items((page) => client.GET(path, { params: { query: { store_id, ...page } } }))`. */
export async function* items<Item>(
  readPage: (page: { cursor?: string }) => Promise<Answered<Item>>,
): AsyncGenerator<Item> {
  let cursor: string | null = null
  do {
    const { data, error } = await readPage(cursor === null ? {} : { cursor })
    if (!data) throw new ShopCallError((error as Problem | undefined) ?? null)
    yield* data.data
    cursor = data.pagination.next_cursor
  } while (cursor !== null)
}
