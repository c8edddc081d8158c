// A store's health as its owner and its keys see it: tried on demand, noted from reads, told in two languages.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { PlatformId } from '../src/platforms/platform.ts'
import { BEHIND_PROXY, createOwner, type Owner } from './support/owner.ts'
import { startTestService, type TestService } from './support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService(BEHIND_PROXY)
}, 120_000)
afterAll(() => service.close())
afterEach(() => {
  for (const id of PLATFORMS) service.sandbox[id].faults.clear()
})

const PLATFORMS: readonly PlatformId[] = ['woocommerce', 'shopify', 'shoprenter']
const NO_CUSTOMERS = { allow_customer_access: false, allow_order_access: true, allow_product_access: true }
const REVOKED = { kind: 'status', status: 401, body: '{"code":"woocommerce_rest_cannot_view"}' } as const

const storePath = (id: string | undefined, rest = '') => `/functions/v1/api/stores/${id}${rest}`
const check = (owner: Owner, options: { query?: string; headers?: Record<string, string> } = {}) =>
  service.call(storePath(owner.storeIds[0], `/access-check${options.query ?? ''}`), {
    method: 'POST',
    token: owner.token,
    headers: options.headers ?? {},
  })
const storeOf = async (owner: Owner, query = '') =>
  (await service.call(storePath(owner.storeIds[0], query), { token: owner.token })).body.data
const setSwitches = (owner: Owner, switches: object) =>
  service.call(storePath(owner.storeIds[0], '/permissions'), {
    method: 'PUT',
    token: owner.token,
    body: { data_access_permissions: switches },
  })
