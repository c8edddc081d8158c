// PostgreSQL, through Kysely and pg.
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from './database.ts'
import { type Migration, migrate } from './migrate.ts'
import type { Tables } from './tables.ts'

const CONNECT_TIMEOUT_MS = 1_000
const STATEMENT_TIMEOUT_MS = 2_000
const LOCK_TIMEOUT_MS = 1_000
const IDLE_IN_TRANSACTION_MS = 10_000

/** `max` connections whose every session is in `role`, with limits on how long anything may take. */
function createPool(url: string, role: string, max: number): pg.Pool {
  const settings = [
    `-c role=${role}`,
    `-c statement_timeout=${STATEMENT_TIMEOUT_MS}`,
    `-c lock_timeout=${LOCK_TIMEOUT_MS}`,
    `-c idle_in_transaction_session_timeout=${IDLE_IN_TRANSACTION_MS}`,
  ]
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    options: settings.join(' '),
    application_name: 'shopcall',
  })
  // A connection that breaks while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  return pool
}

async function migrateAt(
  url: string,
  schema: { bootstrap: string; migrations: readonly Migration[] },
): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'shopcall-migrate' })
  await client.connect()
  try {
    await migrate(
      {
        run: async (text) => {
          await client.query(text)
        },
        rows: async (text, values) => (await client.query<Record<string, unknown>>(text, [...values])).rows,
      },
      schema,
    )
  } finally {
    await client.end()
  }
}

/** Migrates under a lock and opens PostgreSQL 15 or newer. */
export async function openPostgres(
  url: string,
  schema: { bootstrap: string; migrations: readonly Migration[] },
  options: { maxConnections?: number } = {},
): Promise<Database> {
  await migrateAt(url, schema)
  return openPool(url, options.maxConnections ?? 16)
}

/** Opens a database as it is. */
export function openPool(url: string, maxConnections: number): Database {
  const service = createPool(url, 'shopcall_service', maxConnections)
  const accounts = createPool(url, 'shopcall_auth', 4)
  return {
    engine: 'postgres',
    service: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: service }) }),
    accounts: new Kysely<unknown>({ dialect: new PostgresDialect({ pool: accounts }) }),
    jobs: { kind: 'postgres', url },
    connections: () => ({
      total: service.totalCount,
      idle: service.idleCount,
      waiting: service.waitingCount,
    }),
    close: async () => {
      await Promise.all([service.end(), accounts.end()])
    },
  }
}
