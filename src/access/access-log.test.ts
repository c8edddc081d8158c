// The record is committed before it is said to be; a bad row harms no other; no record means an error.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessRecord, verify } from '../../test/support/access-records.ts'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { type AccessRecord, createAccessLog } from './access-log.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

const user = crypto.randomUUID()
const record = (changes: Partial<AccessRecord> = {}) =>
  accessRecord({ user_id: user, address: '2001:db8::1', agent: 'a'.repeat(500), ...changes })
const rowsOf = (ids: readonly string[]) =>
  db.admin('select request_id, agent from access_log where request_id = any($1::text[]) order by seq', [ids])

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

test('text that no database takes costs no record', async () => {
  const log = createAccessLog(db.database)
  const one = record({ agent: `a\0b${'x'.repeat(197)}😀` })
  await log.record(one)
  expect(await rowsOf([one.request_id])).toEqual([
    { request_id: one.request_id, agent: `ab${'x'.repeat(197)}\uFFFD` },
  ])
})

test('drain waits for what is under way', async () => {
  const log = createAccessLog(db.database)
  const all = Array.from({ length: 50 }, () => record())
  for (const one of all) void log.record(one)
  await log.drain()
  expect(await rowsOf(all.map((one) => one.request_id))).toHaveLength(50)
})

test('32 instances that write for the same users at once neither fork a chain nor block each other', async () => {
  const users = Array.from({ length: 8 }, () => crypto.randomUUID())
  const instances = Array.from({ length: 32 }, () => createAccessLog(db.database))
  const writes = instances.flatMap((log, instance) =>
    Array.from({ length: 20 }, (_, index) =>
      log.record(record({ user_id: users[(instance + index * 3) % 8] ?? user })),
    ),
  )
  await Promise.all(writes)
  const counts = await db.admin(
    'select count(*)::int as rows, max(seq)::int as last from access_log where user_id = any($1::uuid[]) group by user_id',
    [users],
  )
  expect(counts).toHaveLength(8)
  expect(counts.every((row) => row['rows'] === row['last'])).toBe(true)
  expect(counts.reduce((sum, row) => sum + Number(row['rows']), 0)).toBe(640)
  expect((await verify(db.admin)).faults).toEqual([])
})
