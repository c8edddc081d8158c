// The record is committed before it is said to be; a bad row harms no other; no record means an error.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { type AccessRecord, createAccessLog } from './access-log.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

const user = crypto.randomUUID()
const record = (changes: Partial<AccessRecord> = {}): AccessRecord => ({
  user_id: user,
  key_id: null,
  store_id: null,
  operation: 'orders.list',
  resource: 'orders',
  outcome: 'allowed',
  code: null,
  status: 200,
  item_count: 25,
  request_id: crypto.randomUUID(),
  address: '2001:db8::1',
  agent: 'a'.repeat(500),
  duration_ms: 12,
  shop_ms: 10,
  ...changes,
})
const rowsOf = (ids: readonly string[]) =>
  db.admin('select request_id, agent from access_log where request_id = any($1::text[]) order by id', [ids])

test('when record resolves, the row is there', async () => {
  const log = createAccessLog(db.database)
  const one = record()
  await log.record(one)
  expect(await rowsOf([one.request_id])).toEqual([{ request_id: one.request_id, agent: 'a'.repeat(200) }])
})

test('a thousand at once are all written, in few statements', async () => {
  const log = createAccessLog(db.database)
  const all = Array.from({ length: 1000 }, () => record())
  await Promise.all(all.map((one) => log.record(one)))
  expect(await rowsOf(all.map((one) => one.request_id))).toHaveLength(1000)
})

test('a row that the database refuses fails alone', async () => {
  const log = createAccessLog(db.database)
  const good = Array.from({ length: 20 }, () => record())
  const bad = record({ operation: 'NOT A NAME; drop table' })
  const results = await Promise.allSettled(
    [...good.slice(0, 10), bad, ...good.slice(10)].map((one) => log.record(one)),
  )
  expect(results.filter((result) => result.status === 'rejected')).toHaveLength(1)
  expect(await rowsOf(good.map((one) => one.request_id))).toHaveLength(20)
  expect(results[10]).toMatchObject({ status: 'rejected', reason: { code: 'overloaded' } })
})

test('drain waits for what is under way', async () => {
  const log = createAccessLog(db.database)
  const all = Array.from({ length: 50 }, () => record())
  for (const one of all) void log.record(one)
  await log.drain()
  expect(await rowsOf(all.map((one) => one.request_id))).toHaveLength(50)
})
