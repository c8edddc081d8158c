// Pages of a list: one call where the shop answers the filter exactly, a walk where it can only give more.
import { AppError } from '../../errors.ts'
import type { CoverageReason, Page, PageRequest } from '../../model/page.ts'
import { fillPage } from '../scan.ts'

/** The most that WooCommerce gives at once. */
export const MOST_PER_PAGE = 100

/** A stretch of the list: what is there, where it goes on (null at the end), how much there is in all. */
export type Stretch<T> = {
  readonly items: readonly T[]
  readonly next: string | null
  readonly total: number | null
}

/** A list as it can be read: from a place on, or by page number where the shop has it sorted already. */
export type Source<T> = {
  readonly readFrom: (at: string | null, perPage: number) => Promise<Stretch<T>>
  readonly readNumbered: (page: number, perPage: number) => Promise<Stretch<T>>
}

/** The same list of other things. */
export function mapSource<A, B>(source: Source<A>, map: (item: A) => B): Source<B> {
  return {
    readFrom: async (at, perPage) => {
      const stretch = await source.readFrom(at, perPage)
      return { ...stretch, items: stretch.items.map(map) }
    },
    readNumbered: async (number, perPage) => {
      const stretch = await source.readNumbered(number, perPage)
      return { ...stretch, items: stretch.items.map(map) }
    },
  }
}

/**
 * A list that is read by page numbers alone: `at` is how many items came before. For lists that cannot be read
 * on from a point in time; what comes in meanwhile moves it.
 */
export function createNumberedSource<T>(
  read: (offset: number, perPage: number) => Promise<{ body: readonly T[]; total: number | null }>,
): Source<T> {
  const readFrom = async (at: string | null, perPage: number): Promise<Stretch<T>> => {
    if (at !== null && !/^\d{1,9}$/.test(at)) throw invalidCursor()
    const offset = Number(at ?? 0)
    const { body, total } = await read(offset, perPage)
    const end = offset + body.length
    const goesOn = body.length >= perPage && (total === null || end < total)
    return { items: body, next: goesOn ? String(end) : null, total }
  }
  return { readFrom, readNumbered: (page, perPage) => readFrom(String((page - 1) * perPage), perPage) }
}

/** The error for a cursor that is none of ours. */
export function invalidCursor(): AppError {
  return new AppError('invalid_request', 'The cursor is not valid.', {
    fields: [{ field: 'cursor', message: 'is not valid here' }],
  })
}

/**
 * A place is kept with the length of the stretch that begins there, so that a cursor into the middle of it
 * means the same whatever `limit` it comes back with. `50~` is the beginning, read by fifty.
 */
function parsePlace(place: string | null): { at: string | null; perPage: number } {
  if (place === null) return { at: null, perPage: MOST_PER_PAGE }
  const match = /^(\d{1,3})~(.*)$/s.exec(place)
  const perPage = Number(match?.[1])
  if (!match || perPage < 1 || perPage > MOST_PER_PAGE) throw invalidCursor()
  return { at: match[2] || null, perPage }
}

type ListRequest<T> = {
  readonly source: Source<T>
  /** True when the shop itself answers the whole filter; then its own count is the list's. */
  readonly exact: boolean
  readonly keep: (item: T) => boolean
  readonly page: PageRequest
}

async function readDirect<T>({ source, keep, page }: ListRequest<T>, number: number) {
  const { items, next, total } = await source.readNumbered(number, page.limit)
  if (!items.every(keep)) return null
  // Past the end some shops say a total of 0 (facts: orders on HPOS, seen).
  const count = items.length > 0 ? total : null
  return { items, next: next === null ? null : `0:${page.limit}~${next}`, total: count }
}

async function walk<T>({ source, exact, keep, page }: ListRequest<T>) {
  const { limit, position } = page
  // Where items will be dropped the first stretch is longer than the page; what follows is as long as it can be.
  const first = exact ? limit : Math.min(MOST_PER_PAGE, Math.max(2 * limit, 20))
  const isFirstPage = 'page' in position && position.page === 1
  let total: number | null = null
  let dropped = false
  const result = await fillPage({
    page: { limit, position: isFirstPage ? { after: `0:${first}~` } : position },
    keep,
    read: async (place) => {
      const { at, perPage } = parsePlace(place)
      const stretch = await source.readFrom(at, perPage)
      total ??= stretch.total
      dropped ||= !stretch.items.every(keep)
      const length = exact && !dropped ? limit : MOST_PER_PAGE
      return { items: stretch.items, next: stretch.next === null ? null : `${length}~${stretch.next}` }
    },
  })
  return { ...result, total: exact && !dropped ? total : null }
}

/** All that there is was read: then it is also counted. */
function countOf(
  found: { items: readonly unknown[]; next: string | null },
  page: PageRequest,
): number | null {
  if (found.next !== null || !('page' in page.position)) return null
  const before = (page.position.page - 1) * page.limit
  return found.items.length > 0 || before === 0 ? before + found.items.length : null
}

/** One page of a list whose every item `keep` has looked at. */
export async function readList<T>(
  request: ListRequest<T>,
  sort: Page<T>['sort'],
  reasons: readonly CoverageReason[] = [],
): Promise<Page<T>> {
  const { position } = request.page
  if (request.exact && 'page' in position && position.page > 1) {
    const direct = await readDirect(request, position.page)
    if (direct) return { ...direct, sort, coverage: reasons }
  }
  const walked = await walk(request)
  return {
    items: walked.items,
    next: walked.next,
    total: walked.total ?? countOf(walked, request.page),
    sort,
    coverage: [...reasons, ...walked.coverage],
  }
}

/** A page out of a list that is here as a whole, newest first. */
export function slicePage<T>(
  items: readonly T[],
  { position, limit }: PageRequest,
  sort: Page<T>['sort'],
  coverage: readonly CoverageReason[],
): Page<T> {
  const match = 'after' in position ? /^whole:(\d{1,9})$/.exec(position.after) : null
  if ('after' in position && !match) throw invalidCursor()
  const from = 'page' in position ? (position.page - 1) * limit : Number(match?.[1])
  const next = from + limit < items.length ? `whole:${from + limit}` : null
  return { items: items.slice(from, from + limit), next, total: items.length, sort, coverage }
}

/** A page of a list that can hold nothing. */
export function emptyPage<T>(coverage: readonly CoverageReason[] = []): Page<T> {
  return { items: [], next: null, total: 0, sort: 'newest_first', coverage }
}
