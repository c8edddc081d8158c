// Finding products by SKU or words, and reading one, against a sandbox shop.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { createWooCommerceShop } from '../../../sandbox/woocommerce/shop.ts'
import { ask } from '../../../sandbox/woocommerce/testing.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { cutFields, selectFields } from '../../model/fields.ts'
import type { ProductFilter } from '../../model/filter.ts'
import type { PagePosition } from '../../model/page.ts'
import { productSchema, type UnifiedProduct } from '../../model/product.ts'
import { woocommerce } from './index.ts'

const shop = createWooCommerceShop()
const truth = createWooCommerceShop({ tls: 'pretend' })
const older = createWooCommerceShop({ older: true })
const { products: cases } = shop.cases
const tools = testContext({ deadlineMs: 30_000 })
const olderTools = testContext({ deadlineMs: 30_000 })
const ALL = { fields: null, includeCustomer: true }
type Raw = {
  id: number
  status: string
  stock_status: string
  date_modified_gmt: string
  name: string
  type: string
}
let running: RunningShop
let runningOlder: RunningShop
let raw: Raw[]

function openAt(served: RunningShop, context: ReturnType<typeof testContext>) {
  const rest = `${served.origin}/wp-json`
  return woocommerce.connect(
    { url: served.origin, ...shop.credentials, auth: 'oauth1', rest },
    context.refresh(),
  )
}
const open = () => openAt(running, tools)
const list = (filter: ProductFilter, limit = 25, position: PagePosition = { page: 1 }) =>
  open().listProducts(filter, { limit, position }, ALL)
const ids = (items: readonly UnifiedProduct[]) => items.map(({ id }) => id)
const wanted = (keep: (row: Raw) => boolean) => raw.filter(keep).map(({ id }) => String(id))

beforeAll(async () => {
  running = await serveShop(shop)
  runningOlder = await serveShop(older)
  const pages = await Promise.all(
    ['any', 'trash'].flatMap((status) =>
      [1, 2, 3, 4, 5, 6].map((page) => ask(truth, `/products?status=${status}&per_page=100&page=${page}`)),
    ),
  )
  raw = pages.flatMap(({ rows }) => rows) as unknown as Raw[]
})
afterAll(async () => {
  await running.close()
  await runningOlder.close()
  await tools.close()
  await olderTools.close()
})

async function walk(filter: ProductFilter, limit: number, shopOf = open): Promise<string[]> {
  const found: string[] = []
  let next: string | null = null
  do {
    const position = next === null ? { page: 1 } : { after: next }
    const page = await shopOf().listProducts(filter, { limit, position }, { ...ALL, fields: { id: {} } })
    found.push(...ids(page.items))
    next = page.next
  } while (next !== null)
  return found
}

describe('by SKU', () => {
  it('of a product, without case, in one call', async () => {
    const simple = shop.world.products.find(
      ({ variants, status }) => variants.length === 0 && status === 'active',
    )
    running.calls.clear()
    const page = await list({ sku: simple?.sku.toLowerCase() ?? '' })
    expect(running.calls.list()).toHaveLength(1)
    expect(ids(page.items)).toEqual([String(simple?.id)])
  })

  it('of a variation: its product, with all variations', async () => {
    const page = await list({ sku: 'fura-barmi' })
    expect(page).toMatchObject({ total: 1, next: null })
    expect(page.items[0]).toMatchObject({
      id: String(cases.oddVariations),
      price_range: { min: { amount: '5000' }, max: { amount: '6500.5' } },
      variants: [
        { sku: `ESET-${cases.oddVariations}`, name: 'Kék, S', options: [{ value: 'Kék' }, { value: 'S' }] },
        { sku: 'FURA-M', stock_quantity: 12 },
        {
          sku: 'FURA-BARMI',
          in_stock: false,
          price: { amount: '6500.5', currency: 'HUF' },
          compare_at_price: { amount: '7000', currency: 'HUF' },
          options: [{ name: 'Szín', value: 'Piros' }],
        },
      ],
    })
  })

  it('nothing of what only looks like it, and a comma is refused', async () => {
    for (const sku of ['FURA', 'SKU-000', ' ']) expect((await list({ sku })).items).toEqual([])
    await expect(list({ sku: 'SKU-0001,SKU-0002' })).rejects.toMatchObject({ code: 'filter_not_supported' })
    await expect(list({ sku: 'SKU-0001', search: 'x' })).rejects.toMatchObject({
      code: 'filter_not_supported',
    })
  })

  it('in the trash only when archived ones are asked for', async () => {
    const trashed = shop.world.products.find(({ status }) => status === 'archived')
    expect((await list({ sku: trashed?.sku ?? '' })).items).toEqual([])
    expect(ids((await list({ sku: trashed?.sku ?? '', status: ['archived'] })).items)).toEqual([
      String(trashed?.id),
    ])
  })
})

