// What the log knows of a person who asks, and of strangers: as the door writes it, request by request.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from './support/service.ts'

let service: TestService
let mine: { token: string; userId: string }
let other: { token: string; userId: string }
let shop: string
let apiKey: string

beforeAll(async () => {
  service = await startTestService()
  mine = await service.signUp()
  other = await service.signUp()
  shop = (await service.connect(mine.token, 'woocommerce')).body.data.id
  apiKey = (await service.createKey(mine.token)).apiKey
}, 120_000)
afterAll(() => service.close())

const ask = (body: object, token = mine.token) =>
  service.call('/functions/v1/api/privacy/subject', { token, body: { store_id: shop, ...body } })
const operations = async (body: object) =>
  (await ask(body)).body.data.accesses.map((entry: { operation: string }) => entry.operation)

test('nothing is held, and the accesses that named them are known, in every spelling', async () => {
  const encoded = encodeURIComponent('Zsofia.Teszt@Example.hu')
  await service.data(`customers?store_id=${shop}&email=${encoded}`, apiKey)
  await service.data('orders/search', apiKey, { body: { store_id: shop, phone: '06 30 999 8877' } })
  await service.data(`customers/kanari-17?store_id=${shop}`, apiKey)
  await service.data(`customers/kanari-17/orders?store_id=${shop}&email=${encoded}`, apiKey)
  await service.data(`customers?store_id=${shop}`, apiKey)
  const answer = await ask({ email: ' zsofia.teszt@example.hu' })
  expect(answer.body.data).toMatchObject({ held: false, identified_by: 'email', has_more: false })
  expect(answer.body.meta.coverage.reasons[0].code).toBe('named_accesses_only')
  expect(await operations({ email: 'zsofia.teszt@EXAMPLE.hu' })).toEqual([
    'customers.orders',
    'customers.list',
  ])
  expect(await operations({ phone: '+36 30 999 8877' })).toEqual(['orders.search'])
  expect(await operations({ customer_id: 'kanari-17' })).toEqual(['customers.orders', 'customers.get'])
  expect(await operations({ customer_id: 'kanari-18' })).toEqual([])
})

test('an attempt that was refused is known too', async () => {
  const { apiKey: weak } = await service.createKey(mine.token)
  await service.call(`/functions/v1/api/stores/${shop}/permissions`, {
    method: 'PUT',
    token: mine.token,
    body: {
      data_access_permissions: {
        allow_customer_access: false,
        allow_order_access: true,
        allow_product_access: true,
      },
    },
  })
  const refused = await service.data(`customers?store_id=${shop}&email=denied@example.hu`, weak)
  expect(refused.status).toBe(403)
  const { accesses } = (await ask({ email: 'denied@example.hu' })).body.data
  expect(accesses).toMatchObject([{ outcome: 'denied', code: 'data_access_disabled' }])
})

test('neither the database nor the log of the service ever had the values', async () => {
  const [dump] = await service.db.admin(
    "select string_agg(l::text, '') || (select string_agg(s::text, '') from store_person_secrets s) as text from access_log l",
  )
  const everything = `${dump?.['text']}${service.logLines.join('')}`.toLowerCase()
  expect(everything.includes(mine.userId)).toBe(true)
  for (const value of ['zsofia', 'teszt', '36309998877', 'kanari', 'denied@example.hu'])
    expect(everything.includes(value), value).toBe(false)
})

test('exactly one of the three; a real number; my own store', async () => {
  for (const body of [{}, { email: 'a@b.hu', phone: '+36301234567' }, { phone: 'not a number' }]) {
    const answer = await ask(body)
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
  }
  const foreign = await ask({ email: 'a@b.hu' }, other.token)
  expect([foreign.status, foreign.body.code]).toEqual([404, 'store_not_found'])
})

test('once the store is gone, its hashes can be linked to nobody', async () => {
  const hashes = await service.db.admin(
    'select persons from access_log where store_id = $1 and persons is not null',
    [shop],
  )
  expect(hashes.length).toBeGreaterThan(4)
  await service.call(`/functions/v1/api/stores/${shop}`, { method: 'DELETE', token: mine.token })
  expect(await service.db.admin('select * from store_person_secrets where store_id = $1', [shop])).toEqual([])
  expect((await ask({ email: 'zsofia.teszt@example.hu' })).status).toBe(404)
})

test('strangers are counted by network and reason, and have no row', async () => {
  await service.call('/functions/v1/webshop-data-api/stores')
  for (let index = 0; index < 3; index++) await service.data('stores', `api_shopcall_${'a'.repeat(32)}`)
  await service.call('/functions/v1/api/stores', { token: 'not.a.token' })
  await service.host.services.accessLog.drain()
  const rows = await service.db.admin(
    `select network::text, reason, sum(attempts)::int as attempts from stranger_attempts
      where reason <> 'no_credential' group by 1, 2 order by 2`,
  )
  expect(rows).toEqual([
    { network: '127.0.0.0/24', reason: 'bad_token', attempts: 1 },
    { network: '127.0.0.0/24', reason: 'malformed_key', attempts: 3 },
  ])
})
