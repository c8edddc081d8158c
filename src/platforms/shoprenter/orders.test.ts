// Orders by every filter, from a sandbox shop: exact, full, newest first, and in as few calls as promised.
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveShop } from '../../../sandbox/shop.ts'
import { createShopRenterShop, type ShopRenterOptions } from '../../../sandbox/shoprenter/shop.ts'
import { createWorld, type OrderState } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import type { OrderFilter } from '../../model/filter.ts'
import { orderSchema } from '../../model/order.ts'
import type { PageRequest } from '../../model/page.ts'
import { shoprenter } from './index.ts'

const world = createWorld('shoprenter')
const all = { fields: null, includeCustomer: true }
const page = (limit: number, number = 1): PageRequest => ({ limit, position: { page: number } })

async function openShop(options: ShopRenterOptions = {}, more: object = {}) {
  const program = createShopRenterShop({ world, ratePerSecond: 10_000, ...options })
  const running = await serveShop(program)
  const origins = { shoprenterApi: running.origin, shoprenterToken: running.origin }
  const { context, close } = testContext({ origins, deadlineMs: 60_000 })
  onTestFinished(async () => {
    await close()
    await running.close()
  })
  const shop = shoprenter.connect({ ...program.credentials, ...more }, context)
  const numbers = async (filter: OrderFilter, request = page(100)) =>
    (await shop.listOrders(filter, request, all)).items.map((order) => Number(order.id))
  const orders = program.orders().filter((order) => order.status !== null)
  const expected = (keep: (order: (typeof orders)[number]) => boolean) =>
    orders
      .filter(keep)
      .map((order) => order.number)
      .toReversed()
  return { program, running, shop, numbers, expected }
}

const stateOf = (state: OrderState) => (order: { world: { state: OrderState } }) =>
  order.world.state === state

test('every order of the shop is a valid unified one, and no cart is among them', async () => {
  const { program, shop } = await openShop()
  const pages = await Promise.all([1, 2, 3, 4].map((number) => shop.listOrders({}, page(100, number), all)))
  const orders = pages.flatMap(({ items }) => items)
  for (const order of orders) expect(orderSchema.parse(order)).toEqual(order)
  const carts = program.orders().filter((order) => order.status === null)
  expect(carts.length).toBeGreaterThan(0)
  const cartNumbers = carts.map((cart) => String(cart.number))
  expect(orders.filter((order) => cartNumbers.includes(order.id))).toEqual([])
  const said = JSON.stringify(orders)
  for (const hidden of ['203.0.113.', '+3619998877', 'Csomagpont tér', 'CARD UNAUTHORIZED']) {
    expect(said).not.toContain(hidden)
  }
})

describe('by status', () => {
  test.each(['refunded', 'failed', 'pending', 'on_hold'] as const)(
    '%s is asked for by the one status of the shop, warm by one call',
    async (status) => {
      const { running, shop, numbers, expected } = await openShop()
      await shop.listOrders({ status: [status] }, page(10), all)
      running.calls.clear()
      const list = await shop.listOrders({ status: [status] }, page(10), all)
      expect(list.items.map((order) => Number(order.id))).toEqual(expected(stateOf(status)).slice(0, 10))
      expect(list).toMatchObject({ sort: 'newest_first', total: null, coverage: [] })
      expect(running.calls.list()).toHaveLength(1)
      expect(running.calls.list()[0]).toContain('orderStatusId=')
      expect(await numbers({ status: [status] }, page(10, 2))).toEqual(
        expected(stateOf(status)).slice(10, 20),
      )
    },
  )

  test('completed and cancelled are two statuses each, read side by side', async () => {
    const { running, numbers, expected } = await openShop()
    for (const state of ['completed', 'cancelled'] as const) {
      await numbers({ status: [state] }, page(20))
      running.calls.clear()
      expect(await numbers({ status: [state] }, page(20))).toEqual(expected(stateOf(state)).slice(0, 20))
      expect(running.calls.list()).toHaveLength(2)
    }
  })

  test('lists read side by side go on by cursor to the end, each order once', async () => {
    const { shop, expected } = await openShop()
    const filter = { status: ['cancelled', 'failed'] } as const
    let list = await shop.listOrders(filter, page(17), all)
    const numbers = list.items.map((order) => Number(order.id))
    while (list.next !== null) {
      list = await shop.listOrders(filter, { limit: 17, position: { after: list.next } }, all)
      numbers.push(...list.items.map((order) => Number(order.id)))
    }
    expect(numbers).toEqual(expected(({ world: { state } }) => state === 'cancelled' || state === 'failed'))
  })

  test('processing is many statuses: all orders are read and compared', async () => {
    const { shop, expected } = await openShop()
    const list = await shop.listOrders({ status: ['processing'] }, page(40), all)
    expect(list.items.map((order) => Number(order.id))).toEqual(expected(stateOf('processing')).slice(0, 40))
    const unmapped = list.items.filter((order) => order.platform_status === 'Gravírozó műhelyben')
    for (const order of unmapped) expect(order.platform_specific).toMatchObject({ status_mapped: false })
    expect(unmapped.length).toBeGreaterThan(0)
  })

  test('the storno status is cancelled in spite of its name', async () => {
    const { shop } = await openShop()
    const list = await shop.listOrders({ status: ['cancelled'] }, page(50), all)
    expect(new Set(list.items.map((order) => order.platform_status))).toEqual(
      new Set(['Lezárt & archivált', 'Törölt']),
    )
  })

  test('the merchant’s own reading of a status is what counts, also for the filter', async () => {
    const { shop, expected } = await openShop({}, { status_overrides: { '16': 'on_hold' } })
    const list = await shop.listOrders({ status: ['on_hold'] }, page(30), all)
    const own = expected(({ status }) => status === 16 || status === 4)
    expect(list.items.map((order) => Number(order.id))).toEqual(own.slice(0, 30))
    const engraved = list.items.find((order) => order.platform_status === 'Gravírozó műhelyben')
    expect(engraved?.platform_specific).toMatchObject({ status_mapped: true })
  })

  test('payment and fulfilment are compared', async () => {
    const { shop, numbers, expected } = await openShop()
    const refunded = await numbers({ payment_status: ['refunded'] }, page(20))
    expect(refunded).toEqual(expected(stateOf('refunded')).slice(0, 20))
    const delivered = await shop.listOrders({ fulfillment_status: ['delivered'] }, page(20), all)
    expect(new Set(delivered.items.map((order) => order.platform_status))).toEqual(new Set(['Kiszállítva']))
    const unpaid = await shop.listOrders({ payment_status: ['unpaid'] }, page(20), all)
    expect(unpaid.items).toHaveLength(20)
    expect(unpaid.items.every((order) => order.payment_method === 'Utánvét')).toBe(true)
    expect(await numbers({ fulfillment_status: ['returned'] })).toEqual([])
  })
})

