// Signed calls of ShopRenter that are forged, changed, late, doubled, or brought again: at one instance and at two.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { serveShop } from '../../sandbox/shop.ts'
import { createShopRenterShop } from '../../sandbox/shoprenter/shop.ts'
import { type Host, startHost } from '../../src/entry/host.ts'
import { arrangeInstalls, type Installs, type User } from '../support/installs.ts'
import { startTestService } from '../support/service.ts'

let installs: Installs
let second: Host
let user: User

beforeAll(async () => {
  installs = await arrangeInstalls()
  user = await installs.service.signUp()
  const { services } = installs.service.host
  second = await startHost({ ...services.config, port: 0 }, () => undefined, {
    database: { ...installs.service.db.database, close: async () => undefined },
  })
}, 120_000)
afterAll(async () => {
  await second.stop()
  await installs.close()
})
beforeEach(async () => {
  for (const table of ['stores', 'shoprenter_installations', 'shoprenter_calls'])
    await installs.service.db.admin(`delete from ${table}`)
  installs.service.sandbox.shoprenter.calls.clear()
})

const app = () => installs.service.sandbox.shoprenterApp
const count = async (table: string) =>
  Number((await installs.service.db.admin(`select count(*) as n from ${table}`))[0]?.['n'])
const KINDS = ['callback', 'entry'] as const
const nowSeconds = () => Math.floor(Date.now() / 1000)

async function expectRefused(kind: (typeof KINDS)[number], query: URLSearchParams | string) {
  const answer = await installs.call(kind, query)
  expect([answer.status, answer.body.code], `${kind} ${query}`).toEqual([400, 'invalid_request'])
  expect(answer.headers.get('location')).toBeNull()
}

/** Refused before anything is written or ShopRenter is asked. */
async function expectNothing() {
  expect(await count('shoprenter_installations')).toBe(0)
  expect(await count('shoprenter_calls')).toBe(0)
  expect(installs.service.sandbox.shoprenter.calls.list()).toEqual([])
}

test.each(KINDS)('%s: forged, changed in any part, doubled, or late', async (kind) => {
  for (const order of ['code', 'docs'] as const) {
    for (const name of ['shopname', 'code', 'timestamp', 'hmac']) {
      const query = app().sign({ order })
      const value = query.get(name) ?? ''
      const changed = new URLSearchParams(query)
      changed.set(
        name,
        value.replace(/.$/, (char) => (char === '1' ? '2' : '1')),
      )
      await expectRefused(kind, changed)
      await expectRefused(kind, `${query}&${name}=${value}`)
      query.delete(name)
      await expectRefused(kind, query)
    }
    for (const late of [-700, 200, -86_400]) {
      await expectRefused(kind, app().sign({ order, timestamp: nowSeconds() + late }))
    }
  }
  await expectRefused(kind, '')
  await expectNothing()
})

test.each(['../x', 'a/b', 'a%2fb', 'a%252fb', 'x.evil.example', 'x@127.0.0.1', 'x%00', 'TESZTBOLT'])(
  'the shop %s is none, and nobody is asked about it',
  async (shopname) => {
    const query = app().sign()
    query.delete('shopname')
    for (const kind of KINDS) await expectRefused(kind, `shopname=${shopname}&${query}`)
    await expectNothing()
  },
)

test.each(['callback', 'entry'] as const)(
  '%s: one call at once from two instances counts once',
  async (kind) => {
    const query = app().sign()
    const path = `/functions/v1/oauth-shoprenter/${kind}?${query}`
    const bases = Array.from({ length: 16 }, (_, index) =>
      index % 2 ? second.url : installs.service.host.url,
    )
    const statuses = await Promise.all(bases.map(async (base) => (await fetch(`${base}${path}`)).status))
    expect(statuses.sort()).toEqual([200, ...Array(15).fill(400)])
    expect(await count('shoprenter_installations')).toBe(1)
  },
)

test('the same call signed in the other order, or brought to another address, is the same call', async () => {
  const one = { code: 'abc123', timestamp: nowSeconds() }
  expect((await installs.call('callback', app().sign({ ...one, order: 'code' }))).status).toBe(200)
  await expectRefused('callback', app().sign({ ...one, order: 'docs' }))
  await expectRefused('entry', app().sign({ ...one, order: 'code' }))
})

test('a value of one instance is bound at the other, once', async () => {
  const id = await installs.open()
  const finalize = (base: string) =>
    fetch(`${base}/functions/v1/oauth-shoprenter/finalize`, {
      method: 'POST',
      headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ installation_id: id }),
    })
  const answers = await Promise.all([finalize(second.url), finalize(installs.service.host.url)])
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 400])
  expect(await count('stores')).toBe(1)
})

test('what is over is deleted, and what is not stays', async () => {
  await installs.open()
  await installs.open()
  const clear = async () =>
    (await installs.service.db.admin('select shopcall.delete_ended_installations() as n'))[0]?.['n']
  expect(await clear()).toBe(0)
  await installs.service.db.admin("update shoprenter_calls set expires_at = now() - interval '1 second'")
  await installs.service.db.admin(
    "update shoprenter_installations set expires_at = now() - interval '1 second'",
  )
  expect(await clear()).toBe(3)
  expect([await count('shoprenter_calls'), await count('shoprenter_installations')]).toEqual([0, 0])
})

test('where no app is set up there is nothing to install', async () => {
  const bare = await startTestService({ SHOPRENTER_CLIENT_ID: '', SHOPRENTER_CLIENT_SECRET: '' })
  const owner = await bare.signUp()
  for (const kind of KINDS) {
    const answer = await bare.call(`/functions/v1/oauth-shoprenter/${kind}?${app().sign()}`)
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found'])
  }
  const answer = await bare.call('/functions/v1/oauth-shoprenter/finalize', {
    token: owner.token,
    body: { installation_id: 'x' },
  })
  expect([answer.status, answer.body.code]).toEqual([404, 'not_found'])
  await bare.close()
}, 60_000)

test('an app that the owner gave too few rights: said so, and nothing is kept', async () => {
  const poor = await serveShop(createShopRenterShop({ scopes: ['product.product:read'] }))
  const origins = { SHOPRENTER_API_ORIGIN: poor.origin, SHOPRENTER_TOKEN_ORIGIN: poor.origin }
  const there = await arrangeInstalls(origins)
  const owner = await there.service.signUp()
  const answer = await there.finalize(owner, await there.open())
  expect([answer.status, answer.body.code]).toEqual([502, 'shop_unauthorized'])
  expect(answer.body.detail).toContain('customer.customer:read')
  expect(await there.stores(owner)).toEqual([])
  await there.close()
  await poor.close()
}, 60_000)
