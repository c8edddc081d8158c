// Expiring tokens under load: one renewal for all who wait, on one instance and on two, and no storm when it is refused.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../sandbox/shop.ts'
import type { Host } from '../src/entry/host.ts'
import type { TestService } from './support/service.ts'
import {
  connectTokenStore,
  createTokenOwner,
  letTurnsEnd,
  readUntilAnswered,
  startSecondHost,
  startTokenService,
  type TokenOwner,
  type TokenStore,
} from './support/shopify-tokens.ts'

let service: TestService
let second: Host
let owner: TokenOwner

beforeAll(async () => {
  service = await startTokenService()
  second = await startSecondHost(service)
  owner = await createTokenOwner(service)
}, 120_000)
afterAll(async () => {
  await second.stop()
  await service.close()
})
afterEach(() => service.sandbox.shopify.faults.clear())

/** How often a refresh token was sent during `work`. */
async function refreshesDuring(work: () => Promise<unknown>): Promise<number> {
  const { installations } = service.sandbox.programs.shopify
  const before = installations.refreshes()
  await work()
  return installations.refreshes() - before
}

const hostsOf = (instances: number) => [service.host, second].slice(0, instances)

function readAtOnce(store: TokenStore, count: number, instances: number) {
  const hosts = hostsOf(instances)
  return Promise.all(
    Array.from({ length: count }, (_, index) => readUntilAnswered(store, hosts[index % hosts.length])),
  )
}

describe.each([1, 2])('on %d instance(s)', (instances) => {
  test.each([
    ['that has expired', (store: TokenStore) => store.expire()],
    ['that the shop refuses before its time', async () => service.sandbox.programs.shopify.expireTokens()],
  ])('50 parallel reads with a token %s: one refresh, 50 answers', async (_what, end) => {
    const store = await connectTokenStore(service, owner)
    const before = await store.kept()
    await end(store)
    let answers: Awaited<ReturnType<typeof readAtOnce>> = []
    const refreshes = await refreshesDuring(async () => {
      answers = await readAtOnce(store, 50, instances)
    })
    expect(answers.map((answer) => answer.status)).toEqual(Array(50).fill(200))
    expect(answers.every((answer) => answer.body.data.length === 1)).toBe(true)
    expect(refreshes).toBe(1)
    const after = await store.kept()
    expect(after.previous_refresh_token).toBe(before.refresh_token)
    expect(after.access_token).not.toBe(before.access_token)
    expect(after.expires_at).toBeGreaterThan(Date.now() + 3_000_000)
    expect(await refreshesDuring(() => readAtOnce(store, 4, instances))).toBe(0)
  })

  test.each([400, 401])(
    'a refresh that is refused (%d): one try a minute, and one clear error',
    async (status) => {
      const store = await connectTokenStore(service, owner)
      await store.expire()
      const body = JSON.stringify({ error: 'invalid_grant' })
      service.sandbox.shopify.faults.set({ kind: 'status', status, body }, { path: /access_token/ })
      const tries = () =>
        service.sandbox.shopify.calls.list().filter((call) => /access_token/.test(call)).length
      service.sandbox.shopify.calls.clear()
      for (let round = 0; round < 2; round++) {
        const answers = await readAtOnce(store, 20, instances)
        expect(new Set(answers.map((answer) => answer.body.code))).toEqual(new Set(['shop_unauthorized']))
        expect(new Set(answers.map((answer) => answer.body.detail))).toEqual(
          new Set(['The access to the shop has ended. Connect the shop again.']),
        )
      }
      expect(tries()).toBe(1)
      expect(service.logLines.join('\n')).toContain('"reason":"needs_reconnect"')
      await letTurnsEnd(service, store.id)
      await readAtOnce(store, 10, instances)
      expect(tries()).toBe(2)
      // The shop takes it again: the tokens were kept, so the store comes back by itself.
      service.sandbox.shopify.faults.clear()
      await letTurnsEnd(service, store.id)
      expect((await store.read()).status).toBe(200)
    },
  )
})

test('the app was taken out of the shop: refused tokens are not asked for again and again', async () => {
  const store = await connectTokenStore(service, owner)
  service.sandbox.programs.shopify.installations.uninstall()
  const refreshes = await refreshesDuring(async () => {
    const first = await store.read()
    expect([first.status, first.body.code, first.body.detail]).toEqual([
      502,
      'shop_unauthorized',
      'The access to the shop has ended. Connect the shop again.',
    ])
    await readAtOnce(store, 10, 2)
  })
  expect(refreshes).toBe(1)
})

test('a refresh token that is past its end is not even sent', async () => {
  const store = await connectTokenStore(service, owner)
  await store.expire()
  await store.keep(() => ({ refresh_expires_at: Date.now() - 1_000 }))
  service.sandbox.shopify.calls.clear()
  const answer = await store.read()
  expect([answer.status, answer.body.detail]).toEqual([
    502,
    'The access to the shop has ended. Connect the shop again.',
  ])
  expect(service.sandbox.shopify.calls.list()).toEqual([])
})

test('an app whose secret was changed: that is said, and not that the shop must be connected again', async () => {
  const store = await connectTokenStore(service, owner)
  await store.expire()
  const body = JSON.stringify({ error: 'invalid_client' })
  service.sandbox.shopify.faults.set({ kind: 'status', status: 401, body }, { path: /access_token/ })
  for (let reads = 0; reads < 2; reads++) {
    expect((await store.read()).body.detail).toBe(
      "Shopify refuses this installation's app: its id or its secret.",
    )
  }
})

describe('ahead of its end', () => {
  const inItsLastMinute = () => ({ issued_at: Date.now() - 3_540_000, expires_at: Date.now() + 60_000 })

  test('a token is renewed while it still works', async () => {
    const store = await connectTokenStore(service, owner)
    await store.keep(inItsLastMinute)
    const before = await store.kept()
    expect(await refreshesDuring(() => readAtOnce(store, 20, 2))).toBe(1)
    expect((await store.kept()).access_token).not.toBe(before.access_token)
  })

  const faults: [string, Fault][] = [
    ['is down', { kind: 'status', status: 503 }],
    ['refuses', { kind: 'status', status: 400, body: '{"error":"invalid_grant"}' }],
    ['shows a page', { kind: 'html' }],
  ]
  test.each(faults)('no reader notices that the token endpoint %s', async (_what, fault) => {
    const store = await connectTokenStore(service, owner)
    await store.keep(inItsLastMinute)
    service.sandbox.shopify.faults.set(fault, { path: /access_token/ })
    expect((await store.read()).status).toBe(200)
  })

  test('no reader waits for a slow shop, and the renewal goes on without them', async () => {
    const store = await connectTokenStore(service, owner)
    await store.keep(inItsLastMinute)
    const before = await store.kept()
    service.sandbox.shopify.faults.set({ kind: 'slow', ms: 2_500 }, { path: /access_token/ })
    service.sandbox.shopify.calls.clear()
    expect((await store.read()).status).toBe(200)
    expect((await store.kept()).access_token).toBe(before.access_token)
    await expect
      .poll(async () => (await store.kept()).access_token, { timeout: 10_000 })
      .not.toBe(before.access_token)
  })

  test('no reader waits for another instance that is at it', async () => {
    const store = await connectTokenStore(service, owner)
    await store.keep(inItsLastMinute)
    await service.db.admin(
      "insert into credential_renewals values ($1, gen_random_uuid(), now() + interval '1 hour', null, null)",
      [store.id],
    )
    expect(await refreshesDuring(() => readAtOnce(store, 10, 2))).toBe(0)
  })
})
