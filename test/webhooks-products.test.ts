// Product webhooks: once however often they come, never believed, read from the shop and kept.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ids, type ProductFacts } from '../sandbox/shopify/facts.ts'
import type { TestService } from './support/service.ts'
import {
  addressOf,
  catalogueOf,
  makeDue,
  shopifySends,
  startWebhookService,
  storeRow,
  waitingChanges,
  work,
} from './support/webhooks.ts'

let service: TestService
let token: string
let store: string
let wooStore: string

beforeAll(async () => {
  service = await startWebhookService()
  token = (await service.signUp()).token
  store = (await service.connect(token, 'shopify')).body.data.id
  wooStore = (await service.connect(token, 'woocommerce')).body.data.id
}, 120_000)
afterAll(() => service.close())
beforeEach(async () => {
  service.sandbox.shopify.faults.clear()
  await service.db.admin('delete from store_product_changes')
})

const facts = () => service.sandbox.programs.shopify.facts.products as ProductFacts[]
const gid = (index: number) => String(ids.product(facts()[index]?.id ?? 0))
const product = (index: number) => ({ product: facts()[index]?.id ?? 0 })
const names = async () =>
  (
    await service.db.admin(`select product ->> 'name' as name from catalogue_products where store_id = $1`, [
      store,
    ])
  ).map((row) => row['name'])

test('a changed product is read from the shop and kept; what the webhook said of it is not', async () => {
  const body = JSON.stringify({ id: ids.product(facts()[0]?.id ?? 0), title: 'KANARI title' })
  expect(await shopifySends(service, 'products/update', { body })).toEqual([200])
  expect(await waitingChanges(service, store)).toEqual([[gid(0), 1]])
  await work(service)
  expect(await waitingChanges(service, store)).toEqual([])
  expect(await catalogueOf(service, store)).toEqual([gid(0)])
  expect(await names()).toEqual([facts()[0]?.title])
})

test('what the shop has no more is taken out, whatever the topic says; what it still has stays', async () => {
  expect(await shopifySends(service, 'products/delete', product(1))).toEqual([200])
  await work(service)
  expect(await catalogueOf(service, store)).toEqual([gid(0), gid(1)].sort())
  const [gone] = facts().splice(1, 1)
  await shopifySends(service, 'products/update', { body: JSON.stringify({ id: ids.product(gone?.id ?? 0) }) })
  await work(service)
  expect(await catalogueOf(service, store)).toEqual([gid(0)])
})

test('three times the same: one effect, by its id and by its bytes', async () => {
  const fixed = { 'x-shopify-webhook-id': crypto.randomUUID() }
  const body = JSON.stringify({ id: ids.product(facts()[2]?.id ?? 0), updated_at: 'then' })
  for (let n = 0; n < 3; n++) await shopifySends(service, 'products/update', { body, headers: fixed })
  for (let n = 0; n < 3; n++) await shopifySends(service, 'products/update', { body })
  const other = JSON.stringify({ id: ids.product(facts()[3]?.id ?? 0) })
  expect(await shopifySends(service, 'products/update', { body: other, headers: fixed })).toEqual([200])
  expect(await waitingChanges(service, store)).toEqual([[gid(2), 1]])
})

test('200 at the same moment: one effect, and 200 answers', async () => {
  const headers = { 'x-shopify-webhook-id': crypto.randomUUID() }
  const statuses = await shopifySends(service, 'products/update', { ...product(4), headers, times: 200 })
  expect(statuses).toEqual(Array.from({ length: 200 }, () => 200))
  expect(await waitingChanges(service, store)).toEqual([[gid(4), 1]])
})

test('a body that comes again with another topic leads to the same reading', async () => {
  const body = JSON.stringify({ id: ids.product(facts()[0]?.id ?? 0), updated_at: 'swap' })
  await shopifySends(service, 'products/update', { body })
  await shopifySends(service, 'products/delete', { body })
  expect(await shopifySends(service, 'app/uninstalled', { body })).toEqual([400])
  expect(await shopifySends(service, 'shop/redact', { body })).toEqual([400])
  await work(service)
  expect(await catalogueOf(service, store)).toContain(gid(0))
  expect((await storeRow(service, store))?.['credentials']).not.toBeNull()
})

test('one that is older than any platform sends again has no effect', async () => {
  const old = new Date(Date.now() - 7 * 3_600_000).toISOString()
  const headers = { 'x-shopify-triggered-at': old }
  expect(await shopifySends(service, 'products/update', { ...product(5), headers })).toEqual([200])
  expect(await waitingChanges(service, store)).toEqual([])
})

test('a flood of one product is one row, a flood of many is bounded', async () => {
  const { database } = service.host.services
  const receive = (n: number, id: string) =>
    sql`
    select shopcall.receive_webhook('shopify', 'homokozo-bolt.myshopify.com', 'product', 'products/update',
      sha256(convert_to(${`flood ${n}`}, 'UTF8')), null, sha256('shop'), ${id}, '[]')`.execute(
      database.service,
    )
  for (let n = 0; n < 30; n++) await receive(n, '1')
  expect(await waitingChanges(service, store)).toEqual([['1', 30]])
  await service.db.admin(
    `insert into store_product_changes (store_id, user_id, product_id)
     select s.id, s.user_id, n::text from stores s, generate_series(2, 1000) n where s.id = $1`,
    [store],
  )
  await receive(1_000, '5000')
  await receive(1_001, '1')
  const rows = await waitingChanges(service, store)
  expect(rows).toHaveLength(1_000)
  expect(rows).toContainEqual(['1', 31])
  await service.db.admin(
    `insert into webhook_receipts (content, shop, ends_at)
     select sha256(n::text::bytea), sha256('shop'), now() + interval '1 hour' from generate_series(1, 2100) n`,
  )
  await receive(1_002, '1')
  const [kept] = await service.db.admin(
    "select count(*)::int as n from webhook_receipts where shop = sha256('shop')",
  )
  expect(Number(kept?.['n'])).toBeLessThan(2_100)
  await service.db.admin("delete from webhook_receipts where shop = sha256('shop')")
})

