// Orders newest first, read on from where the last stretch ended, out of one search or of several at once.
import type { Client } from './client.ts'
import { invalidCursor, type Source, type Stretch } from './paging.ts'
import { inParallel } from './parallel.ts'
import type { Query } from './request.ts'
import { gmtOf, toInstant } from './values.ts'
import { ordersWire, type WireOrder } from './wire.ts'

/** How many orders of one second a cursor names; past that it counts instead. */
const MOST_NAMED = 60

/**
 * Where to go on: before the second after `second`, without the orders of that second that were seen already.
 * So new orders shift nothing. `seen` counts what came before; `offset` is for a single search only.
 */
type Place =
  | { readonly kind: 'start' }
  | { readonly kind: 'before'; readonly second: number; readonly seen: number; readonly except: string[] }
  | { readonly kind: 'offset'; readonly seen: number }

const BEFORE = /^b(\d{1,11})\.(\d{1,9})\.(\d{1,18}(?:-\d{1,18})*)$/
const OFFSET = /^o(\d{1,9})$/

function parsePlace(at: string | null): Place {
  if (at === null) return { kind: 'start' }
  const before = BEFORE.exec(at)
  if (before) {
    const [, second, seen, except = ''] = before
    return { kind: 'before', second: Number(second), seen: Number(seen), except: except.split('-') }
  }
  const offset = OFFSET.exec(at)
  if (offset) return { kind: 'offset', seen: Number(offset[1]) }
  throw invalidCursor()
}

/** Second of the order's creation; null for the rare order that has none. */
function secondOf(order: WireOrder): number | null {
  const instant = toInstant(order.date_created_gmt)
  return instant === null ? null : Date.parse(instant) / 1000
}

/** `limit` is the caller's own `before`, a naive UTC text: the earlier one counts. */
function placeQuery(place: Place, limit: string | undefined): Query {
  if (place.kind === 'start') return { before: limit }
  if (place.kind === 'offset') return { before: limit, offset: place.seen }
  const own = gmtOf(place.second + 1)
  const before = limit !== undefined && limit < own ? limit : own
  return { before, exclude: place.except.join(','), dates_are_gmt: 'true' }
}

/** The token for what follows `items`, the last of what was seen. */
function tokenAfter(
  items: readonly WireOrder[],
  seen: number,
  earlier: Place,
  single: boolean,
): string | null {
  const last = items.at(-1)
  const second = last ? secondOf(last) : null
  if (second === null) return single ? `o${seen}` : null
  const same = items.filter((order) => secondOf(order) === second).map((order) => String(order.id))
  const before = earlier.kind === 'before' && earlier.second === second ? earlier.except : []
  const named = [...before, ...same]
  // A stretch of one second says nothing of how many came before it in that second.
  const unknown = earlier.kind === 'offset' && same.length === items.length
  if (single && (unknown || named.length > MOST_NAMED)) return `o${seen}`
  return `b${second}.${seen}.${named.join('-')}`
}

function newestFirst(a: WireOrder, b: WireOrder): number {
  return (secondOf(b) ?? 0) - (secondOf(a) ?? 0) || b.id - a.id
}

type StreamPage = {
  readonly items: readonly WireOrder[]
  readonly total: number | null
  readonly goesOn: boolean
}

/** Orders that are in several streams are there once; what is older than a stream's end has to wait. */
function merge(pages: readonly StreamPage[]): { items: WireOrder[]; goesOn: boolean } {
  const ends = pages.filter(({ goesOn }) => goesOn).map(({ items }) => items.at(-1))
  const horizon = Math.max(Number.NEGATIVE_INFINITY, ...ends.map((order) => (order && secondOf(order)) ?? 0))
  const all = new Map(pages.flatMap(({ items }) => items).map((order) => [order.id, order]))
  const items = [...all.values()].filter((order) => (secondOf(order) ?? 0) >= horizon).sort(newestFirst)
  return { items, goesOn: ends.length > 0 }
}

/** What the shop is asked. `streams` are added to `base` one by one: several for spellings of a phone number. */
export type OrderQuestion = {
  readonly base: Query & { readonly before?: string | undefined }
  readonly streams: readonly Query[]
}

/** The orders of a question as a list; with one stream the shop's own count is told. */
export function createOrderSource(client: Client, { base, streams }: OrderQuestion): Source<WireOrder> {
  const single = streams.length === 1

  /** `past` is how many orders of the question lie before those that are read. */
  async function readStream(stream: Query, perPage: number, more: Query, past = 0): Promise<StreamPage> {
    const query = { orderby: 'date', order: 'desc', ...base, ...stream, per_page: perPage, ...more }
    const { body, total } = await client.get('/orders', query, ordersWire)
    const goesOn = body.length >= perPage && (total === null || past + body.length < total)
    return { items: body, total, goesOn }
  }

  async function readFrom(at: string | null, perPage: number): Promise<Stretch<WireOrder>> {
    const place = parsePlace(at)
    if (place.kind === 'offset' && !single) throw invalidCursor()
    const more = placeQuery(place, base.before)
    const past = place.kind === 'offset' ? place.seen : 0
    const pages = await inParallel(streams.map((stream) => () => readStream(stream, perPage, more, past)))
    const { items, goesOn } = single
      ? { items: pages[0]?.items ?? [], goesOn: pages[0]?.goesOn ?? false }
      : merge(pages)
    const before = place.kind === 'start' ? 0 : place.seen
    const left = single ? (pages[0]?.total ?? null) : null
    const total = left === null ? null : place.kind === 'before' ? before + left : left
    return { items, next: goesOn ? tokenAfter(items, before + items.length, place, single) : null, total }
  }

  async function readNumbered(page: number, perPage: number): Promise<Stretch<WireOrder>> {
    const seen = (page - 1) * perPage
    const { items, total, goesOn } = await readStream(streams[0] ?? {}, perPage, { page }, seen)
    const place: Place = { kind: 'offset', seen }
    return { items, next: goesOn ? tokenAfter(items, seen + items.length, place, true) : null, total }
  }

  return { readFrom, readNumbered }
}
