// What the catalogue finds, in which order, page by page, and for whom.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findInCatalogue, searchCatalogue } from '../src/catalogue/search.ts'
import { markSynced, writeProducts } from '../src/catalogue/storage.ts'
import { asUser } from '../src/db/database.ts'
import { matchesProduct, type ProductFilter } from '../src/model/filter.ts'
import type { UnifiedProduct } from '../src/model/product.ts'
import { openTestDatabase, type TestDatabase } from './support/database.ts'
import { huf, SHOP_PRODUCTS, testProduct } from './support/products.ts'

let db: TestDatabase
const owner = crypto.randomUUID()
/** `shop` has the products below, `other` is somebody else's, `big` has 3,000 products. */
const stores = { shop: '', other: '', big: '' }

async function makeStore(userId: string): Promise<string> {
  const rows = await db.admin(
    `insert into stores (user_id, platform, name, url) values ($1, 'shopify', 'x', $2) returning id`,
    [userId, `https://${crypto.randomUUID()}.example.com`],
  )
  return String(rows[0]?.['id'])
}

async function fill(userId: string, store: string, products: readonly UnifiedProduct[]): Promise<void> {
  await asUser(db.database, userId, async (trx) => {
    await writeProducts(trx, store, products, new Date())
    await markSynced(trx, store, new Date())
  })
}

beforeAll(async () => {
  db = await openTestDatabase()
  const stranger = crypto.randomUUID()
  for (const id of [owner, stranger])
    await db.admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [
      id,
      'x',
      `${id}@example.hu`,
    ])
  stores.shop = await makeStore(owner)
  stores.other = await makeStore(stranger)
  stores.big = await makeStore(owner)
  await fill(owner, stores.shop, SHOP_PRODUCTS)
  await fill(stranger, stores.other, [testProduct({ id: 'theirs', name: 'Piros póló', sku: 'PL-001' })])
  const big = Array.from({ length: 3_000 }, (_, n) =>
    testProduct({
      id: `p${n}`,
      sku: `SKU-${n}`,
      name: n % 2 === 0 ? `Kabát ${n}` : `Sál ${n}`,
      description: n % 3 === 0 ? 'meleg gyapjú kabát helyett' : 'meleg',
      status: n === 77 ? 'archived' : 'active',
      created_at: n % 5 === 0 ? null : new Date(Date.UTC(2026, 0, 1) + (n % 1500) * 1000).toISOString(),
      price: huf(String(n)),
      updated_at: new Date(Date.UTC(2026, 5, 1) + n * 1000).toISOString(),
    }),
  )
  await fill(owner, stores.big, big)
})
afterAll(() => db.close())

const read = (
  filter: ProductFilter,
  position: { page: number } | { after: string } = { page: 1 },
  limit = 25,
  storeId = stores.shop,
) => searchCatalogue({ database: db.database, owner, storeId }, filter, { limit, position })
const ids = async (filter: ProductFilter) => (await read(filter))?.page.items.map((product) => product.id)
const find = (search: string) => ids({ search })

