// Who may do what to the log: whoever is not the recorder adds nothing, and nobody changes or deletes what is there.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAccessLog } from '../src/access/access-log.ts'
import { accessRecord } from './support/access-records.ts'
import { openTestDatabase, type TestDatabase } from './support/database.ts'

let db: TestDatabase
let month: string
const user = crypto.randomUUID()
const other = crypto.randomUUID()
const ALL_ON = '{"allow_customer_access": true, "allow_order_access": true, "allow_product_access": true}'

beforeAll(async () => {
  db = await openTestDatabase()
  const log = createAccessLog(db.database)
  await Promise.all([user, user, other].map((user_id) => log.record(accessRecord({ user_id }))))
  await db.admin(
    `insert into store_permission_audit (store_id, user_id, changed_by, reason, new_permissions)
     values (gen_random_uuid(), $1, $1, 'connected', $2)`,
    [user, ALL_ON],
  )
  await db.admin(`insert into shopcall.access_log_kept_heads values ($1, '2020-01-01', 1, sha256('x'))`, [
    other,
  ])
  const [row] = await db.admin(
    'select distinct c.relname from access_log l join pg_class c on c.oid = l.tableoid',
  )
  month = `shopcall.${String(row?.['relname'])}`
})
afterAll(() => db.close())

/** Runs statements in this role, as the user if one is named. */
async function as(role: string, statements: string, userId?: string): Promise<void> {
  const claims = userId ? JSON.stringify({ sub: userId }) : ''
  await db.admin(`do $as$ begin
    perform set_config('request.jwt.claims', '${claims}', true);
    set local role ${role};
    ${statements};
  end $as$`)
}

const counts = () =>
  db.admin(`select (select count(*)::int from access_log) as log, (select count(*)::int from store_permission_audit) as audit,
    (select md5(string_agg(l::text, ',' order by user_id, seq)) from access_log l) as content`)

/** `none`: the superuser, or whoever owns the database. */
const ROLES = [
  'shopcall_service',
  'authenticated',
  'anon',
  'service_role',
  'shopcall_recorder',
  'shopcall_retention',
  'none',
]
const CHANGES = [
  'update TABLE set user_id = gen_random_uuid()',
  'update TABLE set user_id = user_id where false',
  'delete from TABLE',
  'delete from TABLE where false',
  'truncate TABLE',
  'truncate TABLE cascade',
]

describe.each(ROLES)('as %s', (role) => {
  test.each(CHANGES)('%s: refused, and nothing changed', async (change) => {
    const before = await counts()
    for (const table of ['access_log', month, 'store_permission_audit', 'shopcall.access_log_kept_heads']) {
      // Retention may begin to update the log; what it then changes is the next test's.
      if (role === 'shopcall_retention' && table === 'access_log' && /^update .*false$/.test(change)) continue
      await expect(as(role, change.replace('TABLE', table)), table).rejects.toThrow(
        /permission denied|can only be added to|only an address|row-level security/,
      )
    }
    expect(await counts()).toEqual(before)
  })
})

test('retention changes an address to its network and nothing else', async () => {
  for (const set of [
    'status = 500',
    "address = '203.0.114.0/24', address_salt = null",
    'address_salt = null',
    "address = '203.0.113.0/24', address_salt = null, status = 500",
  ]) {
    await expect(as('shopcall_retention', `update access_log set ${set}`), set).rejects.toThrow(
      /only an address/,
    )
  }
})

test('the service cannot get round the door of the recorder', async () => {
  const row = JSON.stringify([accessRecord({ user_id: user })])
  for (const statement of [
    `insert into access_log (user_id, seq, at, operation, outcome, status, request_id, duration_ms, shop_ms, hash)
     values ('${user}', 3, now(), 'x', 'allowed', 200, 'x', 1, 1, sha256('x'))`,
    `insert into ${month} select * from access_log`,
    `perform * from ${month}`,
    `perform shopcall.append_accesses('${row}', now() - interval '1 day')`,
    'perform shopcall.make_access_log_month(now())',
    "update shopcall.access_log_heads set seq = 0, hash = sha256('x')",
    'perform * from shopcall.access_log_heads',
    'delete from shopcall.access_log_kept_heads',
    'alter table access_log disable trigger all',
    'drop trigger keep_records on access_log',
    'alter table access_log no force row level security',
    `alter table access_log detach partition ${month}`,
    `drop table ${month}`,
    'delete from stranger_attempts',
    'update store_person_secrets set sealed = sealed',
  ]) {
    await expect(as('shopcall_service', statement, user), statement).rejects.toThrow(
      /must be owner|permission denied/,
    )
  }
})

