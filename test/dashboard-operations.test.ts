// What the dashboard reads beside the contract's calls: sandbox shops, a store's own products, the record of processing.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from './support/service.ts'

let service: TestService
let token: string

beforeAll(async () => {
  service = await startTestService()
  token = (await service.signUp()).token
}, 120_000)
afterAll(() => service.close())

const api = (path: string, body?: object) => service.call(`/functions/v1/api/${path}`, { token, body })

test('without SANDBOX there are no sandbox shops, and none can be connected', async () => {
  expect((await api('sandbox')).body.data).toEqual([])
  const answer = await api('sandbox/connect', { platform: 'shopify' })
  expect([answer.status, answer.body.code]).toEqual([404, 'not_found'])
})

test('the products of one’s own store, and of nobody else’s', async () => {
  const store = (await service.connect(token, 'woocommerce')).body.data.id
  const mine = await api(`stores/${store}/products?limit=3`)
  expect([mine.status, mine.body.data.length]).toEqual([200, 3])
  const other = (await service.signUp()).token
  const theirs = await service.call(`/functions/v1/api/stores/${store}/products`, { token: other })
  expect([theirs.status, theirs.body.code]).toEqual([404, 'store_not_found'])
})

test.each([
  ['en', /never|request/i, '180 days'],
  ['hu', /kérés/i, '180 nap'],
])('the record of processing in %s says what is stored and for how long', async (language, why, kept) => {
  const { status, body } = await api(`privacy/record?language=${language}`)
  expect(status).toBe(200)
  expect(body.data.passed_through).toHaveLength(3)
  expect(body.data.passed_through[0].why).toMatch(why)
  expect(body.data.stored.map((row: { kept: string }) => row.kept)).toContain(kept)
  expect(body.data.retention).toEqual({ access_log_days: 180, address_days: 90 })
  // Nothing is set up that would get more than the holders of keys.
  expect(body.data.recipients).toHaveLength(1)
})
