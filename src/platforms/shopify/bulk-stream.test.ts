// The catalogue of a large Shopify shop: operations that run, fail, expire and are refused, files in any order.
import { afterEach, describe, expect, test } from 'vitest'
import { createCatalogue } from '../../../sandbox/catalogue.ts'
import { serveShop } from '../../../sandbox/shop.ts'
import { createShopifyShop, type ShopifyShopOptions } from '../../../sandbox/shopify/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { idsIn, latest, readStream } from '../../../test/support/catalogues.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import type { ResumePoint } from '../product-stream.ts'
import { shopify } from './index.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const NOBODY = createWorld('nobody', { people: 0, products: 0, orders: 0 })
const PLENTY = { bucketSize: 100_000, restoreRate: 100_000 }

async function open(count: number, options: ShopifyShopOptions = {}) {
  const catalogue = createCatalogue('bulk', count)
  const program = createShopifyShop({ world: NOBODY, hardCases: false, catalogue, ...PLENTY, ...options })
  const running = await serveShop(program)
  const { refresh, close } = testContext({
    origins: { shopifyApi: running.origin },
    egress: { sleep: async () => {} },
  })
  closers.push(close, () => running.close())
  const credentials = shopify.credentials.parse(program.credentials)
  const everything = () => catalogue.ids().map((id) => String(8_000_000_000_000 + id))
  const documents = (name: string) => program.documents().filter(({ query }) => query.includes(name)).length
  const shop = () => shopify.connect(credentials, refresh(120_000))
  return { catalogue, program, running, everything, documents, shop }
}

const places = (resumes: readonly ResumePoint[], way: string) => resumes.filter((one) => one['way'] === way)

describe('the file', () => {
  test.each(['after', 'before', 'scattered'] as const)(
    'with the lines of children %s their product costs no further call',
    async (order) => {
      const { program, everything, documents, shop } = await open(400)
      program.bulk.set({ order })
      const { products, error } = await readStream(shop())
      expect(error).toBeNull()
      expect(products.map(({ id }) => id).sort()).toEqual(everything())
      expect(products.every(({ variants }) => variants.length === 3)).toBe(true)
      expect(documents('ProductsOfIds')).toBe(0)
      expect(program.bulk.fetched()).toMatchObject({ files: 1 })
    },
  )

  test('with all children at its end: what was closed too early is read by itself', async () => {
    const { program, everything, documents, shop } = await open(400)
    program.bulk.set({ order: 'last' })
    const { products, error } = await readStream(shop())
    expect(error).toBeNull()
    expect(idsIn(products)).toEqual(everything())
    const kept = latest(products)
    expect([...kept.values()].every(({ variants, images }) => variants.length === 3 && images)).toBe(true)
    expect(documents('ProductsOfIds')).toBeGreaterThan(0)
  })

  test('of a large shop in such an order is given up for pages', async () => {
    const { program, everything, documents, shop } = await open(1_400)
    program.bulk.set({ order: 'last' })
    const { products, resumes, error } = await readStream(shop())
    expect(error).toBeNull()
    expect(idsIn(products)).toEqual(everything())
    expect(places(resumes, 'ids').length).toBeGreaterThan(20)
    expect(documents('ProductsOfIds')).toBeLessThanOrEqual(40)
  }, 60_000)

  test('says the same as pages do, hard cases too', async () => {
    const world = createWorld('shopify', { people: 5, products: 260, orders: 0 })
    const program = createShopifyShop({ world, ...PLENTY })
    const running = await serveShop(program)
    const { refresh, close } = testContext({ origins: { shopifyApi: running.origin } })
    closers.push(close, () => running.close())
    const shop = () => shopify.connect(shopify.credentials.parse(program.credentials), refresh(60_000))
    const bulk = await readStream(shop())
    program.bulk.set({ slots: 0 })
    const pages = await readStream(shop())
    expect([bulk.error, pages.error]).toEqual([null, null])
    expect(places(bulk.resumes, 'bulk').length).toBe(bulk.resumes.length)
    expect(places(pages.resumes, 'ids').length).toBe(pages.resumes.length)
    const [left, right] = [latest(bulk.products), latest(pages.products)]
    expect([...left.keys()].sort()).toEqual([...right.keys()].sort())
    for (const [id, product] of left) expect(product).toEqual(right.get(id))
  }, 30_000)

  test('is elsewhere, and no token goes there', async () => {
    const seen: { host: string; token: string | null }[] = []
    const catalogue = createCatalogue('bulk', 300)
    const program = createShopifyShop({
      world: NOBODY,
      hardCases: false,
      catalogue,
      ...PLENTY,
      resultOrigin: (origin) => origin.replace('127.0.0.1', 'localhost'),
    })
    const running = await serveShop({
      fetch: (request) => {
        if (request.method === 'GET') {
          const { headers } = request
          seen.push({ host: headers.get('host') ?? '', token: headers.get('x-shopify-access-token') })
        }
        return program.fetch(request)
      },
    })
    const { refresh, close } = testContext({ origins: { shopifyApi: running.origin } })
    closers.push(close, () => running.close())
    const shop = shopify.connect(shopify.credentials.parse(program.credentials), refresh(60_000))
    expect((await readStream(shop)).error).toBeNull()
    expect(seen).toEqual([{ host: running.origin.replace('http://127.0.0.1', 'localhost'), token: null }])
  })

  test('is not read ahead of who reads, and let go of when that stops', async () => {
    const { program, shop } = await open(20_000)
    const first = await readStream(shop(), {}, (count) => (count > 3 ? 'stop' : 'go'))
    expect(first.products.length).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const { lines } = program.bulk.fetched()
    expect(lines).toBeLessThan(60_000)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(program.bulk.fetched().lines).toBe(lines)
  }, 30_000)
})

