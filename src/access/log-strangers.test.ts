// A flood of bad attempts becomes a few counters that add up, whoever floods and however many instances count.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { generateApiKey } from './api-key-format.ts'
import { createStrangerLog, strangerReason } from './log-strangers.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())
beforeEach(() => db.admin('delete from stranger_attempts'))

const START = Date.UTC(2026, 10, 25, 12, 0, 30)
const rows = async () =>
  (
    await db.admin(
      'select minute, network::text, reason, attempts::int from stranger_attempts s order by minute, s.network, reason',
    )
  ).map((row) => [(row['minute'] as Date).toISOString(), row['network'], row['reason'], row['attempts']])

test('one row for a network, a reason and a minute', async () => {
  let now = START
  const log = createStrangerLog(db.database, () => now)
  for (const last of [1, 2, 3]) log.count(`203.0.113.${last}`, 'unknown_key')
  log.count('::ffff:203.0.113.9', 'unknown_key')
  log.count('2001:db8:1:2::3', 'bad_token')
  log.count('2001:db8:1:ffff::3', 'bad_token')
  await log.flush()
  log.count('203.0.113.4', 'unknown_key')
  log.count(null, 'no_credential')
  now += 60_000
  log.count('203.0.113.4', 'unknown_key')
  await log.flush()
  expect(await rows()).toEqual([
    ['2026-11-25T12:00:00.000Z', '0.0.0.0/0', 'no_credential', 1],
    ['2026-11-25T12:00:00.000Z', '203.0.113.0/24', 'unknown_key', 5],
    ['2026-11-25T12:00:00.000Z', '2001:db8:1::/48', 'bad_token', 2],
    ['2026-11-25T12:01:00.000Z', '203.0.113.0/24', 'unknown_key', 1],
  ])
})

test('100,000 attempts within 200 seconds, each from another network: under 2,000 rows, and none is lost', async () => {
  let now = START
  const log = createStrangerLog(db.database, () => now)
  for (let index = 0; index < 100_000; index++) {
    log.count(
      `${1 + (index % 200)}.${(index >> 8) & 255}.${index & 255}.1`,
      index % 2 ? 'unknown_key' : 'malformed_key',
    )
    now = START + index * 2
    if (index % 20_000 === 0) await log.flush()
  }
  await log.flush()
  const [sum] = await db.admin(
    'select count(*)::int as rows, sum(attempts)::int as attempts from stranger_attempts',
  )
  expect(sum?.['attempts']).toBe(100_000)
  expect(sum?.['rows']).toBeLessThan(2_000)
})

test('several instances add to the same counters', async () => {
  const logs = Array.from({ length: 4 }, () => createStrangerLog(db.database, () => START))
  for (const log of logs)
    for (let index = 0; index < 100; index++) log.count(`203.0.${index}.1`, 'unknown_key')
  await Promise.all(logs.map((log) => log.flush()))
  expect((await rows()).map((row) => row[3])).toEqual(Array.from({ length: 100 }, () => 4))
})

test('what cannot be written is kept, and written once it can be', async () => {
  const log = createStrangerLog(db.database, () => START)
  log.count('203.0.113.1', 'unknown_key')
  await db.admin('alter table stranger_attempts rename to gone')
  await log.flush()
  log.count('203.0.113.1', 'unknown_key')
  await db.admin('alter table gone rename to stranger_attempts')
  await log.flush()
  expect((await rows()).map((row) => row[3])).toEqual([2])
})

test('it is written by itself within seconds', async () => {
  createStrangerLog(db.database).count('203.0.113.1', 'unknown_key')
  await expect.poll(rows, { timeout: 10_000 }).toHaveLength(1)
})

test('the reason says how near a credential came', () => {
  const key = generateApiKey()
  expect(strangerReason('api_key', null)).toBe('no_credential')
  expect(strangerReason('user', null)).toBe('no_credential')
  expect(strangerReason('api_key', 'Bearer api_shopcall_x')).toBe('malformed_key')
  expect(strangerReason('api_key', 'Basic eDp5')).toBe('malformed_key')
  expect(strangerReason('api_key', `Bearer ${key}`)).toBe('unknown_key')
  expect(strangerReason('user', `Bearer ${key}`)).toBe('bad_token')
})
