// The database as the rest of the house sees it: the service's queries, and work done for one user.
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Tables } from './tables.ts'

/** The embedded database's one connection, used as its owner for one statement or script at a time. */
export type OwnerSql = {
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>
  listen(
    channel: string,
    onNotification: (payload: string) => void,
    onReconnect: () => void,
  ): Promise<{ close(): Promise<void> }>
}

/** How the job queue gets to its own schema, as the owner: no role of the service's can. */
export type JobsConnection =
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'embedded'; readonly sql: OwnerSql }

/** A connected database, whichever engine it is. */
export type Database = {
  readonly engine: 'embedded' | 'postgres'
  /** Queries as role shopcall_service, which sees no user's rows by itself. */
  readonly service: Kysely<Tables>
  /** Queries of the built-in accounts, as role shopcall_auth: schema auth and nothing else. */
  readonly accounts: Kysely<unknown>
  readonly jobs: JobsConnection
  /** Of the service's queries, at this moment. */
  connections(): { readonly total: number; readonly idle: number; readonly waiting: number }
  close(): Promise<void>
}

/**
 * Does `work` in one transaction as the service acting for this user: row level security shows it that
 * user's rows and no other's. Never call a shop in it: on the embedded database everyone waits.
 */
export function asUser<T>(
  database: Database,
  userId: string,
  work: (trx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return database.service.transaction().execute(async (trx) => {
    const claims = JSON.stringify({ sub: userId })
    await sql`select set_config('request.jwt.claims', ${claims}, true)`.execute(trx)
    return work(trx)
  })
}

/** What a statement ends with whose table got a column while it waited for the table: PostgreSQL's codes. */
const TABLE_CHANGED = new Set(['42804', '0A000'])

/** Asks once more when an upgrade beside us changed the table in between. For statements that only read. */
export async function readThroughUpgrade<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (thrown) {
    const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
    if (typeof code === 'string' && TABLE_CHANGED.has(code)) return ask()
    throw thrown
  }
}

/** True when the database answers. */
export async function isAnswering(database: Database): Promise<boolean> {
  try {
    await sql`select 1`.execute(database.service)
    return true
  } catch {
    return false
  }
}
