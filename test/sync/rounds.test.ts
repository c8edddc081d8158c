// Rounds against a shop that changes, fails, empties and is taken away: what is kept is what the shop has.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { configOf, minutesAgo, syncsOf } from '../support/sync-stores.ts'
import { openSyncWorld, type SyncWorld } from '../support/sync-world.ts'

const PRODUCTS = 620
let world: SyncWorld
beforeAll(async () => {
  world = await openSyncWorld(PRODUCTS)
})
afterAll(() => world.close())
afterEach(async () => {
  world.shop.faults.clear()
  await world.service.db.admin('delete from stores')
})

const latest = async (store: { storeId: string }) => (await syncsOf(world.service.db, store.storeId))[0]
const syncedAt = async (store: { storeId: string }) =>
  (
    await world.service.db.admin('select synced_at from catalogues where store_id = $1', [store.storeId])
  )[0]?.['synced_at']

test('changes and new products come with the next round, deletions with the next sweep', async () => {
  const store = await world.connect()
  expect(await world.round()).toMatchObject({ completed: 1 })
  expect(await world.kept(store)).toEqual(await world.shown(store))
  const first = await syncedAt(store)
  expect(first).toBeInstanceOf(Date)

  const added = String(world.catalogue.addProduct())
  for (const id of [3, 300, 610]) world.catalogue.changeProduct(id)
  world.catalogue.deleteProduct(5)
  await world.due(store)
  expect(await world.round()).toMatchObject({ completed: 1 })
  expect(await latest(store)).toMatchObject({ kind: 'incremental', products_read: 4, products_removed: 0 })
  const shown = await world.shown(store)
  const kept = await world.kept(store)
  expect(kept.has(added)).toBe(true)
  expect(kept.has('5')).toBe(true)
  kept.delete('5')
  expect(kept).toEqual(shown)
  expect(await syncedAt(store)).not.toEqual(first)

  await world.due(store, { swept_at: minutesAgo(25 * 60) })
  await world.round()
  expect(await latest(store)).toMatchObject({ kind: 'sweep', state: 'completed', products_removed: 1 })
  expect(await world.kept(store)).toEqual(await world.shown(store))
})

test('a shop that fails in the middle: nothing is removed, and the next round goes on there', async () => {
  const store = await world.connect()
  await world.round()
  const before = await world.kept(store)
  const synced = await syncedAt(store)
  world.catalogue.deleteProduct(10)
  await world.due(store, { full_at: minutesAgo(8 * 24 * 60) })
  let calls = 0
  world.beforeCall(9, async () => {
    calls = world.shop.calls.list().length
    world.shop.faults.set({ kind: 'html' })
  })
  expect(await world.round()).toMatchObject({ failed: 1, completed: 0 })
  expect(calls).toBeGreaterThan(0)
  const failed = await latest(store)
  expect(failed).toMatchObject({ kind: 'full', state: 'failed', error: 'shop_invalid_response' })
  expect(Number(failed?.['products_read'])).toBeGreaterThan(0)
  expect(await world.kept(store)).toEqual(before)
  expect(await syncedAt(store)).toEqual(synced)
  const { failures, next_due_at } = await configOf(world.service.db, store.storeId)
  expect(failures).toBe(1)
  expect((next_due_at as Date).getTime()).toBeGreaterThan(Date.now() + 100 * 60_000)

  world.shop.faults.clear()
  await world.due(store)
  expect(await world.round()).toMatchObject({ completed: 1 })
  const second = await latest(store)
  expect(second).toMatchObject({ kind: 'full', state: 'completed', products_removed: 1 })
  expect(Number(second?.['products_read'])).toBeLessThan(PRODUCTS)
  expect(await world.kept(store)).toEqual(await world.shown(store))
})

test('a shop that shows nothing any more is not believed at once', async () => {
  const store = await world.connect()
  await world.round()
  const before = await world.kept(store)
  const synced = await syncedAt(store)
  const nothing = { kind: 'status', status: 200, headers: { 'x-wp-total': '0' }, body: '[]' } as const
  world.shop.faults.set(nothing, { path: /\/products/ })
  for (const round of ['full', 'sweep']) {
    await world.due(store, round === 'full' ? { full_at: minutesAgo(8 * 24 * 60) } : {})
    expect(await world.round()).toMatchObject({ completed: 1 })
    expect(await latest(store)).toMatchObject({ kind: round, error: 'removal_unconfirmed' })
    expect(await world.kept(store)).toEqual(before)
    expect(await syncedAt(store)).toEqual(synced)
  }
  await world.due(store, { doubted_at: minutesAgo(11) })
  expect(await world.round()).toMatchObject({ completed: 1 })
  expect(await latest(store)).toMatchObject({ error: null, products_removed: before.size })
  expect((await world.kept(store)).size).toBe(0)
  world.shop.faults.clear()
  await world.due(store, { full_at: minutesAgo(8 * 24 * 60) })
  await world.round()
  expect(await world.kept(store)).toEqual(await world.shown(store))
})

