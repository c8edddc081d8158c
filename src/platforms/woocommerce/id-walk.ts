// A walk over a list by its ids: nothing is lost when records before the place are deleted, nothing comes twice.
import { invalidAnswer } from '../shop-answer.ts'
import type { StreamGuard } from '../stream-guard.ts'
import { MOST_PER_PAGE } from './paging.ts'

/** Everything up to the id `after` was given; the rest is believed to begin at `offset`. */
export type IdPlace = { readonly after: number; readonly offset: number }

/** The beginning. */
export const FIRST: IdPlace = { after: 0, offset: 0 }

/** A page from an offset, by rising ids; `total` is null where the shop does not say it. */
type ReadPage<T> = (offset: number) => Promise<{ body: readonly T[]; total: number | null }>

function checkOrder(ids: readonly number[]): void {
  const rises = ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? id))
  if (!rises) throw invalidAnswer('stream_out_of_order')
}

/**
 * The rows after the place, page by page. wc/v3 cannot be asked for ids above another one, but `offset` takes
 * any number and `orderby=id` never changes the order: every page begins with the last row of the page before.
 * Is it another one, with a higher id, then rows before it are gone: the walk steps back until it overlaps
 * again. Rows that came in before the place push known ones onto the page, which are left out by their ids.
 */
export async function* walkById<T extends { readonly id: number }>(
  read: ReadPage<T>,
  from: IdPlace,
  guard: StreamGuard,
): AsyncGenerator<{ readonly rows: readonly T[]; readonly place: IdPlace }, void, undefined> {
  let { after, offset } = from
  let stepBack = MOST_PER_PAGE
  let before: { readonly at: number; readonly first: number } | null = null
  for (;;) {
    const at = Math.max(0, offset - 1)
    const { body, total } = await read(at)
    const ids = body.map(({ id }) => id)
    guard.page(ids)
    checkOrder(ids)
    const [first] = ids
    // Further on ids are higher: a shop that does not heed `offset` gives the same page again.
    if (before && at > before.at && first !== undefined && first <= before.first) {
      throw invalidAnswer('stream_stands_still')
    }
    before = first === undefined ? before : { at, first }
    const overlaps = first !== undefined && first <= after
    if (at > 0 && !overlaps) {
      offset = Math.max(0, offset - stepBack)
      stepBack *= 2
      continue
    }
    stepBack = MOST_PER_PAGE
    const rows = body.filter(({ id }) => id > after)
    guard.fresh(rows.length)
    after = rows.at(-1)?.id ?? after
    offset = at + body.length
    if (rows.length > 0) yield { rows, place: { after, offset } }
    // Some shops give fewer than they are asked for: where the total is said, that is what ends the list.
    if (total === null ? body.length < MOST_PER_PAGE : offset >= total) return
  }
}