describe('by words', () => {
  it('in the name, without accents', async () => {
    const found = await walk({ search: 'tuzpiros bogre' }, 30)
    expect(found).toEqual(
      wanted(({ status, name }) => status !== 'trash' && name.includes('Tűzpiros') && name.includes('bögre')),
    )
    expect(found.length).toBeGreaterThan(1)
  })

  it('in the SKU of a product; of variations only when no product has it itself', async () => {
    expect(await walk({ search: 'SKU-0005' }, 30)).toEqual(['5'])
    const page = await list({ search: 'FURA-' })
    expect(ids(page.items)).toEqual([String(cases.oddVariations)])
    expect(page.items[0]?.variants).toHaveLength(3)
  })

  it('only in what the status says', async () => {
    const found = await walk({ search: 'bogre', status: ['archived'] }, 30)
    expect(found).toEqual(wanted(({ status, name }) => status === 'trash' && name.includes('bögre')))
  })

  it('pages of products found by their variations', async () => {
    const found = await walk({ search: '-11' }, 7)
    expect(found.length).toBeGreaterThan(50)
    expect(new Set(found).size).toBe(found.length)
  })

  it('a shop that refuses to be told where to search is asked without, and not told again', async () => {
    const own = testContext()
    const body = JSON.stringify({ code: 'rest_invalid_param', data: { params: { search_fields: 'no' } } })
    running.faults.set({ kind: 'status', status: 400, body }, { path: /search_fields/ })
    const page = { limit: 5, position: { page: 1 } }
    const found = await openAt(running, own).listProducts({ search: 'bogre' }, page, ALL)
    expect(found.items).toHaveLength(5)
    running.calls.clear()
    await openAt(running, own).listProducts({ search: 'bogre' }, page, ALL)
    expect(running.calls.list().filter((call) => call.includes('search_fields'))).toEqual([])
    running.faults.clear()
    await own.close()
  })

  it('an older shop searches names and descriptions', async () => {
    const found = await walk({ search: 'tuzpiros bogre' }, 30, () => openAt(runningOlder, olderTools))
    expect(found.length).toBeGreaterThan(1)
  })
})

describe('one product', () => {
  it('variable ones have their variations in a second call', async () => {
    running.calls.clear()
    const { item } = await open().getProduct(String(cases.oddVariations), ALL)
    expect(running.calls.list()).toHaveLength(2)
    expect(item.variants).toHaveLength(3)
    expect(productSchema.parse(item)).toEqual(item)
  })

  it.each([
    ['noPrice', { price: null, price_range: null }],
    ['grouped', { type: 'grouped', price_range: null }],
    ['external', { type: 'external', status: 'active' }],
    ['noName', { name: null, sku: null }],
    ['onBackorder', { in_stock: true, stock_quantity: -2 }],
  ] as const)('%s', async (name, expected) => {
    running.calls.clear()
    expect((await open().getProduct(String(cases[name]), ALL)).item).toMatchObject(expected)
    expect(running.calls.list()).toHaveLength(1)
  })

  it('the same as in the list, but for its meta', async () => {
    const [listed] = (await list({ status: ['active'] })).items.filter(({ variants }) => variants.length > 0)
    const { item } = await open().getProduct(listed?.id ?? '', ALL)
    expect({ ...item, platform_specific: null }).toEqual({ ...listed, platform_specific: null })
    const meta = shop.world.products.find(({ id, status }) => id % 10 === 0 && status === 'active')
    const single = await open().getProduct(String(meta?.id), ALL)
    expect(single.item.platform_specific).toMatchObject({
      meta_data: [{ key: 'beszallito', value: 'Észak Kft.' }],
    })
  })

  it('that is none: a variation, a missing one, what cannot be an id', async () => {
    const variant = shop.world.products.find(({ variants }) => variants.length > 0)?.variants[0]
    for (const id of [String(variant?.id), '9999999', 'abc', '0', '']) {
      await expect(open().getProduct(id, ALL)).rejects.toMatchObject({ code: 'not_found' })
    }
  })

  it('from the trash', async () => {
    const trashed = shop.world.products.find(({ status }) => status === 'archived')
    expect((await open().getProduct(String(trashed?.id), ALL)).item.status).toBe('archived')
  })

  it('fields: the same as without', async () => {
    const selection = selectFields([
      'id',
      'name',
      'price_range',
      'in_stock',
      'brand',
      'categories',
      'options',
    ])
    const id = String(cases.oddVariations)
    const [whole, cut] = await Promise.all([
      open().getProduct(id, ALL),
      open().getProduct(id, { ...ALL, fields: selection }),
    ])
    expect(cutFields(cut.item, selection)).toEqual(cutFields(whole.item, selection))
  })
})