describe('search', () => {
  test.each([
    ['an exact SKU before a text that names it', 'pl-001', ['shirt', 'set']],
    ['the SKU of a variant', 'set/a 2', ['set']],
    ['the beginning of a SKU', 'PL-00', ['shirts', 'shirt', 'set']],
    ['a SKU without its signs', 'cp43', ['shoe']],
    ['a SKU that is all quotes', "o'neil\\1", ['stop']],
    ['the name before its beginnings', 'póló', ['shirt', 'shirts']],
    ['without accents', 'orzo gyuru', ['ring']],
    ['with wrong accents and case', 'ÓRZÖ', ['ring']],
    ['by the beginning', 'futó', ['shoe']],
    ['a category', 'ékszer', ['ring']],
    ['a tag', 'akcio', ['shoe']],
    ['a brand', 'adam eva', ['shoe']],
    ['a description', 'kitchen', ['mug']],
    ['the name of a variant', 'zöld', ['set']],
    ['words of name and description together', 'red coffee', ['mug']],
    ['words in any order', 'póló piros', ['shirt']],
    ['not one word of two', 'piros bögre', []],
    ['stop words beside others are nothing', 'a mug for the kitchen', ['mug']],
    ['only stop words are what they are', 'az a', ['stop']],
    ['a letter too few', 'futócpő', ['shoe']],
    ['a letter too many', 'cofffee', ['mug']],
    ['another letter', 'coffae', ['mug']],
    ['two letters swapped', 'cofefe mug', ['mug']],
    ['a mistake in the first letter', 'yűrű', ['ring']],
    ['Hungarian endings', 'pirosat', ['shirt']],
    ['English endings', 'mugs', ['mug']],
    ['nothing', 'xyzxyz', []],
    ['one letter is a word, not a beginning', 'p', []],
    ['signs alone', '★★★', ['emoji']],
    ['a SKU of signs', '😀', ['emoji']],
    ['what looks like a query', "piros' | 'pl:* & !(", ['shirt']],
    ['nothing but signs of a query', "' & | ! <-> :* \\ \0", []],
  ])('%s: %j', async (_what, search, expected) => {
    expect(await find(search)).toEqual(expected)
  })

  test('what was meant is only looked for where nothing is found as it is', async () => {
    expect(await find('póló')).not.toContain('mug')
    const answer = await read({ search: 'pirosat' })
    expect(answer?.page.total).toBe(1)
    expect(answer?.page.sort).toBe('unspecified')
  })
})

describe('filters', () => {
  test.each<[ProductFilter, string[]]>([
    [{}, ['emoji', 'stop', 'set', 'mug', 'ring', 'shoe', 'shirts', 'shirt']],
    [{ sku: ' pl-001 ' }, ['shirt']],
    [{ sku: 'PL' }, []],
    [{ sku: 'SET/A 2' }, ['set']],
    [{ in_stock: true }, ['shoe', 'shirt']],
    [{ in_stock: false }, ['shirts']],
    [{ status: ['draft', 'archived'] }, ['stop', 'ring']],
    [{ updated_after: '2026-11-20T09:59:59.999Z' }, ['mug']],
    [{ updated_after: '2026-11-20T10:00:00.000Z' }, []],
    [{ price_min: '4990.00', price_max: '12990' }, ['shirts', 'shirt']],
    [{ price_min: '29990.01' }, []],
    [{ search: 'pólo', in_stock: false, status: ['active'] }, ['shirts']],
    [{ search: 'poló', price_max: '5000' }, ['shirt']],
  ])('%j', async (filter, expected) => {
    expect(await ids(filter)).toEqual(expected)
    expect(
      SHOP_PRODUCTS.filter((product) => matchesProduct(product, filter)).map((product) => product.id),
    ).toEqual(expect.arrayContaining(expected))
  })

  test('the total of few is exact, of everything too, of many it is not said', async () => {
    const total = async (filter: ProductFilter) =>
      (await read(filter, { page: 1 }, 1, stores.big))?.page.total
    expect(await total({})).toBe(3_000)
    expect(await total({ search: 'kabát', price_max: '99' })).toBe(67)
    expect(await total({ search: 'kabát' })).toBe(null)
    expect(await total({ status: ['archived'] })).toBe(1)
  })
})