const revokeWooCommerceKeys = () => service.sandbox.woocommerce.faults.set(REVOKED, { path: /\/wc\/v3\// })

describe.each(PLATFORMS)('%s', (platform) => {
  test('all is well: every kind was read, and the store says so wherever it is shown', async () => {
    const owner = await createOwner(service, [platform])
    expect((await storeOf(owner)).health).toMatchObject({
      state: 'ok',
      orders: { problem: null, hint: null, checked_at: null },
    })
    const answer = await check(owner)
    expect(answer.status).toBe(200)
    const good = { allowed: true, reachable: true, problem: null, hint: null }
    for (const kind of ['products', 'customers', 'orders']) {
      expect(answer.body.data[kind]).toEqual({
        ...good,
        latency_ms: expect.any(Number),
        checked_at: expect.stringMatching(/Z$/),
      })
    }
    const shown = (await storeOf(owner)).health
    expect(shown).toMatchObject({ state: 'ok', orders: { checked_at: answer.body.data.orders.checked_at } })
    const { apiKey } = await owner.key()
    const listed = await service.call('/functions/v1/api/stores', { token: owner.token })
    const readable = await service.data('stores', apiKey)
    expect([listed.body.data[0].health, readable.body.data[0].health]).toEqual([shown, shown])
  })

  test('of a kind that is off the shop is asked nothing, and of the others for one record', async () => {
    const owner = await createOwner(service, [platform])
    await setSwitches(owner, NO_CUSTOMERS)
    service.sandbox[platform].calls.clear()
    const { data } = (await check(owner)).body
    expect(data.customers).toEqual({
      allowed: false,
      reachable: null,
      problem: null,
      hint: null,
      latency_ms: null,
      checked_at: null,
    })
    expect([data.orders.reachable, data.products.reachable]).toEqual([true, true])
    const calls = service.sandbox[platform].calls.list()
    expect(calls.length).toBeGreaterThanOrEqual(2)
    expect(calls.filter((call) => /customer/i.test(call))).toEqual([])
    const lists = calls.filter((call) => call.startsWith('GET'))
    expect(lists.filter((call) => !/[?&](per_page|limit)=1(&|$)/.test(call))).toEqual([])
  })
})

test('asked again at once the shop is asked nothing; with other switches it is', async () => {
  const owner = await createOwner(service, ['woocommerce'])
  const first = await check(owner)
  service.sandbox.woocommerce.calls.clear()
  const again = await Promise.all([check(owner), check(owner)])
  expect(again.map((one) => one.body.data)).toEqual([first.body.data, first.body.data])
  expect(service.sandbox.woocommerce.calls.list()).toEqual([])
  await setSwitches(owner, NO_CUSTOMERS)
  expect((await check(owner)).body.data.customers.allowed).toBe(false)
  expect(service.sandbox.woocommerce.calls.list().length).toBeGreaterThan(0)
})

test('revoked keys: what to do is said in the language that was asked for', async () => {
  const owner = await createOwner(service, ['woocommerce'])
  revokeWooCommerceKeys()
  const english = await check(owner)
  expect(english.body.data.orders).toMatchObject({
    reachable: false,
    problem: 'keys_revoked',
    hint: expect.stringMatching(/^The shop does not take/),
  })
  const hungarian = { hint: expect.stringMatching(/^A bolt már nem fogadja el/) }
  expect((await check(owner, { query: '?language=hu' })).body.data.orders).toMatchObject(hungarian)
  const accepts = { headers: { 'accept-language': 'hu-HU,hu;q=0.9,en;q=0.8' } }
  expect((await check(owner, accepts)).body.data.orders).toMatchObject(hungarian)
  expect((await check(owner, { ...accepts, query: '?language=en' })).body.data.orders.hint).toBe(
    english.body.data.orders.hint,
  )
  expect((await check(owner, { query: '?language=de' })).status).toBe(400)
  expect((await storeOf(owner, '?language=hu')).health).toMatchObject({
    state: 'needs_reconnect',
    orders: { problem: 'keys_revoked', ...hungarian },
  })
  const { apiKey } = await owner.key()
  expect((await service.data('stores?language=hu', apiKey)).body.data[0].health.orders).toMatchObject(
    hungarian,
  )
})

test('a kind that is switched off counts for nothing in the state', async () => {
  const owner = await createOwner(service, ['woocommerce'])
  service.sandbox.woocommerce.faults.set({ ...REVOKED, status: 403 }, { path: /\/customers/ })
  await check(owner)
  expect((await storeOf(owner)).health).toMatchObject({
    state: 'needs_reconnect',
    customers: { problem: 'key_may_not_read' },
    orders: { problem: null },
  })
  await setSwitches(owner, NO_CUSTOMERS)
  expect((await storeOf(owner)).health).toMatchObject({ state: 'ok', customers: { problem: null } })
})

test('a read that the shop refuses says so of the store, and nothing that the shop said is kept', async () => {
  const owner = await createOwner(service, ['woocommerce'])
  const { apiKey } = await owner.key()
  const [id] = owner.storeIds
  expect((await service.data(`orders?store_id=${id}`, apiKey)).status).toBe(200)
  service.sandbox.woocommerce.faults.set(
    { ...REVOKED, body: '{"code":"woocommerce_rest_cannot_view","message":"kanari@example.hu"}' },
    { path: /\/wc\/v3\// },
  )
  expect((await service.data(`orders?store_id=${id}`, apiKey)).body.code).toBe('shop_unauthorized')
  await service.host.services.health.drain()
  expect((await storeOf(owner)).health).toMatchObject({
    state: 'needs_reconnect',
    orders: { problem: 'keys_revoked' },
    products: { problem: null },
  })
  const rows = await service.db.admin('select * from store_health')
  expect(JSON.stringify(rows)).not.toMatch(/kanari|cannot_view/)
})

test('a shop that fails by itself for once changes nothing', async () => {
  const owner = await createOwner(service, ['woocommerce'])
  const { apiKey } = await owner.key()
  service.sandbox.woocommerce.faults.set({ kind: 'status', status: 500 }, { path: /\/products/ })
  expect((await service.data(`products?store_id=${owner.storeIds[0]}`, apiKey)).status).toBe(503)
  await service.host.services.health.drain()
  expect((await storeOf(owner)).health.state).toBe('ok')
})

test('a store without credentials is not connected, and its shop is not asked', async () => {
  const owner = await createOwner(service, ['shopify'])
  await service.db.admin('update stores set credentials = null where id = $1', [owner.storeIds[0]])
  service.sandbox.shopify.calls.clear()
  expect((await check(owner)).body.data.orders).toMatchObject({
    allowed: true,
    reachable: false,
    problem: 'not_connected',
  })
  expect((await storeOf(owner)).health).toMatchObject({
    state: 'disconnected',
    orders: { problem: 'not_connected', hint: expect.stringMatching(/^The store is not connected/) },
  })
  expect(service.sandbox.shopify.calls.list()).toEqual([])
})

test('credentials that no key opens: told by a read and by a check', async () => {
  const owner = await createOwner(service, ['woocommerce'])
  const { apiKey } = await owner.key()
  const [id] = owner.storeIds
  await service.db.admin("update stores set credentials = credentials || 'x' where id = $1", [id])
  expect((await service.data(`orders?store_id=${id}`, apiKey)).body.code).toBe('shop_unauthorized')
  await service.host.services.health.drain()
  const unreadable = { problem: 'credentials_unreadable' }
  expect((await storeOf(owner)).health).toMatchObject({ state: 'needs_reconnect', products: unreadable })
  expect((await check(owner)).body.data).toMatchObject({ products: unreadable, orders: unreadable })
})

test('the database takes no word that is not a code of the table', async () => {
  const owner = await createOwner(service, ['woocommerce'])
  const put = (problem: string) =>
    service.db.admin("insert into store_health values ($1, 'orders', false, $2, now())", [
      owner.storeIds[0],
      problem,
    ])
  await expect(put('Sorry, you cannot list resources.')).rejects.toThrow()
  await put('keys_revoked')
  const { PROBLEM_CODES } = await import('../src/model/health.ts')
  const [rule] = await service.db.admin(
    "select pg_get_constraintdef(oid) as text from pg_constraint where conname = 'store_health_problem_check'",
  )
  const inDatabase = [...String(rule?.['text']).matchAll(/'(\w+)'/g)].map((match) => match[1])
  const neverKept = ['not_connected', 'shop_busy']
  expect(inDatabase.toSorted()).toEqual(PROBLEM_CODES.filter((code) => !neverKept.includes(code)).toSorted())
})
