// Pages of products by their last change: what an increment reads, as long as it is not large.
import { AppError } from '../../errors.ts'
import { invalidAnswer } from '../shop-answer.ts'
import { createStreamGuard } from '../stream-guard.ts'
import type { Admin } from './client.ts'
import { readAffordably, STREAM_SIZES, searchSince, withAllVariants } from './product-pages.ts'
import type { WireProduct } from './product-wire.ts'
import { PRODUCTS_BY_CHANGE } from './stream-documents.ts'
import type { ChangePlace, WireBatch } from './stream-place.ts'

const FIRST_STEP = 50
/** Facts §4: a walk by cursor ends at 25,000; before that a new search begins at the last change that was read. */
const MOST_OF_ONE_SEARCH = 20_000

/** A cursor may be too old; a shop that refuses its own ones again and again is another matter. */
const MOST_RESTARTS = 2

const isCursorRefused = (thrown: unknown) => thrown instanceof AppError && thrown.code === 'invalid_request'

/** Changes never go backwards along the list: where they do, it is another list or the same page again. */
function checkOrder(latest: number, nodes: readonly WireProduct[]): number {
  let last = latest
  for (const { updatedAt } of nodes) {
    const time = Date.parse(updatedAt)
    if (time < last) throw invalidAnswer('stream_out_of_order')
    last = time
  }
  return last
}

/** Products that changed at or after `place.from`. One that changes meanwhile comes again at the end. */
export async function* pageThroughChanges(
  admin: Admin,
  place: ChangePlace,
): AsyncGenerator<WireBatch, void, undefined> {
  const step = { first: FIRST_STEP }
  const guard = createStreamGuard()
  let [{ from, cursor }, read] = [place, 0]
  let latest = Number.NEGATIVE_INFINITY
  let restarts = 0
  for (;;) {
    const at = { after: cursor === '' ? null : cursor, query: searchSince(from) }
    const answer = await readAffordably(step, (first) =>
      admin.ask(PRODUCTS_BY_CHANGE, { first, ...at, ...STREAM_SIZES }),
    ).catch((thrown: unknown) => {
      if (cursor !== '' && isCursorRefused(thrown) && restarts++ < MOST_RESTARTS) return null
      throw thrown
    })
    if (answer === null) {
      cursor = ''
      latest = Number.NEGATIVE_INFINITY
      continue
    }
    const { nodes, pageInfo } = answer.data.products
    guard.page(nodes.map(({ id }) => id))
    guard.fresh(nodes.length)
    latest = checkOrder(latest, nodes)
    read += nodes.length
    const { hasNextPage, endCursor } = pageInfo
    if (hasNextPage && (endCursor === null || endCursor === cursor))
      throw invalidAnswer('stream_stands_still')
    cursor = endCursor ?? cursor
    if (read >= MOST_OF_ONE_SEARCH && nodes.length > 0) {
      if (latest <= Date.parse(from)) throw invalidAnswer('stream_stands_still')
      ;[from, cursor, read] = [new Date(latest).toISOString(), '', 0]
    }
    const products: WireProduct[] = []
    for (const node of nodes) products.push(await withAllVariants(admin, node))
    if (products.length > 0) yield { products, place: { way: 'changes', from, cursor } }
    if (!hasNextPage) return
  }
}
