// The products that the API gives: from the catalogue once a sync completed, and when the shop is asked after all.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { markSynced, writeProducts } from '../src/catalogue/storage.ts'
import { asUser } from '../src/db/database.ts'
import type { UnifiedProduct } from '../src/model/product.ts'
import { startTestService, type TestService } from './support/service.ts'

const SYNCED_AT = new Date('2026-11-25T09:00:00.000Z')

let service: TestService
let user: { token: string; userId: string }
let key: string
let synced: string
let unsynced: string
let products: UnifiedProduct[]

beforeAll(async () => {
  service = await startTestService()
  user = await service.signUp()
  synced = (await service.connect(user.token, 'woocommerce')).body.data.id
  unsynced = (await service.connect(user.token, 'shoprenter')).body.data.id
  key = (await service.createKey(user.token)).apiKey
  const live = await service.data(`products?store_id=${synced}&limit=100`, key)
  products = live.body.data
  await asUser(service.db.database, user.userId, async (trx) => {
    // All but the first, which is as one that was made after the sync.
    await writeProducts(trx, synced, products.slice(1), SYNCED_AT)
    await markSynced(trx, synced, SYNCED_AT)
    await writeProducts(trx, unsynced, products, SYNCED_AT)
  })
}, 120_000)
afterAll(() => service.close())

const get = (path: string) => service.data(path, key)
const list = (query = '', store = synced) => get(`products?store_id=${store}${query}`)
const one = (id: string, query = '', store = synced) => get(`products/${id}?store_id=${store}${query}`)
const idsOf = (answer: { body: { data: { id: string }[] } }) => answer.body.data.map(({ id }) => id)
const refusal = (answer: { status: number; body: { code: string } }) => [answer.status, answer.body.code]

