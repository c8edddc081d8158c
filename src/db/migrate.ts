// Brings a database to the newest schema: plain SQL files, forward only, one transaction each.

/** A file of `supabase/migrations`: `20261125080000_stores.sql` has version `20261125080000`. */
export type Migration = { readonly version: string; readonly name: string; readonly sql: string }

/** The two ways in that migrating needs: a script of several statements, and a query with values. */
export type SqlRunner = {
  run(text: string): Promise<void>
  rows(text: string, values: readonly unknown[]): Promise<readonly Record<string, unknown>[]>
}

/** Any number, the same in every instance: only one migrates at a time. */
const LOCK = 728_914_003

/** The file's version and name, from `<14 digits>_<name>.sql`. */
export function toMigration(fileName: string, text: string): Migration {
  const match = /^(\d{14})_([a-z0-9_]+)\.sql$/.exec(fileName)
  if (!match?.[1] || !match[2]) throw new Error(`not a migration's name: ${fileName}`)
  return { version: match[1], name: match[2], sql: text }
}

/**
 * Applies what is missing, under an advisory lock, and records it where the Supabase CLI does, so that either
 * may apply the next one. `bootstrap` is run first where `auth` is not somebody else's (Supabase's own).
 */
export async function migrate(
  runner: SqlRunner,
  schema: { readonly bootstrap: string; readonly migrations: readonly Migration[] },
): Promise<void> {
  await runner.rows('select pg_advisory_lock($1)', [LOCK])
  try {
    if (!(await isSupabase(runner))) await runner.run(schema.bootstrap)
    await runner.run(`create schema if not exists supabase_migrations;
      create table if not exists supabase_migrations.schema_migrations (
        version text primary key, statements text[], name text)`)
    const rows = await runner.rows('select version from supabase_migrations.schema_migrations', [])
    const applied = new Set(rows.map((row) => row['version']))
    for (const migration of schema.migrations) {
      if (!applied.has(migration.version)) await apply(runner, migration)
    }
  } finally {
    await runner.rows('select pg_advisory_unlock($1)', [LOCK])
  }
}

/** Supabase's auth.users has this column; ours never does. */
async function isSupabase(runner: SqlRunner): Promise<boolean> {
  const rows = await runner.rows(
    `select 1 from information_schema.columns
      where table_schema = 'auth' and table_name = 'users' and column_name = $1`,
    ['encrypted_password'],
  )
  return rows.length > 0
}

async function apply(runner: SqlRunner, migration: Migration): Promise<void> {
  await runner.run('begin')
  try {
    await runner.run(migration.sql)
    await runner.rows('insert into supabase_migrations.schema_migrations (version, name) values ($1, $2)', [
      migration.version,
      migration.name,
    ])
    await runner.run('commit')
  } catch (error) {
    await runner.run('rollback')
    throw error
  }
}
