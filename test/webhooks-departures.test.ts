// A shop that says we have no access any more is believed once it refuses our access itself.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { signHex } from '../sandbox/deliveries.ts'
import type { TestService } from './support/service.ts'
import {
  catalogueOf,
  makeDue,
  SHOPRENTER_SECRET,
  shopifySends,
  startWebhookService,
  storeRow,
  work,
} from './support/webhooks.ts'

let service: TestService
let token: string
let store: string

beforeEach(async () => {
  service = await startWebhookService()
  token = (await service.signUp()).token
  store = (await service.connect(token, 'shopify')).body.data.id
}, 120_000)
afterEach(() => service.close())

const departures = () => service.db.admin('select store_id, erase, tries from store_departures')
const health = async () =>
  (await service.call(`/functions/v1/api/stores/${store}`, { token })).body.data?.health.state

/** So often that one which is not confirmed is given up. */
async function workMany(): Promise<void> {
  for (let n = 0; n < 4; n++) {
    await work(service)
    await makeDue(service)
  }
}

test.each(['app/uninstalled', 'shop/redact'])('%s while our access works: nothing happens', async (topic) => {
  const before = await storeRow(service, store)
  expect(await shopifySends(service, topic)).toEqual([200])
  expect(await storeRow(service, store)).toEqual(before)
  await workMany()
  expect(await storeRow(service, store)).toEqual(before)
  expect(await departures()).toEqual([])
})

test('uninstalled, and the shop refuses us: disconnected, without credentials and catalogue', async () => {
  await shopifySends(service, 'products/update')
  await work(service)
  expect(await catalogueOf(service, store)).toHaveLength(1)
  await service.db.admin('update catalogues set synced_at = now()')
  await service.db.admin('update store_sync_config set interval_minutes = 77, enabled = false')
  const { apiKey } = await service.createKey(token)
  expect((await service.data(`products?store_id=${store}`, apiKey)).status).toBe(200)

  service.sandbox.programs.shopify.setInstalled(false)
  expect(await shopifySends(service, 'app/uninstalled')).toEqual([200])
  await work(service)
  const row = await storeRow(service, store)
  expect(row?.['credentials']).toBeNull()
  expect(await health()).toBe('disconnected')
  expect(await catalogueOf(service, store)).toEqual([])
  expect(await departures()).toEqual([])
  const [settings] = await service.db.admin('select * from store_sync_config')
  expect(settings).toMatchObject({ interval_minutes: 77, enabled: false })
  const read = await service.data(`products?store_id=${store}`, apiKey)
  expect([read.status, read.body.code]).toEqual([502, 'shop_unauthorized'])
})

test('uninstalled, and the shop does not answer: asked again later, and kept till then', async () => {
  service.sandbox.programs.shopify.setInstalled(false)
  for (const status of [500, 503, 429, 404]) {
    service.sandbox.shopify.faults.set({ kind: 'status', status })
    await shopifySends(service, 'shop/redact')
    await workMany()
    expect((await storeRow(service, store))?.['credentials'], String(status)).not.toBeNull()
    expect(await departures(), String(status)).toHaveLength(1)
    service.sandbox.shopify.faults.clear()
  }
  for (const kind of ['html', 'reset'] as const) {
    service.sandbox.shopify.faults.set({ kind })
    await workMany()
    expect(await departures(), kind).toHaveLength(1)
    service.sandbox.shopify.faults.clear()
  }
  await makeDue(service)
  // Many refusals opened the way out's breaker for this store; it closes by itself.
  await expect
    .poll(
      async () => {
        await makeDue(service)
        await work(service)
        return storeRow(service, store)
      },
      { timeout: 90_000, interval: 1_000 },
    )
    .toBeNull()
}, 180_000)

test('a right that is missing is no refusal of the access', async () => {
  service.sandbox.programs.shopify.setScopes(['read_customers', 'read_orders'])
  await shopifySends(service, 'app/uninstalled')
  await workMany()
  expect((await storeRow(service, store))?.['credentials']).not.toBeNull()
  expect(await departures()).toEqual([])
})

test('shop/redact after the app is gone: the store and all that was kept of it are deleted', async () => {
  service.sandbox.programs.shopify.setInstalled(false)
  await shopifySends(service, 'app/uninstalled')
  await work(service)
  expect(await health()).toBe('disconnected')
  await shopifySends(service, 'shop/redact')
  await work(service)
  expect(await storeRow(service, store)).toBeNull()
  for (const table of ['store_sync_config', 'store_person_secrets', 'store_departures', 'catalogues'])
    expect(await service.db.admin(`select * from ${table}`), table).toEqual([])
})

