// Whoever has the whole database and changes one of 1,000 rows is found out, and the row is named.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ChainHead } from '../src/access/log-chain.ts'
import { runRetention } from '../src/jobs/retention.ts'
import { recordAt, tamper, verify } from './support/access-records.ts'
import { openTestDatabase, type TestDatabase } from './support/database.ts'

const DAY_MS = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS)

const TABLES = ['access_log', 'shopcall.access_log_heads']
const copyOf = (table: string) => `copy_of_${table.replace('.', '_')}`

let db: TestDatabase
const user = crypto.randomUUID()
const other = crypto.randomUUID()

beforeAll(async () => {
  db = await openTestDatabase()
  const persons = [`\\x${'ab'.repeat(32)}`, `\\x${'01'.repeat(32)}`]
  const row = (index: number) => ({
    user_id: user,
    item_count: index,
    address: index % 7 === 0 ? null : index % 3 === 0 ? '2001:db8:7::9' : '203.0.113.7',
    ...(index % 5 === 0 ? { persons } : {}),
  })
  const block = (length: number, from: number) => Array.from({ length }, (_, index) => row(from + index))
  await recordAt(db, daysAgo(240), block(300, 1))
  await recordAt(db, daysAgo(100), block(300, 301))
  await recordAt(db, daysAgo(1), [...block(400, 601), { user_id: other }])
  for (const table of TABLES) await db.admin(`create temp table ${copyOf(table)} as select * from ${table}`)
})
afterAll(() => db.close())
// Everything as it was before the test before.
beforeEach(() =>
  tamper(
    db,
    TABLES.map((table) => `delete from ${table}; insert into ${table} select * from ${copyOf(table)}`).join(
      ';',
    ),
  ),
)

const check = (earlier: readonly ChainHead[] = []) => verify(db.admin, earlier)
const of = (seq: number) => `user_id = '${user}' and seq = ${seq}`
const altered = (seq: number) => [{ user_id: user, seq, kind: 'altered' }]

test('untouched, all is whole, and each user has a head', async () => {
  const report = await check()
  expect(report).toMatchObject({ rows: 1001, faults: [], unknown: 0 })
  expect(new Map(report.heads.map((head) => [head.user_id, head.seq]))).toEqual(
    new Map([
      [user, 1000],
      [other, 1],
    ]),
  )
})

test.each([
  ['the outcome', "outcome = 'denied'"],
  ['the time', "at = at + interval '1 microsecond'"],
  ['the number of items', 'item_count = 0'],
  ['nothing instead of a value', 'agent = null'],
  ['the address', "address = '203.0.113.8'"],
  [
    'the address with a salt and a digest that fit',
    `address = '198.51.100.1', address_salt = '\\x${'00'.repeat(16)}',
     address_digest = sha256('\\x${'00'.repeat(16)}' || convert_to('198.51.100.1', 'UTF8'))`,
  ],
  ['the network of a truncated address', "address = '198.51.100.0/24', address_salt = null"],
  ['the salt alone', 'address_salt = null'],
  ['the persons', 'persons = null'],
  ['the hash', "hash = sha256('')"],
])('changed: %s', async (_what, set) => {
  await tamper(db, `update access_log set ${set} where ${of(500)}`)
  expect((await check()).faults).toEqual(altered(500))
})

test('deleted', async () => {
  await tamper(db, `delete from access_log where ${of(500)}`)
  expect((await check()).faults).toEqual([{ user_id: user, seq: 500, kind: 'missing' }])
})

test('deleted, and the rest moved up', async () => {
  await tamper(
    db,
    `delete from access_log where ${of(500)};
     update access_log set seq = seq + 9999 where user_id = '${user}' and seq > 500;
     update access_log set seq = seq - 10000 where user_id = '${user}' and seq > 9999`,
  )
  expect((await check()).faults).toEqual(altered(500))
})

