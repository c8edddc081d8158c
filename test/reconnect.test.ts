// Connecting a shop again: its store gets the new credentials when it does not work any more, and only then.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createKeys } from '../sandbox/woocommerce/keys.ts'
import { BEHIND_PROXY, createOwner, type Owner } from './support/owner.ts'
import { startTestService, type TestService } from './support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService(BEHIND_PROXY)
}, 120_000)
afterAll(() => service.close())
afterEach(() => service.sandbox.woocommerce.faults.clear())

const KEYS_REVOKED = { kind: 'status', status: 401, body: '{"code":"woocommerce_rest_cannot_view"}' } as const

async function connected(): Promise<Owner & { id: string }> {
  const owner = await createOwner(service, ['woocommerce'])
  return { ...owner, id: String(owner.storeIds[0]) }
}
const rowOf = async (id: string) =>
  (await service.db.admin('select * from stores where id = $1', [id]))[0] ?? {}
const setProblem = (id: string, problem: string) =>
  service.db.admin(
    `insert into store_health values ($1, 'orders', false, $2, now() - interval '1 minute')
     on conflict (store_id, kind) do update set reachable = false, problem = excluded.problem`,
    [id, problem],
  )
const connect = (owner: Owner, extra: object = {}) => service.connect(owner.token, 'woocommerce', extra)
const ONLY_ORDERS = { allow_customer_access: false, allow_order_access: true, allow_product_access: false }

test('a store whose keys were revoked: the same store with new credentials and switches, on record', async () => {
  const owner = await connected()
  const { apiKey } = await owner.key()
  const before = await rowOf(owner.id)
  await setProblem(owner.id, 'keys_revoked')
  const answer = await connect(owner, { data_access_permissions: ONLY_ORDERS, language: 'hu', name: 'Másik' })
  expect(answer.status).toBe(201)
  expect(answer.body.data).toMatchObject({
    id: owner.id,
    name: 'Másik',
    data_access_permissions: ONLY_ORDERS,
    health: { state: 'ok', orders: { problem: null } },
  })
  const after = await rowOf(owner.id)
  expect(after['credentials']).not.toBe(before['credentials'])
  const audit = await service.call(`/functions/v1/api/stores/${owner.id}/permissions/audit`, {
    token: owner.token,
  })
  expect(audit.body.data).toMatchObject([
    {
      reason: 'connected',
      consent_language: 'hu',
      new_permissions: ONLY_ORDERS,
      old_permissions: before['data_access_permissions'],
    },
    { reason: 'connected', consent_language: 'en', old_permissions: null },
  ])
  expect((await service.data(`orders?store_id=${owner.id}`, apiKey)).status).toBe(200)
  expect((await service.data(`products?store_id=${owner.id}`, apiKey)).body.code).toBe('data_access_disabled')
  expect(await service.db.admin('select * from stores where user_id = $1', [owner.userId])).toHaveLength(1)
})

test('a store that is disconnected: the same', async () => {
  const owner = await connected()
  await service.db.admin('update stores set credentials = null where id = $1', [owner.id])
  const answer = await connect(owner)
  expect([answer.status, answer.body.data.id, answer.body.data.health.state]).toEqual([201, owner.id, 'ok'])
})

test('a store that works, or needs something else than credentials: 409, and nothing changed', async () => {
  const owner = await connected()
  const before = await rowOf(owner.id)
  expect((await connect(owner, { name: 'Másik' })).body.code).toBe('conflict')
  await setProblem(owner.id, 'slow_search')
  expect((await connect(owner)).status).toBe(409)
  expect(await rowOf(owner.id)).toEqual(before)
})

test('keys that were revoked since the last look: the shop is asked before the merchant is sent away', async () => {
  const owner = await connected()
  const old = new RegExp(`oauth_consumer_key=${service.sandbox.access.woocommerce.consumer_key}`)
  const { consumer_key, consumer_secret } = createKeys('woocommerce').shopManager
  const withNewKeys = { consumer_key, consumer_secret }
  service.sandbox.woocommerce.faults.set(KEYS_REVOKED, { path: old })
  const answer = await connect(owner, withNewKeys)
  expect([answer.status, answer.body.data.id]).toEqual([201, owner.id])
})

test('two at once: one replaces, the other is told that it is connected', async () => {
  const owner = await connected()
  await setProblem(owner.id, 'keys_revoked')
  const answers = await Promise.all([connect(owner), connect(owner)])
  expect(answers.map((one) => one.status).toSorted()).toEqual([201, 409])
  const rows = await service.db.admin('select * from store_permission_audit where store_id = $1', [owner.id])
  expect(rows).toHaveLength(2)
})

test('credentials that the shop does not take leave everything as it was', async () => {
  const owner = await connected()
  await setProblem(owner.id, 'keys_revoked')
  const before = await rowOf(owner.id)
  const answer = await connect(owner, { consumer_secret: 'cs_wrong' })
  expect(answer.body.code).toBe('shop_unauthorized')
  expect(await rowOf(owner.id)).toEqual(before)
})

test('another user who connects the same shop gets a store of their own', async () => {
  const owner = await connected()
  await setProblem(owner.id, 'keys_revoked')
  const before = await rowOf(owner.id)
  const stranger = await connected()
  expect(stranger.id).not.toBe(owner.id)
  expect(await rowOf(owner.id)).toEqual(before)
})

test('a look that began before the store was connected anew does not undo it', async () => {
  const owner = await connected()
  await setProblem(owner.id, 'keys_revoked')
  await connect(owner)
  const late = JSON.stringify([
    { kind: 'orders', reachable: false, problem: 'keys_revoked', checked_at: new Date(Date.now() - 30_000) },
  ])
  await service.db.admin('select shopcall.keep_store_health($1, $2, $3::jsonb)', [
    owner.userId,
    owner.id,
    late,
  ])
  const store = await service.call(`/functions/v1/api/stores/${owner.id}`, { token: owner.token })
  expect(store.body.data.health.state).toBe('ok')
})
