// Records with lists too long to be read to their end: what is missing is said, and never taken for nothing.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { HARD } from '../../../sandbox/shopify/hard-ids.ts'
import { createShopifyShop } from '../../../sandbox/shopify/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { shopify } from './index.ts'

const ALL = { fields: null, includeCustomer: true }
const PAGE = { limit: 50, position: { page: 1 } }
const world = createWorld('shopify', { people: 10, products: 10, orders: 10 })
const plain = createShopifyShop({ world })
const [longOrder] = plain.facts.orders.filter((order) => order.id === HARD.orders.long)
const [bigProduct] = plain.facts.products.filter((product) => product.id === HARD.products.manyVariants)
const [crowded] = plain.facts.customers.filter((customer) => customer.id === HARD.customers.manyAddresses)

/** Copies of a record, each with an id of its own. */
const copies = <T extends { readonly id: number }>(record: T | undefined, count: number): T[] =>
  record ? Array.from({ length: count }, (_, index) => ({ ...record, id: record.id + 10_000 + index })) : []

const program = createShopifyShop({
  world,
  bucketSize: 1_000_000,
  more: {
    customers: copies(crowded, 8),
    orders: copies(longOrder, 8).map((order) => ({ ...order, createdAt: world.now })),
    products: copies(bigProduct, 4),
  },
})
let running: RunningShop
let setup: ReturnType<typeof testContext>

beforeAll(async () => {
  running = await serveShop(program)
  setup = testContext({ origins: { shopifyApi: running.origin }, deadlineMs: 60_000 })
})
afterAll(async () => {
  await setup.close()
  await running.close()
})
beforeEach(() => {
  running.calls.clear()
})

const shop = () => shopify.connect(program.permanentCredentials, setup.refresh())
const detail = (what: string, count: number) =>
  `There are more ${what} in ${count} of these records. Read the single record for the whole of it.`

test('orders with more lines than the calls last say so, and have no subtotal', async () => {
  const page = await shop().listOrders({}, PAGE, ALL)
  const cut = page.items.filter((order) => order.line_items.length === 20)
  expect(page.coverage).toEqual([{ code: 'line_items_cut', detail: detail('line items', cut.length) }])
  // Nine orders of 130 lines need two calls each; there are six calls.
  expect(cut).toHaveLength(6)
  expect(cut.every((order) => order.totals.subtotal === null && order.totals.total !== null)).toBe(true)
  const [first] = cut
  const single = await shop().getOrder(first?.id ?? '', ALL)
  expect(single.item.line_items).toHaveLength(130)
})

test('customers with more addresses than the calls last say so', async () => {
  const page = await shop().listCustomers({}, PAGE, ALL)
  expect(page.items.filter((customer) => customer.addresses.length === 5)).toHaveLength(3)
  expect(page.coverage).toEqual([{ code: 'addresses_cut', detail: detail('addresses', 3) }])
})

test('products that are left out because not all variants were read are said to be unsure', async () => {
  const page = await shop().listProducts({ sku: 'SZIN-300' }, PAGE, ALL)
  expect(page.items).toHaveLength(2)
  expect(page.coverage).toEqual([{ code: 'variants_cut', detail: detail('variants', 3) }])
})
