// The database's own catalogue says that no table, view, function or column slipped past the rules.
import { getMigrations } from 'better-auth/db/migration'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountOptions } from '../src/accounts.ts'
import { readConfig } from '../src/config.ts'
import type { Tables } from '../src/db/tables.ts'
import { createClock } from '../src/entry/clock.ts'
import type { Services } from '../src/services.ts'
import { openTestDatabase, type TestDatabase } from './support/database.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
  // Makes the schema of the queue, which is pg-boss's own.
  const clock = createClock(db.database.jobs, () => '', { jobs: [] })
  await clock.start({} as Services)
  await clock.stop()
})
afterAll(() => db.close())

const NOT_THE_OWNER = `'anon', 'authenticated', 'service_role', 'shopcall_service', 'shopcall_auth'`

/** Every row is a failure: after the catalogue test of the threat table. */
const FAULTS = `
  with ours as (select oid, nspname from pg_namespace where nspname in ('public', 'shopcall'))
  select 'no forced row level security' as fault, c.oid::regclass::text as what from pg_class c join ours n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
  union all select 'no policy', c.oid::regclass::text from pg_class c join ours n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p') and not exists (select from pg_policy p where p.polrelid = c.oid)
  union all select 'view without security_invoker', c.oid::regclass::text from pg_class c join ours n on n.oid = c.relnamespace
   where c.relkind = 'v' and not coalesce(c.reloptions::text like '%security_invoker=true%', false)
  union all select 'materialised view', c.oid::regclass::text from pg_class c join ours n on n.oid = c.relnamespace where c.relkind = 'm'
  union all select 'function without a fixed search_path', p.oid::regprocedure::text from pg_proc p join ours n on n.oid = p.pronamespace
   where not coalesce(p.proconfig::text like '%search_path=pg_catalog, pg_temp%', false)
  union all select 'function open to everybody', p.oid::regprocedure::text from pg_proc p join ours n on n.oid = p.pronamespace
   where has_function_privilege('anon', p.oid, 'execute')
  union all select 'role too strong', rolname from pg_roles
   where rolname in ('shopcall_service', 'shopcall_auth') and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin)
  union all select 'service owns a table', c.oid::regclass::text from pg_class c where pg_get_userbyid(c.relowner) like 'shopcall_%' and c.relkind in ('r', 'p')
     and pg_get_userbyid(c.relowner) in ('shopcall_service', 'shopcall_auth')
  union all select 'anon may do something', c.oid::regclass::text from pg_class c join ours n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p') and has_any_column_privilege('anon', c.oid, 'select, insert, update')
  union all select 'queue open to ' || rolname, n.oid::regnamespace::text from pg_roles, pg_namespace n
   where nspname = 'pgboss' and rolname in (${NOT_THE_OWNER}) and has_schema_privilege(rolname, n.oid, 'usage')
  union all select 'queue open to ' || rolname, c.oid::regclass::text from pg_roles, pg_class c
   where relnamespace = 'pgboss'::regnamespace and relkind in ('r', 'p') and rolname in (${NOT_THE_OWNER})
     and has_table_privilege(rolname, c.oid, 'select, insert, update, delete')
  union all select 'queue open to everybody', p.oid::regprocedure::text from pg_proc p
   where pronamespace = 'pgboss'::regnamespace and has_function_privilege('anon', p.oid, 'execute')
  union all select 'personal-looking column', table_name || '.' || column_name from information_schema.columns
   where table_schema in ('public', 'shopcall') and column_name ~* '(e_?mail|phone|first_?name|last_?name|birth|vat|street|postal|customer)'
     and (table_name, column_name) not in (('user_api_keys', 'read_customers'), ('store_syncs', 'customer_access'))`

test('the catalogue has no fault', async () => {
  expect(await db.admin(FAULTS)).toEqual([])
})

test('the catalogue test can fail', async () => {
  await db.admin('create table public.leak (customer_email text)')
  await db.admin('create view public.leak_view as select * from stores')
  await db.admin("create function public.leak_function() returns int language sql as 'select 1'")
  await db.admin('grant select on pgboss.job to shopcall_service')
  const faults = (await db.admin(FAULTS)).map((row) => row['fault'])
  await db.admin('drop function public.leak_function(); ').catch(() => undefined)
  await db.admin('drop view public.leak_view')
  await db.admin('revoke select on pgboss.job from shopcall_service')
  await db.admin('drop table public.leak')
  expect(new Set(faults)).toEqual(
    new Set([
      'no forced row level security',
      'no policy',
      'view without security_invoker',
      'function without a fixed search_path',
      'function open to everybody',
      'queue open to shopcall_service',
      'personal-looking column',
    ]),
  )
})

test('secret columns are not for merchants', async () => {
  const rows = await db.admin(`
    select table_name || '.' || column_name as name from information_schema.column_privileges
     where grantee = 'authenticated' and table_schema = 'public' and privilege_type = 'SELECT'`)
  const names = rows.map((row) => row['name'])
  expect(names).toContain('stores.name')
  for (const secret of [
    'stores.credentials',
    'user_api_keys.digest',
    'user_api_keys.hash',
    'service_secrets.sealed',
  ]) {
    expect(names).not.toContain(secret)
  }
})

