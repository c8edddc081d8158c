// Input that wants to be more than input: SQL, GraphQL, prototypes, extra fields, other people's ids.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PLATFORM_IDS, type PlatformId } from '../../src/platforms/platform.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
let user: { token: string; userId: string }
let key: string
const stores = {} as Record<PlatformId, string>

beforeAll(async () => {
  service = await startTestService()
  user = await service.signUp()
  for (const platform of PLATFORM_IDS)
    stores[platform] = (await service.connect(user.token, platform)).body.data.id
  key = (await service.createKey(user.token)).apiKey
}, 120_000)
afterAll(() => service.close())

const INJECTIONS = [
  "' or 1=1 --",
  "'; drop table stores; --",
  '" OR email:* "\\',
  '") { shop { name } } #',
  '{{7*7}}',
  '../../../etc/passwd',
  '%00',
  'a\u0000b',
  'x'.repeat(200),
  '*',
  'status:any OR id:>0',
  '<script>alert(1)</script>',
  'http://169.254.169.254/',
  '\u202e\u0000\ud800',
  ')))))(((((',
]

describe.each(PLATFORM_IDS)('%s', (platform) => {
  test.each(INJECTIONS)('%j is only ever a value', async (text) => {
    const value = encodeURIComponent(text.toWellFormed())
    const store = `store_id=${stores[platform]}`
    const answers = await Promise.all([
      service.data(`orders?${store}&number=${value}`, key),
      service.data(`orders?${store}&email=${value}`, key),
      service.data(`orders?${store}&customer_id=${value}`, key),
      service.data(`customers?${store}&search=${value}`, key),
      service.data(`products?${store}&sku=${value}`, key),
      service.data(`products?${store}&search=${value}&limit=3`, key),
      service.data(`orders/${value}?${store}`, key),
      service.data(`customers/${value}?${store}`, key),
    ])
    for (const [index, answer] of answers.entries()) {
      expect([200, 400, 404, 422], `${index}: ${answer.text.slice(0, 200)}`).toContain(answer.status)
      // The exact filters give nobody: a filter that was talked out of its quotes would give the whole shop.
      if (answer.status === 200 && index < 3) expect(answer.body.data).toEqual([])
    }
  })
})

test('the tables are still there', async () => {
  expect(await service.db.admin('select count(*)::int as count from stores')).toEqual([{ count: 3 }])
})

test.each([
  ['PATCH', () => `/functions/v1/api/stores/${stores.shopify}`, { name: 'x', user_id: crypto.randomUUID() }],
  ['PATCH', () => `/functions/v1/api/stores/${stores.shopify}`, { name: 'x', credentials: 'x' }],
  ['PATCH', () => `/functions/v1/api/stores/${stores.shopify}`, { name: 'x', platform: 'woocommerce' }],
  [
    'PUT',
    () => `/functions/v1/api/stores/${stores.shopify}/permissions`,
    { data_access_permissions: {}, user_id: 'x' },
  ],
  ['POST', () => '/functions/v1/api-key-management/create', { name: 'x', user_id: crypto.randomUUID() }],
  ['POST', () => '/functions/v1/api-key-management/create', { name: 'x', digest: 'x', hash: 'x' }],
  [
    'POST',
    () => '/functions/v1/api-key-management/create',
    { name: 'x', permissions: { customers: true, admin: true } },
  ],
])('%s with a field too many changes nothing', async (method, path, body) => {
  const before = await service.db.admin(
    'select id, user_id, name, platform, credentials from stores order by id',
  )
  const answer = await service.call(path(), { method, token: user.token, body })
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
  expect(
    await service.db.admin('select id, user_id, name, platform, credentials from stores order by id'),
  ).toEqual(before)
})

test('a prototype in the body pollutes nothing', async () => {
  for (const body of [
    '{"name":"x","__proto__":{"isAdmin":true}}',
    '{"name":"x","constructor":{"prototype":{"isAdmin":true}}}',
  ]) {
    const answer = await service.call('/functions/v1/api-key-management/create', {
      method: 'POST',
      token: user.token,
      body,
    })
    expect(answer.status).toBe(400)
  }
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
})

test('a key that names another user’s store cannot be made', async () => {
  const other = await service.signUp()
  const answer = await service.call('/functions/v1/api-key-management/create', {
    token: other.token,
    body: { name: 'x', store_ids: [stores.shopify] },
  })
  expect([answer.status, answer.body.code]).toEqual([404, 'store_not_found'])
})

test('a parameter twice, in the address and the body, or with brackets, is refused', async () => {
  const store = stores.woocommerce
  const answers = [
    await service.data(`orders?store_id=${store}&status=completed&status=failed`, key),
    await service.data(`orders?store_id=${store}&status[]=completed`, key),
    await service.data(`orders/search?store_id=${store}`, key, { body: { store_id: store } }),
    await service.data(`orders/search?email=a@example.hu`, key, { body: { store_id: store } }),
  ]
  expect(answers.map((answer) => [answer.status, answer.body.code])).toEqual(
    Array(4).fill([400, 'invalid_request']),
  )
})
