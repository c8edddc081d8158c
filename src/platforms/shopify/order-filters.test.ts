// Every filter of the order list, against the sandbox shop over HTTP.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { HARD } from '../../../sandbox/shopify/hard-ids.ts'
import { createShopifyShop } from '../../../sandbox/shopify/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import type { OrderFilter } from '../../model/filter.ts'
import type { UnifiedOrder } from '../../model/order.ts'
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

describe('the filter', () => {
  test.each(['pending', 'on_hold', 'processing', 'completed', 'cancelled', 'refunded', 'failed'] as const)(
    'status %s finds exactly those',
    async (status) => {
      const found = (await everything({ status: [status] })).filter(
        (order) => Number(order.number.slice(1)) < 9000,
      )
      const expected = world.orders.filter((order) => order.state === status).map((order) => `#${order.id}`)
      expect(numbers(found)).toEqual(expected.reverse())
    },
  )
})

describe('more filters', () => {
  const inPage = async (filter: OrderFilter, options = ALL) => orders(filter, first(100), options)

  test('payment_status is exact, with a total', async () => {
    const page = await inPage({ payment_status: ['authorized', 'voided'] })
    const expected = program.facts.orders.filter((order) =>
      ['AUTHORIZED', 'VOIDED', 'EXPIRED'].includes(order.financial ?? ''),
    )
    expect(page.total).toBe(expected.length)
    expect(page.items.length).toBe(Math.min(100, expected.length))
    const unknown = await everything({ payment_status: ['unknown'] })
    expect(numbers(unknown)).toEqual(['#9004'])
  })

  test('fulfillment_status finds what Shopify has no word for', async () => {
    const fulfilled = await everything({ fulfillment_status: ['fulfilled'] })
    expect(numbers(fulfilled)).toContain(`#${HARD.orders.notRequired}`)
    expect(fulfilled.every((order) => order.fulfillment_status === 'fulfilled')).toBe(true)
    const delivered = await everything({ fulfillment_status: ['delivered'] })
    expect(numbers(delivered)).toContain(`#${HARD.orders.delivered}`)
    expect(delivered.every((order) => order.fulfillment_status === 'delivered')).toBe(true)
    const returned = await inPage({ fulfillment_status: ['returned'] })
    expect(returned.items.length).toBeGreaterThan(3)
    const counted = await everything({ fulfillment_status: ['unfulfilled', 'partially_fulfilled'] })
    expect(counted.length + fulfilled.length + delivered.length + returned.items.length).toBe(
      program.facts.orders.length,
    )
  })

  test('fulfillment_status unknown is nobody, without a call', async () => {
    expect(await inPage({ fulfillment_status: ['unknown'] })).toMatchObject({ items: [], total: 0 })
    expect(running.calls.list()).toEqual([])
  })

  test('number finds one order, with and without #, and not its namesakes', async () => {
    for (const number of ['1001', '#1001', ' 1001 ']) {
      expect(numbers((await inPage({ number })).items)).toEqual(['#1001'])
    }
    expect(numbers((await inPage({ number: '1001-a' })).items)).toEqual(['#1001-A'])
    expect((await inPage({ number: '100' })).items).toEqual([])
  })

  test('email gives nobody else’s orders, though the search finds them', async () => {
    const email = world.people[0]?.email ?? ''
    const found = await inPage({ email: email.toUpperCase() })
    expect(found.items.length).toBeGreaterThan(3)
    expect(new Set(found.items.map((order) => order.customer?.email))).toEqual(new Set([email]))
    expect((await inPage({ email: email.replace(/^.*@/, '') })).items).toEqual([])
  })

  test('customer_id is the numeric id, and nothing else', async () => {
    const person = world.orders.find((order) => !order.guest)?.person
    const id = String(7_000_000_000_000 + (person?.id ?? 0))
    const page = await inPage({ customer_id: id })
    const expected = program.facts.orders.filter((order) => order.customerId === person?.id)
    expect(page.total).toBe(expected.length)
    expect(page.items).toHaveLength(expected.length)
    expect(page.items.every((order) => order.customer?.id === id)).toBe(true)
    running.calls.clear()
    expect((await inPage({ customer_id: '1 OR id:>0' })).items).toEqual([])
    expect(running.calls.list()).toEqual([])
  })

  test('phone gives the orders of the customer who has the number, and says who is left out', async () => {
    const person = world.people.find((one) => one.id % 9 !== 0 && ordersOf(one.id).length > 1)
    const page = await inPage({ phone: person?.phone ?? '' })
    expect(numbers(page.items)).toEqual(ordersOf(person?.id ?? 0).map((order) => order.name))
    expect(page.coverage.map((reason) => reason.code)).toEqual(['guest_phones_not_searchable'])
    expect(running.calls.list()).toHaveLength(1)
    expect((await inPage({ phone: '+36301111111' })).items).toEqual([])
  })

  test('dates are strict, to the millisecond', async () => {
    const [newer, older] = [world.orders.at(-40), world.orders.at(-60)]
    const created_before = newer?.placedAt.toISOString() ?? ''
    const created_after = older?.placedAt.toISOString() ?? ''
    const page = await inPage({ created_after, created_before })
    const expected = program.facts.orders.filter(
      (order) => order.createdAt > new Date(created_after) && order.createdAt < new Date(created_before),
    )
    expect(page.items).toHaveLength(expected.length)
    const updated = await everything({ updated_after: created_after })
    expect(updated).toHaveLength(
      program.facts.orders.filter((order) => order.updatedAt > new Date(created_after)).length,
    )
  })
})

/** A customer's orders, newest first. */
function ordersOf(customerId: number) {
  return program.facts.orders
    .filter((order) => order.customerId === customerId)
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
}
