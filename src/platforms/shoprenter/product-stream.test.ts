// The catalogue of a ShopRenter shop: families, lists that move, links without numbers, and the pace.
import { afterEach, describe, expect, test } from 'vitest'
import { createCatalogue } from '../../../sandbox/catalogue.ts'
import { serveShop } from '../../../sandbox/shop.ts'
import { createShopRenterShop, type ShopRenterOptions } from '../../../sandbox/shoprenter/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { idsIn, latest, readIds, readStream } from '../../../test/support/catalogues.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { createStreamGuard } from '../stream-guard.ts'
import { shoprenter } from './index.ts'
import { LIST_START, walkList } from './list-walk.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function open(options: ShopRenterOptions, callsPerSecond?: number) {
  const program = createShopRenterShop({ ratePerSecond: 100_000, ...options })
  const running = await serveShop(program)
  const { origin } = running
  const { refresh, close } = testContext({
    origins: { shoprenterApi: origin, shoprenterToken: origin },
    ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
  })
  closers.push(close, () => running.close())
  const credentials = shoprenter.credentials.parse(program.credentials)
  return { program, running, shop: () => shoprenter.connect(credentials, refresh(60_000)) }
}

const numbers = (ids: readonly number[]) =>
  ids.flatMap((id) => [0, 1, 2, 3].map((kind) => String(1700 + id * 4 + kind))).sort()

describe('while it is read', () => {
  test('deletes lose nothing, however many', async () => {
    const catalogue = createCatalogue('renter', 150)
    const { shop } = await open({
      world: createWorld('nobody', { people: 0, products: 0, orders: 0 }),
      catalogue,
    })
    const { products, error } = await readStream(shop(), {}, (count) => {
      if (count === 2) for (let id = 1; id <= 15; id++) catalogue.deleteProduct(id)
      if (count === 3) catalogue.deleteProduct(60)
      if (count === 4) catalogue.addProduct()
      return 'go'
    })
    expect(error).toBeNull()
    const ids = new Set(idsIn(products))
    for (const number of numbers(catalogue.ids())) expect(ids.has(number), number).toBe(true)
  })

  test('a list that lost all that was known is read from its beginning', async () => {
    const catalogue = createCatalogue('renter', 60)
    const { shop } = await open({ catalogue })
    const first = await readStream(shop(), {}, () => 'stop')
    for (let id = 1; id <= 30; id++) catalogue.deleteProduct(id)
    const rest = await readStream(shop(), { resume: first.resumes.at(-1) ?? null })
    expect(rest.error).toBeNull()
    const ids = new Set(idsIn([...first.products, ...rest.products]))
    for (const number of numbers(catalogue.ids())) expect(ids.has(number), number).toBe(true)
  })
})

test.each([{}, { order: 'descending' }, { pageCount: 'missing' }] as const)(
  'products have their kinds, the same as when they are read one by one: %j',
  async (behaviour) => {
    const { program, shop } = await open({
      world: createWorld('families', { people: 1, products: 90, orders: 0 }),
      ...behaviour,
    })
    const { products } = await readStream(shop())
    const kept = latest(products)
    expect([...kept.keys()].sort()).toEqual(program.products.map(({ number }) => String(number)).sort())
    const parents = program.products.filter(({ world, parent }) => world.variants.length > 0 && !parent)
    expect(parents.length).toBeGreaterThan(10)
    for (const { number } of parents) {
      const single = await shop().getProduct(String(number), { fields: null, includeCustomer: false })
      const streamed = kept.get(String(number))
      expect(streamed?.variants).toEqual(single.item.variants)
      expect(streamed?.price_range).toEqual(single.item.price_range)
    }
    expect((await readIds(shop())).sort()).toEqual([...kept.keys()].sort())
  },
  30_000,
)

