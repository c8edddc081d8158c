// The catalogue keeps what was read last, for its owner alone, and loses nothing on the way.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { testProduct } from '../../test/support/products.ts'
import { asUser } from '../db/database.ts'
import { productSchema } from '../model/product.ts'
import { markSynced, readCatalogueState, removeProducts, removeUnseen, writeProducts } from './storage.ts'

let db: TestDatabase
let owner: string
let store: string
const at = (second: number) => new Date(Date.UTC(2026, 10, 25, 12, 0, second))

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  owner = crypto.randomUUID()
  await db.admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [
    owner,
    'x',
    `${owner}@example.hu`,
  ])
  store = await makeStore(owner)
})

async function makeStore(userId: string): Promise<string> {
  const rows = await db.admin(
    `insert into stores (user_id, platform, name, url) values ($1, 'woocommerce', 'x', $2) returning id`,
    [userId, `https://${crypto.randomUUID()}.example.com`],
  )
  return String(rows[0]?.['id'])
}

const write = (products: Parameters<typeof writeProducts>[2], seenAt: Date) =>
  asUser(db.database, owner, (trx) => writeProducts(trx, store, products, seenAt))
const state = () => asUser(db.database, owner, (trx) => readCatalogueState(trx, store))
const kept = () =>
  db.admin(
    `select product_id, product ->> 'name' as name, seen_at from catalogue_products where store_id = $1 order by 1`,
    [store],
  )

test('products are kept whole, with everything that a shop may write into them', async () => {
  const product = testProduct({
    id: '7',
    name: 'Őrző "ékszer" \\ \u0001 😀',
    description: "it's 'quoted' \\u0000 and <b>",
    price: { amount: '12990.00', currency: 'HUF' },
    platform_specific: { __proto__x: 1, nested: { list: [1, 1.5, null, 'ő'] } },
  })
  await write([product], at(0))
  const rows = await db.admin('select product from catalogue_products where store_id = $1', [store])
  expect(productSchema.parse(rows[0]?.['product'])).toEqual(product)
})

test('what the database cannot hold is taken out, and the batch is not lost', async () => {
  const half = 'x\ud800y'
  await write(
    [
      testProduct({
        id: '1',
        name: `a\0b ${half}`,
        sku: `\0${half}`,
        tags: [half],
        platform_specific: { [half]: '\0' },
      }),
      testProduct({
        id: '2',
        price: { amount: '9'.repeat(60), currency: 'HUF' },
        created_at: '+275760-09-13T00:00:00.000Z',
      }),
    ],
    at(0),
  )
  expect((await kept()).map((row) => row['name'])).toEqual(['ab x\ufffdy', 'Product 2'])
})

test('an older reading never replaces a newer one', async () => {
  await write([testProduct({ id: '1', name: 'new' })], at(10))
  await write([testProduct({ id: '1', name: 'old' }), testProduct({ id: '2', name: 'other' })], at(5))
  expect(await kept()).toEqual([
    { product_id: '1', name: 'new', seen_at: at(10) },
    { product_id: '2', name: 'other', seen_at: at(5) },
  ])
})

test('a product without a change is seen again, and its text is not written again', async () => {
  await write([testProduct({ id: '1' })], at(0))
  const before = await db.admin('select digest from catalogue_products where store_id = $1', [store])
  await write([testProduct({ id: '1' })], at(9))
  expect((await kept())[0]?.['seen_at']).toEqual(at(9))
  expect(await db.admin('select digest from catalogue_products where store_id = $1', [store])).toEqual(before)
})

test('more than a batch at once, and of the same id twice the later one', async () => {
  const many = Array.from({ length: 620 }, (_, n) => testProduct({ id: String(n % 600), name: `name ${n}` }))
  await write(many, at(0))
  expect(await state()).toEqual({ synced_at: null, products: 600 })
  expect((await kept()).find((row) => row['product_id'] === '5')?.['name']).toBe('name 605')
})

test('what was removed, and what a full round did not see, is gone and not counted', async () => {
  await write(
    ['1', '2', '3'].map((id) => testProduct({ id })),
    at(0),
  )
  await write([testProduct({ id: '2' })], at(20))
  const removed = await asUser(db.database, owner, (trx) => removeProducts(trx, store, ['1', 'none']))
  expect(removed).toBe(1)
  expect(await asUser(db.database, owner, (trx) => removeUnseen(trx, store, at(20)))).toBe(1)
  expect((await kept()).map((row) => row['product_id'])).toEqual(['2'])
  expect(await state()).toEqual({ synced_at: null, products: 1 })
})

test('words that no product is called by any more are forgotten, of this store alone', async () => {
  const other = await makeStore(owner)
  await write(
    [testProduct({ id: '1', name: 'Lila kabát' }), testProduct({ id: '2', name: 'Lila sapka' })],
    at(0),
  )
  await asUser(db.database, owner, (trx) =>
    writeProducts(trx, other, [testProduct({ id: '1', name: 'kabát' })], at(0)),
  )
  await write([testProduct({ id: '2', name: 'Lila sapka' })], at(20))
  await asUser(db.database, owner, (trx) => removeUnseen(trx, store, at(20)))
  const words = async (of: string) =>
    (await db.admin('select distinct word from catalogue_words where store_id = $1 order by 1', [of])).map(
      (row) => row['word'],
    )
  expect([await words(store), await words(other)]).toEqual([['lila', 'sapka'], ['kabat']])
})

test('a catalogue is synced when somebody says so, and never earlier than it was', async () => {
  expect(await state()).toEqual({ synced_at: null, products: 0 })
  await asUser(db.database, owner, (trx) => markSynced(trx, store, at(30)))
  await asUser(db.database, owner, (trx) => markSynced(trx, store, at(20)))
  expect(await state()).toEqual({ synced_at: at(30), products: 0 })
})

test('another user can neither write into it, nor empty it, nor look', async () => {
  await write([testProduct({ id: '1' })], at(0))
  const stranger = crypto.randomUUID()
  const asStranger = <T>(work: Parameters<typeof asUser<T>>[2]) => asUser(db.database, stranger, work)
  await expect(
    asStranger((trx) => writeProducts(trx, store, [testProduct({ id: '1', name: 'theirs' })], at(9))),
  ).rejects.toThrow(/row-level security/)
  await expect(asStranger((trx) => markSynced(trx, store, at(9)))).rejects.toThrow(/row-level security/)
  expect(await asStranger((trx) => removeProducts(trx, store, ['1']))).toBe(0)
  expect(await asStranger((trx) => removeUnseen(trx, store, at(99)))).toBe(0)
  expect(await asStranger((trx) => readCatalogueState(trx, store))).toEqual({ synced_at: null, products: 0 })
  for (const table of ['catalogues', 'catalogue_products']) {
    expect(await db.as('authenticated', stranger, `select * from ${table}`)).toEqual([])
    expect(await db.as('authenticated', owner, `select store_id from ${table}`)).toEqual([
      { store_id: store },
    ])
  }
  expect((await kept())[0]?.['name']).toBe('Product 1')
})

test('with its store the catalogue is gone', async () => {
  await write([testProduct({ id: '1' })], at(0))
  await db.admin('delete from stores where id = $1', [store])
  for (const table of ['catalogues', 'catalogue_products', 'catalogue_words'])
    expect(await db.admin(`select * from ${table} where store_id = $1`, [store])).toEqual([])
})
