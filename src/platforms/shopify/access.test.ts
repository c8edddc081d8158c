// What an app may not see: missing scopes, the last 60 days, and personal fields that Shopify withholds.
import { afterEach, describe, expect, test } from 'vitest'
import { serveShop } from '../../../sandbox/shop.ts'
import { createShopifyShop, type ShopifyShopOptions } from '../../../sandbox/shopify/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { customerSchema } from '../../model/customer.ts'
import { orderSchema } from '../../model/order.ts'
import type { ReadOptions } from '../platform.ts'
import { shopify } from './index.ts'

const ALL: ReadOptions = { fields: null, includeCustomer: true }
const PAGE = { limit: 20, position: { page: 1 } }
const SCOPES = ['read_customers', 'read_orders', 'read_products']
const world = createWorld('shopify', { people: 20, products: 20, orders: 200 })
const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function open(options: ShopifyShopOptions) {
  const program = createShopifyShop({ world, hardCases: false, ...options })
  const running = await serveShop(program)
  const setup = testContext({ origins: { shopifyApi: running.origin }, now: () => world.now.getTime() })
  closers.push(
    () => setup.close(),
    () => running.close(),
  )
  const context = setup.refresh()
  return { program, running, context, shop: shopify.connect(program.permanentCredentials, context) }
}

describe('the probe', () => {
  test('learns what the shop is, in one call', async () => {
    const { program, running, context } = await open({})
    const credentials = { ...program.permanentCredentials }
    expect(await shopify.probe(credentials, context)).toEqual({
      description: {
        name: 'Homokozó Bolt',
        url: 'https://sandbox.example',
        country: 'HU',
        currency: 'HUF',
      },
      credentials,
    })
    expect(running.calls.list()).toHaveLength(1)
    await shopify.connect(credentials, context).listOrders({}, PAGE, ALL)
    expect(running.calls.list()).toHaveLength(2)
  })

  test('names the scopes that are missing', async () => {
    const { program, context } = await open({ scopes: ['write_orders'] })
    await expect(shopify.probe(program.permanentCredentials, context)).rejects.toMatchObject({
      code: 'shop_unauthorized',
      reason: 'missing_scope',
      detail: 'The app lacks these access scopes: read_customers, read_products.',
    })
  })
})

describe('without a scope', () => {
  test.each(['read_orders', 'read_customers', 'read_products'])(
    '%s its records are refused, not missing',
    async (scope) => {
      const { shop } = await open({ scopes: [...SCOPES, 'read_all_orders'].filter((one) => one !== scope) })
      const reads = {
        read_orders: [() => shop.listOrders({}, PAGE, ALL), () => shop.getOrder('5000000001001', ALL)],
        read_customers: [
          () => shop.listCustomers({}, PAGE, ALL),
          () => shop.listCustomers({ email: 'a@example.hu' }, PAGE, ALL),
          () => shop.getCustomer('7000000000001', ALL),
          () => shop.listOrders({ phone: '+36301234567' }, PAGE, ALL),
        ],
        read_products: [() => shop.listProducts({}, PAGE, ALL), () => shop.getProduct('8000000000001', ALL)],
      }[scope]
      for (const read of reads ?? []) {
        await expect(read()).rejects.toMatchObject({ code: 'shop_unauthorized', reason: 'missing_scope' })
      }
      expect(reads?.length).toBeGreaterThan(1)
    },
  )
})

describe('without read_all_orders', () => {
  const since = new Date(world.now.getTime() - 60 * 86_400_000)

  test('every list says that older orders are missing', async () => {
    const { shop } = await open({ scopes: SCOPES })
    const reason = { code: 'order_history_window', since: since.toISOString() }
    const page = await shop.listOrders({}, { limit: 100, position: { page: 1 } }, ALL)
    expect(page.coverage).toMatchObject([reason])
    const phone = await shop.listOrders({ phone: '+36301111111' }, PAGE, ALL)
    expect(phone.coverage).toMatchObject([reason, { code: 'guest_phones_not_searchable' }])
    expect(page.items.every((order) => Date.parse(order.placed_at ?? '') >= since.getTime())).toBe(true)
    expect(page.total).toBe(page.items.length)
  })

  test('an older order is not there, and that it may be too old is said', async () => {
    const { shop } = await open({ scopes: SCOPES })
    const old = world.orders.find((order) => order.placedAt < since)
    await expect(shop.getOrder(String(5_000_000_000_000 + (old?.id ?? 0)), ALL)).rejects.toMatchObject({
      code: 'not_found',
      detail: 'The shop has no such order, or it is too old for this app to be seen.',
    })
  })
})

describe.each([true, false])('personal fields that are withheld (with a code: %s)', (denialHasCode) => {
  test('are null and named, and the rest of the orders is there', async () => {
    const { shop } = await open({ approved: ['address'], denialHasCode })
    const page = await shop.listOrders({}, PAGE, ALL)
    expect(page.items).toHaveLength(20)
    expect(page.coverage).toEqual([
      {
        code: 'protected_data_not_approved',
        detail:
          'Shopify has not approved this app for these fields, which are null: billing_address.first_name, billing_address.last_name, billing_address.phone, customer.email, customer.name, customer.phone, shipping_address.first_name, shipping_address.last_name, shipping_address.phone.',
      },
    ])
    for (const order of page.items) {
      expect(orderSchema.parse(order)).toEqual(order)
      expect(order.customer?.email ?? null).toBeNull()
      expect(order.billing_address).toMatchObject({ name: null, phone: null, country: expect.any(String) })
    }
  })

  test('of customers too', async () => {
    const { shop } = await open({ approved: [], denialHasCode })
    const page = await shop.listCustomers({}, PAGE, ALL)
    expect(page.items).toHaveLength(20)
    for (const customer of page.items) {
      expect(customerSchema.parse(customer)).toEqual(customer)
      expect(customer).toMatchObject({ email: null, phone: null, name: null })
    }
    expect(page.coverage[0]?.detail).toContain('default_address.line1')
    expect(page.coverage[0]?.detail).toContain(' email, first_name, last_name, phone.')
    const one = await shop.getCustomer(page.items[0]?.id ?? '', ALL)
    expect(one.coverage).toHaveLength(1)
  })

  test('give nobody when they are asked for, and say so', async () => {
    const { shop } = await open({ approved: ['name', 'address'], denialHasCode })
    const page = await shop.listOrders({ email: world.people[0]?.email ?? '' }, PAGE, ALL)
    expect(page.items).toEqual([])
    expect(page.coverage[0]?.detail).toContain('customer.email')
  })
})
