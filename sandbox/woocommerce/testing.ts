// Asks a sandbox shop directly, as a client with keys over https would; for this folder's tests.
import type { ApiKey } from './keys.ts'
import type { WooCommerceShop } from './shop.ts'

/** A record of a list; the keys that tests look at have names. */
export type Row = Readonly<Record<string, unknown>> & {
  readonly id?: unknown
  readonly sku?: unknown
  readonly type?: unknown
  readonly parent_id?: unknown
  readonly billing?: unknown
  readonly date_created_gmt?: unknown
  readonly date_modified_gmt?: unknown
}

/** An answer, taken apart. */
export type Asked = {
  readonly status: number
  readonly body: unknown
  readonly rows: readonly Row[]
  readonly record: Readonly<Record<string, unknown>>
  /** A value of the record. */
  value(name: string): unknown
  readonly code: unknown
  header(name: string): string | null
}

/** The header of Basic authentication. */
export function basic(key: Pick<ApiKey, 'consumer_key' | 'consumer_secret'>): Record<string, string> {
  return { authorization: `Basic ${btoa(`${key.consumer_key}:${key.consumer_secret}`)}` }
}

/** GETs `path` at the shop's origin, whatever it answers. */
export async function askRaw(
  shop: Pick<WooCommerceShop, 'fetch'>,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Asked> {
  const answer = await shop.fetch(new Request(`http://shop.example${path}`, { method, headers }))
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false
  const body: unknown = isJson ? JSON.parse(text) : text
  const record = isJson && !Array.isArray(body) ? (body as Record<string, unknown>) : {}
  return {
    status: answer.status,
    body,
    rows: Array.isArray(body) ? (body as Row[]) : [],
    record,
    value: (name) => record[name],
    code: Object.entries(record).find(([name]) => name === 'code')?.[1],
    header: (name) => answer.headers.get(name),
  }
}

/** GETs below wc/v3 with a key that may read; the shop has to take Basic (`tls: 'pretend'`). */
export function ask(shop: WooCommerceShop, path: string): Promise<Asked> {
  return askRaw(shop, `/wp-json/wc/v3${path}`, basic(shop.credentials))
}
