// Order lists against a sandbox shop: every filter, compared with what the shop holds, page by page.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { createWooCommerceShop } from '../../../sandbox/woocommerce/shop.ts'
import { ask } from '../../../sandbox/woocommerce/testing.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import type { OrderFilter } from '../../model/filter.ts'
import { type OrderStatus, orderSchema, type UnifiedOrder } from '../../model/order.ts'
import type { Page, PagePosition } from '../../model/page.ts'
import { woocommerce } from './index.ts'

const shop = createWooCommerceShop()
/** The same shop, which is asked directly for what is true. */
const truth = createWooCommerceShop({ tls: 'pretend' })
const { orders: cases, users } = shop.cases
const tools = testContext({ deadlineMs: 30_000 })
const ALL = { fields: null, includeCustomer: true }
type Raw = Readonly<Record<string, unknown>> & {
  id: number
  status: string
  total: string
  customer_id: number
  date_created_gmt: string
  date_modified_gmt: string
  date_paid_gmt: string | null
  date_completed_gmt: string | null
  refunds: { total: string }[]
}
let running: RunningShop
let raw: Raw[]

const open = () =>
  woocommerce.connect(
    { url: running.origin, ...shop.credentials, auth: 'oauth1', rest: `${running.origin}/wp-json` },
    tools.refresh(),
  )
const list = (filter: OrderFilter, limit = 25, position: PagePosition = { page: 1 }) =>
  open().listOrders(filter, { limit, position }, ALL)

beforeAll(async () => {
  running = await serveShop(shop)
  const pages = await Promise.all(
    Array.from({ length: 14 }, (_, index) => ask(truth, `/orders?per_page=100&dp=2&page=${index + 1}`)),
  )
  raw = pages.flatMap(({ rows }) => rows) as Raw[]
  await list({ status: ['completed'] })
})
afterAll(async () => {
  await running.close()
  await tools.close()
})

/** Follows the cursor to the end. */
async function walk(
  filter: OrderFilter,
  limit: number,
): Promise<{ items: UnifiedOrder[]; pages: Page<UnifiedOrder>[] }> {
  const pages: Page<UnifiedOrder>[] = [await list(filter, limit)]
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) {
    pages.push(await list(filter, limit, { after: next }))
  }
  return { items: pages.flatMap((page) => page.items), pages }
}

const ids = (items: readonly UnifiedOrder[]) => items.map(({ id }) => id)
const wanted = (keep: (order: Raw) => boolean) => raw.filter(keep).map(({ id }) => String(id))

/** The table of the mapping, written down a second time. */
function statusOf({ status, date_completed_gmt, date_paid_gmt }: Raw): OrderStatus {
  if (status === 'on-hold') return 'on_hold'
  if (status !== 'csomagolva') return status as OrderStatus
  return date_completed_gmt ? 'completed' : date_paid_gmt ? 'processing' : 'pending'
}

