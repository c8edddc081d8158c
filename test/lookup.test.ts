// The lookup over HTTP: over one store and all of them, its rights, its deadline, and the row of each store.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Person } from '../sandbox/world.ts'
import type { PlatformId } from '../src/platforms/platform.ts'
import { startTestService, type TestService } from './support/service.ts'

let service: TestService
let mine: { token: string; userId: string }
let key: string
const stores = {} as Record<PlatformId, string>
let person: Person
const ALL_ON = { allow_customer_access: true, allow_order_access: true, allow_product_access: true }

beforeAll(async () => {
  service = await startTestService()
  mine = await service.signUp()
  for (const id of ['woocommerce', 'shopify', 'shoprenter'] as const)
    stores[id] = (await service.connect(mine.token, id)).body.data.id
  key = (await service.createKey(mine.token)).apiKey
  const { world } = service.sandbox.programs.woocommerce
  const isKnown = (one: Person) => world.orders.filter((order) => order.person === one).length > 2
  person = world.people.find(
    (one) => one.country === 'HU' && one.phone.startsWith('+36') && isKnown(one),
  ) as Person
}, 120_000)
afterAll(() => service.close())
afterEach(async () => {
  service.sandbox.woocommerce.faults.clear()
  service.sandbox.shopify.faults.clear()
  for (const id of Object.values(stores)) await allow(id, {})
})

const look = async (body: object, token = key, id = crypto.randomUUID()) => ({
  ...(await service.data('lookup', token, { body, headers: { 'x-request-id': id } })),
  rows: await service.db.admin('select * from access_log where request_id = $1 order by seq', [id]),
})
const allow = (id: string, off: object) =>
  service.call(`/functions/v1/api/stores/${id}/permissions`, {
    method: 'PUT',
    token: mine.token,
    body: { data_access_permissions: { ...ALL_ON, ...off } },
  })