describe('a break in the file', () => {
  test.each([1, 120, 900, 1_999])(
    'after %i lines is an error, and the rest is there afterwards',
    async (lines) => {
      const { program, everything, shop } = await open(400)
      program.bulk.set({ breakAfter: lines })
      const broken = await readStream(shop())
      expect(broken.error).toMatchObject({ name: 'AppError', code: 'shop_unavailable' })
      const rest = await readStream(shop(), { resume: broken.resumes.at(-1) ?? null })
      expect(rest.error).toBeNull()
      const all = [...broken.products, ...rest.products]
      expect(idsIn(all)).toEqual(everything())
      expect([...latest(all).values()].every(({ variants }) => variants.length === 3)).toBe(true)
      expect(all.length).toBeLessThanOrEqual(everything().length + 260)
      // The same operation, not another one.
      expect(program.bulk.operations()).toHaveLength(1)
    },
  )

  test.each([
    [
      'ends at a line',
      '{"id": "gid://shopify/Collection/1", "title": "", "__parentId": "gid://shopify/Product/1"}',
    ],
    ['ends in a line', '{"id": "gid://shopify/Product/1", '],
    ['has another shape', '{"id": "gid://shopify/Product/1"}\n'],
    ['has lines without an id', '{"id": 7}\n'],
    ['has no end of a line', `{"id": "${'x'.repeat(5 * 1024 * 1024)}"}`],
  ])('a file that %s is given up for another, and in the end for pages', async (_, body) => {
    const { program, running, everything, shop } = await open(300)
    running.faults.set({ kind: 'status', status: 200, body }, { path: /^GET \/bulk/ })
    const { products, resumes, error } = await readStream(shop())
    expect([error, idsIn(products)]).toEqual([null, everything()])
    expect(program.bulk.operations()).toHaveLength(3)
    expect(places(resumes, 'ids').length).toBeGreaterThan(0)
  })
})

describe('an operation', () => {
  test('is waited for, and can be left and taken up while it runs', async () => {
    const { program, everything, shop } = await open(300)
    program.bulk.set({ looks: 3 })
    const waiting = await readStream(shop(), {}, () => 'stop')
    expect(waiting.products).toEqual([])
    const rest = await readStream(shop(), { resume: waiting.resumes[0] ?? null })
    expect(idsIn(rest.products)).toEqual(everything())
    expect(program.bulk.operations()).toHaveLength(1)
  })

  test.each(['FAILED', 'CANCELED'] as const)('that is %s is started again', async (status) => {
    const { program, everything, shop } = await open(300)
    program.bulk.endNext(status, 'INTERNAL_SERVER_ERROR')
    const { products, error } = await readStream(shop())
    expect([error, idsIn(products)]).toEqual([null, everything()])
    expect(program.bulk.operations().map((one) => one.status)).toEqual([status, 'COMPLETED'])
  })

  test('whose result is gone is started again, from the beginning', async () => {
    const { program, everything, shop } = await open(600)
    const first = await readStream(shop(), {}, (count) => (count > 3 ? 'stop' : 'go'))
    program.bulk.expireResults()
    const rest = await readStream(shop(), { resume: first.resumes.at(-1) ?? null })
    expect([rest.error, idsIn(rest.products)]).toEqual([null, everything()])
    expect(program.bulk.operations()).toHaveLength(2)
  })

  test('that somebody else runs leaves pages', async () => {
    const { program, everything, shop } = await open(300)
    program.bulk.set({ slots: 1 })
    program.bulk.occupy()
    const { products, resumes, error } = await readStream(shop())
    expect([error, products.map(({ id }) => id).sort()]).toEqual([null, everything()])
    expect(places(resumes, 'ids')).toHaveLength(resumes.length)
  })

  test('that finds nothing has no file, and one of many changes finds just those', async () => {
    const { catalogue, program, shop } = await open(400)
    for (let id = 1; id <= 300; id++) catalogue.changeProduct(id)
    const since = new Date(Date.now() - 60_000).toISOString()
    const { products } = await readStream(shop(), { updatedAfter: since })
    expect(idsIn(products)).toHaveLength(300)
    expect(program.bulk.operations()).toHaveLength(1)
  })

  test('lies no further than the address rule: a file on another scheme is not fetched', async () => {
    const { running, shop } = await open(300, { resultOrigin: () => 'ftp://files.example' })
    const { error } = await readStream(shop())
    expect(error).toMatchObject({ code: 'shop_invalid_response', reason: 'bulk_address' })
    expect(running.calls.list().some((call) => call.startsWith('GET'))).toBe(false)
  })

  test('without the right to products is refused', async () => {
    const { program, shop } = await open(300)
    program.setScopes(['read_orders'])
    expect((await readStream(shop())).error).toMatchObject({ code: 'shop_unauthorized' })
  })
})
