// Syncs as their owner sees them: started by hand, told with counts, scheduled, and by nobody else.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runSyncRound } from '../../src/jobs/sync-round.ts'
import { type CallOptions, startTestService, type TestService } from '../support/service.ts'
import { configOf, setConfig, syncsOf } from '../support/sync-stores.ts'

const SECRET = 's'.repeat(40)
let service: TestService
let owner: { token: string; userId: string }
let stranger: { token: string }
let store: string

beforeAll(async () => {
  service = await startTestService({ SERVICE_SECRET: SECRET })
  owner = await service.signUp()
  stranger = await service.signUp()
  store = (await service.connect(owner.token, 'woocommerce')).body.data.id
})
afterAll(() => service.close())
beforeEach(async () => {
  await service.db.admin('delete from store_syncs')
  await setConfig(service.db, store, { next_due_at: new Date(Date.now() + 3_600_000), enabled: true })
})

const api = (path: string, options: CallOptions = {}) =>
  service.call(`/functions/v1/api/stores/${store}/${path}`, { token: owner.token, ...options })
const start = (body: object = {}) => api('sync', { body })
const put = (body: object, token = owner.token) => api('sync-config', { method: 'PUT', body, token })
const round = () => runSyncRound(service.host.services, { budgetMs: 60_000 })
const clock = (authorization?: string) =>
  service.call('/functions/v1/scheduled-sync', {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
  })
const SETTINGS = { enabled: true, interval_minutes: 60, sync_products: true }

test('started by hand it is queued, then runs, then is told with its counts', async () => {
  const started = await start()
  expect([started.status, started.body.data.state]).toEqual([202, 'queued'])
  expect(await round()).toMatchObject({ completed: 1 })
  const { body } = await api('syncs')
  expect(body.data.length).toBe(1)
  expect(body.data[0]).toMatchObject({ id: started.body.data.id, kind: 'full', state: 'completed' })
  expect(body.data[0].products_read).toBeGreaterThan(500)
  expect(body.meta.products).toBeGreaterThan(500)
  expect(Object.keys(body.data[0]).join()).not.toMatch(/customers|orders|resume|lease/)
})

test('a second start answers the one under way', async () => {
  const answers = await Promise.all([start(), start({ full: true }), start()])
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([202]))
  expect(new Set(answers.map((answer) => answer.body.data.id)).size).toBe(1)
  expect((await syncsOf(service.db, store)).length).toBe(1)
})

test('after a first one only changes are read, unless everything is asked for', async () => {
  await start()
  await round()
  await start()
  await round()
  await start({ full: true })
  await round()
  const kinds = (await syncsOf(service.db, store)).map((row) => row['kind'])
  expect(kinds.slice(0, 2)).toEqual(['full', 'incremental'])
})

test('where products are off there is none to start', async () => {
  const permissions = (allow: boolean) =>
    api('permissions', {
      method: 'PUT',
      body: {
        data_access_permissions: {
          allow_customer_access: true,
          allow_order_access: true,
          allow_product_access: allow,
        },
      },
    })
  await permissions(false)
  expect((await start()).body.code).toBe('data_access_disabled')
  await permissions(true)
  await put({ ...SETTINGS, sync_products: false })
  expect((await start()).body.code).toBe('conflict')
  await put(SETTINGS)
  expect(await syncsOf(service.db, store)).toEqual([])
})

test('the schedule is read and set: three settings, and no fourth', async () => {
  expect((await api('sync-config')).body.data).toMatchObject({ ...SETTINGS, failures: 0 })
  const set = await put({ enabled: true, interval_minutes: 15, sync_products: true })
  expect(set.body.data).toMatchObject({ interval_minutes: 15 })
  expect(Date.parse(set.body.data.next_due_at)).toBeLessThan(Date.now() + 20 * 60_000)
  expect((await put({ ...SETTINGS, enabled: false })).body.data.next_due_at).toBeNull()
  for (const extra of [{ sync_orders: true }, { sync_customers: false }, { store_id: store }]) {
    const answer = await put({ ...SETTINGS, ...extra })
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, Object.keys(extra)[0]])
  }
  for (const wrong of [{ interval_minutes: 4 }, { interval_minutes: 10_081 }, { enabled: 'yes' }]) {
    expect((await put({ ...SETTINGS, ...wrong })).status).toBe(400)
  }
  expect((await put({ enabled: true, interval_minutes: 60 })).status).toBe(400)
  await put(SETTINGS)
})

test('another user’s store is not there', async () => {
  const before = await configOf(service.db, store)
  const { token } = stranger
  for (const answer of [
    await api('sync', { body: {}, token }),
    await api('syncs', { token }),
    await api('sync-config', { token }),
    await put({ ...SETTINGS, interval_minutes: 5 }, token),
  ]) {
    expect([answer.status, answer.body.code]).toEqual([404, 'store_not_found'])
  }
  expect(await configOf(service.db, store)).toEqual(before)
  expect(await syncsOf(service.db, store)).toEqual([])
})

test('what a merchant reads from the database directly is theirs, without places and leases', async () => {
  await start()
  const mine = await service.db.as(
    'authenticated',
    owner.userId,
    'select state, products_read from store_syncs',
  )
  expect(mine.length).toBe(1)
  const theirs = await service.db.as('authenticated', crypto.randomUUID(), 'select id from store_syncs')
  expect(theirs).toEqual([])
  await expect(
    service.db.as('authenticated', owner.userId, 'select resume from store_syncs'),
  ).rejects.toThrow()
})

test('the clock’s call does a round, and takes nobody else', async () => {
  await start()
  const bad = [undefined, 'Bearer', `Bearer ${SECRET}x`, `Basic ${SECRET}`, `Bearer ${owner.token}`]
  for (const authorization of bad) {
    const answer = await clock(authorization)
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized'])
  }
  expect(await syncsOf(service.db, store)).toMatchObject([{ state: 'queued' }])
  const answer = await clock(`Bearer ${SECRET}`)
  expect(answer.status).toBe(200)
  expect(answer.body.data).toEqual({ completed: 1, failed: 0, cancelled: 0, unfinished: 0, access_only: 0 })
  expect(await syncsOf(service.db, store)).toMatchObject([{ state: 'completed' }])
})
