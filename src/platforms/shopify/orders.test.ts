// The order list and single orders, against the sandbox shop over HTTP.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { HARD, LONG_ORDER_LINES } from '../../../sandbox/shopify/hard-ids.ts'
import { createShopifyShop } from '../../../sandbox/shopify/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { selectFields } from '../../model/fields.ts'
import type { OrderFilter } from '../../model/filter.ts'
import { orderSchema, type UnifiedOrder } from '../../model/order.ts'
import type { PageRequest } from '../../model/page.ts'
import type { ReadOptions } from '../platform.ts'
import { shopify } from './index.ts'

const ALL: ReadOptions = { fields: null, includeCustomer: true }
const world = createWorld('shopify', { people: 60, products: 80, orders: 600 })
const program = createShopifyShop({ world, bucketSize: 1_000_000 })
let running: RunningShop
let setup: ReturnType<typeof testContext>

beforeAll(async () => {
  running = await serveShop(program)
  setup = testContext({ origins: { shopifyApi: running.origin } })
  await orders({}, { limit: 1, position: { page: 1 } })
})
afterAll(async () => {
  await setup.close()
  await running.close()
})
beforeEach(() => {
  running.calls.clear()
  program.forget()
})

const shop = () => shopify.connect(program.credentials, setup.refresh())
const orders = (filter: OrderFilter, page: PageRequest, options = ALL) =>
  shop().listOrders(filter, page, options)
const first = (limit = 25): PageRequest => ({ limit, position: { page: 1 } })
const numbers = (list: readonly UnifiedOrder[]) => list.map((order) => order.number)

/** Every order that a filter gives, by cursors. */
async function everything(filter: OrderFilter, limit = 100): Promise<UnifiedOrder[]> {
  const all: UnifiedOrder[] = []
  let position: PageRequest['position'] = { page: 1 }
  for (;;) {
    const page = await orders(filter, { limit, position })
    all.push(...page.items)
    if (page.next === null) return all
    position = { after: page.next }
  }
}

describe('a list', () => {
  test('of 25 costs one call, comes newest first and knows how many there are', async () => {
    const page = await orders({}, first())
    expect(running.calls.list()).toEqual(['POST /admin/api/2026-10/graphql.json'])
    expect(page.items).toHaveLength(25)
    expect(page.total).toBe(program.facts.orders.length)
    expect(page).toMatchObject({ sort: 'newest_first', coverage: [] })
    const times = page.items.map((order) => Date.parse(order.placed_at ?? ''))
    expect(times).toEqual([...times].sort((a, b) => b - a))
  })

  test('has every order once, each as the schema says, whatever the size of the pages', async () => {
    const all = await everything({})
    expect(new Set(all.map((order) => order.id)).size).toBe(program.facts.orders.length)
    expect(all).toHaveLength(program.facts.orders.length)
    for (const order of all) expect(orderSchema.parse(order)).toEqual(order)
  })

  test('keeps its place when the size of the pages changes', async () => {
    const whole = numbers((await orders({ status: ['completed'] }, first(60))).items)
    const a = await orders({ status: ['completed'] }, first(7))
    const b = await orders({ status: ['completed'] }, { limit: 40, position: { after: a.next ?? '' } })
    const c = await orders({ status: ['completed'] }, { limit: 13, position: { after: b.next ?? '' } })
    expect([...numbers(a.items), ...numbers(b.items), ...numbers(c.items)]).toEqual(whole)
  })
})

describe('a page by its number', () => {
  test('is the same as by cursors', async () => {
    const all = numbers((await everything({})).slice(0, 400))
    const page = await orders({}, { limit: 100, position: { page: 4 } })
    expect(numbers(page.items)).toEqual(all.slice(300, 400))
    expect(page.total).toBe(program.facts.orders.length)
  })

  test('is walked to without reading what lies before it', async () => {
    await orders({}, { limit: 25, position: { page: 20 } })
    const names = program.documents().map((document) => /query (\w+)/.exec(document.query)?.[1])
    expect(names).toEqual(['OrderCursors', 'OrderCursors', 'Orders'])
  })

  test('beyond the end is empty, and far beyond is refused', async () => {
    const beyond = await orders({}, { limit: 100, position: { page: 40 } })
    expect(beyond).toMatchObject({ items: [], next: null, total: program.facts.orders.length })
    await expect(orders({}, { limit: 100, position: { page: 100 } })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ field: 'page', message: 'is too far away' }],
    })
  })
})

