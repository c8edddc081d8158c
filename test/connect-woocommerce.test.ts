// A WooCommerce shop hands over its keys, from the first call to the last page.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { arrangeHandover, type Handover } from './support/handover.ts'
import { startTestService } from './support/service.ts'

const OURS = '/functions/v1/oauth-woocommerce'
const ALL_ON = { allow_customer_access: true, allow_order_access: true, allow_product_access: true }

let flow: Handover
beforeAll(async () => {
  flow = await arrangeHandover()
}, 120_000)
afterAll(() => flow.close())
beforeEach(() => flow.reset())

test('approved in the shop: the store is there, and reads', async () => {
  const { page } = await flow.begin({
    data_access_permissions: { ...ALL_ON, allow_customer_access: false },
    language: 'hu',
  })
  const query = new URL(page).searchParams
  expect(page.startsWith(`${flow.shop.origin}/wc-auth/v1/authorize?`)).toBe(true)
  expect([query.get('scope'), query.get('app_name')]).toEqual(['read', 'ShopCall'])
  const before = flow.program.handedOverKeys().length
  const end = await flow.browser().click(await flow.browser().open(page), 'Approve')
  expect([end.status, end.html]).toEqual([200, expect.stringContaining('The shop is connected.')])
  expect(end.visited.map((url) => new URL(url).pathname)).toEqual([
    '/wc-auth/v1/access_granted/',
    `${OURS}/return`,
  ])
  expect(flow.program.handedOverKeys().slice(before)).toMatchObject([{ permissions: 'read' }])

  const [store, ...more] = await flow.stores()
  expect(more).toEqual([])
  expect(store).toMatchObject({ platform: 'woocommerce', url: flow.shop.origin, health: { state: 'ok' } })
  expect(store.data_access_permissions).toEqual({ ...ALL_ON, allow_customer_access: false })
  const { apiKey } = await flow.service.createKey(flow.user().token)
  expect((await flow.service.data(`orders?store_id=${store.id}&limit=1`, apiKey)).status).toBe(200)
  const audit = await flow.service.db.admin('select * from store_permission_audit where store_id = $1', [
    store.id,
  ])
  expect(audit).toMatchObject([
    { reason: 'connected', changed_by: flow.user().userId, consent_language: 'hu' },
  ])
  // Shown again by the browser's own back button: it is still true, and nothing happens twice.
  expect((await flow.browser().open(end.url)).html).toContain('The shop is connected.')
  expect(await flow.stores()).toHaveLength(1)
})

test('denied in the shop: no store, and the value is spent', async () => {
  const { page, value } = await flow.begin()
  const end = await flow.browser().click(await flow.browser().open(page), 'Deny')
  expect([end.status, end.html]).toEqual([502, expect.stringContaining('was not connected')])
  expect((await flow.handOver(value)).status).toBe(400)
  expect(await flow.stores()).toEqual([])
})

test('the answer to the keys is exactly 200', async () => {
  const { value } = await flow.begin()
  expect((await flow.handOver(value)).status).toBe(200)
  expect(await flow.stores()).toHaveLength(1)
})

test('the browser may be back before the keys', async () => {
  const { value } = await flow.begin()
  expect((await flow.goBack(value)).html).toContain('has not handed over its keys yet')
  expect(await flow.stores()).toEqual([])
  expect((await flow.handOver(value)).status).toBe(200)
  expect((await flow.goBack(value)).html).toContain('The shop is connected.')
})

test('a shop that is connected already', async () => {
  const { value } = await flow.begin()
  expect((await flow.handOver(value)).status).toBe(200)
  const again = await flow.begin()
  const before = flow.program.handedOverKeys().length
  const end = await flow.browser().click(await flow.browser().open(again.page), 'Approve')
  expect(end.status).toBe(401)
  expect(flow.program.handedOverKeys()).toHaveLength(before)
  expect(await flow.stores()).toHaveLength(1)
})

test('a service without https says so, before it looks for any shop', async () => {
  const bare = await startTestService({ ALLOW_PRIVATE_SHOP_ADDRESSES: 'false' })
  const { token } = await bare.signUp()
  const answer = await bare.call(`${OURS}/start`, { token, body: { url: 'https://shop.example.com' } })
  expect([answer.status, answer.body.code]).toEqual([409, 'conflict'])
  expect(answer.body.detail).toContain('PUBLIC_URL')
  await bare.close()
}, 60_000)
