// Products against a sandbox shop: kinds, variations, filters, in few calls.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { createWooCommerceShop } from '../../../sandbox/woocommerce/shop.ts'
import { ask } from '../../../sandbox/woocommerce/testing.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { selectFields } from '../../model/fields.ts'
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

describe('the list', () => {
  it('is one call for the products and one for all their variations', async () => {
    running.calls.clear()
    const page = await list({})
    expect(running.calls.list()).toHaveLength(2)
    expect(page).toMatchObject({
      sort: 'newest_first',
      coverage: [],
      total: wanted(({ status }) => status !== 'trash').length,
    })
    for (const product of page.items) expect(productSchema.parse(product)).toEqual(product)
    const variable = page.items.filter(({ type }) => type === 'variable')
    expect(variable.length).toBeGreaterThan(0)
    for (const product of variable) {
      const known = shop.world.products.find(({ id }) => String(id) === product.id)
      if (known) expect(product.variants.map(({ sku }) => sku)).toEqual(known.variants.map(({ sku }) => sku))
      expect(product.price_range).not.toBeNull()
    }
    running.calls.clear()
    await open().listProducts(
      {},
      { limit: 25, position: { page: 2 } },
      { ...ALL, fields: selectFields(['id', 'price']) },
    )
    expect(running.calls.list()).toHaveLength(1)
  })

  it('reaches every product once', async () => {
    expect(await walk({}, 60)).toEqual(wanted(({ status }) => status !== 'trash'))
  })

  it('an older shop leaves variations to the single read, and says so', async () => {
    const page = await openAt(runningOlder, olderTools).listProducts(
      {},
      { limit: 25, position: { page: 1 } },
      ALL,
    )
    expect(page.coverage.map(({ code }) => code)).toEqual(['variants_not_listed'])
    expect(page.items.every(({ variants }) => variants.length === 0)).toBe(true)
    runningOlder.calls.clear()
    await openAt(runningOlder, olderTools).listProducts({}, { limit: 25, position: { page: 1 } }, ALL)
    expect(runningOlder.calls.list()).toHaveLength(1)
  })
})

describe('filters', () => {
  const DRAFTS = ['draft', 'pending', 'private', 'future']
  it.each([
    ['active', ['publish']],
    ['draft', DRAFTS],
    ['archived', ['trash']],
  ] as const)('status %s', async (status, words) => {
    const expected = wanted((row) => words.some((word) => word === row.status))
    expect(await walk({ status: [status] }, 50)).toEqual(expected)
    expect(expected.length).toBeGreaterThan(5)
    expect((await list({ status: [status] })).total).toBe(expected.length)
  })

  it('statuses together, archived ones last', async () => {
    expect(await walk({ status: ['active', 'archived'] }, 70)).toEqual([
      ...wanted(({ status }) => status === 'publish'),
      ...wanted(({ status }) => status === 'trash'),
    ])
    expect((await list({ status: ['active', 'archived'] })).sort).toBe('unspecified')
    expect(await walk({ status: ['active', 'draft'] }, 70)).toEqual(
      wanted(({ status }) => status !== 'trash'),
    )
    await expect(list({ status: ['active', 'archived'] }, 5, { after: '0:5~9/' })).rejects.toMatchObject({
      code: 'invalid_request',
    })
  })

  it('in_stock: what can be ordered on backorder counts', async () => {
    const shown = (row: Raw) => row.status !== 'trash'
    expect(await walk({ in_stock: false }, 20)).toEqual(
      wanted((row) => shown(row) && row.stock_status === 'outofstock'),
    )
    const inStock = await walk({ in_stock: true }, 100)
    expect(inStock).toEqual(wanted((row) => shown(row) && row.stock_status !== 'outofstock'))
    expect(inStock).toContain(String(cases.onBackorder))
  })

  it('updated_after, also in a shop that ignores it', async () => {
    const filter = { updated_after: '2026-09-01T00:00:00Z' }
    const expected = wanted((row) => row.status !== 'trash' && row.date_modified_gmt > '2026-09-01T00:00:00')
    expect(await walk(filter, 20)).toEqual(expected)
    expect(await walk(filter, 20, () => openAt(runningOlder, olderTools))).toEqual(expected)
    const drafts = await walk({ status: ['draft'] }, 20, () => openAt(runningOlder, olderTools))
    expect(drafts).toEqual(wanted(({ status }) => DRAFTS.includes(status)))
  })
})