test('inserted, with the number of another row and as one that follows', async () => {
  const copy = (seq: number, at: string) => `
    create temp table forged on commit drop as select * from access_log where ${of(500)};
    update forged set seq = ${seq}, at = ${at};
    insert into access_log select * from forged; drop table forged`
  await tamper(db, copy(700, 'now()'))
  expect((await check()).faults).toEqual([{ user_id: user, seq: 700, kind: 'surplus' }])
  await tamper(db, `delete from access_log where ${of(700)} and at > now() - interval '1 hour'`)
  await tamper(db, copy(1001, 'now()'))
  expect((await check()).faults).toEqual([{ user_id: user, seq: 1001, kind: 'altered' }])
})

test('two rows in the other order', async () => {
  await tamper(
    db,
    `update access_log set seq = 5000 where ${of(500)};
     update access_log set seq = 500 where ${of(501)};
     update access_log set seq = 501 where ${of(5000)}`,
  )
  expect((await check()).faults).toEqual(altered(500))
})

test('the tail cut off', async () => {
  await tamper(db, `delete from access_log where user_id = '${user}' and seq > 990`)
  expect((await check()).faults).toEqual([{ user_id: user, seq: 991, kind: 'missing' }])
})

test('the tail cut off and the head set back: only a head kept elsewhere knows', async () => {
  const { heads } = await check()
  await tamper(
    db,
    `delete from access_log where user_id = '${user}' and seq > 990;
     update shopcall.access_log_heads h set seq = l.seq, hash = l.hash from access_log l
      where l.user_id = h.user_id and l.user_id = '${user}' and l.seq = 990`,
  )
  expect((await check()).faults).toEqual([])
  expect((await check(heads)).faults).toEqual([{ user_id: user, seq: 991, kind: 'missing' }])
})

test('a whole chain written anew: only a head kept elsewhere knows', async () => {
  const { heads } = await check()
  await tamper(db, `delete from access_log where user_id = '${other}'; delete from shopcall.access_log_heads`)
  await recordAt(db, new Date(), [{ user_id: other, outcome: 'denied' }])
  const forged = (await check(heads)).faults
  expect(forged).toContainEqual({ user_id: other, seq: 1, kind: 'altered' })
})

test('all of a user deleted, rows and head', async () => {
  const { heads } = await check()
  await tamper(
    db,
    `delete from access_log where user_id = '${other}';
     delete from shopcall.access_log_heads where user_id = '${other}'`,
  )
  expect((await check(heads)).faults).toEqual([{ user_id: other, seq: 1, kind: 'missing' }])
})

// From here on months are gone, which no copy brings back: these two come last.
test('a month that somebody drops by hand is missed', async () => {
  const [month] = await db.admin(`select tableoid::regclass::text as name from access_log where ${of(301)}`)
  await db.admin(`alter table access_log detach partition ${String(month?.['name'])}`)
  expect((await check()).faults).toEqual([{ user_id: user, seq: 301, kind: 'missing' }])
  await db.admin(`drop table ${String(month?.['name'])}`)
  await db.admin('select shopcall.make_access_log_month($1::timestamptz)', [daysAgo(100).toISOString()])
})

test('what retention does breaks no chain, and earlier heads stay on it', async () => {
  const before = await check()
  await runRetention(db.database, { now: Date.now(), retentionDays: 180, addressDays: 90 })
  expect(
    await db.admin(`select count(*)::int as rows, count(address_salt)::int as salts, min(seq)::int as first
      from access_log where user_id = '${user}'`),
  ).toEqual([{ rows: 700, salts: 343, first: 301 }])
  expect(await check(before.heads)).toMatchObject({ rows: 701, faults: [], unknown: 0 })

  const middle = { user_id: user, seq: 150, hash: before.heads[0]?.hash ?? '' }
  expect((await check([middle])).unknown).toBe(1)
  await tamper(db, `update access_log set address = '198.51.100.0/24' where ${of(302)}`)
  expect((await check()).faults).toEqual(altered(302))
})
