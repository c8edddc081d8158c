// The merchant decides, and at once: switches, ended keys and deleted stores stop the next answer and the one under way.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PLATFORM_IDS, type PlatformId } from '../src/platforms/platform.ts'
import { startTestService, type TestService } from './support/service.ts'

const ALL_ON = { allow_customer_access: true, allow_order_access: true, allow_product_access: true }

let service: TestService
let user: { token: string; userId: string }
const stores = {} as Record<PlatformId, string>

beforeAll(async () => {
  service = await startTestService()
  user = await service.signUp()
  for (const platform of PLATFORM_IDS)
    stores[platform] = (await service.connect(user.token, platform)).body.data.id
}, 120_000)
afterAll(() => service.close())

const put = (store: string, permissions: object) =>
  service.call(`/functions/v1/api/stores/${store}/permissions`, {
    method: 'PUT',
    token: user.token,
    body: { data_access_permissions: permissions },
  })

async function withKey<T>(work: (key: string, id: string) => Promise<T>, body: object = {}): Promise<T> {
  const { apiKey, id } = await service.createKey(user.token, body)
  try {
    return await work(apiKey, id)
  } finally {
    await service.call('/functions/v1/api-key-management/revoke', { token: user.token, body: { key_id: id } })
  }
}

describe.each(PLATFORM_IDS)('orders without customers on %s', (platform) => {
  const people = () => Object.values(service.sandbox.access).length > 0

  test('an order says nothing of the buyer, coverage says why, and the personal filters are refused', async () => {
    expect(people()).toBe(true)
    await withKey(async (key) => {
      const before = await service.data(`orders?store_id=${stores[platform]}&limit=50`, key)
      expect(before.status).toBe(200)
      const names = before.body.data.flatMap(
        (order: { customer: { name: string | null; email: string | null } | null }) =>
          [order.customer?.name, order.customer?.email].filter(Boolean),
      )
      expect(names.length).toBeGreaterThan(50)

      await put(stores[platform], { ...ALL_ON, allow_customer_access: false })
      const after = await service.data(`orders?store_id=${stores[platform]}&limit=50`, key)
      expect(after.status).toBe(200)
      expect(after.body.meta.coverage).toMatchObject({ complete: false })
      expect(after.body.meta.coverage.reasons.map((reason: { code: string }) => reason.code)).toContain(
        'customer_access_disabled',
      )
      for (const name of names) expect(after.text).not.toContain(name)
      for (const order of after.body.data) {
        expect(order).toMatchObject({
          customer: null,
          billing_address: null,
          shipping_address: null,
          note: null,
        })
      }
      const single = await service.data(`orders/${after.body.data[0].id}?store_id=${stores[platform]}`, key)
      expect(single.body.data).toMatchObject({
        customer: null,
        billing_address: null,
        shipping_address: null,
        note: null,
      })

      const refusals = [
        await service.data(`orders?store_id=${stores[platform]}&email=a%40example.hu`, key),
        await service.data(`orders?store_id=${stores[platform]}&phone=%2B36301234567`, key),
        await service.data(`orders?store_id=${stores[platform]}&customer_id=1`, key),
        await service.data('orders/search', key, {
          body: { store_id: stores[platform], email: 'a@example.hu' },
        }),
        await service.data(`customers?store_id=${stores[platform]}`, key),
        await service.data(`customers/1?store_id=${stores[platform]}`, key),
        await service.data(`customers/1/orders?store_id=${stores[platform]}`, key),
      ]
      expect(refusals.map((answer) => [answer.status, answer.body.code])).toEqual(
        Array(7).fill([403, 'data_access_disabled']),
      )
      await put(stores[platform], ALL_ON)
    })
  })

  test('a key without customers sees the same, whatever the merchant allows', async () => {
    await withKey(
      async (key) => {
        const list = await service.data(`orders?store_id=${stores[platform]}&limit=20`, key)
        expect(list.body.data.every((order: { customer: unknown }) => order.customer === null)).toBe(true)
        const refused = await service.data(`orders?store_id=${stores[platform]}&email=a%40example.hu`, key)
        expect([refused.status, refused.body.code]).toEqual([403, 'insufficient_scope'])
      },
      { permissions: { customers: false, orders: true, products: true } },
    )
  })
})

