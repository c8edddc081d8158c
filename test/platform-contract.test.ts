// The platform contract: one battery for all three, against what the sandbox's world says is true.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grossCents } from '../sandbox/world.ts'
import { customerSchema, type UnifiedCustomer } from '../src/model/customer.ts'
import { matchesCustomer, matchesOrder, matchesProduct, type OrderFilter } from '../src/model/filter.ts'
import { ORDER_STATUSES, orderSchema, type UnifiedOrder } from '../src/model/order.ts'
import { productSchema, type UnifiedProduct } from '../src/model/product.ts'
import { PLATFORM_IDS } from '../src/platforms/platform.ts'
import { type OpenPlatform, openPlatform, walk } from './support/platforms.ts'

const WHOLE = { fields: null, includeCustomer: true }
const SHOPRENTER_EXTRAS_CENTS = 310_00
const cents = (amount: string | undefined) => Math.round(Number(amount) * 100)
const idsOf = (items: readonly { id: string }[]) => items.map((item) => item.id).sort()

describe.each(PLATFORM_IDS)('%s', (id) => {
  let open: OpenPlatform
  let orders: UnifiedOrder[]
  let customers: UnifiedCustomer[]
  let products: UnifiedProduct[]

  beforeAll(async () => {
    open = await openPlatform(id)
    orders = await walk((position) => open.shop(60_000).listOrders({}, { limit: 100, position }, WHOLE))
    customers = await walk((position) => open.shop(60_000).listCustomers({}, { limit: 100, position }, WHOLE))
    products = await walk((position) => open.shop(60_000).listProducts({}, { limit: 100, position }, WHOLE))
  }, 120_000)
  afterAll(() => open.close())

  test('the lists reach their ends, with nothing twice', () => {
    expect(orders.length).toBeGreaterThanOrEqual(1000)
    expect(customers.length).toBeGreaterThanOrEqual(200)
    expect(products.length).toBeGreaterThanOrEqual(500)
    for (const list of [orders, customers, products]) {
      expect(new Set(idsOf(list)).size).toBe(list.length)
      expect(list.every((item) => /^[A-Za-z0-9_-]+$/.test(item.id))).toBe(true)
    }
  })

  test('everything is of the unified shape', () => {
    for (const order of orders) orderSchema.parse(order)
    for (const customer of customers) customerSchema.parse(customer)
    for (const product of products) productSchema.parse(product)
  })

  test('orders say what the world says: who, how much, how many', () => {
    const byNumber = new Map(orders.map((order) => [order.number.replace('#', ''), order]))
    let compared = 0
    for (const truth of open.world.orders) {
      const order = byNumber.get(String(truth.id))
      // Some cases of the shop stand in for an order of the world under its number.
      if (!order || order.customer?.email?.toLowerCase() !== truth.person.email.toLowerCase()) continue
      if (order.totals.total?.currency !== 'HUF' || order.line_items.length !== truth.lines.length) continue
      compared++
      const difference = Math.abs(cents(order.totals.total.amount) - grossCents(truth))
      // Some orders of the ShopRenter sandbox have a fee, a deposit and points that the world knows nothing of.
      const isExtra = id === 'shoprenter' && difference === SHOPRENTER_EXTRAS_CENTS
      if (!isExtra) expect(difference, `order ${truth.id}`).toBeLessThanOrEqual(2)
      const quantity = (lines: readonly { quantity: number }[]) =>
        lines.reduce((sum, line) => sum + line.quantity, 0)
      expect(quantity(order.line_items)).toBe(quantity(truth.lines))
      expect(order.customer.name).toContain(truth.person.family)
      expect(order.billing_address?.country).toBe(truth.person.country)
    }
    expect(compared).toBeGreaterThan(600)
  })

  test('phones are E.164 and the way they were typed', () => {
    const byEmail = new Map(open.world.people.map((person) => [person.email.toLowerCase(), person]))
    const known = customers.flatMap((customer) => {
      const person = byEmail.get(customer.email?.toLowerCase() ?? '')
      return person && customer.phone_raw ? [{ customer, person }] : []
    })
    expect(known.length).toBeGreaterThan(180)
    const right = known.filter(({ customer, person }) => customer.phone === person.phone)
    expect(right.length).toBeGreaterThan(known.length * 0.95)
  })

  test('newest first where the answer says so', async () => {
    const page = await open.shop().listOrders({}, { limit: 100, position: { page: 1 } }, WHOLE)
    if (page.sort !== 'newest_first') return expect(page.sort).toBe('unspecified')
    const times = page.items.map((order) => Date.parse(order.placed_at ?? ''))
    expect(times).toEqual(times.toSorted((a, b) => b - a))
  })

  test('pages by number are the pages by cursor', async () => {
    const limit = 40
    const first = await open.shop().listOrders({}, { limit, position: { page: 1 } }, WHOLE)
    const byCursor = await open.shop().listOrders({}, { limit, position: { after: first.next ?? '' } }, WHOLE)
    const byNumber = await open.shop().listOrders({}, { limit, position: { page: 2 } }, WHOLE)
    expect(byNumber.items.map((order) => order.id)).toEqual(byCursor.items.map((order) => order.id))
    expect(first.items).toHaveLength(limit)
    if (first.total !== null) expect(first.total).toBe(orders.length)
    const beyond = await open.shop().listOrders({}, { limit: 100, position: { page: 40 } }, WHOLE)
    expect([beyond.items, beyond.next]).toEqual([[], null])
  })

  test('25 orders cost one call once tokens and reference data are warm', async () => {
    await open.shop().listOrders({}, { limit: 25, position: { page: 1 } }, WHOLE)
    open.running.calls.clear()
    const page = await open.shop().listOrders({}, { limit: 25, position: { page: 1 } }, WHOLE)
    expect(page.items).toHaveLength(25)
    expect(open.running.calls.list()).toHaveLength(1)
  })

  test('one record is the same as in the list', async () => {
    const [order, customer, product] = [orders[10], customers[10], products[10]]
    if (!order || !customer || !product) throw new Error('the lists are too short')
    const single = await open.shop().getOrder(order.id, WHOLE)
    expect(single.item).toMatchObject({
      id: order.id,
      number: order.number,
      totals: order.totals,
      customer: order.customer,
    })
    expect((await open.shop().getCustomer(customer.id, WHOLE)).item).toMatchObject({
      id: customer.id,
      email: customer.email,
    })
    expect((await open.shop().getProduct(product.id, WHOLE)).item).toMatchObject({
      id: product.id,
      sku: product.sku,
    })
  })

  test.each(['0', '999999999', 'abc', '../orders', '%2e%2e', 'gid', '1 or 1=1', '-1'])(
    'no record has the id %j',
    async (strange) => {
      const shop = open.shop()
      for (const read of [shop.getOrder, shop.getCustomer, shop.getProduct]) {
        await expect(read(strange, WHOLE)).rejects.toMatchObject({ code: 'not_found' })
      }
    },
  )

  test('every filter of orders gives exactly what a look at all orders gives', async () => {
    const buyer = orders.find((order) => order.customer?.id && order.customer.email && order.customer.phone)
    const guest = orders.find((order) => order.customer?.id === null && order.customer.email)
    const times = orders.map((order) => order.placed_at ?? '').sort()
    const samples: OrderFilter[] = [
      ...ORDER_STATUSES.map((status) => ({ status: [status] })),
      { status: ['pending', 'on_hold'] },
      { payment_status: ['paid'] },
      { fulfillment_status: ['fulfilled', 'delivered'] },
      { number: buyer?.number ?? '' },
      { email: buyer?.customer?.email?.toUpperCase() ?? '' },
      { email: guest?.customer?.email ?? '' },
      { phone: buyer?.customer?.phone ?? '' },
      { customer_id: buyer?.customer?.id ?? '' },
      { created_after: times.at(-40) ?? '', created_before: times.at(-3) ?? '' },
      {
        updated_after:
          orders
            .map((order) => order.updated_at ?? '')
            .sort()
            .at(-30) ?? '',
      },
      { status: ['completed'], created_after: times.at(-400) ?? '' },
    ]
    const supported: readonly string[] = open.platform.capabilities.orders.filters
    expect(supported).toContain('status')
    let tried = 0
    let complete = 0
    for (const filter of samples) {
      if (!Object.keys(filter).every((name) => supported.includes(name))) continue
      tried++
      const said = new Set<string>()
      const found = await walk(async (position) => {
        const page = await open.shop(60_000).listOrders(filter, { limit: 50, position }, WHOLE)
        for (const reason of page.coverage) said.add(reason.code)
        return page
      })
      const truth = idsOf(orders.filter((order) => matchesOrder(order, filter)))
      // What the platform cannot find is missing only where coverage says so; nothing else ever comes.
      if (said.size === 0) expect(idsOf(found), JSON.stringify(filter)).toEqual(truth)
      else expect(truth, JSON.stringify(filter)).toEqual(expect.arrayContaining(idsOf(found)))
      if (said.size === 0) complete++
    }
    expect(tried).toBeGreaterThan(8)
    expect(complete).toBeGreaterThan(8)
  }, 90_000)

  test('every filter of customers and products likewise', async () => {
    const person = customers.find((customer) => customer.email && customer.phone && customer.created_at)
    const product = products.find((one) => one.sku && one.variants.length === 0)
    for (const [name, filter] of Object.entries({
      email: { email: person?.email?.toUpperCase() ?? '' },
      phone: { phone: person?.phone ?? '' },
      created_after: {
        created_after:
          customers
            .map((one) => one.created_at ?? '')
            .sort()
            .at(-20) ?? '',
      },
      updated_after: {
        updated_after:
          customers
            .map((one) => one.updated_at ?? '')
            .sort()
            .at(-20) ?? '',
      },
    })) {
      if (!(open.platform.capabilities.customers.filters as readonly string[]).includes(name)) continue
      const found = await walk((position) =>
        open.shop(60_000).listCustomers(filter, { limit: 50, position }, WHOLE),
      )
      expect(idsOf(found), name).toEqual(idsOf(customers.filter((one) => matchesCustomer(one, filter))))
    }
    for (const [name, filter] of Object.entries({
      sku: { sku: product?.sku?.toLowerCase() ?? '' },
      status: { status: ['draft' as const] },
      in_stock: { in_stock: false },
      updated_after: {
        updated_after:
          products
            .map((one) => one.updated_at ?? '')
            .sort()
            .at(-20) ?? '',
      },
    })) {
      if (!(open.platform.capabilities.products.filters as readonly string[]).includes(name)) continue
      const found = await walk((position) =>
        open.shop(60_000).listProducts(filter, { limit: 50, position }, WHOLE),
      )
      expect(idsOf(found), name).toEqual(idsOf(products.filter((one) => matchesProduct(one, filter))))
    }
  }, 60_000)

  test('without customers an order says nothing of anybody', async () => {
    const page = await open
      .shop(60_000)
      .listOrders({}, { limit: 100, position: { page: 1 } }, { fields: null, includeCustomer: false })
    const text = JSON.stringify(page.items).toLowerCase()
    for (const person of open.world.people) {
      for (const value of [person.email, person.phone, person.phone.slice(3), person.line1])
        expect(text).not.toContain(value.toLowerCase())
    }
    expect(page.items.every((order) => order.note === null && order.billing_address === null)).toBe(true)
  })

  test('an empty shop has empty lists and nobody', async () => {
    const empty = await openPlatform(id, 'empty')
    for (const list of [empty.shop().listOrders, empty.shop().listCustomers, empty.shop().listProducts]) {
      const page = await list({}, { limit: 25, position: { page: 1 } }, WHOLE)
      expect([page.items, page.next, page.total ?? 0]).toEqual([[], null, 0])
    }
    await empty.close()
  })
})
