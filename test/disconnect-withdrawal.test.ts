// What is given back at the platform when a store is disconnected: the operator's app, and nothing of the merchant's own.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TestService } from './support/service.ts'
import { installStore } from './support/shopify-install.ts'
import { shopifySends, startWebhookService, storeRow, work } from './support/webhooks.ts'

let service: TestService
let owner: { token: string; userId: string }

beforeEach(async () => {
  service = await startWebhookService()
  owner = await service.signUp()
}, 120_000)
afterEach(() => service.close())

const disconnect = async (store: string) =>
  (await service.call(`/functions/v1/api/stores/${store}`, { method: 'DELETE', token: owner.token })).body
    .data
const uninstalls = () =>
  service.sandbox.programs.shopify.documents().filter((document) => document.query.includes('appUninstall'))
    .length
const WITHDRAWN = { deleted: true, withdrawn: true, hint: null }
const LEFT = { deleted: true, withdrawn: false, hint: expect.stringContaining('Uninstall the app') }

test('our app is uninstalled, and its token is worth nothing any more', async () => {
  const store = await installStore(service, owner.token)
  expect(await disconnect(store)).toMatchObject(WITHDRAWN)
  expect(uninstalls()).toBe(1)
  expect(await storeRow(service, store)).toBeNull()
})

test('also when the access token has ended: it is renewed for this one call, and kept nowhere', async () => {
  const store = await installStore(service, owner.token)
  service.sandbox.programs.shopify.expireTokens()
  expect(await disconnect(store)).toMatchObject(WITHDRAWN)
  expect(uninstalls()).toBe(1)
  expect(await service.db.admin('select * from credential_renewals')).toEqual([])
})

test('an app that is gone already counts as withdrawn', async () => {
  const store = await installStore(service, owner.token)
  service.sandbox.programs.shopify.setInstalled(false)
  expect(await disconnect(store)).toMatchObject(WITHDRAWN)
  expect(uninstalls()).toBe(0)
})

test('while another user’s store lives on the same installation, it stays', async () => {
  const store = await installStore(service, owner.token)
  const other = await service.signUp()
  const second = await installStore(service, other.token)
  expect(await disconnect(store)).toMatchObject(LEFT)
  expect(uninstalls()).toBe(0)
  const { apiKey } = await service.createKey(other.token)
  expect((await service.data(`orders?store_id=${second}&limit=1`, apiKey)).status).toBe(200)
})

test('an app that the merchant made stays the merchant’s', async () => {
  const store = (await service.connect(owner.token, 'shopify')).body.data.id
  expect(await disconnect(store)).toMatchObject(LEFT)
  expect(uninstalls()).toBe(0)
})

test.each([
  ['never ends its answer', { kind: 'drip' }],
  ['is down', { kind: 'status', status: 500 }],
  ['answers a page', { kind: 'html' }],
] as const)('a platform that %s keeps no store alive', async (_name, fault) => {
  const store = await installStore(service, owner.token)
  service.sandbox.shopify.faults.set(fault)
  expect(await disconnect(store)).toMatchObject(LEFT)
  expect(await storeRow(service, store)).toBeNull()
  service.sandbox.shopify.faults.clear()
})

test('the merchant uninstalls our app in the shop: Shopify says so, refuses the token, and we forget it', async () => {
  const store = await installStore(service, owner.token)
  await shopifySends(service, 'app/uninstalled')
  await work(service)
  expect((await storeRow(service, store))?.['credentials']).not.toBeNull()
  service.sandbox.programs.shopify.setInstalled(false)
  await shopifySends(service, 'app/uninstalled')
  await work(service)
  expect((await storeRow(service, store))?.['credentials']).toBeNull()
})