test('a body of customers/data_request that comes as shop/redact deletes nothing', async () => {
  service.sandbox.programs.shopify.setInstalled(false)
  const body = JSON.stringify({
    shop_id: 1,
    shop_domain: 'homokozo-bolt.myshopify.com',
    orders_requested: [1],
    customer: { id: 1, email: 'kanari@example.hu', phone: null },
    data_request: { id: 9 },
  })
  expect(await shopifySends(service, 'customers/data_request', { body })).toEqual([200])
  for (const topic of ['shop/redact', 'app/uninstalled', 'customers/redact'])
    expect(await shopifySends(service, topic, { body }), topic).toEqual([400])
  await workMany()
  expect((await storeRow(service, store))?.['credentials']).not.toBeNull()
})

test('connected again while it is being decided: the new access stays', async () => {
  service.sandbox.programs.shopify.setInstalled(false)
  await shopifySends(service, 'app/uninstalled')
  service.sandbox.shopify.faults.set({ kind: 'slow', ms: 600 })
  service.sandbox.shopify.calls.clear()
  const working = work(service)
  await expect.poll(() => service.sandbox.shopify.calls.list().length).toBeGreaterThan(0)
  await service.db.admin("update stores set credentials = 'sealed anew'")
  await working
  expect((await storeRow(service, store))?.['credentials']).toBe('sealed anew')
  expect(await departures()).toHaveLength(1)
})

test('every store of the shop is asked on its own, and those of other shops not at all', async () => {
  const other = await service.signUp()
  const second = (await service.connect(other.token, 'shopify')).body.data.id
  const shopRenter = (await service.connect(token, 'shoprenter')).body.data.id
  service.sandbox.programs.shopify.setInstalled(false)
  await shopifySends(service, 'app/uninstalled')
  expect(await departures()).toHaveLength(2)
  await work(service)
  for (const id of [store, second]) expect((await storeRow(service, id))?.['credentials']).toBeNull()
  expect((await storeRow(service, shopRenter))?.['credentials']).not.toBeNull()
})

test('ShopRenter’s call at uninstall: both orders, both spellings, and the same proof', async () => {
  const id = (await service.connect(token, 'shoprenter')).body.data.id
  const timestamp = Math.floor(Date.now() / 1000)
  const signed = (code: string, order: 'A' | 'B', at = timestamp) => {
    const text =
      order === 'A'
        ? `shopname=tesztbolt&code=${code}&timestamp=${at}`
        : `code=${code}&shopname=tesztbolt&timestamp=${at}`
    return `code=${code}&timestamp=${at}&hmac=${signHex(SHOPRENTER_SECRET, text)}`
  }
  const call = async (query: string) =>
    (await service.call(`/functions/v1/webhooks/shoprenter?${query}`)).status
  const waiting = async () => (await departures()).length

  expect(await call(`shopname=other-shop&${signed('aa', 'A')}`)).toBe(401)
  expect(await call(`shopname=tesztbolt&${signed('aa', 'A').replace('aa', 'ab')}`)).toBe(401)
  expect(await call(`shopname=tesztbolt&shopName=tesztbolt&${signed('aa', 'A')}`)).toBe(401)
  expect(await call('shopname=tesztbolt&code=aa&timestamp=1&hmac=')).toBe(401)
  expect(await call(`shopname=tesztbolt&${signed('ac', 'A', timestamp - 90_000)}`)).toBe(200)
  expect(await waiting()).toBe(0)
  expect(await call(`shopname=tesztbolt&${signed('ad', 'A')}`)).toBe(200)
  expect(await waiting()).toBe(1)
  await workMany()
  expect([(await storeRow(service, id))?.['credentials'] !== null, await waiting()]).toEqual([true, 0])
  expect(await call(`shopname=tesztbolt&${signed('ad', 'A')}`)).toBe(200)
  expect(await waiting()).toBe(0)

  // Signed as it is spelled, too.
  const spelled = signHex(SHOPRENTER_SECRET, `shopName=tesztbolt&code=af&timestamp=${timestamp}`)
  const tail = `code=af&timestamp=${timestamp}&hmac=${spelled}`
  expect(await call(`shopname=tesztbolt&${tail}`)).toBe(401)
  expect(await call(`shopName=tesztbolt&${tail}`)).toBe(200)
  expect(await waiting()).toBe(1)
  await workMany()

  service.sandbox.programs.shoprenter.removeApp()
  expect(await call(`shopName=tesztbolt&${signed('ae', 'B')}`)).toBe(200)
  await work(service)
  expect((await storeRow(service, id))?.['credentials']).toBeNull()
})
