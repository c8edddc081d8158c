// The migrations on a database as Supabase gives one: its auth, its roles and default rights, and no superuser.
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asUser, type Database } from '../src/db/database.ts'
import { connectPostgres, openPostgres } from '../src/db/postgres.ts'
import { readSchema } from '../src/entry/schema-files.ts'
import { engine } from './support/database.ts'

const OURS = ['shopcall_service', 'shopcall_recorder', 'shopcall_retention', 'shopcall_catalogue']
const id = crypto.randomUUID().slice(0, 8)
const OWNER = `supabase_postgres_${id}`
const AUTH_ADMIN = `supabase_auth_admin_${id}`
const USER = crypto.randomUUID()

/** What a project of Supabase's has before anything of ours; run by its superuser. */
const PROJECT = `
  create schema auth authorization ${AUTH_ADMIN};
  set role ${AUTH_ADMIN};
  create table auth.users (
    instance_id uuid, id uuid primary key, aud varchar(255), role varchar(255), email varchar(255),
    encrypted_password varchar(255), raw_user_meta_data jsonb, created_at timestamptz, updated_at timestamptz);
  create function auth.uid() returns uuid language sql stable as $$
    select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
      (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid
  $$;
  grant usage on schema auth to ${OWNER}, anon, authenticated, service_role;
  grant all on auth.users to ${OWNER};
  reset role;
  grant usage on schema public to anon, authenticated, service_role;
  alter default privileges for role ${OWNER} in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges for role ${OWNER} in schema public grant all on functions to anon, authenticated, service_role;
  alter default privileges for role ${OWNER} in schema public grant all on sequences to anon, authenticated, service_role;
  insert into auth.users (id, email) values ('${USER}', 'merchant@example.hu');`

describe.runIf(engine === 'postgres')('on a database as Supabase gives one', () => {
  const url = new URL(process.env['DATABASE_URL'] ?? 'postgres://localhost/')
  const server = new pg.Client({ connectionString: url.href })
  const at = (name: string, user = url.username) => {
    const own = new URL(url)
    own.pathname = `/${name}`
    own.username = user
    if (user !== url.username) own.password = 'postgres'
    return own.href
  }
  const name = `shopcall_supabase_${id}`
  const admin = new pg.Client({ connectionString: at(name) })
  const opened: Database[] = []

  beforeAll(async () => {
    await server.connect()
    for (const role of ['anon', 'authenticated', 'service_role'])
      await server.query(`create role ${role} nologin noinherit`).catch(() => undefined)
    await server.query(`create role ${AUTH_ADMIN} nologin`)
    await server.query(`create role ${OWNER} login createrole createdb nosuperuser password 'postgres'`)
    // Roles belong to the whole server: those that another database's migrations made are lent to this one's owner.
    const { rows } = await server.query<{ rolname: string }>(
      'select rolname from pg_roles where rolname = any($1)',
      [OURS],
    )
    for (const { rolname } of rows) await server.query(`grant ${rolname} to ${OWNER} with admin option`)
    await server.query(`create database ${name} owner ${OWNER}`)
    await admin.connect()
    await admin.query(PROJECT)
    const owner = new pg.Client({ connectionString: at(name, OWNER) })
    await owner.connect()
    // As the Supabase CLI does it: its own table, then each file in a transaction with its line there.
    await owner.query(`create schema supabase_migrations;
      create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text)`)
    for (const migration of readSchema().migrations) {
      await owner.query('begin')
      await owner.query(migration.sql)
      await owner.query(
        'insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)',
        [migration.version, migration.name, [migration.sql]],
      )
      await owner.query('commit')
    }
    await owner.end()
  }, 120_000)

  afterAll(async () => {
    for (const database of opened) await database.close()
    await admin.end()
    await server.query(`drop database ${name} with (force)`)
    await server.query(`drop role ${OWNER}, ${AUTH_ADMIN}`)
    await server.end()
  })

  test('every file was applied, by an owner that is no superuser', async () => {
    const { rows } = await admin.query('select version from supabase_migrations.schema_migrations order by 1')
    expect(rows.map((row) => row.version)).toEqual(readSchema().migrations.map(({ version }) => version))
    const { rows: owners } = await admin.query(
      `select distinct rolsuper from pg_class c join pg_roles r on r.oid = c.relowner
        where c.relnamespace in ('public'::regnamespace, 'shopcall'::regnamespace)`,
    )
    expect(owners).toEqual([{ rolsuper: false }])
  })

  test('what Supabase grants by default was taken back: with the public key nothing is read or called', async () => {
    const { rows } = await admin.query(`
      select c.oid::regclass::text as what from pg_class c
       where c.relnamespace in ('public'::regnamespace, 'shopcall'::regnamespace) and c.relkind in ('r', 'p', 'v')
         and has_table_privilege('anon', c.oid, 'select, insert, update, delete')
      union all select p.oid::regprocedure::text from pg_proc p
       where p.pronamespace in ('public'::regnamespace, 'shopcall'::regnamespace)
         and has_function_privilege('anon', p.oid, 'execute')`)
    expect(rows).toEqual([])
  })

  test('the functions’ connection works as the service, for one user at a time', async () => {
    const database = connectPostgres(at(name, OWNER), { maxConnections: 2 })
    opened.push(database)
    const seen = await asUser(database, USER, (trx) => trx.selectFrom('stores').select('id').execute())
    expect(seen).toEqual([])
    await sql`select shopcall.forget_limits()`.execute(database.service)
    await expect(sql`select * from auth.users`.execute(database.service)).rejects.toThrow('permission denied')
  })

  test('a service on Node beside it finds nothing to migrate and leaves auth alone', async () => {
    const database = await openPostgres(at(name, OWNER), readSchema(), { maxConnections: 2 })
    opened.push(database)
    const { rows } = await admin.query(
      "select count(*)::int as n from pg_class where relnamespace = 'auth'::regnamespace and relkind = 'r'",
    )
    expect(rows).toEqual([{ n: 1 }])
  })
})
