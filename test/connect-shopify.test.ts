// Connecting a Shopify shop by installing the app: the whole way as a browser goes it, and every way it can break off.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createOwner } from './support/owner.ts'
import { startTestService, type TestService } from './support/service.ts'
import {
  begin,
  CALLBACK,
  clickInstall,
  comeBack,
  installStore,
  leftBehind,
  NOTHING,
  SHOP,
  SHOPIFY_APP,
} from './support/shopify-install.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService({ ...SHOPIFY_APP, TRUSTED_PROXIES: '127.0.0.1' })
}, 120_000)
afterAll(() => service.close())
afterEach(() => {
  service.sandbox.shopify.faults.clear()
  service.sandbox.programs.shopify.installations.decline([])
})

const browser = (cookie: string) => ({
  cookie,
  headers: { accept: 'text/html,application/xhtml+xml', 'sec-fetch-site': 'cross-site' },
})

describe('the whole way', () => {
  test('a browser installs the app and the store answers with orders', async () => {
    const user = await createOwner(service)
    const switches = { allow_customer_access: false, allow_order_access: true, allow_product_access: true }
    const begun = await begin(service, user.token, { data_access_permissions: switches, language: 'hu' })
    expect(begun.authorizeUrl.origin).toBe(service.sandbox.shopify.origin)
    expect(Object.fromEntries(begun.authorizeUrl.searchParams)).toEqual({
      client_id: SHOPIFY_APP.SHOPIFY_CLIENT_ID,
      scope: 'read_customers,read_orders,read_products',
      redirect_uri: `${service.host.services.config.publicUrl}${CALLBACK}`,
      state: expect.stringMatching(/^[0-9A-Za-z]{43}$/),
      'grant_options[]': '',
    })
    const answer = await comeBack(service, await clickInstall(begun), browser(begun.cookie))
    expect(answer.status).toBe(201)
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    expect(answer.text).toContain('The shop is connected.')

    const [store] = (await service.call('/functions/v1/api/stores', { token: user.token })).body.data
    expect(store).toMatchObject({ platform: 'shopify', data_access_permissions: switches, country: 'HU' })
    const [audit] = await service.db.admin('select * from store_permission_audit where store_id = $1', [
      store.id,
    ])
    expect(audit).toMatchObject({
      reason: 'connected',
      changed_by: user.userId,
      new_permissions: switches,
      consent_language: 'hu',
    })
    const { apiKey } = await service.createKey(user.token)
    const orders = await service.data(`orders?store_id=${store.id}&limit=3`, apiKey)
    expect([orders.status, orders.body.data.length]).toEqual([200, 3])
    expect(orders.body.data[0].customer).toBeNull()
    // What the app was not approved to ask for is said with every list of orders.
    expect(orders.body.meta.coverage.reasons.map((reason: { code: string }) => reason.code)).toContain(
      'order_history_window',
    )
  })

  test('a program gets the store as JSON, and the address of the shop in capitals is the same shop', async () => {
    const user = await createOwner(service)
    const begun = await begin(service, user.token, { shop: ` ${SHOP.toUpperCase()} ` })
    const answer = await comeBack(service, await clickInstall(begun))
    expect([answer.status, answer.body.data.platform]).toEqual([201, 'shopify'])
  })

  test('who cancels stays in the shop, and nothing is kept but the attempt', async () => {
    const user = await createOwner(service)
    const begun = await begin(service, user.token)
    const answer = await fetch(begun.authorizeUrl, {
      method: 'POST',
      body: new URLSearchParams({ decision: 'cancel' }),
      redirect: 'manual',
    })
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null])
    expect(await leftBehind(service, user.userId)).toEqual({ ...NOTHING, open: 1 })
  })
})

test.each([
  'shop',
  'shop.example.com',
  'x.myshopify.com.evil.example',
  'a/b.myshopify.com',
  '-a.myshopify.com',
])('begin: %j is no shop', async (shop) => {
  const user = await createOwner(service)
  const answer = await service.call('/functions/v1/oauth-shopify/start', {
    token: user.token,
    body: { shop },
  })
  expect([answer.status, answer.body.code, answer.body.errors[0].field]).toEqual([
    400,
    'invalid_request',
    'shop',
  ])
  expect(answer.headers.get('set-cookie')).toBeNull()
  expect(await leftBehind(service, user.userId)).toEqual(NOTHING)
})

test('without the operator’s app: one clear error, at the start and at the callback', async () => {
  const bare = await startTestService()
  try {
    const { token } = await bare.signUp()
    const start = await bare.call('/functions/v1/oauth-shopify/start', { token, body: { shop: SHOP } })
    expect([start.status, start.body.code]).toEqual([400, 'invalid_request'])
    expect(start.body.detail).toContain('SHOPIFY_CLIENT_ID')
    expect((await bare.call(`${CALLBACK}?shop=${SHOP}`)).status).toBe(400)
  } finally {
    await bare.close()
  }
})

