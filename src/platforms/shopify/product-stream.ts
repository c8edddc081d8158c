// The whole catalogue of a Shopify shop: by a bulk operation when it is large, by pages when it is not; or ids alone.
import type { ShopContext } from '../platform.ts'
import type {
  ProductBatch,
  ProductIdBatch,
  ProductStreams,
  ResumePoint,
  StreamStart,
} from '../product-stream.ts'
import { type ResumeKey, readResume, writeResume } from '../stream-resume.ts'
import { startBulk } from './bulk-operation.ts'
import { readBulk } from './bulk-stream.ts'
import { pageThroughChanges } from './change-pages.ts'
import type { Admin } from './client.ts'
import type { ShopifyCredentials } from './credentials.ts'
import { toProduct } from './map-product.ts'
import { pageThroughIds, pageThroughProducts, searchSince } from './product-pages.ts'
import { PRODUCT_COUNT } from './stream-documents.ts'
import { idPlaceSchema, type Place, placeSchema, type WireBatch } from './stream-place.ts'

/** From here on an operation is faster than pages, whose points come back at a hundred a second (facts §4). */
const LARGE = 250
/** Operations that fail are started again so often; then pages are read. */
const MOST_OPERATIONS = 3

/** What a stream works with. */
export type StreamTools = {
  readonly admin: Admin
  readonly credentials: ShopifyCredentials
  readonly context: ShopContext
}

async function isLarge(admin: Admin, since: string | null): Promise<boolean> {
  const { data } = await admin.ask(PRODUCT_COUNT, { query: searchSince(since) })
  return !!data.count && (data.count.precision !== 'EXACT' || data.count.count > LARGE)
}

const pagePlace = (since: string | null): Place =>
  since === null ? { way: 'ids', after: '0' } : { way: 'changes', from: since, cursor: '' }

/** Where to begin: at the start of a new operation's result, or at the first page. */
async function beginning(admin: Admin, since: string | null, tries: number): Promise<Place> {
  if (tries >= MOST_OPERATIONS || !(await isLarge(admin, since))) return pagePlace(since)
  const operation = await startBulk(admin, searchSince(since))
  return operation === null ? pagePlace(since) : { way: 'bulk', operation, lines: 0, tries: tries + 1 }
}

async function* readFrom(
  tools: StreamTools,
  since: string | null,
  place: Place,
): AsyncGenerator<WireBatch, void, undefined> {
  if (place.way === 'ids') return yield* pageThroughProducts(tools.admin, place.after)
  if (place.way === 'changes') return yield* pageThroughChanges(tools.admin, place)
  const outcome = yield* readBulk(tools, place)
  if (outcome === 'lost') yield* readFrom(tools, since, await beginning(tools.admin, since, place.tries))
  if (outcome === 'scattered') yield* readFrom(tools, since, pagePlace(since))
}

async function* readProducts(
  tools: StreamTools,
  { updatedAfter: since, resume }: StreamStart,
): AsyncGenerator<ProductBatch, void, undefined> {
  const key: ResumeKey = { store: tools.context.store.id, of: 'products', since }
  const begin = readResume(key, placeSchema, resume) ?? (await beginning(tools.admin, since, 0))
  for await (const { products, place } of readFrom(tools, since, begin)) {
    yield { products: products.map(toProduct), resume: writeResume(key, place) }
  }
}

async function* readIds(
  { admin, context }: StreamTools,
  resume: ResumePoint | null,
): AsyncGenerator<ProductIdBatch, void, undefined> {
  const key: ResumeKey = { store: context.store.id, of: 'ids', since: null }
  const begin = readResume(key, idPlaceSchema, resume)
  for await (const ids of pageThroughIds(admin, begin?.after ?? '0')) {
    yield { ids, resume: writeResume(key, { way: 'ids', after: ids.at(-1) ?? '0' }) }
  }
}

/** The streams of a store. */
export function createStreams(tools: StreamTools): ProductStreams {
  return {
    streamProducts: (start) => readProducts(tools, start),
    streamProductIds: (resume) => readIds(tools, resume),
  }
}
