// A row never fails because its month is not there, and what was logged before there were months is kept.
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAccessLog } from '../src/access/access-log.ts'
import { type Migration, migrate } from '../src/db/migrate.ts'
import { readSchema } from '../src/entry/schema-files.ts'
import { accessRecord, recordAt, verify } from './support/access-records.ts'
import { openTestDatabase, type TestDatabase } from './support/database.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

const monthOf = (moment: Date) => `access_log_${moment.toISOString().slice(0, 7).replace('-', '_')}`
const months = async () =>
  (
    await db.admin("select relname from pg_class where relname ~ '^access_log_[0-9]{4}_[0-9]{2}$' order by 1")
  ).map((row) => row['relname'])

test('this month and the next two are made by the migration', async () => {
  const now = new Date()
  const wanted = [0, 1, 2].map((ahead) =>
    monthOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1))),
  )
  expect(await months()).toEqual(wanted)
})

test('across the turn of months, and into one that nobody made', async () => {
  const user_id = crypto.randomUUID()
  const turns = [
    '2031-02-28T23:59:59.999Z',
    '2031-03-01T00:00:00.000Z',
    '2032-12-31T23:59:59.999Z',
    '2033-01-01T00:00:00Z',
  ]
  for (const at of turns) await recordAt(db, new Date(at), [{ user_id }])
  expect(
    (
      await db.admin(
        'select c.relname as month, at from access_log l join pg_class c on c.oid = l.tableoid where user_id = $1 order by seq',
        [user_id],
      )
    ).map((row) => [row['month'], (row['at'] as Date).toISOString()]),
  ).toEqual([
    ['access_log_2031_02', '2031-02-28T23:59:59.999Z'],
    ['access_log_2031_03', '2031-03-01T00:00:00.000Z'],
    ['access_log_2032_12', '2032-12-31T23:59:59.999Z'],
    ['access_log_2033_01', '2033-01-01T00:00:00.000Z'],
  ])
})

test('a clock that goes back does not go back in the log', async () => {
  const user_id = crypto.randomUUID()
  await recordAt(db, new Date('2031-03-01T00:00:01Z'), [{ user_id }])
  await recordAt(db, new Date('2031-02-28T23:59:59Z'), [{ user_id }])
  const rows = await db.admin('select at from access_log where user_id = $1 order by seq', [user_id])
  expect(rows.map((row) => (row['at'] as Date).toISOString())).toEqual([
    '2031-03-01T00:00:01.000Z',
    '2031-03-01T00:00:01.000Z',
  ])
})

test('the service writes into a month that is missing, also when many do at once', async () => {
  const users: string[] = Array.from({ length: 8 }, () => crypto.randomUUID())
  for (const month of await months()) await db.admin(`drop table shopcall.${month}`)
  await Promise.all(users.map((user_id) => createAccessLog(db.database).record(accessRecord({ user_id }))))
  expect(await months()).toEqual([monthOf(new Date())])
  const { faults } = await verify(db.admin)
  expect(faults.filter((fault) => users.includes(fault.user_id))).toEqual([])
})

test('a new month is as closed as the log itself', async () => {
  const [row] = await db.admin(
    `select c.relrowsecurity and c.relforcerowsecurity as forced, pg_get_userbyid(c.relowner) as owner,
            (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
            (select array_agg(t.tgname::text order by t.tgname) from pg_trigger t where t.tgrelid = c.oid) as triggers,
            has_table_privilege('shopcall_service', c.oid, 'select, insert, update, delete, truncate') as service
       from pg_class c where c.oid = $1::regclass`,
    [`shopcall.${monthOf(new Date())}`],
  )
  expect(row).toEqual({
    forced: true,
    owner: 'shopcall_retention',
    policies: 1,
    triggers: ['keep_all_but_address', 'keep_records'],
    service: false,
  })
})

test('rows from before the chain go into it, in their order and with their time', async () => {
  const { bootstrap, migrations } = readSchema()
  const pglite = await PGlite.create()
  const upTo = (last: (migration: Migration) => boolean) =>
    migrate(
      {
        run: async (text) => {
          await pglite.exec(text)
        },
        rows: async (text, values) => (await pglite.query<Record<string, unknown>>(text, [...values])).rows,
      },
      { bootstrap, migrations: migrations.filter(last) },
    )
  await upTo(({ version }) => version < '20261125100000')
  const user = crypto.randomUUID()
  for (const at of ['2026-05-30T23:59:59Z', '2026-06-01T00:00:00Z']) {
    await pglite.query(
      `insert into access_log (at, user_id, operation, outcome, status, request_id, address, agent, duration_ms, shop_ms)
       values ($1, $2, 'orders.list', 'allowed', 200, $3, '2001:db8::1', 'é', 1, 1)`,
      [at, user, at.slice(0, 10)],
    )
  }
  await upTo(() => true)
  const rows = await pglite.query<{ at: Date }>(
    'select seq::int, at, request_id, address, agent from access_log where user_id = $1 order by seq',
    [user],
  )
  expect(rows.rows).toEqual([
    {
      seq: 1,
      at: new Date('2026-05-30T23:59:59Z'),
      request_id: '2026-05-30',
      address: '2001:db8::1',
      agent: 'é',
    },
    {
      seq: 2,
      at: new Date('2026-06-01T00:00:00Z'),
      request_id: '2026-06-01',
      address: '2001:db8::1',
      agent: 'é',
    },
  ])
  const report = await verify(
    async (text, values) => (await pglite.query<Record<string, unknown>>(text, [...values])).rows,
  )
  expect(report).toMatchObject({ rows: 2, faults: [] })
  await pglite.close()
})