/** Waits until the WooCommerce shop has a call that it takes two seconds to answer. */
async function untilAsked(): Promise<void> {
  const { calls, faults } = service.sandbox.woocommerce
  faults.set({ kind: 'slow', ms: 2_000 })
  calls.clear()
  while (calls.list().length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('by phone, in the spelling of a caller: one person, brief orders, a sentence', async () => {
  const phone = person.phone.replace(/^\+36(\d\d)(\d{3})/, '06 $1/$2-')
  const { status, body, rows } = await look({ phone, store_id: stores.woocommerce, orders: 2, say: 'hu' })
  expect(status).toBe(200)
  expect(body.data.match).toBe('exact')
  const [match] = body.data.matches
  expect(match).toMatchObject({ matched_by: 'phone', person: { email: person.email, phone: person.phone } })
  expect(match.orders).toHaveLength(2)
  expect(Object.keys(match.orders[0])).not.toContain('billing_address')
  expect(match.say).toMatch(/^A rendelés, amelynek száma \d+, .*forint.*\.$/)
  expect(rows.map((row) => [row['store_id'], row['outcome'], row['resource'], row['item_count']])).toEqual([
    [stores.woocommerce, 'allowed', 'customers', 2],
  ])
  expect(rows[0]?.['persons']).toHaveLength(1)
})

test('over all stores: each has its state and its row, and what cannot be searched is said', async () => {
  const { body, rows } = await look({ phone: person.phone })
  expect(body.data.stores.map((store: { state: string }) => store.state)).toEqual([
    'answered',
    'answered',
    'answered',
  ])
  expect(new Set(rows.map((row) => row['store_id']))).toEqual(new Set(Object.values(stores)))
  const codes = body.meta.coverage.reasons.map((reason: { code: string }) => reason.code)
  expect(codes).toContain('phone_not_searchable')
  expect(body.meta.coverage.complete).toBe(false)
  for (const match of body.data.matches) expect(match.person.phone).toBe(person.phone)
})

test('two people with one number are candidates', async () => {
  const { body } = await look({ phone: '+36 30 123 4567', store_id: stores.woocommerce })
  expect(body.data.match).toBe('candidates')
  expect(body.data.matches.length).toBeGreaterThan(1)
  for (const { person: one } of body.data.matches) expect(one.phone).toBe('+36301234567')
})

test('the same number in two shops is two orders', async () => {
  const { body } = await look({ order_number: '#2000' })
  expect(body.data.match).toBe('candidates')
  expect(body.data.matches.length).toBeGreaterThan(1)
  for (const { orders } of body.data.matches) {
    expect(orders).toHaveLength(1)
    expect(orders[0].number.replace('#', '')).toBe('2000')
  }
})

test('a shop that is too slow is named, and the others are answered in time', async () => {
  service.sandbox.woocommerce.faults.set({ kind: 'slow', ms: 6_000 })
  const { status, body, rows } = await look({ email: person.email, deadline_ms: 2_500 })
  expect(status).toBe(200)
  const stateOf = (id: string) =>
    body.data.stores.find((store: { store_id: string }) => store.store_id === id)
  expect(stateOf(stores.woocommerce)).toMatchObject({ state: 'timeout', code: 'shop_timeout' })
  expect(stateOf(stores.shopify)).toMatchObject({ state: 'answered', code: null })
  expect(rows.find((row) => row['store_id'] === stores.woocommerce)).toMatchObject({
    outcome: 'failed',
    code: 'shop_timeout',
  })
  expect(body.meta.coverage.reasons.map((reason: { code: string }) => reason.code)).toContain('store_timeout')
})

test('a named shop that is too slow: 504, since nothing is known', async () => {
  service.sandbox.woocommerce.faults.set({ kind: 'slow', ms: 5_000 })
  const { status, body } = await look({ email: person.email, deadline_ms: 300, store_id: stores.woocommerce })
  expect([status, body.code]).toEqual([504, 'shop_timeout'])
})

test('customers off: 403 for a named store, passed over among many, and its calls are none', async () => {
  await allow(stores.woocommerce, { allow_customer_access: false })
  service.sandbox.woocommerce.calls.clear()
  const named = await look({ phone: person.phone, store_id: stores.woocommerce })
  expect([named.status, named.body.code]).toEqual([403, 'data_access_disabled'])
  const all = await look({ phone: person.phone })
  expect(all.body.data.stores[0]).toMatchObject({ state: 'refused', code: 'data_access_disabled' })
  expect(all.rows.find((row) => row['store_id'] === stores.woocommerce)).toMatchObject({
    outcome: 'denied',
    code: 'data_access_disabled',
  })
  expect(service.sandbox.woocommerce.calls.list()).toEqual([])
})

test('customers off, orders on: an order by its number, without its buyer', async () => {
  await allow(stores.woocommerce, { allow_customer_access: false })
  const body = { order_number: '2000', store_id: stores.woocommerce, detail: 'full' }
  const { body: answer, rows } = await look(body)
  expect(answer.data).toMatchObject({ match: 'exact', matches: [{ person: null }] })
  expect(answer.data.matches[0].orders[0]).toMatchObject({
    number: '2000',
    customer: null,
    billing_address: null,
    shipping_address: null,
    note: null,
  })
  expect(rows[0]).toMatchObject({ resource: 'orders', outcome: 'allowed' })
})

test('orders off: who it is, and no order; by number nothing', async () => {
  await allow(stores.shopify, { allow_order_access: false })
  const mail = service.sandbox.programs.shopify.world.people[3]?.email
  const { body } = await look({ email: mail, store_id: stores.shopify })
  expect(body.data).toMatchObject({ match: 'exact', matches: [{ person: { email: mail }, orders: [] }] })
  const number = await look({ order_number: '2000', store_id: stores.shopify })
  expect([number.status, number.body.code]).toEqual([403, 'data_access_disabled'])
})

test('a key for one store asks that one alone; a key without customers may ask by number', async () => {
  const one = await service.createKey(mine.token, { store_ids: [stores.shopify] })
  const { body } = await look({ email: person.email }, one.apiKey)
  expect(body.data.stores.map((store: { store_id: string }) => store.store_id)).toEqual([stores.shopify])
  const orders = await service.createKey(mine.token, {
    permissions: { customers: false, orders: true, products: false },
  })
  const byMail = await look({ email: person.email }, orders.apiKey)
  expect([byMail.status, byMail.body.code]).toEqual([403, 'insufficient_scope'])
  const byNumber = await look({ order_number: '2000', store_id: stores.shopify }, orders.apiKey)
  expect(byNumber.body.data.matches[0].person).toBeNull()
})

test('switched off while the shop answers: nothing of it leaves', async () => {
  const asked = look({ email: person.email, deadline_ms: 9_000 })
  await untilAsked()
  await allow(stores.woocommerce, { allow_customer_access: false })
  const { body, rows } = await asked
  expect(body.data.stores[0]).toMatchObject({ state: 'refused', code: 'data_access_disabled' })
  expect(body.data.matches.map((match: { store_id: string }) => match.store_id)).not.toContain(
    stores.woocommerce,
  )
  expect(rows.filter((row) => row['store_id'] === stores.woocommerce).at(-1)).toMatchObject({
    outcome: 'denied',
    code: 'data_access_disabled',
  })
})

test('revoked while the shop answers: 401', async () => {
  const late = await service.createKey(mine.token)
  const asked = look({ email: person.email, deadline_ms: 9_000 }, late.apiKey)
  await untilAsked()
  await service.call('/functions/v1/api-key-management/revoke', {
    token: mine.token,
    body: { key_id: late.id },
  })
  expect((await asked).status).toBe(401)
})

test.each([
  [{}, 'phone'],
  [{ phone: '+36301234567', email: 'a@b.hu' }, 'phone'],
  [{ name: 'Kovács Anna' }, 'postal_code'],
  [{ phone: 'not a number' }, 'phone'],
  [{ email: 'a@b.hu', orders: 11 }, 'orders'],
  [{ email: 'a@b.hu', deadline_ms: 100 }, 'deadline_ms'],
  [{ email: 'a@b.hu', fields: 'id', detail: 'brief' }, 'detail'],
])('%j is refused and says why', async (body, field) => {
  const { status, body: problem } = await look(body)
  expect(status).toBe(400)
  expect(problem.errors.map((error: { field: string }) => error.field)).toContain(field)
})

test('orders.get says it too, and detail=brief cuts', async () => {
  const path = `orders/2000?store_id=${stores.woocommerce}&say=en&detail=brief`
  const { body } = await service.data(path, key)
  expect(body.meta.say).toMatch(/^Order 2000 was placed on /)
  expect(Object.keys(body.data)).not.toContain('billing_address')
})
