// A walk to the end of a list that moves while it is read: by page numbers, held in place by the last records read.
import { AppError } from '../../errors.ts'
import type { ReferenceCache } from '../reference-cache.ts'
import { invalidAnswer } from '../shop-answer.ts'
import type { StreamGuard } from '../stream-guard.ts'
import type { PageAt, ShopPage } from './client.ts'
import { coveringPage } from './window.ts'

/** The rest begins at `index`, behind the last of `tail`: ids of the last records given, oldest first. */
export type ListPlace = { readonly index: number; readonly tail: readonly string[] }

/** The beginning. */
export const LIST_START: ListPlace = { index: 0, tail: [] }

/** How many records are read again at each step, and remembered: so many may be deleted at once unnoticed. */
const OVERLAP = 10
/** New records of a step; its page may hold up to twice as many (facts: 100 is a good size, 200 the limit). */
const STEP = 90
/** Pages are halved down to this for a shop that is too slow for them (facts §6: 504). */
const LEAST_STEP = 20
const STEP_KEPT_MS = 3_600_000
/** A list that cannot be found again so often has no order that could be walked. */
const MOST_RESTARTS = 2

export type ListWalk<T> = {
  readonly read: (at: PageAt) => Promise<ShopPage<T> | null>
  readonly idOf: (item: T) => string
  readonly guard: StreamGuard
  /** Where the size of page that the shop can give in time is remembered. */
  readonly cache: ReferenceCache
}

const STEP_KEY = 'shoprenter:stream-step'

function isTooSlow(thrown: unknown): boolean {
  if (!(thrown instanceof AppError)) return false
  return thrown.reason === 'http_504' || (thrown.code === 'shop_timeout' && thrown.reason === undefined)
}

/** Where the newest of the known records is on the page; -1 when none of them is. */
function findTail(ids: readonly string[], tail: readonly string[]): number {
  for (const id of tail.toReversed()) {
    const at = ids.indexOf(id)
    if (at >= 0) return at
  }
  return -1
}

/**
 * The items after the place, page by page, in whatever order the shop has, as long as it stays the same: the
 * API has no cursor, no sort and no filter on ids (facts §2.3). Every page begins a few records early; the
 * newest one that is known is looked for on it, and what lies behind it is new. Where none is found, more was
 * deleted than the overlap holds: the walk steps back, in the end to the beginning.
 */
export async function* walkList<T>(
  { read, idOf, guard, cache }: ListWalk<T>,
  from: ListPlace,
): AsyncGenerator<{ readonly items: readonly T[]; readonly place: ListPlace }, void, undefined> {
  let { index, tail } = from
  let stepBack = STEP
  let restarts = 0
  for (;;) {
    const begin = Math.max(0, index - OVERLAP)
    const step = await cache.get(STEP_KEY, STEP_KEPT_MS, async () => STEP)
    const at = coveringPage(begin, begin + OVERLAP + step) ?? { page: 0, limit: OVERLAP + step }
    let page: ShopPage<T> | null
    try {
      page = await read(at)
    } catch (thrown) {
      if (!isTooSlow(thrown) || step <= LEAST_STEP) throw thrown
      // The next try, of this stream or of one that goes on after it, asks for less.
      cache.drop(STEP_KEY)
      await cache.get(STEP_KEY, STEP_KEPT_MS, async () => Math.max(LEAST_STEP, Math.floor(step / 2)))
      throw thrown
    }
    const ids = page?.items.map(idOf) ?? []
    guard.page(ids)
    if (page === null && begin === 0 && tail.length === 0) return
    const known = findTail(ids, tail)
    if (tail.length > 0 && known < 0) {
      if (begin === 0 && restarts++ >= MOST_RESTARTS) throw invalidAnswer('stream_out_of_order')
      if (begin === 0) tail = []
      index = Math.max(0, index - stepBack)
      stepBack *= 2
      continue
    }
    stepBack = STEP
    const items = page?.items.slice(known + 1) ?? []
    guard.fresh(items.length)
    index = at.page * at.limit + ids.length
    tail = [...tail, ...ids.slice(known + 1)].slice(-OVERLAP)
    if (items.length > 0) yield { items, place: { index, tail } }
    if (page === null || page.isLast) return
  }
}
