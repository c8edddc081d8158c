// A signed-in user who asks as one of their keys gets what that key gets, on its record, and with no other's key anything.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from './support/service.ts'

let service: TestService
let user: { token: string; userId: string }
let other: { token: string; userId: string }
let store: string

beforeAll(async () => {
  service = await startTestService()
  user = await service.signUp()
  other = await service.signUp()
  store = (await service.connect(user.token, 'woocommerce')).body.data.id
}, 120_000)
afterAll(() => service.close())

const asKey = (keyId: string, token = user.token, path = 'orders') =>
  service.data(`${path}?store_id=${store}&limit=2`, token, { headers: { 'ShopCall-As-Key': keyId } })

test('the same data as the key gets, and a row of the key’s in the access log', async () => {
  const key = await service.createKey(user.token)
  const [real, tried] = [
    await service.data(`orders?store_id=${store}&limit=2`, key.apiKey),
    await asKey(key.id),
  ]
  expect([real.status, tried.status]).toEqual([200, 200])
  expect(tried.body.data).toEqual(real.body.data)
  expect(tried.headers.get('ratelimit')).toMatch(/^"per-key";r=\d+/)
  const rows = (await service.accessRows(user.userId)).slice(-2)
  expect(rows.map((row) => [row['key_id'], row['operation'], row['outcome']])).toEqual([
    [key.id, 'orders.list', 'allowed'],
    [key.id, 'orders.list', 'allowed'],
  ])
})

test('no more than the key may', async () => {
  const permissions = { customers: false, orders: true, products: true }
  const key = await service.createKey(user.token, { permissions })
  const answer = await asKey(key.id, user.token, 'customers')
  expect([answer.status, answer.body.code]).toEqual([403, 'insufficient_scope'])
})

test('somebody else’s key, one that is none, and one that was revoked: the answer to every bad credential', async () => {
  const key = await service.createKey(user.token)
  const refusals = [
    await asKey(key.id, other.token),
    await asKey(crypto.randomUUID()),
    await asKey("' or true --"),
    await asKey(key.id, 'no.token.at-all'),
    await asKey(key.id, key.apiKey),
  ]
  await service.call('/functions/v1/api-key-management/revoke', {
    token: user.token,
    body: { key_id: key.id },
  })
  refusals.push(await asKey(key.id))
  const first = { ...refusals[0]?.body, request_id: '' }
  for (const answer of refusals) {
    expect(answer.status).toBe(401)
    expect({ ...answer.body, request_id: '' }).toEqual(first)
  }
  const [last] = (await service.accessRows(user.userId)).slice(-1)
  expect([last?.['key_id'], last?.['code']]).toEqual([key.id, 'key_revoked'])
})

test('a user’s own operations do not look at it', async () => {
  const answer = await service.call('/functions/v1/api/stores', {
    token: other.token,
    headers: { 'ShopCall-As-Key': crypto.randomUUID() },
  })
  expect([answer.status, answer.body.data]).toEqual([200, []])
})
