// Products from a sandbox shop: every one valid, filters exact, and kinds as variants on a single read.
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveShop } from '../../../sandbox/shop.ts'
import { createShopRenterShop, type ShopRenterOptions } from '../../../sandbox/shoprenter/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import type { ProductFilter } from '../../model/filter.ts'
import type { PageRequest } from '../../model/page.ts'
import { productSchema } from '../../model/product.ts'
import { shoprenter } from './index.ts'

const world = createWorld('shoprenter', { people: 5, orders: 5 })
const all = { fields: null, includeCustomer: true }
const page = (limit: number, number = 1): PageRequest => ({ limit, position: { page: number } })

async function openShop(options: ShopRenterOptions = {}) {
  const program = createShopRenterShop({ world, ratePerSecond: 10_000, ...options })
  const running = await serveShop(program)
  const origins = { shoprenterApi: running.origin, shoprenterToken: running.origin }
  const { context, close } = testContext({ origins, deadlineMs: 60_000 })
  onTestFinished(async () => {
    await close()
    await running.close()
  })
  const shop = shoprenter.connect(program.credentials, context)
  const numbers = async (filter: ProductFilter, request = page(100)) =>
    (await shop.listProducts(filter, request, all)).items.map((product) => Number(product.id))
  const expected = (keep: (product: (typeof program.products)[number]) => boolean) =>
    program.products
      .filter(keep)
      .map(({ number }) => number)
      .toReversed()
  return { program, running, shop, numbers, expected }
}

test('every product is a valid unified one, and what it cost the shop is nowhere', async () => {
  const { program, shop } = await openShop()
  const pages = []
  for (let number = 1; number <= 12; number++) pages.push(await shop.listProducts({}, page(100, number), all))
  const products = pages.flatMap(({ items }) => items)
  expect(products).toHaveLength(program.products.length)
  for (const product of products) expect(productSchema.parse(product)).toEqual(product)
  expect(JSON.stringify(products)).not.toContain('"cost"')
  expect(products.find(({ id }) => id === '2147483647')).toMatchObject({
    name: 'Ajándékkártya "Örömmel" & szeretettel',
    stock_quantity: null,
    brand: null,
  })
  const names = new Set(products.flatMap(({ categories }) => categories.map(({ name }) => name)))
  expect(names).toContain('Kábelek & töltők')
  expect(new Set(products.map(({ brand }) => brand))).toContain('Kék Madár')
})

describe('by SKU', () => {
  test('one call finds a product, and a kind of one', async () => {
    const { program, running, numbers } = await openShop()
    const kind = program.products.find(({ variant }) => variant !== null)
    await numbers({ sku: 'SKU-0001' })
    running.calls.clear()
    expect(await numbers({ sku: kind?.variant?.sku ?? '' })).toEqual([kind?.number])
    expect(await numbers({ sku: 'nincs' })).toEqual([])
    expect(running.calls.list()).toHaveLength(2)
  })

  test('is exact in a shop that ignores it', async () => {
    const { program, numbers } = await openShop({ ignoreFilters: true })
    const product = program.products.at(-50)
    expect(await numbers({ sku: product?.variant?.sku ?? product?.world.sku ?? '' })).toEqual([
      product?.number,
    ])
  })
})

describe('by status', () => {
  test.each(['active', 'draft', 'archived'] as const)('%s is one list of the shop', async (status) => {
    const { running, numbers, expected } = await openShop()
    const own = expected(({ world: { status: own } }) => own === status)
    expect(await numbers({ status: [status] }, page(20))).toEqual(own.slice(0, 20))
    running.calls.clear()
    expect(await numbers({ status: [status] }, page(20))).toEqual(own.slice(0, 20))
    expect(running.calls.list()).toHaveLength(1)
  })

  test('of several all products are read and compared', async () => {
    const { numbers, expected } = await openShop()
    const own = expected(({ world: { status } }) => status !== 'active')
    expect(await numbers({ status: ['draft', 'archived'] }, page(15))).toEqual(own.slice(0, 15))
  })
})

test('by stock: compared, and pages stay full', async () => {
  const { numbers, expected } = await openShop()
  const stockOf = ({
    variant,
    world: { stock },
  }: {
    variant: { stock: number } | null
    world: { stock: number | null }
  }) => (variant ? variant.stock : stock)
  const own = expected((product) => stockOf(product) === 0)
  expect(own.length).toBeGreaterThan(10)
  expect(await numbers({ in_stock: false }, page(10))).toEqual(own.slice(0, 10))
})