test('an increment of a kind alone brings its product with all of its kinds', async () => {
  const world = createWorld('families', { people: 1, products: 90, orders: 0 })
  const { program, running, shop } = await open({ world })
  const kind = program.products.find(({ parent }) => parent !== null)
  const since = new Date(world.now.getTime() + 86_400_000)
  const changed = { ...kind?.world, updatedAt: new Date(since.getTime() + 3_600_000) }
  Object.assign(kind ?? {}, { world: changed })
  running.calls.clear()
  const { products } = await readStream(shop(), { updatedAfter: since.toISOString() })
  const parent = String(kind?.parent?.number)
  expect(idsIn(products)).toEqual([parent, String(kind?.number)].sort())
  const siblings = program.products.filter((one) => one.parent === kind?.parent)
  expect(
    latest(products)
      .get(parent)
      ?.variants.map(({ id }) => id),
  ).toEqual(siblings.map(({ number }) => String(number)))
})

test('a filter that the shop ignores makes no product newer than it is', async () => {
  const { shop } = await open({
    world: createWorld('w', { people: 1, products: 30, orders: 0 }),
    ignoreFilters: true,
  })
  const { products, error } = await readStream(shop(), { updatedAfter: '2026-11-25T00:00:00.000Z' })
  expect([error, products]).toEqual([null, []])
})

test('a shop that cannot be asked for kinds has those that go by', async () => {
  const world = createWorld('families', { people: 1, products: 90, orders: 0 })
  const { program, running, shop } = await open({ world, ignoreFilters: ['parentProductId'] })
  const { products, error } = await readStream(shop())
  expect(error).toBeNull()
  const kept = latest(products)
  expect(kept.size).toBe(program.products.length)
  const parents = program.products.filter((one) => one.world.variants.length > 0 && !one.parent)
  for (const { number, world: own } of parents) {
    expect(kept.get(String(number))?.variants).toHaveLength(own.variants.length)
  }
  expect(running.calls.list().filter((call) => call.includes('parentProductId')).length).toBeLessThanOrEqual(
    3,
  )
})

test('a stream leaves a call a second to live reads, and stays under the limit', async () => {
  const catalogue = createCatalogue('renter', 100)
  const { running, shop } = await open({ catalogue, ratePerSecond: 3 }, 3)
  await shop().getProduct('1705', { fields: null, includeCustomer: false })
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  running.calls.clear()
  const stream = readStream(shop())
  // The stream's own two are on their way: the third of this second is for who waits.
  await new Promise((resolve) => setTimeout(resolve, 300))
  const before = running.calls.list().length
  await shop().getProduct('1705', { fields: null, includeCustomer: false })
  const { error, products } = await stream
  expect(before).toBeLessThanOrEqual(2)
  expect(error).toBeNull()
  expect(idsIn(products)).toEqual(numbers(catalogue.ids()))
}, 20_000)

test('a shop that is too slow for a page is asked for smaller ones afterwards', async () => {
  const { running, shop } = await open({ catalogue: createCatalogue('renter', 60) })
  const limitOf = (call: string | undefined) => Number(/limit=(\d+)/.exec(call ?? '')?.[1])
  const pages = () => running.calls.list().filter((call) => call.includes('productExtend'))
  running.faults.set(
    { kind: 'status', status: 504, headers: { 'retry-after': '60' } },
    { path: /productExtend/ },
  )
  expect((await readStream(shop())).error).toMatchObject({ code: 'shop_unavailable' })
  running.faults.clear()
  const { products, error } = await readStream(shop())
  expect([error, idsIn(products).length]).toEqual([null, 240])
  expect([limitOf(pages()[0]), limitOf(pages()[1])]).toEqual([100, 55])
})

test('a walk over a list in another order every time ends', async () => {
  let page = 0
  const walk = walkList(
    {
      read: async () => {
        page++
        const items = Array.from({ length: 100 }, (_, index) => `${page}-${index}`)
        return { items, pageCount: 1000, isLast: false }
      },
      idOf: (id) => id,
      guard: createStreamGuard(),
      cache: testContext().context.cache,
    },
    LIST_START,
  )
  const read = async () => {
    for await (const { items } of walk) expect(items.length).toBeGreaterThan(0)
  }
  await expect(read()).rejects.toMatchObject({ code: 'shop_invalid_response' })
})
