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
