// The order with a number that people see, which a plugin may have made another than its id.
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { sameOrderNumber } from '../../model/filter.ts'
import type { CoverageReason } from '../../model/page.ts'
import type { Client } from './client.ts'
import { MOST_PER_PAGE } from './paging.ts'
import { inParallel } from './parallel.ts'
import type { Reference } from './reference.ts'
import type { Query } from './request.ts'
import { SINGLE_READS_ONLY } from './statuses.ts'
import { ordersWire, orderWire, type WireOrder } from './wire.ts'

/** How many of the newest orders are looked through for a number that the shop cannot search. */
const NEWEST_PAGES = 10

const BEYOND: CoverageReason = {
  code: 'order_number_scan',
  detail:
    'A plugin numbers the orders of this shop and its numbers cannot be searched: the newest 1,000 orders were looked through.',
}

const numbersWire = z.array(
  z.object({ id: z.number().int(), number: z.union([z.string(), z.number().transform(String)]) }),
)

/** What was found: one order as a rule, none, or more than one where a plugin numbers carelessly. */
export type NumberSearch = {
  readonly orders: readonly WireOrder[]
  readonly coverage: readonly CoverageReason[]
}

/** The order with this id, or null; `details` cuts it and sets its decimals. */
async function readById(client: Client, id: string | number, details: Query): Promise<WireOrder | null> {
  try {
    return (await client.get(`/orders/${id}`, details, orderWire)).body
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'not_found') return null
    throw thrown
  }
}

/** Reads ids and numbers only, four pages at a time, newest first; stops with the pages in which it is found. */
async function findAmongNewest(client: Client, number: string) {
  let read = 0
  for (let first = 1; first <= NEWEST_PAGES; first += 4) {
    const pages = [first, first + 1, first + 2, first + 3].filter((page) => page <= NEWEST_PAGES)
    const query = { orderby: 'date', order: 'desc', per_page: MOST_PER_PAGE, _fields: 'id,number' }
    const answers = await inParallel(
      pages.map((page) => () => client.get('/orders', { ...query, page }, numbersWire)),
    )
    const rows = answers.flatMap(({ body }) => body)
    const ids = rows.filter((row) => sameOrderNumber(row.number, number)).map((row) => row.id)
    if (ids.length > 0) return { ids, complete: true }
    read += rows.length
    if (rows.length < pages.length * MOST_PER_PAGE) return { ids: [], complete: true }
  }
  return { ids: [], complete: read < NEWEST_PAGES * MOST_PER_PAGE }
}

/**
 * Orders with a number. The number is an id in most shops, so that is asked first (one call); then the shop's
 * search, which some plugins teach their numbers; then, only where a plugin numbers, the newest orders.
 */
export async function findByNumber(
  client: Client,
  reference: Reference,
  asked: string,
  details: Query,
): Promise<NumberSearch> {
  const number = asked.trim().replace(/^#/, '')
  const done = (orders: readonly (WireOrder | null)[], coverage: readonly CoverageReason[] = []) => ({
    orders: orders.filter(
      (order): order is WireOrder => order !== null && !SINGLE_READS_ONLY.includes(order.status ?? ''),
    ),
    coverage,
  })
  if (number === '') return done([])
  const isSame = (order: WireOrder) => sameOrderNumber(order.number ?? '', number)
  const byId = /^[1-9]\d{0,17}$/.test(number) ? await readById(client, number, details) : null
  if (byId && isSame(byId)) return done([byId])
  const search = { ...details, search: number, per_page: MOST_PER_PAGE }
  const hits = (await client.get('/orders', search, ordersWire)).body.filter(isSame)
  if (hits.length > 0) return done(hits)
  if (byId === null && (await reference.numbersAreIds())) return done([])
  const { ids, complete } = await findAmongNewest(client, number)
  const orders = await inParallel(ids.slice(0, 8).map((id) => () => readById(client, id, details)))
  return done(orders, complete ? [] : [BEYOND])
}

/** Four pages at once: as many of the newest orders as one stretch of calls can show. */
const QUICK_PAGES = [1, 2, 3, 4]

const QUICKLY_BEYOND: CoverageReason = {
  code: 'order_number_scan',
  detail:
    'A plugin numbers the orders of this shop and its numbers cannot be searched: the newest 400 orders were looked through. The list of orders looks further.',
}

/**
 * The same while somebody waits: never more than two calls after another. Where a plugin numbers, everything that
 * may show the number is asked at once, and what was found so is read.
 */
export async function findByNumberQuickly(
  client: Client,
  reference: Reference,
  number: string,
  details: Query,
): Promise<NumberSearch> {
  if (await reference.numbersAreIds()) return findByNumber(client, reference, number, details)
  const isSame = (order: { readonly number?: string | null | undefined }) =>
    sameOrderNumber(order.number ?? '', number)
  const search = { ...details, search: number, per_page: MOST_PER_PAGE }
  const newest = { orderby: 'date', order: 'desc', per_page: MOST_PER_PAGE, _fields: 'id,number' }
  const [found, ...pages] = await Promise.all([
    client.get('/orders', search, ordersWire),
    ...QUICK_PAGES.map((page) => client.get('/orders', { ...newest, page }, numbersWire)),
  ])
  const hits = found.body.filter(isSame)
  const known = new Set(hits.map(({ id }) => id))
  const rows = pages.flatMap(({ body }) => body)
  const ids = rows.filter((row) => isSame(row) && !known.has(row.id)).map(({ id }) => id)
  const orders = await Promise.all(ids.slice(0, 4).map((id) => readById(client, id, details)))
  const all = [...hits, ...orders].filter(
    (order): order is WireOrder => order !== null && !SINGLE_READS_ONLY.includes(order.status ?? ''),
  )
  const isWhole = all.length > 0 || rows.length < QUICK_PAGES.length * MOST_PER_PAGE
  return { orders: all, coverage: isWhole ? [] : [QUICKLY_BEYOND] }
}
