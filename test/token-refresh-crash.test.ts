// A renewal of tokens that breaks in the middle: whatever is lost on the way, the store reads again afterwards.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { credentialsBinding } from '../src/access/sealed-credentials.ts'
import type { Host } from '../src/entry/host.ts'
import type { TestService } from './support/service.ts'
import { SHOPIFY_APP } from './support/shopify-install.ts'
import {
  connectTokenStore,
  createTokenOwner,
  letTurnsEnd,
  startSecondHost,
  startTokenService,
  type TokenOwner,
  type TokenStore,
} from './support/shopify-tokens.ts'

let service: TestService
let second: Host
let owner: TokenOwner
let store: TokenStore

beforeAll(async () => {
  service = await startTokenService()
  second = await startSecondHost(service)
  owner = await createTokenOwner(service)
}, 120_000)
afterAll(async () => {
  await second.stop()
  await service.close()
})
beforeEach(async () => {
  store = await connectTokenStore(service, owner)
  service.sandbox.shopify.calls.clear()
})
afterEach(() => service.sandbox.shopify.faults.clear())

/** Asks the shop for new tokens as an instance does, and loses the answer. */
async function refreshAndLose(token: string): Promise<{ access_token: string; refresh_token: string }> {
  const answer = await fetch(`${service.sandbox.shopify.origin}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: SHOPIFY_APP.SHOPIFY_CLIENT_ID,
      client_secret: SHOPIFY_APP.SHOPIFY_CLIENT_SECRET,
      grant_type: 'refresh_token',
      refresh_token: token,
    }),
  })
  if (answer.status !== 200) throw new Error(`not refreshed: ${answer.status}`)
  return (await answer.json()) as { access_token: string; refresh_token: string }
}

const holdTurn = (seconds: number) =>
  service.db.admin(
    `insert into credential_renewals values ($1, gen_random_uuid(), now() + make_interval(secs => $2), null, null)`,
    [store.id, seconds],
  )

async function expectReads(host?: Host) {
  const answer = await store.read(host)
  expect([answer.status, answer.body.data?.length, answer.body.code]).toEqual([200, 1, undefined])
}

test('the shop renewed, and its answer could not be read: the next read asks again with the same token', async () => {
  await store.expire()
  service.sandbox.shopify.faults.set({ kind: 'warning_before_json' }, { path: /access_token/, times: 1 })
  expect((await store.read()).body.code).toBe('shop_invalid_response')
  await expectReads()
})

test('the shop renewed, and the connection broke: asked again at once', async () => {
  const { refresh_token } = await store.kept()
  await store.expire()
  await refreshAndLose(refresh_token)
  service.sandbox.shopify.faults.set({ kind: 'reset' }, { path: /access_token/, times: 1 })
  await expectReads()
})

test('the shop renewed, and the new tokens could not be stored: nothing is half stored, and the next read mends it', async () => {
  await store.expire()
  const before = await store.kept()
  await service.db.admin(`create function public.fail_update() returns trigger language plpgsql as
    $$ begin raise exception 'no space' using errcode = 'disk_full'; end $$`)
  await service.db.admin(
    'create trigger fail before update of credentials on stores for each row execute function public.fail_update()',
  )
  const answer = await store.read()
  await service.db.admin('drop function public.fail_update() cascade')
  expect([answer.status, answer.body.code]).toEqual([503, 'overloaded'])
  expect(await store.kept()).toEqual(before)
  await expectReads()
  expect((await store.kept()).previous_refresh_token).toBe(before.refresh_token)
})

test('an instance died after the shop’s answer: others wait until its turn is over, then renew', async () => {
  const { refresh_token } = await store.kept()
  await store.expire()
  await holdTurn(3_600)
  await refreshAndLose(refresh_token)
  service.sandbox.shopify.calls.clear()
  const reads = Promise.all([expectReads(), expectReads(second), expectReads()])
  // Long enough for all three to have asked for their turn.
  await sleep(1_000)
  expect(service.sandbox.shopify.calls.list()).toEqual([])
  await letTurnsEnd(service, store.id)
  await reads
})

test('while another instance holds the turn for long, a read says so in time', async () => {
  await store.expire()
  await holdTurn(3_600)
  const answer = await store.read()
  expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([
    503,
    'shop_unavailable',
    '2',
  ])
  expect(service.sandbox.shopify.calls.list()).toEqual([])
})

test('a pair that was stored and never worked: the token before it still does', async () => {
  const { refresh_token } = await store.kept()
  const lost = await refreshAndLose(refresh_token)
  // A retry of it elsewhere ends the pair that we stored.
  await refreshAndLose(refresh_token)
  await store.keep(() => ({
    ...{ access_token: lost.access_token, refresh_token: lost.refresh_token },
    previous_refresh_token: refresh_token,
    issued_at: Date.now() - 60_000,
  }))
  await expectReads()
  await expectReads(second)
})

test('a turn that took too long: what another instance stored meanwhile stays, and both read', async () => {
  await store.expire()
  service.sandbox.shopify.faults.set({ kind: 'slow', ms: 3_000 }, { path: /access_token/, times: 1 })
  const slow = expectReads()
  await expect.poll(() => service.sandbox.shopify.calls.list().length).toBe(1)
  await letTurnsEnd(service, store.id)
  await expectReads(second)
  const stored = await store.kept()
  await slow
  expect(await store.kept()).toEqual(stored)
  const [row] = await service.db.admin('select refused_reason from credential_renewals where store_id = $1', [
    store.id,
  ])
  expect(row?.['refused_reason']).toBeNull()
})

test('credentials that are sealed anew during a renewal are replaced all the same', async () => {
  await store.expire()
  const before = await store.kept()
  service.sandbox.shopify.faults.set({ kind: 'slow', ms: 1_500 }, { path: /access_token/, times: 1 })
  const read = expectReads()
  await expect.poll(() => service.sandbox.shopify.calls.list().length).toBe(1)
  await store.keep(() => ({}))
  await read
  expect((await store.kept()).previous_refresh_token).toBe(before.refresh_token)
})

test('a store that is deleted during its renewal stays deleted', async () => {
  await store.expire()
  service.sandbox.shopify.faults.set({ kind: 'slow', ms: 1_500 }, { path: /access_token/, times: 1 })
  const read = store.read()
  await expect.poll(() => service.sandbox.shopify.calls.list().length).toBe(1)
  await service.call(`/functions/v1/api/stores/${store.id}`, { method: 'DELETE', token: owner.token })
  const answer = await read
  expect([answer.status, answer.body.code]).toEqual([404, 'store_not_found'])
  expect(await service.db.admin('select * from stores')).toEqual([])
  expect(await service.db.admin('select * from credential_renewals')).toEqual([])
})

test('one owner’s renewal is not another’s to see', async () => {
  await store.expire()
  await expectReads()
  const binding = credentialsBinding({ id: store.id, user_id: crypto.randomUUID() })
  const [row] = await service.db.admin('select credentials from stores where id = $1', [store.id])
  const { credentials } = service.host.services.secrets
  expect(await credentials.open(String(row?.['credentials']), binding)).toBeNull()
  expect(await service.db.database.service.selectFrom('credential_renewals').selectAll().execute()).toEqual(
    [],
  )
  for (const role of ['authenticated', 'anon'] as const) {
    await expect(service.db.as(role, owner.userId, 'select * from credential_renewals')).rejects.toThrow(
      /permission denied/,
    )
  }
})
