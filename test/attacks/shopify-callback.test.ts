// Forged, changed, stale and repeated callbacks of Shopify: refused before the state is spent or a shop is called.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createOwner } from '../support/owner.ts'
import { type Answer, startTestService, type TestService } from '../support/service.ts'
import {
  type Begun,
  begin,
  comeBack,
  leftBehind,
  NOTHING,
  SHOP,
  SHOPIFY_APP,
  signed,
} from '../support/shopify-install.ts'

let service: TestService
let user: { token: string; userId: string }
let begun: Begun
let good: Record<string, string>

const seconds = () => Math.floor(Date.now() / 1000)

beforeAll(async () => {
  service = await startTestService({ ...SHOPIFY_APP, TRUSTED_PROXIES: '127.0.0.1' })
}, 120_000)
afterAll(() => service.close())
beforeEach(async () => {
  user = await createOwner(service)
  begun = await begin(service, user.token)
  service.sandbox.shopify.calls.clear()
  good = {
    code: service.sandbox.programs.shopify.installations.issueCode({
      redirectUri: '',
      state: begun.state,
      scopes: ['read_customers', 'read_orders', 'read_products'],
    }),
    host: btoa('admin.shopify.com/store/homokozo-bolt'),
    shop: SHOP,
    state: begun.state,
    timestamp: String(seconds()),
  }
})

const visit = (search: string): Promise<Answer> => comeBack(service, `?${search}`, { cookie: begun.cookie })

/** Refused, no shop was called, and the attempt is still there for who really began it. */
async function expectRefused(answer: Answer, detail: string) {
  expect([answer.status, answer.body?.code, answer.body?.detail]).toEqual([400, 'invalid_request', detail])
  expect(service.sandbox.shopify.calls.list()).toEqual([])
  expect(await leftBehind(service, user.userId)).toEqual({ ...NOTHING, open: 1 })
}
const UNSIGNED = 'This call was not signed by Shopify.'
const REPEATED = 'A parameter was sent more than once.'
const STALE = 'This call is too old, or of a time that has not come yet.'
const UNKNOWN =
  'This connection was not begun here, was finished already, or took longer than ten minutes. Begin it again.'

test('the signature that these tests make is the one that is taken', async () => {
  const answer = await visit(`${signed({ ...good, locale: 'hu HU', extra: 'a+b&c=d/é*~!' })}`)
  expect([answer.status, answer.body.data?.platform]).toEqual([201, 'shopify'])
})

describe('the signature', () => {
  test.each(['code', 'host', 'shop', 'state', 'timestamp'])(
    '%s changed, dropped or emptied',
    async (name) => {
      const query = signed(good)
      const value = query.get(name) ?? ''
      for (const changed of [`${value}0`, value.slice(0, -1), value.toUpperCase().replace(/^./, 'Z'), '']) {
        const forged = new URLSearchParams(query)
        forged.set(name, changed)
        await expectRefused(await visit(`${forged}`), UNSIGNED)
      }
      query.delete(name)
      await expectRefused(await visit(`${query}`), UNSIGNED)
    },
  )

  test('a parameter more than was signed', async () => {
    await expectRefused(await visit(`${signed(good)}&more=1`), UNSIGNED)
  })

  test.each([
    ['missing', () => null],
    ['empty', () => ''],
    ['short', (hmac: string) => hmac.slice(2)],
    ['long', (hmac: string) => `${hmac}00`],
    ['in capitals', (hmac: string) => hmac.toUpperCase()],
    ['as base64', (hmac: string) => btoa(hmac)],
    ['of zeros', () => '0'.repeat(64)],
    ['with a space', (hmac: string) => `${hmac} `],
    ['with its last bit changed', (hmac: string) => hmac.replace(/.$/, (c) => (c === '0' ? '1' : '0'))],
  ])('hmac %s', async (_what, change) => {
    const query = signed(good)
    const hmac = change(query.get('hmac') ?? '')
    if (hmac === null) query.delete('hmac')
    else query.set('hmac', hmac)
    await expectRefused(await visit(`${query}`), UNSIGNED)
  })

  test('by another secret, or by none', async () => {
    await expectRefused(await visit(`${signed(good, 'shpss_other')}`), UNSIGNED)
    await expectRefused(await visit(`${signed(good, '')}`), UNSIGNED)
  })

  test('over joined names and values that only look the same', async () => {
    const { code, ...rest } = good
    const query = signed({ ...rest, 'code=x&host': good['host'] ?? '' })
    query.append('code', code ?? '')
    await expectRefused(await visit(`${query}`), UNSIGNED)
  })
})