describe('without a filter', () => {
  it('25 orders are one call, whole, newest first, and valid', async () => {
    running.calls.clear()
    const page = await list({})
    expect(running.calls.list()).toHaveLength(1)
    expect(ids(page.items)).toEqual(wanted(() => true).slice(0, 25))
    expect(page).toMatchObject({ total: raw.length, sort: 'newest_first', coverage: [] })
    for (const order of page.items) expect(orderSchema.parse(order)).toEqual(order)
    expect(JSON.stringify(page).match(/"wc_order_|192\.0\.2|Mozilla|order-pay/)).toBeNull()
  })

  it('the cursor and the numbers reach every order once', async () => {
    const { items, pages } = await walk({}, 100)
    expect(ids(items)).toEqual(wanted(() => true))
    expect(pages.map(({ total }) => total)).toEqual(pages.map(() => raw.length))
    running.calls.clear()
    const fifth = await list({}, 30, { page: 5 })
    expect(running.calls.list()).toHaveLength(1)
    expect(ids(fifth.items)).toEqual(wanted(() => true).slice(120, 150))
    const sixth = await list({}, 30, { after: fifth.next ?? '' })
    expect(ids(sixth.items)).toEqual(wanted(() => true).slice(150, 180))
    expect(sixth.total).toBe(raw.length)
  })

  it('a page past the end is empty and says no total', async () => {
    expect(await list({}, 25, { page: 999 })).toMatchObject({ items: [], next: null, total: null })
  })

  it('new orders in between move nothing', async () => {
    const first = await list({}, 10)
    const placed = shop.placeOrder()
    const second = await list({}, 10, { after: first.next ?? '' })
    expect(ids(second.items)).toEqual(wanted(() => true).slice(10, 20))
    expect((await list({}, 1)).items[0]?.id).toBe(String(placed.id))
    raw = [
      { ...(raw[0] as Raw), id: placed.id, date_created_gmt: placed.createdAt.toISOString().slice(0, 19) },
      ...raw,
    ]
  })

  it.each(['', 'x', '0:', '5:25~zzz', '0:25~b1.2', '0:999~b1.2.3', 'whole:3', '0:0~b1.1.1'])(
    'a cursor that is none: %j',
    async (after) => {
      const page = list({}, 25, { after })
      if (after === '0:') expect((await page).items).toHaveLength(25)
      else
        await expect(page).rejects.toMatchObject({ code: 'invalid_request', fields: [{ field: 'cursor' }] })
    },
  )
})

describe('filters', () => {
  const statuses: OrderStatus[] = [
    'pending',
    'on_hold',
    'processing',
    'completed',
    'cancelled',
    'refunded',
    'failed',
  ]

  it.each(statuses)('status %s, custom ones by their dates', async (status) => {
    const { items } = await walk({ status: [status] }, 100)
    expect(ids(items)).toEqual(wanted((order) => statusOf(order) === status))
    expect(items.length).toBeGreaterThan(10)
  })

  it('statuses together; when custom ones are all in, the shop answers alone and counts', async () => {
    const filter = { status: ['pending', 'processing', 'completed'] as const }
    running.calls.clear()
    const page = await list(filter)
    expect(running.calls.list()).toHaveLength(1)
    expect(page.total).toBe(
      wanted((order) => filter.status.some((status) => status === statusOf(order))).length,
    )
  })

  it('a status whose plugin went since it was learnt', async () => {
    const body = JSON.stringify({ code: 'rest_invalid_param', data: { params: { status: 'no' } } })
    running.faults.set({ kind: 'status', status: 400, body }, { path: /status=/, times: 1 })
    running.calls.clear()
    expect((await list({ status: ['completed'] })).items).toHaveLength(25)
    const paths = running.calls.list().map((call) => call.replace(/\?.*/, ''))
    expect(paths).toEqual(
      ['/orders', '/orders/statuses', '/orders'].map((path) => `GET /wp-json/wc/v3${path}`),
    )
    running.faults.clear()
  })

  it('a page of a filtered list is full, by number too', async () => {
    const completed = wanted((order) => statusOf(order) === 'completed')
    expect(ids((await list({ status: ['completed'] }, 25, { page: 4 })).items)).toEqual(
      completed.slice(75, 100),
    )
  })

  it('dates are strict, in UTC, across the doubled hour', async () => {
    const [first, second] = [cases.firstDoubledHour, cases.secondDoubledHour].map(String)
    const between = (created_after: string, created_before: string) =>
      list({ created_after, created_before }, 100).then((page) => ids(page.items))
    expect(await between('2026-10-25T00:29:59Z', '2026-10-25T01:30:01Z')).toEqual(
      expect.arrayContaining([first, second]),
    )
    expect(await between('2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z')).not.toContain(first)
    expect(await between('2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z')).not.toContain(second)
    expect(await between('2026-10-25T00:29:59.500Z', '2026-10-25T00:30:00.500Z')).toContain(first)
    const after = '2026-09-01T00:00:00'
    const { items } = await walk({ created_after: `${after}Z`, created_before: '2026-10-01T00:00:00Z' }, 20)
    expect(ids(items)).toEqual(wanted(({ date_created_gmt: at }) => at > after && at < '2026-10-01T00:00:00'))
  })

  it('updated_after', async () => {
    const { items, pages } = await walk({ updated_after: '2026-11-10T00:00:00Z' }, 15)
    expect(ids(items)).toEqual(wanted(({ date_modified_gmt }) => date_modified_gmt > '2026-11-10T00:00:00'))
    expect(pages[0]?.total).toBe(items.length)
  })

  it('customer_id; what cannot be one is nobody’s, without a call', async () => {
    const id = users.sharedPhoneFirst
    expect(ids((await list({ customer_id: String(id) })).items)).toEqual(
      wanted((order) => order.customer_id === id),
    )
    running.calls.clear()
    for (const nobody of ['0', 'abc', '-1', '1e3', '']) {
      expect(await list({ customer_id: nobody })).toMatchObject({ items: [], total: 0 })
    }
    expect(running.calls.list()).toEqual([])
  })

  it.each(['unpaid', 'paid', 'partially_refunded', 'refunded', 'voided'] as const)(
    'payment_status %s',
    async (payment) => {
      const refunded = (order: Raw) => order.refunds.reduce((sum, { total }) => sum - Number(total), 0)
      const truthOf = (order: Raw) => {
        if (order.status === 'refunded' || refunded(order) >= Number(order.total)) return 'refunded'
        if (refunded(order) > 0) return 'partially_refunded'
        if (order.date_paid_gmt) return 'paid'
        return ['cancelled', 'failed'].includes(order.status) ? 'voided' : 'unpaid'
      }
      const { items } = await walk({ payment_status: [payment] }, 100)
      expect(ids(items)).toEqual(wanted((order) => truthOf(order) === payment))
      expect(items.length).toBeGreaterThan(10)
    },
  )

  it('fulfillment_status, and words that no order here can have', async () => {
    const { items } = await walk({ fulfillment_status: ['fulfilled'] }, 100)
    expect(ids(items)).toEqual(wanted(({ date_completed_gmt }) => date_completed_gmt !== null))
    running.calls.clear()
    expect((await list({ fulfillment_status: ['returned'] })).items).toEqual([])
    expect((await list({ payment_status: ['authorized'] })).total).toBe(0)
    expect(running.calls.list()).toEqual([])
  })

  it('together', async () => {
    const filter: OrderFilter = {
      status: ['processing'],
      payment_status: ['unpaid'],
      created_after: '2026-06-01T00:00:00Z',
    }
    const { items } = await walk(filter, 50)
    expect(ids(items)).toEqual(
      wanted(
        (order) =>
          statusOf(order) === 'processing' &&
          order.date_paid_gmt === null &&
          order.date_created_gmt > '2026-06-01T00:00:00' &&
          order.refunds.length === 0,
      ),
    )
  })
})
