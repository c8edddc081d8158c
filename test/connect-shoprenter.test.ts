// A ShopRenter shop installs the app and comes to belong to one user.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { arrangeInstalls, type Installs, type User } from './support/installs.ts'

const ALL_ON = { allow_customer_access: true, allow_order_access: true, allow_product_access: true }

let installs: Installs
let user: User
let other: User

beforeAll(async () => {
  installs = await arrangeInstalls()
  user = await installs.service.signUp()
  other = await installs.service.signUp()
}, 120_000)
afterAll(() => installs.close())
beforeEach(async () => {
  installs.service.sandbox.shoprenter.faults.clear()
  installs.service.sandbox.shoprenterApp.install('http://127.0.0.1')
  for (const table of ['stores', 'shoprenter_installations'])
    await installs.service.db.admin(`delete from ${table}`)
})

const app = () => installs.service.sandbox.shoprenterApp
const shop = () => installs.service.sandbox.shoprenter
const rows = (text: string) => installs.service.db.admin(text)

test.each(['code', 'docs'] as const)(
  'installed, signed in the order of %s: the store reads',
  async (order) => {
    const { visited, html, id, shop: name } = await installs.walk(order)
    expect(visited.map((url) => new URL(url).pathname)).toEqual([
      '/functions/v1/oauth-shoprenter/callback',
      '/admin/app/55',
      '/functions/v1/oauth-shoprenter/entry',
    ])
    expect(html).toContain('ShopCall is installed in the shop.')
    expect(name).toBe('tesztbolt')
    const more = { data_access_permissions: { ...ALL_ON, allow_order_access: false }, language: 'hu' }
    const answer = await installs.finalize(user, id, more)
    expect([answer.status, answer.body.data]).toEqual([
      201,
      expect.objectContaining({
        platform: 'shoprenter',
        health: { state: 'ok' },
        data_access_permissions: { ...ALL_ON, allow_order_access: false },
      }),
    ])
    const { apiKey } = await installs.service.createKey(user.token)
    const storeId = answer.body.data.id
    expect((await installs.service.data(`products?store_id=${storeId}&limit=1`, apiKey)).status).toBe(200)
    expect(
      await rows(`select reason, consent_language from store_permission_audit where store_id = '${storeId}'`),
    ).toEqual([{ reason: 'connected', consent_language: 'hu' }])
    expect(await rows('select 1 from shoprenter_installations')).toEqual([])
  },
)

test('a program gets the value too, and where the browser has to go', async () => {
  const query = app().sign()
  query.set('app_url', `${shop().origin}/admin/app/55`)
  const callback = `${installs.service.host.url}/functions/v1/oauth-shoprenter/callback`
  const answer = await fetch(`${callback}?${query}`, { redirect: 'manual' })
  const { data } = (await answer.json()) as { data: { installation_id: string; shop: string } }
  expect([answer.status, data.shop]).toEqual([302, 'tesztbolt'])
  expect(new URL(answer.headers.get('location') ?? '').searchParams.get('installation_id')).toBe(
    data.installation_id,
  )
  expect((await installs.finalize(user, data.installation_id)).status).toBe(201)
})

test('an address that is not surely the shop’s admin is not gone to', async () => {
  for (const appUrl of ['https://evil.example/admin/app/55', 'https://www.tesztbolt.hu/admin/app/55', 'x']) {
    const query = app().sign()
    query.set('app_url', appUrl)
    const answer = await installs.call('callback', query)
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null])
    expect(answer.text).not.toContain('evil')
    expect((await installs.finalize(user, 'x')).status).toBe(400)
  }
})

test('of the values of a shop only the newest works, and works once', async () => {
  const first = await installs.open('callback')
  const second = await installs.open('entry')
  const stale = await installs.finalize(user, first)
  expect([stale.status, stale.body.code]).toEqual([400, 'invalid_request'])
  expect((await installs.finalize(user, second)).status).toBe(201)
  expect((await installs.finalize(other, second)).status).toBe(400)
  expect(await installs.stores(other)).toEqual([])
})

test('a value that is too old, changed, or made up', async () => {
  const id = await installs.open()
  await rows("update shoprenter_installations set expires_at = now() - interval '1 second'")
  expect((await installs.finalize(user, id)).status).toBe(400)
  const fresh = await installs.open()
  const changed = fresh.replace(/.(?=.{4}$)/, (char) => (char === 'A' ? 'B' : 'A'))
  for (const value of [changed, `${fresh}x`, 'x', 'a.b.c.d.e', crypto.randomUUID()]) {
    expect((await installs.finalize(user, value)).status, value).toBe(400)
  }
  // Nor does the hash that lies in the database open anything, or a value bound to another shop.
  await rows("update shoprenter_installations set shop = 'masik'")
  expect((await installs.finalize(user, fresh)).status).toBe(400)
  expect(await installs.stores(user)).toEqual([])
})

test('two users with the same value at the same moment: exactly one gets the shop', async () => {
  const id = await installs.open()
  const answers = await Promise.all([user, other, user, other].map((who) => installs.finalize(who, id)))
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400])
  expect(await rows('select 1 from stores')).toHaveLength(1)
})

test.each([
  ['dies', { kind: 'reset' }],
  ['answers with an error', { kind: 'status', status: 500 }],
  ['answers with a page', { kind: 'html' }],
  ['refuses', { kind: 'status', status: 401 }],
] as const)(
  'ShopRenter %s at any step: no store, and the value is spent',
  async (_what, fault) => {
    for (const path of [/app\/token/, /settings/]) {
      const id = await installs.open()
      shop().faults.set(fault, { path })
      const answer = await installs.finalize(user, id)
      shop().faults.clear()
      expect(answer.status, `${path}`).toBeGreaterThanOrEqual(502)
      expect(answer.text).not.toMatch(/kanari/i)
      expect((await installs.finalize(user, id)).status).toBe(400)
    }
    expect(await rows('select 1 from stores')).toEqual([])
  },
  60_000,
)
