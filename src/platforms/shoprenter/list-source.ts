// A list of the shop with its filters, what is remembered of it, and how its records lie.
import type { PageAt, ShopPage } from './client.ts'
import type { Position } from './position.ts'

/**
 * What is known of a list, kept for the next read: its length and the order it comes in. Order is undocumented;
 * official fixtures show ascending ids, which is taken until an answer shows otherwise.
 */
export type ListMemory = {
  total: number | null
  countedAt: number
  order: 'ascending' | 'descending' | 'unsorted'
}

/** A list of the shop, bound to its filters. */
export type ListSource<T> = {
  readonly page: (at: PageAt) => Promise<ShopPage<T> | null>
  readonly count: () => Promise<number | null>
  /** The record's number; numbers rise with creation. */
  readonly idOf: (item: T) => number
  readonly memory: ListMemory
  readonly now: () => number
  /** Set for a list that is likely short: so many are asked for at once, without counting first. */
  readonly likelyShort: number | null
}

/** A stretch of a list. `after(n)` is the place behind its first `n` items. */
export type Slice<T> = {
  readonly items: readonly T[]
  readonly after: (taken: number) => Position
  readonly isNewestFirst: boolean
}

type Order = ListMemory['order']

/** How records lie by their numbers; `unknown` of fewer than two. */
function orderOf(ids: readonly number[]): Order | 'unknown' {
  const steps = ids.slice(1).map((id, index) => Math.sign(id - (ids[index] ?? id)))
  const up = steps.includes(1)
  const down = steps.includes(-1)
  if (up && down) return 'unsorted'
  return up ? 'ascending' : down ? 'descending' : 'unknown'
}

/** How the records of a page lie. */
export function orderOfPage<T>(source: ListSource<T>, items: readonly T[]): Order | 'unknown' {
  return orderOf(items.map(source.idOf))
}

/** Keeps the length of a list for the next read. */
export function remember<T>(source: ListSource<T>, total: number | null): void {
  source.memory.total = total
  source.memory.countedAt = source.now()
}