describe('by number', () => {
  test('one call finds it, with or without #', async () => {
    const { running, numbers } = await openShop()
    await numbers({ number: '1500' })
    running.calls.clear()
    expect(await numbers({ number: '#1500' })).toEqual([1500])
    expect(running.calls.list()).toHaveLength(1)
  })

  test.each(['999999', 'SR-1500', '', '-1', '01500'])('%j is no order', async (number) => {
    const { numbers } = await openShop()
    expect(await numbers({ number })).toEqual([])
  })

  test('an order that is not what else is asked for is not given', async () => {
    const { program, numbers } = await openShop()
    const order = program.orders().find(({ number }) => number === 1500)
    const other = order?.world.state === 'pending' ? 'failed' : 'pending'
    expect(await numbers({ number: '1500', status: [other] })).toEqual([])
  })
})

describe('by time', () => {
  const after = '2026-10-24T12:00:00Z'
  const before = '2026-10-25T12:00:00Z'

  test('created within, over the hour that the clocks show twice', async () => {
    const { shop } = await openShop()
    const list = await shop.listOrders({ created_after: after, created_before: before }, page(25), all)
    const times = list.items.map((order) => order.placed_at)
    // 02:30 in summer time and 02:40 in winter time: both are read as summer time.
    expect(times).toContain('2026-10-25T00:30:00Z')
    expect(times).toContain('2026-10-25T00:40:00Z')
    for (const time of times) expect(time && time > after && time < before).toBe(true)
    expect(list.sort).toBe('newest_first')
  })

  test('bounds are strict, to the second', async () => {
    const { numbers } = await openShop()
    const order = world.orders.at(-10)
    const at = `${order?.placedAt.toISOString().slice(0, 19)}Z`
    const second = (by: number) => new Date(Date.parse(at) + by * 1000).toISOString()
    expect(await numbers({ created_after: second(-1), created_before: second(1) })).toEqual([order?.id])
    expect(await numbers({ created_after: at, created_before: second(1) })).toEqual([])
    expect(await numbers({ created_after: second(-1), created_before: at })).toEqual([])
  })

  test('changed since, over more than one page', async () => {
    const { numbers, expected } = await openShop()
    const since = new Date(world.now.getTime() - 60 * 86_400_000)
    const changed = expected((order) => order.updatedAt > since)
    const filter = { updated_after: since.toISOString() }
    expect(await numbers(filter)).toEqual(changed.slice(0, 100))
    expect(await numbers(filter, page(100, 2))).toEqual(changed.slice(100, 200))
  })
})

describe('one order', () => {
  test('by one call once warm, the same as in a list', async () => {
    const { running, shop } = await openShop()
    const [listed] = (await shop.listOrders({ number: '2290' }, page(1), all)).items
    running.calls.clear()
    const { item, coverage } = await shop.getOrder('2290', all)
    expect(item).toEqual(listed)
    expect(coverage).toEqual([])
    expect(running.calls.list()).toEqual([
      'GET /api/orderExtend?excludeAbandonedCart=1&innerId=2290&full=1&page=0&limit=10',
    ])
  })

  test.each(['999999', '2302', '2147483647'])('%s is none', async (id) => {
    const { shop } = await openShop()
    await expect(shop.getOrder(id, all)).rejects.toMatchObject({ code: 'not_found' })
  })

  test.each(['', '0', 'abc', '../1', '12345678901', '2147483648', '1e3'])(
    '%j cannot be one: no call',
    async (id) => {
      const { running, shop } = await openShop()
      await expect(shop.getOrder(id, all)).rejects.toMatchObject({ code: 'not_found' })
      expect(running.calls.list()).toEqual([])
    },
  )

  test('is found in a shop that ignores the number, or the shop is said to be wrong', async () => {
    const { shop } = await openShop({ ignoreFilters: ['innerId'] })
    expect((await shop.getOrder('2000', all)).item.id).toBe('2000')
    await expect(shop.getOrder('999999', all)).rejects.toMatchObject({
      code: 'shop_invalid_response',
      reason: 'filter_ignored',
    })
  })
})
