// Cursors over orders: whatever the limits, whatever shares a second, every order comes once.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { createWooCommerceShop } from '../../../sandbox/woocommerce/shop.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import type { OrderFilter } from '../../model/filter.ts'
import { woocommerce } from './index.ts'

const shop = createWooCommerceShop({ customers: 3, orders: 12, products: 3, hardCases: false })
const tools = testContext({ deadlineMs: 60_000 })
const FIELDS = { fields: { id: {} }, includeCustomer: true }
let running: RunningShop
let newestFirst: string[]

beforeAll(async () => {
  running = await serveShop(shop)
  const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 8, 0, second))
  // 130 orders came with one import in one second; around them some share a second, some do not.
  const seconds = [1, 1, 2, 3, 3, 3, 4, ...Array<number>(130).fill(5), 6, 6, 7, 9]
  const placed = seconds.map((second) => shop.placeOrder({ createdAt: at(second), status: 'completed' }))
  newestFirst = [...shop.world.orders.map(({ id }) => id), ...placed.map(({ id }) => id)]
    .map(String)
    .reverse()
})
afterAll(async () => {
  await running.close()
  await tools.close()
})

async function walk(filter: OrderFilter, limits: readonly number[], firstPage: number): Promise<string[]> {
  const open = () =>
    woocommerce.connect(
      { url: running.origin, ...shop.credentials, auth: 'oauth1', rest: `${running.origin}/wp-json` },
      tools.refresh(),
    )
  const found: string[] = []
  let next: string | null = null
  for (let page = 0; page === 0 || next !== null; page++) {
    const limit = limits[page % limits.length] ?? 25
    const position = next === null ? { page: firstPage } : { after: next }
    const read = await open().listOrders(filter, { limit, position }, FIELDS)
    if (read.next !== null) expect(read.items).toHaveLength(limit)
    found.push(...read.items.map(({ id }) => id))
    next = read.next
  }
  return found
}

const limit = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constantFrom(1, 2, 3, 64, 65, 100))
const limits = fc.array(limit, { minLength: 1, maxLength: 4 }).filter((list) => Math.max(...list) > 20)

it('with any limits, changing on the way', async () => {
  await fc.assert(
    fc.asyncProperty(limits, async (asked) => {
      expect(await walk({}, asked, 1)).toEqual(newestFirst)
    }),
    { numRuns: 12 },
  )
})

it('beginning at any page number', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 20, max: 60 }), fc.integer({ min: 1, max: 3 }), async (size, page) => {
      expect(await walk({}, [size], page)).toEqual(newestFirst.slice((page - 1) * size))
    }),
    { numRuns: 12 },
  )
})

it('where most of what the shop gives is dropped', async () => {
  const filter: OrderFilter = { payment_status: ['unpaid'] }
  const whole = await walk(filter, [100], 1)
  expect(whole.length).toBeGreaterThan(5)
  await fc.assert(
    fc.asyncProperty(limits, async (asked) => {
      expect(await walk(filter, asked, 1)).toEqual(whole)
    }),
    { numRuns: 8 },
  )
})
