// Lists newest first from a shop that cannot sort: pages, cursors, calls, and shops that behave otherwise.
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveShop } from '../../../sandbox/shop.ts'
import { createShopRenterShop, type ShopRenterOptions } from '../../../sandbox/shoprenter/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import type { Page, PageRequest } from '../../model/page.ts'
import { shoprenter } from './index.ts'

const world = createWorld('shoprenter')
const all = { fields: null, includeCustomer: true }
const firstPage = (limit: number): PageRequest => ({ limit, position: { page: 1 } })

async function openShop(options: ShopRenterOptions = {}) {
  const program = createShopRenterShop({ world, ratePerSecond: 10_000, ...options })
  const running = await serveShop(program)
  const origins = { shoprenterApi: running.origin, shoprenterToken: running.origin }
  const { context, close } = testContext({ origins, deadlineMs: 60_000 })
  onTestFinished(async () => {
    await close()
    await running.close()
  })
  return { program, running, shop: shoprenter.connect(program.credentials, context) }
}

const numbersOf = (page: Page<{ id: string }>) => page.items.map((item) => Number(item.id))
const newest = world.orders.map((order) => order.id).toReversed()

/** Follows cursors to the end. */
async function walk(
  read: (page: PageRequest) => Promise<Page<{ id: string }>>,
  limit: number,
): Promise<number[]> {
  let page = await read(firstPage(limit))
  const numbers = numbersOf(page)
  while (page.next !== null) {
    page = await read({ limit, position: { after: page.next } })
    numbers.push(...numbersOf(page))
  }
  return numbers
}

describe('calls to the shop', () => {
  test('25 orders are one call once warm, by number and by cursor', async () => {
    const { running, shop } = await openShop()
    await shop.listOrders({}, firstPage(25), all)
    running.calls.clear()
    const first = await shop.listOrders({}, firstPage(25), all)
    expect(running.calls.list()).toHaveLength(1)
    expect(numbersOf(first)).toEqual(newest.slice(0, 25))
    await shop.listOrders({}, { limit: 25, position: { after: first.next ?? '' } }, all)
    await shop.listOrders({}, { limit: 25, position: { page: 2 } }, all)
    await shop.listOrders({}, firstPage(100), all)
    expect(running.calls.list()).toHaveLength(4)
  })

  test('25 customers and 25 products are one call each once warm', async () => {
    const { running, shop } = await openShop()
    await shop.listCustomers({}, firstPage(25), all)
    await shop.listProducts({}, firstPage(25), all)
    running.calls.clear()
    await shop.listCustomers({}, firstPage(25), all)
    await shop.listProducts({}, firstPage(25), all)
    expect(running.calls.list()).toHaveLength(2)
  })

  test('what is asked of the shop has the form it wants', async () => {
    const { running, shop } = await openShop()
    await shop.listOrders({}, firstPage(25), all)
    const lists = running.calls.list().filter((call) => call.includes('/orderExtend'))
    expect(lists).toEqual([
      'GET /api/orderExtend?excludeAbandonedCart=1&page=0&limit=1',
      'GET /api/orderExtend?excludeAbandonedCart=1&full=1&page=31&limit=41',
    ])
  })

  test('an order that comes in is on the next first page, still by one call', async () => {
    const { program, running, shop } = await openShop()
    const before = await shop.listOrders({}, firstPage(25), all)
    const { number } = program.placeOrder()
    running.calls.clear()
    const after = await shop.listOrders({}, firstPage(25), all)
    expect(running.calls.list()).toHaveLength(1)
    expect(numbersOf(after)).toEqual([number, ...newest.slice(0, 24)])
    expect(after.total).toBe((before.total ?? 0) + 1)
    // The cursor from before goes on where that page ended.
    const rest = await shop.listOrders({}, { limit: 25, position: { after: before.next ?? '' } }, all)
    expect(numbersOf(rest)).toEqual(newest.slice(25, 50))
  })

  test('more orders than there was room for are counted again', async () => {
    const { program, running, shop } = await openShop()
    await shop.listOrders({}, firstPage(25), all)
    const placed = Array.from({ length: 60 }, () => program.placeOrder().number).toReversed()
    running.calls.clear()
    const page = await shop.listOrders({}, firstPage(25), all)
    expect(numbersOf(page)).toEqual(placed.slice(0, 25))
    expect(page.total).toBe(world.orders.length + 60)
    expect(running.calls.list()).toHaveLength(3)
  })

  test('orders that went away leave no hole', async () => {
    const { program, shop } = await openShop()
    await shop.listOrders({}, firstPage(25), all)
    for (let count = 0; count < 60; count++) program.removeNewestOrder()
    const page = await shop.listOrders({}, firstPage(25), all)
    expect(numbersOf(page)).toEqual(newest.slice(60, 85))
    expect(page.total).toBe(world.orders.length - 60)
  })
})

