// Whose turn it is, who has it, and what becomes of it: the rows of the sync, on the real database.

import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import {
  addStore,
  configOf,
  minutesAgo,
  type StoreOfTest,
  setConfig,
  syncsOf,
} from '../../test/support/sync-stores.ts'
import { completeSync, failSync } from './sync-end.ts'
import { keepBatch, letGo, type TakenSync, takeSync } from './sync-lease.ts'

let db: TestDatabase
let store: StoreOfTest
const mine = { holder: crypto.randomUUID(), seconds: 60 }
const theirs = { holder: crypto.randomUUID(), seconds: 60 }
const DAY = 24 * 60

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  await db.admin('delete from auth.users')
  store = await addStore(db)
})

async function take(lease = mine): Promise<TakenSync> {
  const taken = await takeSync(db.database, lease)
  if (taken === null || taken.syncId === null) throw new Error('nothing to take')
  return taken
}
const complete = (sync: TakenSync, doubted = false) =>
  completeSync(db.database, sync, mine, { doubted }, async () => undefined)
const lapse = () => db.admin("update store_syncs set lease_until = now() - interval '1 second'")
const due = () => setConfig(db, store.storeId, { next_due_at: minutesAgo(1) })
const place = { phase: 'products', point: { after: 7 } } as const

test('a store that is due is taken once', async () => {
  const sync = await take()
  expect(sync).toMatchObject({ ...store, kind: 'full', updatedAfter: null, place: null, isNew: true })
  expect(await takeSync(db.database, theirs)).toBeNull()
})

test('of many who ask at once each gets another store', async () => {
  for (let i = 0; i < 9; i++) await addStore(db)
  const taken = await Promise.all(Array.from({ length: 24 }, () => takeSync(db.database, theirs)))
  const ids = taken.flatMap((sync) => (sync ? [sync.storeId] : []))
  expect(ids.length).toBe(10)
  expect(new Set(ids).size).toBe(10)
})

test('not due, or switched off by its owner: nobody’s turn', async () => {
  await setConfig(db, store.storeId, { next_due_at: minutesAgo(-1) })
  expect(await takeSync(db.database, mine)).toBeNull()
  await setConfig(db, store.storeId, { next_due_at: minutesAgo(1), enabled: false })
  expect(await takeSync(db.database, mine)).toBeNull()
})

test('one that was asked for is taken though none is due', async () => {
  await setConfig(db, store.storeId, { next_due_at: minutesAgo(-30), enabled: false })
  await db.admin("insert into store_syncs (store_id, kind) values ($1, 'full')", [store.storeId])
  expect(await take()).toMatchObject({ kind: 'full', isNew: true })
})

test('a batch renews the lease and keeps the place; a lapsed lease goes on there', async () => {
  const first = await take()
  await lapse()
  expect(await keepBatch(db.database, first, mine, { place, read: 3, written: 3 })).toBe('held')
  expect(await takeSync(db.database, theirs)).toBeNull()
  await lapse()
  const second = await take(theirs)
  expect(second).toMatchObject({ syncId: first.syncId, place, isNew: false, roundAt: first.roundAt })
  let ran = false
  const work = async () => {
    ran = true
  }
  expect(await keepBatch(db.database, first, mine, { place, read: 3 }, work)).toBe('lost')
  expect(ran).toBe(false)
  expect(await syncsOf(db, store.storeId)).toMatchObject([{ products_read: 3, takeovers: 1 }])
})

test('one that was let go goes on at once, and is nobody’s death', async () => {
  const sync = await take()
  await keepBatch(db.database, sync, mine, { place })
  await letGo(db.database, sync, mine)
  expect(await take(theirs)).toMatchObject({ syncId: sync.syncId, place })
  expect(await syncsOf(db, store.storeId)).toMatchObject([{ takeovers: 0 }])
})

test('a sync that its workers die of is given up, and the next waits longer', async () => {
  for (let deaths = 0; deaths < 6; deaths++) {
    await take()
    await lapse()
  }
  expect(await takeSync(db.database, mine)).toBeNull()
  expect(await syncsOf(db, store.storeId)).toMatchObject([{ state: 'failed', error: 'internal' }])
  expect(await configOf(db, store.storeId)).toMatchObject({ failures: 1 })
})

test('products switched off: cancelled at the next batch, and nothing of it is written', async () => {
  const sync = await take()
  await db.admin(
    `update stores set data_access_permissions = data_access_permissions || '{"allow_product_access": false}'`,
  )
  let ran = false
  const hold = await keepBatch(db.database, sync, mine, { place }, async () => {
    ran = true
  })
  expect([hold, ran]).toEqual(['off', false])
  expect(await syncsOf(db, store.storeId)).toMatchObject([{ state: 'cancelled', resume: null }])
  await due()
  expect(await takeSync(db.database, mine)).toEqual({ ...store, syncId: null })
  expect(await takeSync(db.database, mine)).toBeNull()
})

