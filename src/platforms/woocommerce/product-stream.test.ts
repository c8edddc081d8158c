// The catalogue of a WooCommerce shop that changes while it is read, is old, or is in the trash.
import { afterEach, expect, test } from 'vitest'
import { createCatalogue } from '../../../sandbox/catalogue.ts'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { createWooCommerceShop, type WooCommerceShopOptions } from '../../../sandbox/woocommerce/shop.ts'
import { idsIn, latest, readIds, readStream } from '../../../test/support/catalogues.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { AppError } from '../../errors.ts'
import { createStreamGuard } from '../stream-guard.ts'
import { FIRST, walkById } from './id-walk.ts'
import { woocommerce } from './index.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function open(count: number, options: WooCommerceShopOptions = {}) {
  const catalogue = createCatalogue('woo', count)
  const shop = createWooCommerceShop({
    catalogue,
    customers: 0,
    orders: 0,
    products: 0,
    hardCases: false,
    ...options,
  })
  const running: RunningShop = await serveShop(shop)
  const { refresh, close } = testContext()
  closers.push(close, () => running.close())
  const credentials = woocommerce.credentials.parse({ url: running.origin, ...shop.credentials })
  return { catalogue, running, shop: () => woocommerce.connect(credentials, refresh(60_000)) }
}

test('deletes before the place lose nothing, however many', async () => {
  const { catalogue, shop } = await open(450)
  const deleted: number[] = []
  const { products, error } = await readStream(shop(), {}, (count) => {
    if (count === 2) for (let id = 1; id <= 150; id++) deleted.push(id)
    if (count === 3) deleted.push(201)
    for (const id of deleted) catalogue.deleteProduct(id)
    return 'go'
  })
  expect(error).toBeNull()
  const ids = new Set(idsIn(products))
  for (const id of catalogue.ids()) expect(ids.has(String(id)), String(id)).toBe(true)
  expect(products).toHaveLength(ids.size)
})

test('what comes in while it is read is there too, and the last one may go', async () => {
  const { catalogue, shop } = await open(300)
  const { products, error } = await readStream(shop(), {}, (count) => {
    catalogue.addProduct()
    if (count === 3) for (let id = 250; id <= 300; id++) catalogue.deleteProduct(id)
    return 'go'
  })
  expect(error).toBeNull()
  const ids = new Set(idsIn(products))
  for (const id of catalogue.ids().filter((one) => one < 302)) expect(ids.has(String(id))).toBe(true)
})

test('a resumed walk finds its place though everything before it is gone', async () => {
  const { catalogue, shop } = await open(400)
  const first = await readStream(shop(), {}, (count) => (count === 2 ? 'stop' : 'go'))
  for (let id = 1; id <= 200; id++) catalogue.deleteProduct(id)
  const rest = await readStream(shop(), { resume: first.resumes.at(-1) ?? null })
  expect(rest.error).toBeNull()
  const ids = new Set(idsIn([...first.products, ...rest.products]))
  for (const id of catalogue.ids()) expect(ids.has(String(id)), String(id)).toBe(true)
  expect((await readIds(shop())).sort()).toEqual(catalogue.ids().map(String).sort())
})

test('variations cost a call for each hundred of them, not one for each product', async () => {
  const { running, shop } = await open(200)
  await readStream(shop())
  const calls = running.calls.list().filter((call) => call.includes('/variations?'))
  expect(calls.length).toBeLessThanOrEqual(8)
  expect(calls.every((call) => call.includes('/wc/v3/variations?'))).toBe(true)
})

test('an old shop gives the same: a call for each product, and changes picked out of the whole list', async () => {
  const { catalogue, running, shop } = await open(120, { older: true })
  const { products } = await readStream(shop())
  expect(idsIn(products)).toEqual(catalogue.ids().map(String).sort())
  const shown = products.filter(({ status }) => status !== 'archived')
  expect(shown.every(({ variants }) => variants.length === 3)).toBe(true)
  catalogue.changeProduct(77)
  running.calls.clear()
  const changed = await readStream(shop(), { updatedAfter: new Date(Date.now() - 60_000).toISOString() })
  expect(idsIn(changed.products)).toEqual(['77'])
  expect(running.calls.list().filter((call) => call.includes('/variations?'))).toHaveLength(1)
})

test('the trash is read last, and its products are archived', async () => {
  const { products } = await readStream((await open(120)).shop())
  const archived = [...latest(products).values()].filter(({ status }) => status === 'archived')
  expect(archived.map(({ id }) => id)).toEqual(['8', '58', '108'])
  expect(products.slice(-3).map(({ id }) => id)).toEqual(['8', '58', '108'])
})

test('a walk that goes on for ever ends', async () => {
  const rows = (offset: number) => Array.from({ length: 100 }, (_, index) => ({ id: offset + index + 1 }))
  const walk = walkById(
    async (offset) => ({ body: rows(offset), total: null }),
    FIRST,
    createStreamGuard(1_000),
  )
  let count = 0
  const read = async () => {
    for await (const page of walk) count += page.rows.length
  }
  await expect(read()).rejects.toSatisfy(
    (error: unknown) => error instanceof AppError && error.reason === 'stream_endless',
  )
  expect(count).toBeLessThanOrEqual(1_000)
})