describe('a list that changes while it is read', () => {
  const failed = { status: ['failed'] } as const

  /** Reads all of a list page by page; between the first and the second something happens. */
  async function walkWhile(happens: (program: ReturnType<typeof createShopRenterShop>) => void) {
    const { program, shop } = await openShop()
    const read = (page: PageRequest) => shop.listOrders(failed, page, all)
    const first = await read({ limit: 10, position: { page: 1 } })
    happens(program)
    const numbers = numbersOf(first)
    let next = first.next
    while (next !== null) {
      const page = await read({ limit: 10, position: { after: next } })
      numbers.push(...numbersOf(page))
      next = page.next
    }
    return numbers
  }
  const own = world.orders.filter(({ state }) => state === 'failed').map(({ id }) => id)
  const others = world.orders
    .filter(({ state, id }) => state === 'completed' && id < 1400)
    .map(({ id }) => id)

  test.each([1, 4, 12])(
    '%i older orders join it: nothing is left out, nothing comes twice',
    async (count) => {
      const joined = others.slice(0, count)
      const numbers = await walkWhile((program) => {
        for (const number of joined) program.changeOrder(number, 8)
      })
      expect(numbers).toEqual([...own, ...joined].toSorted((a, b) => b - a))
    },
  )

  test.each([1, 4, 15])('%i older orders leave it', async (count) => {
    const left = own.slice(0, count)
    const numbers = await walkWhile((program) => {
      for (const number of left) program.changeOrder(number, 5)
    })
    expect(numbers).toEqual(own.slice(count).toReversed())
  })

  test('lists read side by side: many leave one of them', async () => {
    const { program, shop } = await openShop()
    const read = (page: PageRequest) => shop.listOrders({ status: ['failed', 'refunded'] }, page, all)
    const refunded = world.orders.filter(({ state }) => state === 'refunded').map(({ id }) => id)
    const numbers: number[] = []
    let next: string | null = null
    for (let page = 1; page === 1 || next !== null; page++) {
      const got = await read({ limit: 8, position: next === null ? { page: 1 } : { after: next } })
      numbers.push(...numbersOf(got))
      next = got.next
      if (page === 6) for (const number of refunded.slice(0, 25)) program.changeOrder(number, 5)
    }
    const stayed = [...own, ...refunded.slice(25)].toSorted((a, b) => b - a)
    expect(numbers).toEqual(stayed)
  })

  test('orders leave that were given already', async () => {
    const numbers = await walkWhile((program) => {
      for (const number of own.slice(-6)) program.changeOrder(number, 5)
    })
    expect(numbers).toEqual(own.toReversed())
  })
})