test('a store that is deleted in the middle ends it', async () => {
  const sync = await take()
  await db.admin('delete from stores where id = $1', [store.storeId])
  expect(await keepBatch(db.database, sync, mine, { place })).toBe('lost')
  expect(await complete(sync)).toBe(false)
  await failSync(db.database, sync, mine, 'shop_timeout')
})

test('full first, then what changed since the last start, once a day with the ids', async () => {
  const first = await take()
  expect(await complete(first)).toBe(true)
  await due()
  const second = await take()
  expect(second.kind).toBe('incremental')
  expect(second.updatedAfter?.getTime()).toBe(first.roundAt.getTime() - 15 * 60_000)
  await complete(second)
  await setConfig(db, store.storeId, { next_due_at: minutesAgo(1), swept_at: minutesAgo(DAY + 1) })
  const third = await take()
  expect(third.kind).toBe('sweep')
  await complete(third)
  await setConfig(db, store.storeId, { next_due_at: minutesAgo(1), rounds_since_sweep: 48 })
  expect((await take()).kind).toBe('sweep')
  await db.admin("update store_syncs set state = 'cancelled', finished_at = now() where state = 'running'")
  await setConfig(db, store.storeId, { next_due_at: minutesAgo(1), full_at: minutesAgo(7 * DAY + 1) })
  expect((await take()).kind).toBe('full')
})

test('a doubt is settled by a sweep, and stays until then', async () => {
  await complete(await take(), true)
  const { doubted_at } = await configOf(db, store.storeId)
  expect(doubted_at).toBeInstanceOf(Date)
  await due()
  const second = await take()
  expect(second.kind).toBe('sweep')
  await complete(second, true)
  expect((await configOf(db, store.storeId))['doubted_at']).toEqual(doubted_at)
  await due()
  await complete(await take())
  expect((await configOf(db, store.storeId))['doubted_at']).toBeNull()
})

test('a failed sync that got somewhere goes on there; one that got nowhere starts over', async () => {
  const first = await take()
  await keepBatch(db.database, first, mine, { place, read: 5 })
  await failSync(db.database, first, mine, 'shop_timeout')
  await due()
  const second = await take()
  expect(second).toMatchObject({ place, isNew: true, roundAt: first.roundAt })
  expect(second.syncId).not.toBe(first.syncId)
  await failSync(db.database, second, mine, 'shop_timeout')
  await due()
  expect(await take()).toMatchObject({ place: null })
})

test('each failure doubles the wait, up to a day; a success ends it', async () => {
  const waited: number[] = []
  for (let failures = 0; failures < 7; failures++) {
    const sync = await take()
    await failSync(db.database, sync, mine, 'shop_unavailable')
    const { next_due_at } = await configOf(db, store.storeId)
    waited.push(((next_due_at as Date).getTime() - Date.now()) / 3_600_000)
    await due()
  }
  for (const [index, hours] of waited.entries()) {
    const wanted = Math.min(24, 2 ** (index + 1))
    expect(hours).toBeGreaterThan(wanted * 0.94)
    expect(hours).toBeLessThanOrEqual(Math.min(24, wanted * 1.06))
  }
  await complete(await take())
  expect(await configOf(db, store.storeId)).toMatchObject({ failures: 0 })
})

test('stores are spread over the interval, and each keeps its place in it', async () => {
  const rows = await db.admin(
    `select s.id, extract(epoch from shopcall.next_sync_at(s.id, 60, 0))::float8 as at,
            extract(epoch from now())::float8 as now
       from (select gen_random_uuid() as id from generate_series(1, 400)) s`,
  )
  const tenths = new Array<number>(10).fill(0)
  for (const row of rows) {
    const wait = Number(row['at']) - Number(row['now'])
    expect(wait).toBeGreaterThanOrEqual(899)
    expect(wait).toBeLessThanOrEqual(4_501)
    const tenth = Math.floor((Number(row['at']) % 3_600) / 360)
    tenths[tenth] = (tenths[tenth] ?? 0) + 1
  }
  expect(Math.min(...tenths)).toBeGreaterThan(10)
  const [again] = await db.admin(
    `select (extract(epoch from shopcall.next_sync_at($1, 60, 0))::bigint - $2::bigint) % 3600 as apart`,
    [rows[0]?.['id'], Math.round(Number(rows[0]?.['at']))],
  )
  expect(Number(again?.['apart'])).toBe(0)
})

test('the service sees no store of nobody’s outside the task, and changes none in it', async () => {
  const { service } = db.database
  expect(await service.selectFrom('store_sync_config').selectAll().execute()).toEqual([])
  await take()
  expect(await service.selectFrom('store_syncs').selectAll().execute()).toEqual([])
  const changed = service.transaction().execute(async (trx) => {
    await trx.executeQuery(sql`select set_config('shopcall.task', 'product_sync', true)`.compile(trx))
    await trx.updateTable('stores').set({ name: 'stolen' }).execute()
  })
  await expect(changed).rejects.toThrow()
})