describe('changes while the shop is answering', () => {
  const slow = () =>
    service.sandbox.woocommerce.faults.set({ kind: 'slow', ms: 700 }, { times: 1, path: /orders/ })
  const later = () => new Promise((resolve) => setTimeout(resolve, 250))

  test('a key that is revoked meanwhile gets nothing, and the log says so', async () => {
    const { apiKey, id } = await service.createKey(user.token)
    await service.data(`orders?store_id=${stores.woocommerce}&limit=1`, apiKey)
    slow()
    const underWay = service.data(`orders?store_id=${stores.woocommerce}&limit=1`, apiKey)
    await later()
    await service.call('/functions/v1/api-key-management/revoke', {
      token: user.token,
      body: { key_id: id, reason: 'test' },
    })
    const answer = await underWay
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized'])
    const rows = (await service.accessRows(user.userId)).filter((row) => row['key_id'] === id)
    expect(rows.at(-1)).toMatchObject({ outcome: 'denied', code: 'unauthorized' })
    const next = await service.data(`orders?store_id=${stores.woocommerce}&limit=1`, apiKey)
    expect(next.status).toBe(401)
    const last = (await service.accessRows(user.userId)).at(-1)
    expect(last).toMatchObject({ key_id: id, outcome: 'denied', code: 'key_revoked' })
  })

  test.each([
    ['orders', { ...ALL_ON, allow_order_access: false }],
    ['customers, which the orders name', { ...ALL_ON, allow_customer_access: false }],
  ])('switching off %s meanwhile stops the answer', async (_what, permissions) => {
    await withKey(async (key) => {
      await service.data(`orders?store_id=${stores.woocommerce}&limit=1`, key)
      slow()
      const underWay = service.data(`orders?store_id=${stores.woocommerce}&limit=1`, key)
      await later()
      await put(stores.woocommerce, permissions)
      const answer = await underWay
      await put(stores.woocommerce, ALL_ON)
      expect([answer.status, answer.body.code]).toEqual([403, 'data_access_disabled'])
    })
  })

  test('a store that is deleted meanwhile is not there any more', async () => {
    const another = await service.signUp()
    const store = (await service.connect(another.token, 'woocommerce')).body.data.id
    const { apiKey } = await service.createKey(another.token)
    await service.data(`orders?store_id=${store}&limit=1`, apiKey)
    slow()
    const underWay = service.data(`orders?store_id=${store}&limit=1`, apiKey)
    await later()
    await service.call(`/functions/v1/api/stores/${store}`, { method: 'DELETE', token: another.token })
    expect((await underWay).body.code).toBe('store_not_found')
  })
})

test('every change is audited, with what was and what is', async () => {
  const another = await service.signUp()
  const connected = await service.connect(another.token, 'shoprenter', {
    data_access_permissions: { ...ALL_ON, allow_customer_access: false },
  })
  const store = connected.body.data.id
  await service.call(`/functions/v1/api/stores/${store}/permissions`, {
    method: 'PUT',
    token: another.token,
    body: { data_access_permissions: ALL_ON },
  })
  const audit = await service.call(`/functions/v1/api/stores/${store}/permissions/audit`, {
    token: another.token,
  })
  expect(audit.body.data).toEqual([
    {
      at: expect.any(String),
      reason: 'changed',
      changed_by: another.userId,
      old_permissions: { ...ALL_ON, allow_customer_access: false },
      new_permissions: ALL_ON,
      consent_version: null,
      consent_language: null,
    },
    {
      at: expect.any(String),
      reason: 'connected',
      changed_by: another.userId,
      old_permissions: null,
      new_permissions: { ...ALL_ON, allow_customer_access: false },
      consent_version: '2026-11-25',
      consent_language: 'en',
    },
  ])
})

test.each([
  [{}],
  [{ ...ALL_ON, extra: true }],
  [{ ...ALL_ON, allow_order_access: 'true' }],
  [{ ...ALL_ON, allow_order_access: 1 }],
  [{ allow_customer_access: true, allow_order_access: true }],
  [[true, true, true]],
])('permissions that are not three booleans change nothing: %j', async (permissions) => {
  const answer = await put(stores.shopify, permissions)
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
  const store = await service.call(`/functions/v1/api/stores/${stores.shopify}`, { token: user.token })
  expect(store.body.data.data_access_permissions).toEqual(ALL_ON)
})

test('a key for one store sees that one alone', async () => {
  await withKey(
    async (key) => {
      const list = await service.data('stores', key)
      expect(list.body.data.map((store: { id: string }) => store.id)).toEqual([stores.shopify])
      const other = await service.data(`orders?store_id=${stores.woocommerce}`, key)
      expect([other.status, other.body.code]).toEqual([404, 'store_not_found'])
    },
    { store_ids: [stores.shopify] },
  )
})

test('a key with an address list works from there alone', async () => {
  await withKey(async (key) => expect((await service.data('stores', key)).status).toBe(200), {
    allowed_ips: ['127.0.0.0/8', '::1'],
  })
  await withKey(
    async (key) => {
      const answer = await service.data('stores', key)
      expect([answer.status, answer.body.code]).toEqual([403, 'insufficient_scope'])
    },
    { allowed_ips: ['203.0.113.0/24', '2001:db8::/32'] },
  )
})