describe('a store that was synced', () => {
  test('answers from the catalogue, says so and how old it is, and asks no shop', async () => {
    const before = (await service.db.admin('select credentials from stores where id = $1', [synced]))[0]
    await service.db.admin("update stores set credentials = 'broken' where id = $1", [synced])
    const answers = [await list('&limit=5'), await list('&search=a'), await one(products[1]?.id ?? '')]
    const live = await list('&source=live')
    await service.db.admin('update stores set credentials = $2 where id = $1', [
      synced,
      before?.['credentials'],
    ])
    for (const answer of answers) {
      expect(answer.status).toBe(200)
      expect(answer.body.meta).toMatchObject({
        store_id: synced,
        platform: 'woocommerce',
        source: 'catalogue',
        synced_at: SYNCED_AT.toISOString(),
        coverage: { complete: true, reasons: [] },
      })
    }
    expect(answers[0]?.body.pagination.total).toBe(products.length - 1)
    expect(answers[0]?.body.meta.sort).toBe('newest_first')
    expect(answers[2]?.body.data).toEqual(products[1])
    expect(refusal(live)).toEqual([502, 'shop_unauthorized'])
    const rows = (await service.accessRows(user.userId)).slice(-4)
    expect(rows.map((row) => [row['operation'], row['outcome'], row['shop_ms']])).toEqual([
      ['products.list', 'allowed', 0],
      ['products.list', 'allowed', 0],
      ['products.get', 'allowed', 0],
      ['products.list', 'failed', 0],
    ])
  })

  test('gives every product once, by cursors that are no cursors of the live list', async () => {
    const found: string[] = []
    let query = '&limit=7'
    for (;;) {
      const answer = await list(query)
      expect(answer.body.meta.source).toBe('catalogue')
      found.push(...idsOf(answer))
      const next = answer.body.pagination.next_cursor
      if (next === null) break
      expect(next.length).toBeLessThanOrEqual(1024)
      query = `&cursor=${next}`
    }
    expect(found.toSorted()).toEqual(
      products
        .slice(1)
        .map(({ id }) => id)
        .toSorted(),
    )
    const kept = (await list('&limit=5')).body.pagination.next_cursor
    const live = (await list('&limit=5&source=live')).body.pagination.next_cursor
    expect(refusal(await list(`&source=live&cursor=${kept}`))).toEqual([400, 'invalid_request'])
    expect(refusal(await list(`&source=catalogue&cursor=${live}`))).toEqual([400, 'invalid_request'])
    expect(refusal(await list(`&search=a&cursor=${kept}`))).toEqual([400, 'invalid_request'])
    expect(refusal(await list(`&limit=6&cursor=${kept}`))).toEqual([400, 'invalid_request'])
    expect((await list(`&cursor=${kept}`)).body.meta.source).toBe('catalogue')
    // A walk that began live goes on live, also without saying so.
    const onwards = await list(`&cursor=${live}`)
    expect([onwards.body.meta.source, onwards.body.pagination.page]).toEqual(['live', 2])
  })

  test('is asked itself with source=live', async () => {
    const answer = await list('&source=live')
    expect(answer.body.meta).toMatchObject({ source: 'live', fetched_at: expect.any(String) })
    expect(answer.body.meta.synced_at).toBeUndefined()
    expect(idsOf(answer)).toContain(products[0]?.id)
    expect((await one(products[1]?.id ?? '', '&source=live')).body.meta.source).toBe('live')
  })

  test('is asked for a product that the catalogue lacks, unless the catalogue alone is wanted', async () => {
    const id = products[0]?.id ?? ''
    const found = await one(id)
    expect([found.status, found.body.data.id, found.body.meta.source]).toEqual([200, id, 'live'])
    expect(refusal(await one(id, '&source=catalogue'))).toEqual([404, 'not_found'])
    expect(refusal(await one('99999999'))).toEqual([404, 'not_found'])
    expect(refusal(await one('a%00b', '&source=catalogue'))).toEqual([404, 'not_found'])
  })

  test('fields cut what the catalogue gives', async () => {
    const answer = await list('&limit=3&fields=id,price.amount,variants.sku')
    for (const product of answer.body.data)
      expect(Object.keys(product).every((name) => ['id', 'price', 'variants'].includes(name))).toBe(true)
    expect(idsOf(answer)).toHaveLength(3)
    const single = await one(products[2]?.id ?? '', '&fields=name')
    expect(single.body.data).toEqual({ name: products[2]?.name })
  })

  test('filters hold, and prices only there', async () => {
    const active = await list('&status=active&in_stock=true&price_min=0&limit=100')
    expect(
      active.body.data.every((product: UnifiedProduct) => product.status === 'active' && product.in_stock),
    ).toBe(true)
    expect(refusal(await list('&price_min=1&source=live'))).toEqual([422, 'filter_not_supported'])
    expect(refusal(await list('&price_max=cheap'))).toEqual([400, 'invalid_request'])
    const { sku } = products.find((product, n) => n > 0 && product.sku) ?? {}
    const bySku = await list(`&sku=${encodeURIComponent(String(sku).toLowerCase())}`)
    expect(bySku.body.data.length).toBeGreaterThan(0)
  })

  test('gives nothing when the merchant switched products off', async () => {
    const put = (allowed: boolean) =>
      service.call(`/functions/v1/api/stores/${synced}/permissions`, {
        method: 'PUT',
        token: user.token,
        body: {
          data_access_permissions: {
            allow_customer_access: true,
            allow_order_access: true,
            allow_product_access: allowed,
          },
        },
      })
    await put(false)
    const answers = [await list(), await list('&source=catalogue'), await one(products[1]?.id ?? '')]
    await put(true)
    expect(answers.map(refusal)).toEqual(Array(3).fill([403, 'data_access_disabled']))
  })
})

describe('a store whose first sync has not completed', () => {
  test('answers live, whatever the catalogue holds already', async () => {
    const answer = await list('', unsynced)
    expect([answer.status, answer.body.meta.source]).toEqual([200, 'live'])
    expect((await one(idsOf(answer)[0] ?? '', '', unsynced)).body.meta.source).toBe('live')
  })

  test('says so to who wants the catalogue', async () => {
    expect(refusal(await list('&source=catalogue', unsynced))).toEqual([409, 'conflict'])
    expect(refusal(await one('1', '&source=catalogue', unsynced))).toEqual([409, 'conflict'])
  })

  test('refuses the filters that its platform cannot answer', async () => {
    expect(refusal(await list('&search=a', unsynced))).toEqual([422, 'filter_not_supported'])
    expect(refusal(await list('&price_max=5', unsynced))).toEqual([422, 'filter_not_supported'])
  })
})

test('another source is refused', async () => {
  expect(refusal(await list('&source=cache'))).toEqual([400, 'invalid_request'])
})
