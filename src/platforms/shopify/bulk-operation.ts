// A bulk operation: started where there is room, looked at, and its result read line by line.
import type { ShopContext } from '../platform.ts'
import { invalidAnswer } from '../shop-answer.ts'
import { readLines } from '../streamed-answer.ts'
import { BULK_LOOK, BULK_RUN, type BulkOperation, bulkQuery } from './bulk-documents.ts'
import type { Admin } from './client.ts'
import { originOf, type ShopifyCredentials } from './credentials.ts'

/** A result of a million large products is a few gigabytes; beyond it is made up. */
const FILE = { maxBytes: 32 * 1024 ** 3, idleMs: 60_000 }
/** A description may hold 512 KB of HTML, which comes twice, escaped. */
const MOST_LINE = 4 * 1024 * 1024
/** An operation may run for ten days (facts §5), but one that takes this long helps nobody. */
const LONGEST_RUN_MS = 24 * 3_600_000

/**
 * Starts reading what a search finds; null where the shop takes no operation now. Five of an app may run at
 * once in a shop (facts §5; one in older versions): pages are then faster than to wait for somebody else's.
 */
export async function startBulk(admin: Admin, search: string): Promise<string | null> {
  const { data } = await admin.ask(BULK_RUN, { query: bulkQuery(search) })
  const started = data.bulkOperationRunQuery
  return started && started.userErrors.length === 0 ? (started.bulkOperation?.id ?? null) : null
}

/** How an operation stands: `lost` is every way in which there will be no result. */
export type BulkState =
  | { readonly kind: 'running' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'done'; readonly url: string | null; readonly products: number }

function stateOf(operation: BulkOperation | null, nowMs: number): BulkState {
  if (operation === null) return { kind: 'lost' }
  const { status, url, rootObjectCount: products, createdAt } = operation
  // Where nothing was found there is no file; anywhere else a file that is not there has expired.
  if (status === 'COMPLETED')
    return url === null && products > 0 ? { kind: 'lost' } : { kind: 'done', url, products }
  const isLate = nowMs - Date.parse(createdAt) > LONGEST_RUN_MS
  return ['CREATED', 'RUNNING'].includes(status) && !isLate ? { kind: 'running' } : { kind: 'lost' }
}

/** Looks at an operation; one that the shop does not know is lost. */
export async function lookAtBulk(admin: Admin, id: string, nowMs: number): Promise<BulkState> {
  const { data } = await admin.ask(BULK_LOOK, { id })
  return stateOf(data.bulkOperation, nowMs)
}

/** The address is signed, and elsewhere: https as the API's own, no user in it, and no token goes there. */
function checkAddress(url: string, credentials: ShopifyCredentials, context: ShopContext): string {
  const address = new URL(url)
  const api = new URL(originOf(context.origins.shopifyApi, credentials.shop))
  const isFit = address.protocol === 'https:' || address.protocol === api.protocol
  if (!isFit || address.username !== '' || address.password !== '') throw invalidAnswer('bulk_address')
  return address.href
}

/** The lines of a result; null when it is there no more. */
export async function openResult(
  url: string,
  credentials: ShopifyCredentials,
  context: ShopContext,
): Promise<AsyncIterable<string> | null> {
  const address = checkAddress(url, credentials, context)
  const answer = await context.http.stream({ method: 'GET', url: address, paced: false }, FILE)
  if (answer.status === 200) return readLines(answer.pieces, MOST_LINE)
  if ([400, 401, 403, 404, 410].includes(answer.status)) return null
  throw invalidAnswer(`bulk_http_${answer.status}`)
}