describe('pages', () => {
  const walks: ProductFilter[] = [
    {},
    { search: 'kabat' },
    { search: 'meleg' },
    { search: 'kabatt' },
    { status: ['active'] },
    { search: 'kabát', price_max: '300' },
    { updated_after: '2026-06-01T00:10:00.000Z' },
    { price_min: '2950' },
  ]
  test.each(walks)(
    '%j: by cursor and by page come the same, each once, in a stable order',
    async (filter) => {
      const all = async (limit: number, byCursor: boolean) => {
        const found: string[] = []
        let position: { page: number } | { after: string } = { page: 1 }
        for (let n = 1; ; n++) {
          const answer = await read(filter, position, limit, stores.big)
          found.push(...(answer?.page.items.map((product) => product.id) ?? []))
          const next = answer?.page.next ?? null
          if (next === null) return found
          position = byCursor ? { after: next } : { page: n + 1 }
        }
      }
      const walked = await all(97, true)
      expect(new Set(walked).size).toBe(walked.length)
      expect(await all(211, false)).toEqual(walked)
      const products = new Set(walked)
      const expected = (n: number) =>
        filter.search === undefined || filter.search === 'meleg' || n % 2 === 0 || n % 3 === 0
      const wanted = Array.from({ length: 3_000 }, (_, n) => n).filter((n) => {
        const updated = Date.UTC(2026, 5, 1) + n * 1000
        return (
          expected(n) &&
          (filter.status === undefined || n !== 77) &&
          (filter.price_max === undefined || n <= Number(filter.price_max)) &&
          (filter.price_min === undefined || n >= Number(filter.price_min)) &&
          (filter.updated_after === undefined || updated > Date.parse(filter.updated_after))
        )
      })
      const missing = wanted.filter((n) => !products.has(`p${n}`))
      // What the words may have been meant to be is looked for among names alone.
      if (filter.search !== 'kabatt') expect([missing, products.size]).toEqual([[], wanted.length])
      else expect(products.size).toBeGreaterThanOrEqual(1_500)
    },
  )

  test('a name is before a description, however many there are', async () => {
    const walked: string[] = []
    let position: { page: number } | { after: string } = { page: 1 }
    for (;;) {
      const answer = await read({ search: 'kabát' }, position, 100, stores.big)
      walked.push(...(answer?.page.items.map((product) => product.name ?? '') ?? []))
      if (!answer?.page.next) break
      position = { after: answer.page.next }
    }
    expect(walked.slice(0, 1_500).every((name) => name.startsWith('Kabát'))).toBe(true)
    expect(walked.slice(1_500).every((name) => name.startsWith('Sál'))).toBe(true)
    expect(walked).toHaveLength(2_000)
  })
})

describe('whose', () => {
  test('another user’s catalogue is not there', async () => {
    expect(await read({ search: 'póló' }, { page: 1 }, 25, stores.other)).toBe(null)
    const of = { database: db.database, owner, storeId: stores.other }
    expect(await findInCatalogue(of, 'theirs')).toEqual({ syncedAt: null, product: null })
  })

  test('two stores that begin alike do not see each other’s products', async () => {
    const twin = `${stores.shop.slice(0, 8)}-${crypto.randomUUID().slice(9)}`
    await db.admin(
      `insert into stores (id, user_id, platform, name, url) values ($1, $2, 'shopify', 'x', 'https://twin.example.com')`,
      [twin, owner],
    )
    await fill(owner, twin, [testProduct({ id: 'twin', name: 'Piros póló', sku: 'PL-001' })])
    expect(await find('piros póló')).toEqual(['shirt'])
    expect(await find('PL-001')).not.toContain('twin')
    expect((await read({ sku: 'pl-001' }, { page: 1 }, 25, twin))?.page.items.map(({ id }) => id)).toEqual([
      'twin',
    ])
  })

  test('a store whose sync never completed answers nothing', async () => {
    const store = await makeStore(owner)
    await asUser(db.database, owner, (trx) =>
      writeProducts(trx, store, [testProduct({ id: '1' })], new Date()),
    )
    expect(await read({}, { page: 1 }, 25, store)).toBe(null)
  })

  test('one product by its id', async () => {
    const of = { database: db.database, owner, storeId: stores.shop }
    expect((await findInCatalogue(of, 'shirt')).product?.name).toBe('Piros póló')
    expect(await findInCatalogue(of, 'none')).toEqual({ syncedAt: expect.any(Date), product: null })
  })
})
