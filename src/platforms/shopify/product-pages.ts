// Pages of products by rising ids: no cursor that could end, and no limit on how far they reach.
import { AppError } from '../../errors.ts'
import { invalidAnswer } from '../shop-answer.ts'
import { createStreamGuard } from '../stream-guard.ts'
import { TOO_EXPENSIVE } from './answer-errors.ts'
import type { Admin } from './client.ts'
import { idOf } from './map-parts.ts'
import type { WireProduct } from './product-wire.ts'
import { complete } from './products.ts'
import { allOf, searchRange } from './search-query.ts'
import { PRODUCT_IDS, PRODUCTS_BY_ID } from './stream-documents.ts'
import type { WireBatch } from './stream-place.ts'

/** Every product, in whatever state: without it Shopify shows only active ones. */
export const EVERY_STATUS = 'status:active,draft,archived,unlisted'
/** Lists inside a product, as long as on a single read; variants beyond are read on, the others are not. */
export const STREAM_SIZES = {
  mediaCount: 60,
  collectionCount: 50,
  variantCount: 50,
  descriptions: true,
  images: true,
  collections: true,
  variants: true,
}
const FIRST_STEP = 50
const MOST_IDS = 250
/** Enough for 2,048 variants, the most that a product may have. */
const MOST_FOLLOW_UPS = 20

/** The search for every product that changed at or after an instant, above an id. */
export function searchSince(since: string | null, aboveId?: string): string {
  const above = aboveId === undefined || aboveId === '0' ? [] : [`id:>${aboveId}`]
  return allOf([...above, EVERY_STATUS, ...searchRange('updated_at', since ?? undefined)]) ?? ''
}

/** Ids above `after`, each higher than the one before it; anything else is no page that was asked for. */
function checkRise(after: string, gids: readonly string[]): string {
  let last = BigInt(after)
  for (const gid of gids) {
    const id = BigInt(idOf(gid))
    if (id <= last) throw invalidAnswer('stream_out_of_order')
    last = id
  }
  return String(last)
}

/** Asks by halves for what is too expensive; the step that was affordable is kept for the next page. */
export async function readAffordably<T>(
  step: { first: number },
  read: (first: number) => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await read(step.first)
    } catch (thrown) {
      if (step.first === 1 || !(thrown instanceof AppError) || thrown.reason !== TOO_EXPENSIVE) throw thrown
      step.first = Math.ceil(step.first / 2)
    }
  }
}

/** The product with every variant. */
export function withAllVariants(admin: Admin, product: WireProduct): Promise<WireProduct> {
  return complete(admin, product, { left: MOST_FOLLOW_UPS })
}

/** Products with all their variants, above an id. */
export async function* pageThroughProducts(
  admin: Admin,
  from: string,
): AsyncGenerator<WireBatch, void, undefined> {
  const step = { first: FIRST_STEP }
  const guard = createStreamGuard()
  for (let after = from; ; ) {
    const { data } = await readAffordably(step, (first) =>
      admin.ask(PRODUCTS_BY_ID, { first, query: searchSince(null, after), ...STREAM_SIZES }),
    )
    const { nodes, pageInfo } = data.products
    const gids = nodes.map(({ id }) => id)
    guard.page(gids)
    guard.fresh(nodes.length)
    after = checkRise(after, gids)
    const products: WireProduct[] = []
    for (const node of nodes) products.push(await withAllVariants(admin, node))
    if (products.length > 0) yield { products, place: { way: 'ids', after } }
    if (!pageInfo.hasNextPage) return
  }
}

/** Ids alone. */
export async function* pageThroughIds(admin: Admin, from: string): AsyncGenerator<string[], void, undefined> {
  const guard = createStreamGuard()
  for (let after = from; ; ) {
    const { data } = await admin.ask(PRODUCT_IDS, { first: MOST_IDS, query: searchSince(null, after) })
    const gids = data.products.nodes.map(({ id }) => id)
    guard.page(gids)
    guard.fresh(gids.length)
    after = checkRise(after, gids)
    if (gids.length > 0) yield gids.map(idOf)
    if (!data.products.pageInfo.hasNextPage) return
  }
}
