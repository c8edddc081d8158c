// Keys that are handed over by somebody else, to somebody else, twice, or for another shop; and a shop that fails half-way.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { serveShop } from '../../sandbox/shop.ts'
import { createWooCommerceShop } from '../../sandbox/woocommerce/shop.ts'
import { createBrowser } from '../support/browser.ts'
import { arrangeHandover, type Handover, SMALL } from '../support/handover.ts'

const OURS = '/functions/v1/oauth-woocommerce'

let flow: Handover
beforeAll(async () => {
  flow = await arrangeHandover()
}, 120_000)
afterAll(() => flow.close())
beforeEach(() => flow.reset())

test('a made-up value, a used one, one that is too old, one of another platform', async () => {
  const { value } = await flow.begin()
  const made = value.replace(/^./, (char) => (char === 'A' ? 'B' : 'A'))
  expect((await flow.handOver(made)).status).toBe(400)
  expect((await flow.handOver(value)).status).toBe(200)
  expect((await flow.handOver(value)).body).toMatchObject({ status: 400, code: 'invalid_request' })
  expect(await flow.stores()).toHaveLength(1)

  const [second, third] = [await flow.begin(), await flow.begin()]
  await flow.service.db.admin(
    "update connect_attempts set expires_at = now() - interval '1 second' where secret_hash = sha256($1::bytea)",
    [Buffer.from(second.value)],
  )
  expect((await flow.handOver(second.value)).status).toBe(400)
  await flow.service.db.admin("update connect_attempts set platform = 'shopify' where user_id = $1", [
    flow.user().userId,
  ])
  expect((await flow.handOver(third.value)).status).toBe(400)
  for (const value of [second.value, third.value, made]) expect((await flow.goBack(value)).status).toBe(400)
})

test('the same keys twenty times at once count once', async () => {
  const { value } = await flow.begin()
  const answers = await Promise.all(Array.from({ length: 20 }, () => flow.handOver(value)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(400)])
  expect(await flow.stores()).toHaveLength(1)
})

test.each([
  ['no value', { user_id: undefined }],
  ['a value of another length', { user_id: 'x' }],
  ['an unknown member', { surprise: 1 }],
  ['a key that is none', { consumer_key: 'ck_x' }],
  ['a secret that is an object', { consumer_secret: {} }],
  ['no permissions', { key_permissions: undefined }],
  ['a key id that is an address', { key_id: 'http://127.0.0.1' }],
])('a body with %s is refused, and the value is not spent by it', async (_what, change) => {
  const { value } = await flow.begin()
  const answer = await flow.handOver(value, change)
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
  expect(answer.text).not.toContain(flow.program.keys.read.consumer_secret)
  expect((await flow.handOver(value)).status).toBe(200)
})

test('a body that is no JSON, no object, or too large', async () => {
  const send = (body: string, type = 'application/json') =>
    flow.service.call(`${OURS}/callback`, { body, headers: { 'content-type': type } })
  expect((await send('{')).status).toBe(400)
  expect((await send('[]')).status).toBe(400)
  expect((await send('user_id=x', 'application/x-www-form-urlencoded')).status).toBe(415)
  expect((await send(JSON.stringify({ user_id: 'x'.repeat(70_000) }))).status).toBe(413)
})

test.each(['read_write', 'write'])('a key with the right %s was not asked for', async (scope) => {
  const { page } = await flow.begin()
  const changed = page.replace('scope=read', `scope=${scope}`)
  const before = flow.program.handedOverKeys().length
  const end = await flow.browser().click(await flow.browser().open(changed), 'Approve')
  expect([end.status, end.html]).toEqual([401, expect.stringContaining('Access denied')])
  expect(flow.program.handedOverKeys()).toHaveLength(before)
  expect(await flow.stores()).toEqual([])
})

test.each(['writeOnly', 'customer'] as const)(
  'a key that cannot read, whatever is said of it: %s',
  async (kind) => {
    const { value } = await flow.begin()
    const { consumer_key, consumer_secret } = flow.program.keys[kind]
    const answer = await flow.handOver(value, { consumer_key, consumer_secret })
    expect([answer.status, answer.body.code]).toEqual([502, 'shop_unauthorized'])
    expect(await flow.stores()).toEqual([])
  },
)

test('a database that fails at the last write: no store either, and the shop deletes the key', async () => {
  await flow.service.db.admin('alter table connect_results add constraint never check (false) not valid')
  const { page } = await flow.begin()
  const before = flow.program.handedOverKeys().length
  const end = await flow.browser().click(await flow.browser().open(page), 'Approve')
  await flow.service.db.admin('alter table connect_results drop constraint never')
  expect(end.status).toBe(401)
  expect(flow.program.handedOverKeys()).toHaveLength(before)
  expect(await flow.service.db.admin('select 1 from stores')).toEqual([])
})

test('keys that work at another shop only', async () => {
  const other = createWooCommerceShop({ ...SMALL, seed: 'another' })
  const running = await serveShop(other)
  const { value } = await flow.begin()
  const { consumer_key, consumer_secret } = other.keys.read
  const answer = await flow.handOver(value, { consumer_key, consumer_secret })
  expect([answer.status, answer.body.code]).toEqual([502, 'shop_unauthorized'])
  expect(running.calls.list()).toEqual([])
  expect(await flow.stores()).toEqual([])
  await running.close()
})

test('a browser that did not begin ends it: what it approved for somebody else is gone', async () => {
  const victim = createBrowser()
  const { page, value } = await flow.begin()
  const end = await victim.click(await victim.open(page), 'Approve')
  expect([end.status, end.html]).toEqual([400, expect.stringContaining('was not connected')])
  expect(await flow.stores()).toEqual([])
  expect((await flow.goBack(value)).status).toBe(400)

  const open = await flow.begin()
  expect((await flow.goBack(open.value, '1', victim)).status).toBe(400)
  expect((await flow.handOver(open.value)).status).toBe(400)
})

const INDEX = /wp-json\/\?/
const FAULTS = [
  ['dies', { kind: 'reset' }],
  ['answers with an error', { kind: 'status', status: 500 }],
  ['answers with a page', { kind: 'html' }],
  ['answers with half of it', { kind: 'truncated' }],
  ['sends elsewhere', { kind: 'redirect', location: 'http://127.0.0.1:1/' }],
  ['answers with broken JSON', { kind: 'broken_json' }],
] as const

test.each(FAULTS)(
  'a shop that %s at any step: no key is left, and no store',
  async (_what, fault) => {
    for (const path of [INDEX, /\/orders/, /\/customers/, /\/products/]) {
      const { page } = await flow.begin()
      flow.shop.faults.set(fault, { path })
      const before = flow.program.handedOverKeys().length
      const end = await flow.browser().click(await flow.browser().open(page), 'Approve')
      flow.shop.faults.clear()
      expect([String(path), end.status]).toEqual([String(path), 401])
      expect(flow.program.handedOverKeys()).toHaveLength(before)
    }
    expect(await flow.stores()).toEqual([])
  },
  60_000,
)

test('a shop that is down when it begins: one clear error, and nothing open', async () => {
  flow.shop.faults.set({ kind: 'reset' })
  const answer = await flow.start()
  expect([answer.status, answer.body.code]).toEqual([503, 'shop_unavailable'])
  expect(answer.headers.getSetCookie()).toEqual([])
  const open = await flow.service.db.admin('select 1 from connect_attempts where user_id = $1', [
    flow.user().userId,
  ])
  expect(open).toEqual([])
})