test('while the shop does not answer the change waits; one that comes meanwhile is not lost', async () => {
  await shopifySends(service, 'products/update', product(6))
  service.sandbox.shopify.faults.set({ kind: 'status', status: 503 })
  await work(service)
  expect(await waitingChanges(service, store)).toEqual([[gid(6), 1]])
  service.sandbox.shopify.faults.clear()
  await shopifySends(service, 'products/update', product(6))
  expect(await waitingChanges(service, store)).toEqual([[gid(6), 2]])
  await work(service)
  expect(await catalogueOf(service, store)).not.toContain(gid(6))
  await makeDue(service)
  await work(service)
  expect(await catalogueOf(service, store)).toContain(gid(6))
  expect(await waitingChanges(service, store)).toEqual([])
})

test('a change that comes while the product is read has it read again', async () => {
  await shopifySends(service, 'products/update', product(7))
  service.sandbox.shopify.faults.set({ kind: 'slow', ms: 500 }, { path: /graphql/ })
  const working = work(service)
  await expect.poll(() => service.sandbox.shopify.calls.list().length).toBeGreaterThan(0)
  service.sandbox.shopify.calls.clear()
  await shopifySends(service, 'products/update', product(7))
  await working
  expect(await waitingChanges(service, store)).toEqual([[gid(7), 2]])
  service.sandbox.shopify.faults.clear()
  await work(service)
  expect(await waitingChanges(service, store)).toEqual([])
})

test('with products switched off nothing is read', async () => {
  const put = (on: boolean) =>
    service.call(`/functions/v1/api/stores/${store}/permissions`, {
      method: 'PUT',
      token,
      body: {
        data_access_permissions: {
          allow_customer_access: true,
          allow_order_access: true,
          allow_product_access: on,
        },
      },
    })
  await put(false)
  await shopifySends(service, 'products/update', product(8))
  service.sandbox.shopify.calls.clear()
  await work(service)
  expect(service.sandbox.shopify.calls.list()).toEqual([])
  expect(await waitingChanges(service, store)).toEqual([])
  await put(true)
})

test('WooCommerce: changed, deleted, and a variation, which is its product', async () => {
  const { woocommerce } = service.sandbox.programs
  const { url, secret } = (await service.call(`/functions/v1/api/stores/${wooStore}/webhook`, { token })).body
    .data
  expect(url).toBe(`http://localhost:0/functions/v1/webhooks/woocommerce?store=${wooStore}`)
  const to = `${addressOf(service, 'woocommerce')}?store=${wooStore}`
  const [id = 0, other = 0] = woocommerce.world.products.map((one) => one.id)
  await woocommerce.sendWebhook('product.updated', { to, secret, product: id })
  const variation = JSON.stringify({ id: 99_999, parent_id: other })
  await woocommerce.sendWebhook('product.updated', { to, secret, body: variation })
  await work(service)
  expect(await catalogueOf(service, wooStore)).toEqual([String(id), String(other)].sort())
  woocommerce.removeProduct(id)
  await woocommerce.sendWebhook('product.deleted', { to, secret, product: id })
  await work(service)
  expect(await catalogueOf(service, wooStore)).toEqual([String(other)])
})

test('another user sees no setup of this store, and a platform without webhooks by hand has none', async () => {
  const stranger = await service.signUp()
  const foreign = await service.call(`/functions/v1/api/stores/${wooStore}/webhook`, {
    token: stranger.token,
  })
  expect(foreign.body.code).toBe('store_not_found')
  const shopify = await service.call(`/functions/v1/api/stores/${store}/webhook`, { token })
  expect(shopify.body.data).toEqual({ by_hand: false, url: null, secret: null, topics: [] })
})

test('while the database is slow the answer is 503 and comes all the same; sent again, it has one effect', async () => {
  const { service: db } = service.host.services.database
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let isHeld = false
  const holding = db.transaction().execute(async (trx) => {
    await sql`lock table public.webhook_receipts in access exclusive mode`.execute(trx)
    isHeld = true
    await released
  })
  await expect.poll(() => isHeld).toBe(true)
  const headers = { 'x-shopify-webhook-id': crypto.randomUUID() }
  const body = JSON.stringify({ id: ids.product(facts()[9]?.id ?? 0), updated_at: 'slow' })
  expect(await shopifySends(service, 'products/update', { body, headers })).toEqual([503])
  release()
  await holding
  expect(await shopifySends(service, 'products/update', { body, headers, attempts: 3 })).toEqual([200])
  expect(await waitingChanges(service, store)).toEqual([[gid(9), 1]])
})

test('the same again once its time is over is no repetition, also at the same moment', async () => {
  const headers = { 'x-shopify-webhook-id': crypto.randomUUID() }
  const body = JSON.stringify({ id: ids.product(facts()[10]?.id ?? 0), updated_at: 'later' })
  await shopifySends(service, 'products/update', { body, headers })
  await service.db.admin('update webhook_receipts set ends_at = now()')
  expect(await shopifySends(service, 'products/update', { body, headers, times: 20 })).toHaveLength(20)
  expect(await waitingChanges(service, store)).toEqual([[gid(10), 2]])
})
