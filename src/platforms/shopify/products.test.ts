// The product list and single products, against the sandbox shop over HTTP.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { BIG_PRODUCT_VARIANTS, HARD, NASTY_TITLE } from '../../../sandbox/shopify/hard-ids.ts'
import { createShopifyShop } from '../../../sandbox/shopify/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { selectFields } from '../../model/fields.ts'
import type { ProductFilter } from '../../model/filter.ts'
import type { PageRequest } from '../../model/page.ts'
import { productSchema, type UnifiedProduct } from '../../model/product.ts'
import type { ReadOptions } from '../platform.ts'
import { shopify } from './index.ts'

const ALL: ReadOptions = { fields: null, includeCustomer: true }
const world = createWorld('shopify', { people: 10, products: 300, orders: 20 })
const program = createShopifyShop({ world, bucketSize: 1_000_000 })
const { facts } = program
let running: RunningShop
let setup: ReturnType<typeof testContext>

beforeAll(async () => {
  running = await serveShop(program)
  setup = testContext({ origins: { shopifyApi: running.origin } })
  await products({}, 1)
})
afterAll(async () => {
  await setup.close()
  await running.close()
})
beforeEach(() => {
  running.calls.clear()
  program.forget()
})

const shop = () => shopify.connect(program.credentials, setup.refresh())
const products = (
  filter: ProductFilter,
  limit = 25,
  options = ALL,
  position: PageRequest['position'] = { page: 1 },
) => shop().listProducts(filter, { limit, position }, options)
const idOf = (number: number) => String(8_000_000_000_000 + number)

async function everything(filter: ProductFilter): Promise<UnifiedProduct[]> {
  const all: UnifiedProduct[] = []
  let position: PageRequest['position'] = { page: 1 }
  for (;;) {
    const page = await products(filter, 100, ALL, position)
    all.push(...page.items)
    if (page.next === null) return all
    position = { after: page.next }
  }
}
const ids = (list: readonly { readonly id: string | number }[]) =>
  list.map(({ id }) => (typeof id === 'number' ? idOf(id) : id)).sort()

describe('a list of products', () => {
  test('has every product once, also drafts and unlisted ones, as the schema says', async () => {
    const all = await everything({})
    expect(ids(all)).toEqual(ids(facts.products))
    for (const product of all) expect(productSchema.parse(product)).toEqual(product)
  })

  test('of 25 costs one call, and one more for a page by its number', async () => {
    await products({})
    const page = await products({}, 25, ALL, { page: 2 })
    expect(page.items).toHaveLength(25)
    expect(page.total).toBe(facts.products.length)
    expect(program.documents().map((document) => /query (\w+)/.exec(document.query)?.[1])).toEqual([
      'Products',
      'ProductCursors',
      'Products',
    ])
  })

  test('has all variants of a big product, and says where pictures were left out', async () => {
    const page = await products({ updated_after: '2026-01-01T00:00:00Z' }, 100)
    const big = page.items.find((product) => product.id === idOf(HARD.products.manyVariants))
    expect(big?.variants).toHaveLength(BIG_PRODUCT_VARIANTS)
    expect(page.coverage.map((reason) => reason.code)).toEqual(['images_cut'])
  })
})

describe('products are found', () => {
  test.each(['active', 'draft', 'archived'] as const)('by status %s, with a total', async (status) => {
    const words = { active: ['ACTIVE'], draft: ['DRAFT', 'UNLISTED'], archived: ['ARCHIVED'] }[status]
    const expected = facts.products.filter((product) => words.includes(product.status))
    expect(ids(await everything({ status: [status] }))).toEqual(ids(expected))
    expect((await products({ status: [status] })).total).toBe(expected.length)
  })

  test('by SKU, exactly, of the product or any variant', async () => {
    const simple = facts.products.find((product) => product.variants.length === 1)
    expect(ids((await products({ sku: simple?.variants[0]?.sku?.toLowerCase() ?? '' })).items)).toEqual(
      ids(simple ? [simple] : []),
    )
    const last = await products({ sku: `SZIN-${BIG_PRODUCT_VARIANTS}` })
    expect(ids(last.items)).toEqual([idOf(HARD.products.manyVariants)])
    expect((await products({ sku: 'A"B\\C:*' })).items.map((product) => product.name)).toEqual([NASTY_TITLE])
    expect((await products({ sku: 'SKU' })).items).toEqual([])
  })

  test('by whether they are in stock, also where only the last of many variants is', async () => {
    const isInStock = (product: (typeof facts.products)[number]) =>
      product.variants.some((one) => !one.tracked || one.quantity > 0 || one.sellsWithoutStock)
    expect(ids(await everything({ in_stock: true }))).toEqual(ids(facts.products.filter(isInStock)))
    expect(ids(await everything({ in_stock: false }))).toEqual(
      ids(facts.products.filter((product) => !isInStock(product))),
    )
  })

  test('by words and by when they were changed', async () => {
    const found = await everything({ search: 'kávéfőző Pro' })
    expect(found.length).toBeGreaterThan(0)
    expect(
      found.every((product) => /kávéfőző/i.test(product.name ?? '') && /pro/i.test(product.name ?? '')),
    ).toBe(true)
    expect((await products({ search: 'status:draft "nagyon" (a' })).items.map((one) => one.name)).toEqual([
      NASTY_TITLE,
    ])
    const changed = facts.products[100]?.updatedAt.toISOString() ?? ''
    expect(ids(await everything({ updated_after: changed }))).toEqual(
      ids(facts.products.filter((product) => product.updatedAt > new Date(changed))),
    )
  })
})

describe('one product', () => {
  test('has everything', async () => {
    const { item, coverage } = await shop().getProduct(idOf(HARD.products.manyVariants), ALL)
    expect(item.variants).toHaveLength(BIG_PRODUCT_VARIANTS)
    expect(item.in_stock).toBe(true)
    const pictures = await shop().getProduct(idOf(HARD.products.manyPictures), ALL)
    expect(pictures.item.images).toHaveLength(30)
    expect([...coverage, ...pictures.coverage]).toEqual([])
  })

  test.each(['0', '99', 'abc', '1\n', ''])('%j is not there', async (id) => {
    await expect(shop().getProduct(id, ALL)).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('a selection of fields narrows what is asked of the shop', async () => {
  await products({}, 5, { fields: selectFields(['id', 'name']), includeCustomer: true })
  expect(program.documents()[0]?.variables).toMatchObject({
    descriptions: false,
    images: false,
    collections: false,
    variants: false,
  })
})