test('the service can have retention do its work, and no more than that', async () => {
  const call = (text: string) => sql.raw(`select ${text}`).execute(db.database.service)
  for (const bad of [
    'shopcall.drop_access_log_months(now(), 29)',
    'shopcall.drop_access_log_months(now(), 731)',
    'shopcall.drop_access_log_months(now(), null)',
    'shopcall.truncate_access_log_addresses(now(), 0, 10)',
    'shopcall.truncate_access_log_addresses(now(), null, 10)',
  ]) {
    await expect(call(bad), bad).rejects.toThrow(/are kept for|is kept for/)
  }
  const before = await counts()
  await call("shopcall.drop_access_log_months(now() + interval '10 years', 30)")
  await call("shopcall.truncate_access_log_addresses(now() + interval '10 years', 1, 1000)")
  expect(await counts()).toEqual(before)
})

test('types that the service makes for itself are not what the functions of others mean', async () => {
  const trap = (type: string) => `
    create function pg_temp.spring(x pg_catalog.${type}) returns boolean language plpgsql as $f$ begin
      if current_user <> 'shopcall_service' then raise exception 'ran as %', current_user; end if;
      return true;
    end $f$;
    create domain pg_temp.${type} as pg_catalog.${type} check (pg_temp.spring(value))`
  const calls = [
    `perform shopcall.record_accesses('${JSON.stringify([accessRecord()])}')`,
    'perform shopcall.drop_access_log_months(pg_catalog.now(), 730)',
    'perform shopcall.truncate_access_log_addresses(pg_catalog.now(), 730, 1)',
    'perform shopcall.delete_stranger_attempts(pg_catalog.now(), 730)',
    'perform shopcall.cleanup_ended_api_keys()',
    'perform shopcall.make_coming_access_log_months()',
  ]
  for (const type of ['uuid', 'text', 'bytea', 'timestamptz', 'inet', 'jsonb', 'date']) {
    // All of it is undone at the end: only `undone` may be what is thrown.
    const attack = as('shopcall_service', `${[trap(type), ...calls].join(';')}; raise exception 'undone'`)
    await expect(attack, type).rejects.toThrow(/^undone$/)
  }
})

test('a merchant reads their own rows, and neither salts nor hashes of persons', async () => {
  const seen =
    "raise exception 'sees %', (select json_agg(distinct user_id)::text || count(*)::text from access_log)"
  await expect(as('authenticated', seen, user)).rejects.toThrow(`sees ["${user}"]2`)
  await expect(as('authenticated', seen)).rejects.toThrow('sees <NULL>')
  for (const hidden of [
    'perform address_salt from access_log',
    'perform address_digest from access_log',
    'perform persons from access_log',
    'perform * from access_log',
    `perform seq from ${month}`,
    'perform * from shopcall.access_log_heads',
    'perform * from store_person_secrets',
    'perform * from stranger_attempts',
    "perform shopcall.record_accesses('[]')",
  ]) {
    await expect(as('authenticated', hidden, user), hidden).rejects.toThrow(/permission denied/)
  }
})

test('the two roles are no more than they must be', async () => {
  expect(
    await db.admin(`select rolname from pg_roles where rolname in ('shopcall_recorder', 'shopcall_retention')
      and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin or rolinherit)`),
  ).toEqual([])
  const members = await db.admin(`select m.rolname as member, r.rolname as role from pg_auth_members a
    join pg_roles m on m.oid = a.member join pg_roles r on r.oid = a.roleid
   where r.rolname in ('shopcall_recorder', 'shopcall_retention')
     and m.rolname in ('shopcall_service', 'shopcall_auth', 'authenticated', 'anon', 'service_role')`)
  expect(members).toEqual([])
  const definers = await db.admin(`select p.proname as name, pg_get_userbyid(p.proowner) as owner,
      has_function_privilege('shopcall_service', p.oid, 'execute') as service
    from pg_proc p where p.prosecdef and pg_get_userbyid(p.proowner) in ('shopcall_recorder', 'shopcall_retention') order by 1`)
  expect(definers.map((row) => [row['name'], row['owner'], row['service']])).toEqual([
    ['cleanup_ended_api_keys', 'shopcall_retention', true],
    ['delete_data_of_acting_user', 'shopcall_retention', true],
    ['delete_data_of_gone_accounts', 'shopcall_retention', true],
    ['delete_security_events', 'shopcall_retention', true],
    ['delete_stranger_attempts', 'shopcall_retention', true],
    ['drop_access_log_months', 'shopcall_retention', true],
    ['make_access_log_month', 'shopcall_retention', false],
    ['make_coming_access_log_months', 'shopcall_retention', true],
    ['record_accesses', 'shopcall_recorder', true],
    ['truncate_access_log_addresses', 'shopcall_retention', true],
    ['truncate_security_event_networks', 'shopcall_retention', true],
  ])
})