test.each(['code', 'hmac', 'shop', 'state', 'timestamp', 'host'])('%s there twice', async (name) => {
  const query = signed(good)
  await expectRefused(await visit(`${query}&${name}=${query.get(name)}`), REPEATED)
  await expectRefused(await visit(`${name}=x&${query}`), REPEATED)
})

test.each([
  ['six minutes old', () => String(seconds() - 361)],
  ['two minutes ahead', () => String(seconds() + 121)],
  ['in milliseconds', () => String(Date.now())],
  ['not a number', () => 'now'],
  ['hexadecimal', () => '0x6565'],
  ['negative', () => '-1'],
  ['missing', () => null],
])('a time that is %s', async (_what, at) => {
  const { timestamp: _, ...rest } = good
  const value = at()
  await expectRefused(await visit(`${signed(value === null ? rest : { ...rest, timestamp: value })}`), STALE)
})

test('a time of four minutes ago is in time', async () => {
  const answer = await visit(`${signed({ ...good, timestamp: String(seconds() - 240) })}`)
  expect(answer.status).toBe(201)
})

test.each([
  'evil.example',
  'homokozo-bolt.myshopify.com.evil.example',
  'homokozo-bolt.myshopify.com\n',
  'HOMOKOZO-BOLT.myshopify.com',
  'homokozo-bolt.myshopify.com/admin',
  'user@homokozo-bolt.myshopify.com',
  '127.0.0.1',
])('signed, but %j is no shop', async (shop) => {
  await expectRefused(
    await visit(`${signed({ ...good, shop })}`),
    'This is not the name of a shop at Shopify.',
  )
})

test.each(['', 'a b', 'a\r\nb', 'x'.repeat(256)])('signed, but the code is %j', async (code) => {
  await expectRefused(await visit(`${signed({ ...good, code })}`), 'The code is missing or not valid.')
})

test('signed for a foreign shop: the state is spent, and no shop is called', async () => {
  const answer = await visit(`${signed({ ...good, shop: 'other-shop.myshopify.com' })}`)
  expect([answer.status, answer.body.detail]).toEqual([400, UNKNOWN])
  expect(service.sandbox.shopify.calls.list()).toEqual([])
  expect(await leftBehind(service, user.userId)).toEqual(NOTHING)
  expect((await visit(`${signed(good)}`)).body.detail).toBe(UNKNOWN)
})

test.each(['', 'x', 'y'.repeat(43), `${'z'.repeat(43)}' or 1=1--`])(
  'signed, but the state is %j',
  async (state) => {
    await expectRefused(await visit(`${signed({ ...good, state })}`), UNKNOWN)
  },
)

test('the state of another platform’s attempt is none here', async () => {
  await service.db.admin("update connect_attempts set platform = 'woocommerce'")
  await expectRefused(await visit(`${signed(good)}`), UNKNOWN)
})

test('a state of eleven minutes ago is over', async () => {
  await service.db.admin("update connect_attempts set expires_at = now() - interval '1 minute'")
  const answer = await visit(`${signed(good)}`)
  expect([answer.status, answer.body.detail]).toEqual([400, UNKNOWN])
  expect(service.sandbox.shopify.calls.list()).toEqual([])
})

test('of all of that no value is in a log line', async () => {
  const log = service.logLines.join('\n')
  expect(log).toContain('bad_signature')
  for (const value of [begun.state, good['code'], SHOP, 'hmac', 'evil.example'])
    expect(log).not.toContain(value)
})
