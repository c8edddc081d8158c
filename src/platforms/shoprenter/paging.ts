// Pages of unified records out of the shop's lists: full, newest first, free of what a filter did not ask for.
import type { Page, PageRequest } from '../../model/page.ts'
import { fillPage } from '../scan.ts'
import type { ListSource, Slice } from './list-source.ts'
import { positionOfPage, readSlice } from './listing.ts'
import { END, type Position, readPositions, writePositions } from './position.ts'

/** The most records of one read: larger pages take seconds (facts: about 4 s for 200 products, production). */
const MAX_READ = 100
/** How old the length of a list may be that a page number is counted from. */
const MAX_COUNT_AGE_MS = 60_000
/** Local times read an hour early at most, in the hour that the clocks show twice. */
const DOUBLED_HOUR_MS = 3_600_000

/** What a page is read from, and how its records are made and chosen. */
export type Listing<T, U> = {
  /** Lists of the shop without a record in common, read side by side. */
  readonly sources: readonly ListSource<T>[]
  /** The unified records of what was read; leaves out what is no record. */
  readonly toRecords: (items: readonly T[]) => Promise<readonly U[]>
  readonly keep: (record: U) => boolean
  readonly idOf: (record: U) => string
  readonly createdOf: (record: U) => string | null
  readonly page: PageRequest
  /** True when every record of the one list is wanted: pages are then found by number, and `total` is known. */
  readonly isWhole: boolean
}

type Merged<T> = { readonly items: readonly T[]; readonly next: readonly Position[]; isNewestFirst: boolean }

/** Takes the newest records of several slices, as far as it is certain that none newer is still unread. */
function merge<T>(slices: readonly Slice<T>[], idOf: (item: T) => number, size: number): Merged<T> {
  const taken = slices.map(() => 0)
  const items: T[] = []
  const isUnread = (slice: Slice<T>) => slice.after(slice.items.length).way !== 'end'
  while (items.length < size) {
    let newest: { at: number; item: T } | null = null
    for (const [at, slice] of slices.entries()) {
      const item = slice.items[taken[at] ?? 0]
      if (item === undefined) continue
      if (newest === null || idOf(item) > idOf(newest.item)) newest = { at, item }
    }
    if (newest === null) break
    items.push(newest.item)
    taken[newest.at] = (taken[newest.at] ?? 0) + 1
    const slice = slices[newest.at]
    if (slice && taken[newest.at] === slice.items.length && isUnread(slice)) break
  }
  const next = slices.map((slice, at) => slice.after(taken[at] ?? 0))
  return { items, next, isNewestFirst: slices.every((slice) => slice.isNewestFirst) }
}

async function readMerged<T>(
  sources: readonly ListSource<T>[],
  positions: readonly Position[],
  size: number,
): Promise<Merged<T>> {
  const slices = await Promise.all(sources.map((source, at) => readSlice(source, positions[at] ?? END, size)))
  const [only, ...others] = slices
  const [source] = sources
  if (!only || !source) return { items: [], next: [], isNewestFirst: true }
  if (others.length > 0) return merge(slices, source.idOf, size)
  const items = only.items.slice(0, size)
  return { items, next: [only.after(items.length)], isNewestFirst: only.isNewestFirst }
}

function isNewestFirst(created: readonly (string | null)[]): boolean {
  const instants = created.filter((instant) => instant !== null).map((instant) => Date.parse(instant))
  return instants.every((instant, index) => instant <= (instants[index - 1] ?? instant) + DOUBLED_HOUR_MS)
}

/** How many records the first read of a page is for: what `fillPage` will skip there, and the page. */
function firstRead(page: PageRequest, isWhole: boolean): number {
  const { limit, position } = page
  if ('after' in position) return limit + Number(/^\d{1,6}/.exec(position.after)?.[0] ?? 0)
  return isWhole ? limit : limit * position.page
}

/** Reads one page. */
export async function readListing<T, U>(listing: Listing<T, U>): Promise<Page<U>> {
  const { sources, page, isWhole } = listing
  const [first] = sources
  const number = 'page' in page.position ? page.position.page : 1
  const jumpTo =
    isWhole && first && number > 1 ? await positionOfPage(first, number, page.limit, MAX_COUNT_AGE_MS) : null
  let size = firstRead(page, isWhole)
  let isSorted = true
  const seen = new Set<string>()

  const result = await fillPage<U>({
    read: async (at) => {
      const positions = at === null && jumpTo ? [jumpTo] : readPositions(at, sources.length)
      const merged = await readMerged(sources, positions, Math.min(size, MAX_READ))
      size = MAX_READ
      isSorted &&= merged.isNewestFirst
      return { items: await listing.toRecords(merged.items), next: writePositions(merged.next) }
    },
    keep: (record) => {
      const id = listing.idOf(record)
      return !seen.has(id) && listing.keep(record) && Boolean(seen.add(id))
    },
    page: jumpTo ? { limit: page.limit, position: { page: 1 } } : page,
  })
  const isNewest = isSorted && isNewestFirst(result.items.map(listing.createdOf))
  return {
    ...result,
    total: isWhole ? (first?.memory.total ?? null) : null,
    sort: isNewest ? 'newest_first' : 'unspecified',
  }
}