describe('what breaks off', () => {
  test('the state works once', async () => {
    const user = await createOwner(service)
    const begun = await begin(service, user.token)
    const back = await clickInstall(begun)
    expect((await comeBack(service, back, { cookie: begun.cookie })).status).toBe(201)
    const calls = service.sandbox.shopify.calls.list().length
    const again = await comeBack(service, back, { cookie: begun.cookie })
    expect([again.status, again.body.code]).toEqual([400, 'invalid_request'])
    expect(service.sandbox.shopify.calls.list()).toHaveLength(calls)
    expect(await leftBehind(service, user.userId)).toEqual({ stores: 1, audit: 1, open: 0 })
  })

  test.each([
    ['no cookie', () => null],
    ['another browser’s cookie', () => `shopcall-connect=${'x'.repeat(43)}`],
  ])('another browser, with %s', async (_what, cookie) => {
    const user = await createOwner(service)
    const begun = await begin(service, user.token)
    const headers = { accept: 'text/html', 'sec-fetch-site': 'cross-site' }
    const answer = await comeBack(service, await clickInstall(begun), { cookie: cookie(), headers })
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('invalid_request')
    expect(await leftBehind(service, user.userId)).toEqual(NOTHING)
  })

  test('the user was deleted meanwhile', async () => {
    const user = await createOwner(service)
    const begun = await begin(service, user.token)
    const back = await clickInstall(begun)
    await service.db.admin('delete from auth.users where id = $1', [user.userId])
    const answer = await comeBack(service, back, { cookie: begun.cookie })
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
    expect(await leftBehind(service, user.userId)).toEqual(NOTHING)
  })

  test('the user is deleted while the shop is asked', async () => {
    const user = await createOwner(service)
    const begun = await begin(service, user.token)
    const back = await clickInstall(begun)
    service.sandbox.shopify.faults.set({ kind: 'slow', ms: 1_000 }, { path: /graphql/, times: 1 })
    service.sandbox.shopify.calls.clear()
    const pending = comeBack(service, back, { cookie: begun.cookie })
    await expect.poll(() => service.sandbox.shopify.calls.list().join()).toContain('graphql')
    await service.db.admin('delete from auth.users where id = $1', [user.userId])
    const answer = await pending
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized'])
    expect(await leftBehind(service, user.userId)).toEqual(NOTHING)
  })

  test.each(['read_orders', 'read_customers', 'read_products'])('%s was not given', async (scope) => {
    const user = await createOwner(service)
    service.sandbox.programs.shopify.installations.decline([scope])
    const begun = await begin(service, user.token)
    const answer = await comeBack(service, await clickInstall(begun), { cookie: begun.cookie })
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      502,
      'shop_unauthorized',
      `The app lacks these access scopes: ${scope}.`,
    ])
    expect(await leftBehind(service, user.userId)).toEqual(NOTHING)
  })

  test('the shop is connected already: 409 before the code is given for tokens, and the store goes on', async () => {
    const user = await createOwner(service)
    const storeId = await installStore(service, user.token)
    const begun = await begin(service, user.token)
    const back = await clickInstall(begun)
    service.sandbox.shopify.calls.clear()
    const answer = await comeBack(service, back, { cookie: begun.cookie })
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict'])
    // It was only asked whether the store's own access still works.
    expect(service.sandbox.shopify.calls.list()).toEqual(['POST /admin/api/2026-10/graphql.json'])
    expect(await leftBehind(service, user.userId)).toEqual({ stores: 1, audit: 1, open: 0 })
    const { apiKey } = await service.createKey(user.token)
    expect((await service.data(`products?store_id=${storeId}`, apiKey)).status).toBe(200)
  })

  test('a shop that is connected by an app of its own: 409 too', async () => {
    const user = await createOwner(service, ['shopify'])
    const begun = await begin(service, user.token)
    const answer = await comeBack(service, await clickInstall(begun), { cookie: begun.cookie })
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict'])
  })
})

describe('a store whose access has ended', () => {
  const ended = async () => {
    const user = await createOwner(service)
    const storeId = await installStore(service, user.token)
    const { apiKey } = await user.key({ store_ids: [storeId] })
    service.sandbox.programs.shopify.installations.uninstall()
    const read = () => service.data(`orders?store_id=${storeId}&limit=1`, apiKey)
    expect((await read()).body.code).toBe('shop_unauthorized')
    return { user, storeId, read }
  }

  test('is the same store again once the app is installed anew, with what was agreed to now', async () => {
    const { user, storeId, read } = await ended()
    const switches = { allow_customer_access: false, allow_order_access: true, allow_product_access: true }
    const begun = await begin(service, user.token, { data_access_permissions: switches })
    const answer = await comeBack(service, await clickInstall(begun), { cookie: begun.cookie })
    expect([answer.status, answer.body.data.id]).toEqual([201, storeId])
    expect(answer.body.data.data_access_permissions).toEqual(switches)
    expect(await leftBehind(service, user.userId)).toEqual({ stores: 1, audit: 2, open: 0 })
    const again = await read()
    expect([again.status, again.body.data[0].customer]).toEqual([200, null])
  })

  test('stays as it is when that fails, and can be mended afterwards', async () => {
    const { user, storeId, read } = await ended()
    service.sandbox.programs.shopify.installations.decline(['read_orders'])
    const half = await begin(service, user.token)
    const answer = await comeBack(service, await clickInstall(half), { cookie: half.cookie })
    expect([answer.status, answer.body.code]).toEqual([502, 'shop_unauthorized'])
    expect(await leftBehind(service, user.userId)).toEqual({ stores: 1, audit: 1, open: 0 })
    expect((await read()).body.code).toBe('shop_unauthorized')
    service.sandbox.programs.shopify.installations.decline([])
    expect(await installStore(service, user.token)).toBe(storeId)
    expect((await read()).status).toBe(200)
  })

  test('is not taken for ended when the shop is only down', async () => {
    const { user } = await ended()
    const begun = await begin(service, user.token)
    const back = await clickInstall(begun)
    service.sandbox.shopify.faults.set({ kind: 'status', status: 503 })
    const answer = await comeBack(service, back, { cookie: begun.cookie })
    expect([answer.status, answer.body.code]).toEqual([503, 'shop_unavailable'])
    expect(await leftBehind(service, user.userId)).toEqual({ stores: 1, audit: 1, open: 0 })
  })
})