describe('a cursor', () => {
  test.each(['', 'x', '0:\n', '12:abc', '0:bm90IGEgY3Vyc29y'])('%j is refused', async (after) => {
    await expect(orders({}, { limit: 5, position: { after } })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ field: 'cursor', message: 'is not valid here' }],
    })
  })
})

describe('a single order', () => {
  const get = (id: string, options = ALL) => shop().getOrder(id, options)
  const idOf = (number: number) => String(5_000_000_000_000 + number)

  test('has all of its lines', async () => {
    const { item, coverage } = await get(idOf(HARD.orders.long))
    expect(item.line_items).toHaveLength(LONG_ORDER_LINES)
    expect(item.totals.subtotal).toEqual({ amount: '130000.0', currency: 'HUF' })
    expect(coverage).toEqual([])
    expect(running.calls.list()).toHaveLength(2)
  })

  test('has them in a list too', async () => {
    const { items, coverage } = await orders({ number: String(HARD.orders.long) }, first())
    expect(items[0]?.line_items.map((line) => line.name)).toEqual(
      Array.from({ length: LONG_ORDER_LINES }, (_, index) => `Tétel ${index + 1}`),
    )
    expect(coverage).toEqual([])
  })

  test.each(['0', '99', 'abc', '1\n', '../1', 'gid://shopify/Order/1', ''])('%j is not there', async (id) => {
    await expect(get(id)).rejects.toMatchObject({ code: 'not_found' })
    expect(running.calls.list().length).toBe(/^\d+$/.test(id) ? 1 : 0)
  })
})

describe('with customers switched off', () => {
  const options: ReadOptions = { fields: null, includeCustomer: false }

  test('nothing about the buyer is asked for, and nothing is given', async () => {
    const { items } = await orders({}, first(50), options)
    const [document] = program.documents()
    expect(document?.variables).toMatchObject({ buyer: false, addresses: false, reasons: false })
    for (const order of items) {
      expect(order).toMatchObject({
        customer: null,
        billing_address: null,
        shipping_address: null,
        note: null,
      })
      expect(order.refunds.every((refund) => refund.reason === null)).toBe(true)
    }
    const text = JSON.stringify(items)
    expect(world.people.filter((one) => text.includes(one.email) || text.includes(one.phone))).toEqual([])
  })

  test('also of one order', async () => {
    const { item } = await shop().getOrder('5000000001001', options)
    expect(item).toMatchObject({ customer: null, billing_address: null, shipping_address: null })
  })
})

describe('a selection of fields', () => {
  test('narrows what is asked of the shop', async () => {
    await orders({}, first(), { fields: selectFields(['id', 'number', 'status']), includeCustomer: true })
    expect(program.documents()[0]?.variables).toEqual({
      first: 25,
      after: null,
      count: true,
      query: null,
      lineCount: 20,
      extras: false,
      totals: false,
      buyer: false,
      addresses: false,
      shipping: false,
      lines: false,
      fulfillments: false,
      refunds: false,
      reasons: true,
      payments: false,
    })
  })

  test('does not keep a filter from being compared', async () => {
    const email = world.people[0]?.email ?? ''
    const fields = selectFields(['id'])
    const some = await orders({ email }, first(100), { fields, includeCustomer: true })
    const all = await orders({ email }, first(100))
    expect(some.items.map((order) => order.id)).toEqual(all.items.map((order) => order.id))
    const delivered = await orders({ fulfillment_status: ['delivered'] }, first(10), {
      fields,
      includeCustomer: true,
    })
    expect(delivered.items).toHaveLength(10)
  })
})
