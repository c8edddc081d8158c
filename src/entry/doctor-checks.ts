// What `npm run doctor` looks at outside of the configuration: the database, its keys and clock, and what is called.
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { personSecretBinding } from '../access/log-persons.ts'
import { credentialsBinding } from '../access/sealed-credentials.ts'
import { serviceSecretBinding } from '../access/secrets.ts'
import type { Binding, Sealer } from '../crypto.ts'
import type { Tables } from '../db/tables.ts'

/** One line of the report. A `warning` leaves the exit code at 0. Holds no secret and no address with one. */
export type Finding = {
  readonly state: 'ok' | 'warning' | 'failed'
  readonly about: string
  readonly say: string
}

const OLDEST_POSTGRES = 150_000
const CONNECT_MS = 3_000
/** Of one instance: requests 16, accounts 4, jobs 2. */
const CONNECTIONS_PER_INSTANCE = 22
const SKEW_WARNING_MS = 2_000
const SKEW_FAILED_MS = 60_000
const BATCH = 500

const ok = (about: string, say: string): Finding => ({ state: 'ok', about, say })
const warning = (about: string, say: string): Finding => ({ state: 'warning', about, say })
const failed = (about: string, say: string): Finding => ({ state: 'failed', about, say })

/** By SQLSTATE or the system's code: a message of the driver may name the user and the host. */
const CONNECT_ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at DATABASE_URL. Start PostgreSQL, or correct the host and the port.',
  ENOTFOUND: 'The host of DATABASE_URL has no address. Correct it.',
  '28P01': 'PostgreSQL refuses the password of DATABASE_URL. Correct it.',
  '28000': 'PostgreSQL does not let this user in from here. Correct DATABASE_URL or pg_hba.conf.',
  '3D000': 'The database of DATABASE_URL does not exist. Make it with createdb.',
  '53300': 'PostgreSQL has no connection left. Raise max_connections, or run fewer instances.',
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : 'no code'
}

/** Connects as the operator, changes nothing. */
export async function checkPostgres(url: string, versions: readonly string[]): Promise<Finding[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: CONNECT_MS,
    application_name: 'shopcall-doctor',
  })
  try {
    await client.connect()
  } catch (thrown) {
    const code = codeOf(thrown)
    await client.end().catch(() => undefined)
    return [
      failed(
        'database',
        CONNECT_ADVICE[code] ?? `It cannot be connected to (${code}). Look at DATABASE_URL.`,
      ),
    ]
  }
  try {
    return [...(await checkServer(client)), await checkMigrations(client, versions)]
  } finally {
    await client.end()
  }
}

async function checkServer(client: pg.Client): Promise<Finding[]> {
  const { rows } = await client.query<
    Record<string, string>
  >(`select current_setting('server_version_num') as version,
    current_setting('max_connections') as connections, current_setting('synchronous_commit') as commits,
    current_setting('fsync') as fsync, pg_is_in_recovery()::text as standby`)
  const { version = '0', connections = '0', commits, fsync, standby } = rows[0] ?? {}
  const found: Finding[] = []
  found.push(
    Number(version) < OLDEST_POSTGRES
      ? failed('database', 'PostgreSQL is older than 15. Upgrade it.')
      : ok('database', `PostgreSQL ${Math.floor(Number(version) / 10_000)} answers.`),
  )
  if (standby === 'true')
    found.push(
      failed('database', 'This is a standby, which cannot be written to. Set DATABASE_URL to the primary.'),
    )
  if (fsync === 'off' || commits === 'off')
    found.push(
      warning(
        'database',
        'It does not wait for the disk: a crash can lose records of answers. Turn fsync and synchronous_commit on.',
      ),
    )
  if (Number(connections) < CONNECTIONS_PER_INSTANCE + 5)
    found.push(
      warning(
        'database',
        `An instance takes up to ${CONNECTIONS_PER_INSTANCE} connections, and max_connections is ${connections}. Raise it.`,
      ),
    )
  return found
}

async function checkMigrations(client: pg.Client, versions: readonly string[]): Promise<Finding> {
  const applied = await client
    .query<{ version: string }>('select version from supabase_migrations.schema_migrations')
    .then(
      ({ rows }) => new Set(rows.map((row) => row.version)),
      () => new Set<string>(),
    )
  const missing = versions.filter((version) => !applied.has(version)).length
  if (missing > 0)
    return warning(
      'schema',
      `${missing} migrations are not applied yet. The next npm start applies them: make a backup first.`,
    )
  if (applied.size > versions.length)
    return warning(
      'schema',
      'A newer version has migrated this database. That is as it should be during an upgrade; else upgrade this one too.',
    )
  return ok('schema', 'All migrations are applied.')
}

/** How far the database's clock, by which keys end, is from this machine's. */
export async function checkClock(database: Kysely<Tables>): Promise<Finding> {
  const before = Date.now()
  const { rows } = await sql<{ ms: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`.execute(database)
  const skewMs = Math.abs(Number(rows[0]?.ms) - (before + Date.now()) / 2)
  const say = `This machine and the database differ by ${(skewMs / 1000).toFixed(1)} s.`
  if (skewMs < SKEW_WARNING_MS) return ok('clock', say)
  const advice = `${say} Run a time service (chrony, systemd-timesyncd) on both.`
  return skewMs < SKEW_FAILED_MS ? warning('clock', advice) : failed('clock', advice)
}

const PLACES: Readonly<Record<string, (store: { user_id: string; id: string }) => Binding>> = {
  'stores.credentials': credentialsBinding,
  'store_person_secrets.sealed': personSecretBinding,
}

/** Opens everything that is sealed, and keeps nothing of it. */
export async function checkKeys(database: Kysely<Tables>, sealer: Sealer): Promise<Finding> {
  let opened = 0
  let closed = 0
  const tally = async (sealed: string, binding: Binding) => {
    if ((await sealer.open(sealed, binding).catch(() => null)) === null) closed++
    else opened++
  }
  for (const { name, sealed } of await database
    .selectFrom('service_secrets')
    .select(['name', 'sealed'])
    .execute())
    await tally(sealed, serviceSecretBinding(name))
  for (const [place, bindingOf] of Object.entries(PLACES)) {
    for (let after: string | null = null; ; ) {
      // No box begins with a space: all are found, under whichever key.
      const { rows }: { rows: { owner: string; store: string; sealed: string }[] } = await sql<{
        owner: string
        store: string
        sealed: string
      }>`select * from shopcall.find_stale_boxes(${place}, ' ', ${after}, ${BATCH})`.execute(database)
      for (const { owner, store, sealed } of rows)
        await tally(sealed, bindingOf({ user_id: owner, id: store }))
      after = rows.at(-1)?.store ?? null
      if (after === null) break
    }
  }
  if (closed === 0) return ok('keys', `All ${opened} sealed secrets open.`)
  return failed(
    'keys',
    `${closed} of ${opened + closed} sealed secrets open with none of the keys. Put the missing key back into ENCRYPTION_KEYS; where it is lost, these stores have to be connected again.`,
  )
}

/** Any answer at all, within five seconds. */
export async function checkReachable(
  name: string,
  url: string,
  get: (url: string, init: { method: 'HEAD'; redirect: 'manual'; signal: AbortSignal }) => Promise<unknown>,
): Promise<Finding> {
  try {
    await get(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(5_000) })
    return ok(name, 'It answers.')
  } catch (thrown) {
    const code = codeOf(thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown)
    return warning(
      name,
      `It cannot be reached from here (${code}). Look at DNS, the firewall and the way out; shops there cannot be read.`,
    )
  }
}