test('a doubt that was a hiccup is forgotten', async () => {
  const store = await world.connect()
  await world.round()
  world.shop.faults.set({ kind: 'status', status: 200, body: '[]' }, { path: /\/products/ })
  await world.due(store, { full_at: minutesAgo(8 * 24 * 60) })
  await world.round()
  expect((await configOf(world.service.db, store.storeId))['doubted_at']).toBeInstanceOf(Date)
  world.shop.faults.clear()
  await world.due(store, { doubted_at: minutesAgo(60) })
  await world.round()
  expect(await latest(store)).toMatchObject({ kind: 'sweep', error: null, products_removed: 0 })
  expect((await configOf(world.service.db, store.storeId))['doubted_at']).toBeNull()
  expect(await world.kept(store)).toEqual(await world.shown(store))
})

test('products switched off in the middle: it stops, and nothing is written after the switch', async () => {
  const store = await world.connect()
  let atSwitch = -1
  world.beforeCall(9, async () => {
    await world.service.db.admin(
      `update stores set data_access_permissions = data_access_permissions || '{"allow_product_access": false}' where id = $1`,
      [store.storeId],
    )
    atSwitch = (await world.kept(store)).size
  })
  expect(await world.round()).toMatchObject({ cancelled: 1, completed: 0 })
  expect(atSwitch).toBeGreaterThan(0)
  expect((await world.kept(store)).size).toBe(atSwitch)
  expect(await latest(store)).toMatchObject({ state: 'cancelled' })
  expect(await syncedAt(store)).toBeNull()
})

test('a store that is deleted in the middle ends its sync quietly', async () => {
  const store = await world.connect()
  world.service.logLines.splice(0)
  world.beforeCall(9, () => world.service.db.admin('delete from stores where id = $1', [store.storeId]))
  expect(await world.round()).toMatchObject({ lost: 1, failed: 0 })
  expect(await world.kept(store)).toEqual(new Map())
  expect(world.service.logLines.filter((line) => /"(error|warn)"/.test(line))).toEqual([])
})

test('when the time is over it pauses, and the next round goes on', async () => {
  const store = await world.connect()
  const stop = new AbortController()
  world.beforeCall(9, async () => stop.abort())
  expect(await world.round({ signal: stop.signal })).toMatchObject({ paused: 1 })
  const paused = await latest(store)
  expect(paused).toMatchObject({ state: 'running', lease_holder: null })
  expect(Number(paused?.['products_read'])).toBeGreaterThan(0)
  expect(await world.round()).toMatchObject({ completed: 1 })
  expect(await latest(store)).toMatchObject({ id: paused?.['id'], state: 'completed' })
  expect(await world.kept(store)).toEqual(await world.shown(store))
})

test('a slow shop is waited for with signs of life: nobody else takes its store', async () => {
  const store = await world.connect()
  // Longer than the lease, each of them.
  world.shop.faults.set({ kind: 'slow', ms: 7_000 }, { path: /\/products/, times: 2 })
  let isOver = false
  const first = world.round({ leaseSeconds: 5 }).finally(() => {
    isOver = true
  })
  let taken = 0
  while (!isOver) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const counts = await world.round({ leaseSeconds: 5, parallel: 1 })
    taken += counts.completed + counts.paused + counts.lost + counts.failed
  }
  expect(taken).toBe(0)
  expect(await first).toMatchObject({ completed: 1 })
  expect(await syncsOf(world.service.db, store.storeId)).toMatchObject([{ state: 'completed', takeovers: 0 }])
})

test('what else can be read is tested in each round, and told in a word', async () => {
  const store = await world.connect({ allow_order_access: false })
  world.shop.calls.clear()
  await world.round()
  expect(await latest(store)).toMatchObject({ customer_access: 'readable', order_access: 'switched_off' })
  expect(world.shop.calls.list().filter((call) => call.includes('/orders'))).toEqual([])
  world.shop.faults.set({ kind: 'status', status: 403 }, { path: /\/customers/ })
  await world.due(store)
  await world.round()
  expect(await latest(store)).toMatchObject({ customer_access: 'not_readable', state: 'completed' })
})