test('changed since', async () => {
  const { numbers, expected } = await openShop()
  const since = new Date('2026-09-01T00:00:00Z')
  const own = expected(({ world: { updatedAt } }) => updatedAt > since)
  expect(await numbers({ updated_after: since.toISOString() })).toEqual(own.slice(0, 100))
})

test('free text cannot be searched', async () => {
  const { running, shop } = await openShop()
  await expect(shop.listProducts({ search: 'bögre' }, page(25), all)).rejects.toMatchObject({
    code: 'filter_not_supported',
  })
  expect(running.calls.list()).toEqual([])
})

describe('one product', () => {
  test('has its kinds as variants, by two calls once warm', async () => {
    const { program, running, shop } = await openShop()
    const parent = program.products.find(({ world: { variants } }) => variants.length >= 6)
    await shop.getProduct('1701', all)
    running.calls.clear()
    const { item, coverage } = await shop.getProduct(String(parent?.number), all)
    expect(running.calls.list()).toHaveLength(2)
    expect(coverage).toEqual([])
    const kinds = program.products.filter((product) => product.parent === parent)
    expect(item.variants.map(({ id }) => Number(id))).toEqual(kinds.map(({ number }) => number))
    expect(item.variants.map(({ sku }) => sku)).toEqual(parent?.world.variants.map(({ sku }) => sku))
    const valuesOf = (name: string) => [
      ...new Set(parent?.world.variants.map(({ options }) => options[name])),
    ]
    expect(item.options).toEqual([
      { name: 'szín', values: valuesOf('Szín') },
      { name: 'méret', values: valuesOf('Méret') },
    ])
    expect(productSchema.parse(item)).toEqual(item)
  })

  test('that is a kind names its product, by one call', async () => {
    const { program, running, shop } = await openShop()
    const kind = program.products.find(({ variant }) => variant !== null)
    await shop.getProduct('1701', all)
    running.calls.clear()
    const { item } = await shop.getProduct(String(kind?.number), all)
    expect(item).toMatchObject({
      variants: [],
      platform_specific: { parentProduct: String(kind?.parent?.number) },
    })
    expect(running.calls.list()).toHaveLength(1)
  })

  test('whose kinds the shop does not look for says that some may be missing', async () => {
    const { program, shop } = await openShop({ ignoreFilters: ['parentProductId'] })
    const parent = program.products.find(({ world: { variants } }) => variants.length > 0)
    const { item, coverage } = await shop.getProduct(String(parent?.number), all)
    expect(coverage.map(({ code }) => code)).toEqual(['variants_not_searchable'])
    expect(item.variants.every(({ sku }) => parent?.world.variants.some((kind) => kind.sku === sku))).toBe(
      true,
    )
  })

  test('with an Outer ID has the number that people know', async () => {
    const { program, shop } = await openShop()
    const outer = program.products.find(({ id }) => id.startsWith('ERP/'))
    const { item } = await shop.getProduct(String(outer?.number), all)
    expect(item).toMatchObject({
      id: String(outer?.number),
      platform_specific: { id: 'ERP/00042 A', parentProduct: null },
    })
  })

  test.each(['999999', 'ERP/00042 A', '0'])('%j is none', async (id) => {
    const { shop } = await openShop()
    await expect(shop.getProduct(id, all)).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('in lists kinds are products of their own, which is said where variants are wanted', async () => {
  const { shop } = await openShop()
  const codes = async (fields: Record<string, Record<string, never>> | null) =>
    (await shop.listProducts({}, page(100), { fields, includeCustomer: true })).coverage.map(
      ({ code }) => code,
    )
  expect(await codes(null)).toEqual(['variants_on_single_read'])
  expect(await codes({ id: {}, sku: {} })).toEqual([])
})

test('what is not wanted is not asked for', async () => {
  const { running, shop } = await openShop()
  await shop.listProducts({}, page(5), { fields: { id: {}, sku: {} }, includeCustomer: true })
  const references = running.calls.list().filter((call) => /categoryExtend|manufacturers|domains/.test(call))
  expect(references).toEqual([])
})
