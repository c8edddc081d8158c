// Orders and their buyers: found exactly, by a shop that ignores filters too, and hidden when they must be.
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveShop } from '../../../sandbox/shop.ts'
import { createShopRenterShop, type ShopRenterOptions } from '../../../sandbox/shoprenter/shop.ts'
import { createWorld, type OrderState } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import type { OrderFilter } from '../../model/filter.ts'
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

describe('by buyer', () => {
  test('an e-mail address in any case finds guests and customers, by one call', async () => {
    const { running, shop, numbers, expected } = await openShop()
    const email = world.orders.at(-1)?.person.email ?? ''
    await numbers({ email })
    running.calls.clear()
    const list = await shop.listOrders({ email: email.toUpperCase() }, page(25), all)
    expect(list.items.map((order) => Number(order.id))).toEqual(expected((order) => order.email === email))
    expect(list.coverage).toEqual([])
    expect(running.calls.list()).toHaveLength(1)
    expect(await numbers({ email: `x${email}` })).toEqual([])
  })

  test('a customer’s orders are found by their present address, and coverage says what that misses', async () => {
    const { program, running, shop, expected } = await openShop()
    const formerly = program.orders().find((order) => order.email.startsWith('regi.'))
    const customer = formerly?.customer
    const customer_id = String(customer?.number)
    await shop.listOrders({ customer_id }, page(25), all)
    running.calls.clear()
    const list = await shop.listOrders({ customer_id }, page(25), all)
    const own = expected((order) => order.customer === customer && order.email === customer?.person.email)
    expect(own.length).toBeGreaterThan(0)
    expect(list.items.map((order) => Number(order.id))).toEqual(own)
    expect(list.coverage.map(({ code }) => code)).toEqual(['former_email_not_searched'])
    expect(running.calls.list()).toHaveLength(2)
    expect(expected((order) => order.customer === customer).length).toBeGreaterThan(own.length)
  })

  test('a customer with an Outer ID is recognised by it', async () => {
    const { program, shop, expected } = await openShop()
    const customer = program.customers.find(({ id }) => id === 'ERP-UGYFEL-77')
    const customer_id = String(customer?.number)
    const list = await shop.listOrders({ customer_id }, page(25), all)
    expect(list.items.map((order) => Number(order.id))).toEqual(
      expected((order) => order.customer === customer),
    )
    expect(list.items.every((order) => order.customer?.id === customer_id)).toBe(true)
    // Elsewhere the number does not show in lists, which is said, and shows on a single read.
    const email = customer?.person.email ?? ''
    const byEmail = await shop.listOrders({ email }, page(25), all)
    expect(byEmail.coverage.map(({ code }) => code)).toEqual(['customer_id_not_visible'])
    const registered = byEmail.items.find((order) => order.id === list.items[0]?.id)
    expect(registered?.customer?.id).toBeNull()
    const single = await shop.getOrder(registered?.id ?? '', all)
    expect(single.item.customer?.id).toBe(customer_id)
  })

  test('nobody’s orders are none, without a call for orders', async () => {
    const { running, numbers } = await openShop()
    expect(await numbers({ customer_id: '999999' })).toEqual([])
    expect(await numbers({ customer_id: 'x/../y' })).toEqual([])
    expect(running.calls.list().filter((call) => call.includes('orderExtend'))).toEqual([])
  })

  test('a phone cannot be searched', async () => {
    const { running, shop } = await openShop()
    await expect(shop.listOrders({ phone: '+36301234567' }, page(25), all)).rejects.toMatchObject({
      code: 'filter_not_supported',
      detail: expect.stringContaining('email, number'),
    })
    expect(running.calls.list()).toEqual([])
  })
})

describe('a shop that ignores filters', () => {
  test('gives nothing that was not asked for, and what was is found all the same', async () => {
    const small = createWorld('shoprenter', { people: 40, orders: 300 })
    const { numbers, expected, shop } = await openShop({ ignoreFilters: true, world: small })
    const email = small.orders.at(-1)?.person.email ?? ''
    const found = await numbers({ email })
    expect(found).toEqual(expected((order) => order.email === email))
    const failed = await shop.listOrders({ status: ['failed'] }, page(10), all)
    expect(failed.items.map((order) => Number(order.id))).toEqual(expected(stateOf('failed')).slice(0, 10))
    expect(await numbers({ created_after: '2026-11-19T12:00:00Z' }, page(10))).toEqual(
      expected((order) => order.createdAt > new Date('2026-11-19T12:00:00Z')).slice(0, 10),
    )
  })

  test('a walk that stops early says so, and its cursor goes on', async () => {
    const { shop } = await openShop({ ignoreFilters: ['email'] })
    const list = await shop.listOrders({ email: 'nobody@example.hu' }, page(5), all)
    expect(list).toMatchObject({ items: [], coverage: [{ code: 'scan_limit' }] })
    const rest = await shop.listOrders(
      { email: 'nobody@example.hu' },
      { limit: 5, position: { after: list.next ?? '' } },
      all,
    )
    expect(rest).toMatchObject({ items: [], next: null, coverage: [] })
  })

  test('carts that come all the same are dropped, pages stay full, and the total is not known', async () => {
    const { shop, expected } = await openShop({ ignoreFilters: ['excludeAbandonedCart'] })
    const list = await shop.listOrders({}, page(25), all)
    expect(list.items.map((order) => Number(order.id))).toEqual(expected(() => true).slice(0, 25))
    expect(list.total).toBeNull()
  })
})

describe('without customers', () => {
  const closed = { fields: null, includeCustomer: false }

  test('nothing in a list or an order says who the buyer is', async () => {
    const { shop } = await openShop()
    const list = await shop.listOrders({}, page(100), closed)
    const said = JSON.stringify([list, await shop.getOrder('2290', closed)])
    const people = new Set(world.orders.slice(-110).map((order) => order.person))
    for (const person of people) {
      for (const word of [person.email, person.phone, person.phoneTyped, person.line1]) {
        expect(said).not.toContain(word)
      }
    }
    expect(said).not.toContain('@example')
    for (const order of list.items) {
      expect(order).toMatchObject({
        customer: null,
        billing_address: null,
        shipping_address: null,
        note: null,
      })
      expect(
        Object.keys(order.platform_specific).every((key) => shoprenter.impersonalOrderKeys.includes(key)),
      ).toBe(true)
    }
  })

  test('filters on the buyer are refused', async () => {
    const { running, shop } = await openShop()
    for (const filter of [{ email: 'a@b.hu' }, { customer_id: '1' }]) {
      await expect(shop.listOrders(filter, page(1), closed)).rejects.toMatchObject({
        code: 'data_access_disabled',
      })
    }
    expect(running.calls.list()).toEqual([])
  })
})