describe('to the end', () => {
  test.each([7, 25, 100])('orders by cursor, %i at a time', async (limit) => {
    const { shop } = await openShop()
    expect(await walk((page) => shop.listOrders({}, page, all), limit)).toEqual(newest)
  })

  test('orders by page number', async () => {
    const { shop } = await openShop()
    const read = (page: number) => shop.listOrders({}, { limit: 100, position: { page } }, all)
    const pages = []
    for (let page = 1; page <= 14; page++) pages.push(await read(page))
    expect(pages.flatMap(numbersOf)).toEqual(newest)
    expect(pages.map((page) => page.items.length)).toEqual([...Array(13).fill(100), 0])
    expect(pages.map((page) => page.next === null)).toEqual([...Array(12).fill(false), true, true])
    expect(pages[0]).toMatchObject({ total: newest.length, sort: 'newest_first', coverage: [] })
  })

  test('customers and products, each once', async () => {
    const { program, shop } = await openShop()
    const customers = program.customers.map(({ number }) => number).toReversed()
    const products = program.products.map(({ number }) => number).toReversed()
    expect(await walk((page) => shop.listCustomers({}, page, all), 100)).toEqual(customers)
    expect(await walk((page) => shop.listProducts({}, page, all), 100)).toEqual(products)
  })

  test('an empty shop has empty pages', async () => {
    const { shop } = await openShop({ world: createWorld('empty', { people: 0, products: 0, orders: 0 }) })
    const empty = { items: [], next: null, total: 0, sort: 'newest_first', coverage: [] }
    for (let time = 0; time < 2; time++) {
      expect(await shop.listOrders({}, firstPage(25), all)).toEqual(empty)
      expect(await shop.listCustomers({}, firstPage(25), all)).toEqual(empty)
      expect(await shop.listProducts({}, firstPage(25), all)).toEqual(empty)
    }
    expect(await shop.listOrders({}, { limit: 25, position: { page: 2 } }, all)).toEqual(empty)
  })

  test.each([1, 5, 25, 26, 31])('a shop of %i orders', async (orders) => {
    const small = createWorld('small', { people: 5, products: 8, orders })
    const { shop } = await openShop({ world: small })
    const expected = small.orders.map(({ id }) => id).toReversed()
    expect(await walk((page) => shop.listOrders({}, page, all), 25)).toEqual(expected)
    expect(await walk((page) => shop.listOrders({}, page, all), 25)).toEqual(expected)
  })
})

describe('a shop that behaves otherwise', () => {
  test('newest first by itself is read from its beginning, warm by one call', async () => {
    const { running, shop } = await openShop({ order: 'descending' })
    const first = await shop.listOrders({}, firstPage(25), all)
    expect(numbersOf(first)).toEqual(newest.slice(0, 25))
    expect(first).toMatchObject({ sort: 'newest_first', total: newest.length })
    running.calls.clear()
    expect(numbersOf(await shop.listOrders({}, firstPage(25), all))).toEqual(newest.slice(0, 25))
    expect(running.calls.list()).toHaveLength(1)
    expect(await walk((page) => shop.listOrders({}, page, all), 100)).toEqual(newest)
    const third = await shop.listOrders({}, { limit: 50, position: { page: 3 } }, all)
    expect(numbersOf(third)).toEqual(newest.slice(100, 150))
  })

  test('without pageCount is read in its own order, and says so', async () => {
    const { shop } = await openShop({ pageCount: 'missing' })
    const first = await shop.listOrders({}, firstPage(25), all)
    expect(first).toMatchObject({ sort: 'unspecified', total: null })
    expect(await walk((page) => shop.listOrders({}, page, all), 100)).toEqual(newest.toReversed())
    const last = await shop.listOrders({}, { limit: 100, position: { page: 14 } }, all)
    expect(last.items).toEqual([])
  })
})

describe('a cursor', () => {
  test.each(['', 'x', '0:x', '0:b1-b2', '25:e1', `0:b${'9'.repeat(11)}`])('%j is refused', async (after) => {
    const { shop } = await openShop()
    await expect(shop.listOrders({}, { limit: 25, position: { after } }, all)).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ field: 'cursor' }],
    })
  })

  test('holds numbers of a place and a record, and nothing of a person', async () => {
    const { shop } = await openShop()
    const page = await shop.listOrders({}, firstPage(25), all)
    expect(page.next).toBe('0:b1275.2276')
  })

  test('may be used with another limit', async () => {
    const { shop } = await openShop()
    const { next } = await shop.listOrders({ status: ['processing'] }, firstPage(25), all)
    const page = await shop.listOrders(
      { status: ['processing'] },
      { limit: 10, position: { after: next ?? '' } },
      all,
    )
    const expected = world.orders.filter(({ state }) => state === 'processing').map(({ id }) => id)
    expect(numbersOf(page)).toEqual(expected.toReversed().slice(25, 35))
  })
})
