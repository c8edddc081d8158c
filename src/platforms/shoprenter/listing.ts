// One list of the shop, read newest first although the API can neither sort nor say how long a list is.
import { type ListSource, orderOfPage, remember, type Slice } from './list-source.ts'
import { back, END, forth, type Position } from './position.ts'
import { coveringPage, tailPage, widePage } from './window.ts'

/** How often the end of a list that keeps moving is looked for before its order is given up. */
const MAX_TRIES = 3
/** How many records may join before a place without a second call being needed. */
const OVERLAP = 5
/** How far on it is looked for the last record given, once so many have joined that it is not near. */
const LEAST_STEP = 50

/** Records in ascending order, of which the last is at `end - 1`, as a slice newest first. */
function backSlice<T>(
  source: ListSource<T>,
  items: readonly T[],
  end: number,
  more: { readonly below: number | null; readonly isNewestFirst: boolean },
): Slice<T> {
  const after = (taken: number) => {
    const last = taken === 0 ? undefined : items[items.length - taken]
    return back(end - taken, last === undefined ? more.below : source.idOf(last))
  }
  return { items: items.toReversed(), after, isNewestFirst: more.isNewestFirst }
}

/**
 * What lies before `end`, newest first. With `below`, a little more is read, so that records that joined or left
 * before this place since are neither given twice nor left out; when they were many, by another call.
 */
async function readBack<T>(
  source: ListSource<T>,
  end: number,
  below: number | null,
  size: number,
): Promise<Slice<T>> {
  const from = Math.max(0, end - size)
  const wide = widePage(from, end, below === null ? 0 : OVERLAP)
  if (!wide) return emptySlice()
  const page = await source.page(wide.at)
  if (page === null) {
    // Records went away and the list now ends before this place.
    const total = await source.count()
    remember(source, total)
    return total === null || total >= end ? emptySlice() : readSlice(source, back(total, below), size)
  }
  const start = wide.at.page * wide.at.limit
  const seen = page.items.slice(from - start, wide.to - start)
  const order = orderOfPage(source, seen)
  if (below === null || order === 'descending' || order === 'unsorted') {
    const items = seen.slice(0, end - from)
    const isNewestFirst = order === 'ascending' || order === 'unknown'
    return backSlice(source, items, from + items.length, { below: null, isNewestFirst })
  }
  const older = seen.filter((item) => source.idOf(item) < below)
  const top = from + older.length
  const hasMore = page.items.length > wide.to - start || !page.isLast
  const allJoined = wide.to > end && older.length === seen.length && seen.length > 0 && hasMore
  if (allJoined) return readBack(source, end + Math.max(size, LEAST_STEP), below, size)
  if (top < end && from > 0) return readBack(source, top, below, size)
  return backSlice(source, older.slice(-size), top, { below, isNewestFirst: true })
}

function emptySlice<T>(): Slice<T> {
  return { items: [], after: () => END, isNewestFirst: true }
}

/** What lies from `from` on, in the shop's own order. */
async function readForth<T>(source: ListSource<T>, from: number, size: number): Promise<Slice<T>> {
  const at = coveringPage(from, from + size)
  const page = at && (await source.page(at))
  if (at === null || page === null) return emptySlice()
  const start = at.page * at.limit
  const items = page.items.slice(from - start, from - start + size)
  const isLast = items.length === 0 || (page.isLast && from + items.length >= start + page.items.length)
  const order = orderOfPage(source, items)
  const isNewestFirst =
    source.memory.order === 'descending' && (order === 'descending' || order === 'unknown')
  const after = (taken: number) => (taken >= items.length && isLast ? END : forth(from + taken))
  return { items, after, isNewestFirst }
}

/** A list that fits on the page in hand. */
function wholeSlice<T>(source: ListSource<T>, items: readonly T[], size: number): Slice<T> {
  const order = orderOfPage(source, items)
  if (order === 'ascending' || order === 'unknown') {
    return backSlice(source, items, items.length, { below: null, isNewestFirst: true })
  }
  if (order === 'unsorted' && items.length <= size) {
    const sorted = items.toSorted((a, b) => source.idOf(b) - source.idOf(a))
    return { items: sorted, after: () => END, isNewestFirst: true }
  }
  const after = (taken: number) => (taken >= items.length ? END : forth(taken))
  return { items, after, isNewestFirst: order === 'descending' }
}

/** Reads the page that should be the last; null when it was not, with what is known set right. */
async function tryTail<T>(source: ListSource<T>, total: number, size: number): Promise<Slice<T> | null> {
  const at = tailPage(total, size)
  const page = await source.page(at)
  if (page === null && at.page === 0) {
    remember(source, 0)
    return emptySlice()
  }
  if (page === null || page.pageCount === null || !page.isLast) {
    remember(source, await source.count())
    return null
  }
  const start = at.page * at.limit
  const end = start + page.items.length
  remember(source, end)
  const order = orderOfPage(source, page.items)
  if (order === 'descending' || order === 'unsorted') {
    source.memory.order = order
    return null
  }
  const items = page.items.slice(Math.max(0, page.items.length - size))
  return backSlice(source, items, end, { below: null, isNewestFirst: true })
}

/**
 * The newest records. Warm, that is one call: the length is remembered, the page that should be the last is
 * asked for, and its `pageCount` proves that it is. Cold, or when more came in than there was room for, the
 * list is counted first. Without `pageCount` a list is read from its beginning, and its order is not known.
 */
async function readStart<T>(source: ListSource<T>, size: number): Promise<Slice<T>> {
  const { memory } = source
  if (memory.total === null && source.likelyShort !== null) {
    const limit = Math.max(size, source.likelyShort)
    const page = await source.page({ page: 0, limit })
    if (page === null) return emptySlice()
    if (page.isLast) return wholeSlice(source, page.items, size)
  }
  if (memory.total === null) {
    remember(source, await source.count())
    if (memory.total === 0) return emptySlice()
  }
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (memory.total === null || memory.order !== 'ascending') break
    const slice = await tryTail(source, memory.total, size)
    if (slice) return slice
  }
  return readForth(source, 0, size)
}

/** `size` records from a place on, at most 100; fewer at the end, and from the newest end of a long list. */
export async function readSlice<T>(
  source: ListSource<T>,
  position: Position,
  size: number,
): Promise<Slice<T>> {
  switch (position.way) {
    case 'start':
      return readStart(source, size)
    case 'back':
      return readBack(source, position.index, position.below, size)
    case 'forth':
      return readForth(source, position.index, size)
    case 'end':
      return emptySlice()
  }
}

/** Where page `number` of `limit` begins, without reading the pages before it. Counts a list that may have grown. */
export async function positionOfPage<T>(
  source: ListSource<T>,
  number: number,
  limit: number,
  maxAgeMs: number,
): Promise<Position> {
  const { memory } = source
  const skipped = (number - 1) * limit
  if (memory.total === null || source.now() - memory.countedAt > maxAgeMs)
    remember(source, await source.count())
  if (memory.total === null || memory.order !== 'ascending') return forth(skipped)
  return back(memory.total - skipped, null)
}