test('switches are on by default, and there is an index over them', async () => {
  const [column] = await db.admin(
    "select column_default from information_schema.columns where table_name = 'stores' and column_name = 'data_access_permissions'",
  )
  expect(JSON.parse(String(column?.['column_default']).replace(/^'|'::jsonb$/g, ''))).toEqual({
    allow_customer_access: true,
    allow_order_access: true,
    allow_product_access: true,
  })
  const indexes = await db.admin(
    "select indexdef from pg_indexes where indexname = 'stores_data_access_permissions'",
  )
  expect(String(indexes[0]?.['indexdef'])).toContain('USING gin (data_access_permissions)')
})

test('the types of the tables are those of the database', async () => {
  const columns: { [T in keyof Tables]: (keyof Tables[T])[] } = {
    stores: [
      'id',
      'user_id',
      'platform',
      'name',
      'url',
      'country',
      'currency',
      'credentials',
      'created_at',
      'updated_at',
      'data_access_permissions',
      'shop',
    ],
    user_api_keys: [
      'id',
      'user_id',
      'name',
      'prefix',
      'digest',
      'hash',
      'read_customers',
      'read_orders',
      'read_products',
      'store_ids',
      'allowed_ips',
      'created_at',
      'expires_at',
      'last_used_at',
      'revoked_at',
      'revoked_reason',
      'last_used_address',
      'last_used_agent',
      'reminded_days',
      'rotated_from',
    ],
    access_log: [
      'user_id',
      'seq',
      'at',
      'key_id',
      'store_id',
      'operation',
      'resource',
      'outcome',
      'code',
      'status',
      'item_count',
      'request_id',
      'address',
      'address_salt',
      'address_digest',
      'agent',
      'duration_ms',
      'shop_ms',
      'persons',
      'hash',
    ],
    store_permission_audit: [
      'id',
      'at',
      'store_id',
      'user_id',
      'changed_by',
      'reason',
      'old_permissions',
      'new_permissions',
      'consent_version',
      'consent_language',
    ],
    connect_attempts: [
      'secret_hash',
      'user_id',
      'platform',
      'shop',
      'data_access_permissions',
      'consent_version',
      'consent_language',
      'browser_hash',
      'expires_at',
    ],
    credential_renewals: ['store_id', 'holder', 'held_until', 'refused_until', 'refused_reason'],
    shoprenter_calls: ['call_hash', 'expires_at'],
    shoprenter_installations: ['shop', 'secret_hash', 'expires_at'],
    connect_results: ['secret_hash', 'user_id', 'store_id', 'browser_hash', 'expires_at'],
    webhook_receipts: ['content', 'delivery', 'shop', 'ends_at'],
    store_product_changes: ['store_id', 'product_id', 'user_id', 'changes', 'tries', 'due_at'],
    store_departures: ['store_id', 'user_id', 'erase', 'tries', 'asked_at', 'due_at'],
    store_redactions: ['store_id', 'mark', 'redacted_at'],
    compliance_requests: ['day', 'topic', 'requests'],
    store_sync_config: [
      'store_id',
      'enabled',
      'interval_minutes',
      'sync_products',
      'updated_at',
      'next_due_at',
      'failures',
      'read_through',
      'full_at',
      'swept_at',
      'rounds_since_sweep',
      'doubted_at',
    ],
    store_syncs: [
      'id',
      'store_id',
      'kind',
      'state',
      'queued_at',
      'started_at',
      'finished_at',
      'products_read',
      'products_written',
      'products_removed',
      'error',
      'customer_access',
      'order_access',
      'round_at',
      'updated_after',
      'resume',
      'lease_holder',
      'lease_until',
      'takeovers',
    ],
    store_health: ['store_id', 'kind', 'reachable', 'problem', 'checked_at'],
    service_secrets: ['name', 'sealed', 'created_at'],
    store_person_secrets: ['store_id', 'sealed', 'created_at'],
    stranger_attempts: ['minute', 'network', 'reason', 'attempts'],
    security_events: [
      'id',
      'at',
      'user_id',
      'kind',
      'severity',
      'rule',
      'key_id',
      'store_id',
      'network',
      'count',
      'lasts_seconds',
    ],
    catalogues: ['store_id', 'synced_at', 'products'],
    catalogue_products: [
      'store_id',
      'product_id',
      'product',
      'digest',
      'terms',
      'sort_ms',
      'updated_at',
      'price_low',
      'price_high',
      'seen_at',
    ],
    catalogue_words: ['store_id', 'variant', 'word'],
  }
  const rows = await db.admin(
    "select table_name, array_agg(column_name::text order by column_name) as columns from information_schema.columns where table_schema = 'public' group by table_name",
  )
  const real = Object.fromEntries(rows.map((row) => [row['table_name'], row['columns']]))
  const typed = Object.fromEntries(
    Object.entries(columns).map(([table, names]) => [table, [...names].sort()]),
  )
  expect(typed).toEqual(real)
})

test('the accounts’ tables are those that better-auth asks for', async () => {
  const options = accountOptions(readConfig({}), db.database, 'x'.repeat(32))
  // It looks into the schema `public` only, so it wants all of its tables made: that is the list to compare.
  const { toBeCreated } = await getMigrations(options)
  const wanted = Object.fromEntries(
    toBeCreated.map(({ table, fields }) => [table, ['id', ...Object.keys(fields)].sort()]),
  )
  const rows = await db.admin(
    `select table_name, array_agg(column_name::text) as columns from information_schema.columns
      where table_schema = 'auth' group by table_name`,
  )
  const real = Object.fromEntries(
    rows.map((row) => [row['table_name'], (row['columns'] as string[]).toSorted()]),
  )
  expect(Object.keys(wanted).sort()).toEqual(['accounts', 'jwks', 'sessions', 'users', 'verifications'])
  expect(real).toEqual(wanted)
})
