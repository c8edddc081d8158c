// A signed-in user who asks as one of their keys gets what that key gets, and nothing by a key that is not theirs.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, startTestService, type TestService } from './support/service.ts'

let service: TestService
let mine: { token: string; userId: string }
let other: { token: string; userId: string }
let storeId: string

const KEYS = '/functions/v1/api-key-management'

/** The data API with a credential, as the key with this id. */
const asKey = (path: string, credential: string, keyId: string) =>
  service.data(path, credential, { headers: { 'shopcall-as-key': keyId } })

/** A refusal's body without what differs from request to request. */
const withoutId = ({ body }: Answer) => ({ ...body, request_id: null })

const left = (answer: Answer) => Number(/"per-key";r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1])

const lastRow = async () => (await service.accessRows(mine.userId)).at(-1)

beforeAll(async () => {
  service = await startTestService({ RATE_LIMIT_PER_MINUTE: '50' })
  mine = await service.signUp()
  other = await service.signUp()
  const connected = await service.connect(mine.token, 'woocommerce')
  expect(connected.status).toBe(201)
  storeId = connected.body.data.id
})

afterAll(() => service.close())

describe('a key of their own', () => {
  test('gives the same data, and a row in the access log under the key', async () => {
    const { apiKey, id } = await service.createKey(mine.token)
    const path = `orders?store_id=${storeId}&limit=3`
    const [tried, real] = [await asKey(path, mine.token, id), await service.data(path, apiKey)]
    expect(tried.status).toBe(200)
    expect(tried.body.data).toHaveLength(3)
    expect(tried.body.data).toEqual(real.body.data)
    const rows = await service.accessRows(mine.userId)
    expect(rows.slice(-2)).toMatchObject([
      { key_id: id, operation: 'orders.list', outcome: 'allowed', store_id: storeId },
      { key_id: id, operation: 'orders.list', outcome: 'allowed', store_id: storeId },
    ])
  })

  test('is held to its scope, with a row that says so', async () => {
    const permissions = { products: true, customers: false, orders: false }
    const { apiKey, id } = await service.createKey(mine.token, { permissions })
    const path = `customers?store_id=${storeId}`
    const [tried, real] = [await asKey(path, mine.token, id), await service.data(path, apiKey)]
    expect(tried.status).toBe(403)
    expect(withoutId(tried)).toEqual(withoutId(real))
    expect(await lastRow()).toMatchObject({ key_id: id, outcome: 'denied', code: 'insufficient_scope' })
  })

  test('counts for the same limit as the key itself', async () => {
    const { apiKey, id } = await service.createKey(mine.token)
    const before = left(await service.data('stores', apiKey))
    expect(before).toBe(49)
    expect(left(await asKey('stores', mine.token, id))).toBe(48)
    await Promise.all(Array.from({ length: 48 }, () => asKey('stores', mine.token, id)))
    expect((await service.data('stores', apiKey)).status).toBe(429)
    expect((await asKey('stores', mine.token, id)).status).toBe(429)
  })
})

describe('refused like any bad credential', () => {
  let bad: Answer
  beforeAll(async () => {
    bad = await service.data('stores', 'api_shopcall_00000000000000000000000000000000')
    expect(bad.status).toBe(401)
  })

  test("another user's key, and an id that is none", async () => {
    const { id } = await service.createKey(other.token)
    const before = await service.accessRows(other.userId)
    for (const wrong of [id, crypto.randomUUID(), 'x', "' or true --"]) {
      const answer = await asKey('stores', mine.token, wrong)
      expect(answer.status).toBe(401)
      expect(withoutId(answer)).toEqual(withoutId(bad))
    }
    expect(await service.accessRows(other.userId)).toEqual(before)
  })

  test('a revoked key, which its owner sees in the log', async () => {
    const { id } = await service.createKey(mine.token)
    await service.call(`${KEYS}/revoke`, { token: mine.token, body: { key_id: id } })
    const answer = await asKey('stores', mine.token, id)
    expect(answer.status).toBe(401)
    expect(withoutId(answer)).toEqual(withoutId(bad))
    expect(await lastRow()).toMatchObject({ key_id: id, outcome: 'denied', code: 'key_revoked', status: 401 })
  })

  test('an API key as the credential: only a user may ask as a key', async () => {
    const { apiKey, id } = await service.createKey(mine.token)
    const answer = await asKey('stores', apiKey, id)
    expect(answer.status).toBe(401)
    expect(withoutId(answer)).toEqual(withoutId(bad))
  })

  test("a user's token without the header", async () => {
    expect(withoutId(await service.data('stores', mine.token))).toEqual(withoutId(bad))
  })
})

test("the header changes nothing about what is a user's to do", async () => {
  const { id } = await service.createKey(other.token)
  const headers = { 'shopcall-as-key': id }
  const answer = await service.call('/functions/v1/api/stores', { token: mine.token, headers })
  expect(answer.status).toBe(200)
  expect(answer.body.data.map((store: { id: string }) => store.id)).toEqual([storeId])
  const { apiKey } = await service.createKey(mine.token)
  const byKey = await service.call('/functions/v1/api/stores', { token: apiKey, headers })
  expect(byKey.status).toBe(401)
})
