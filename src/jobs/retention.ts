// What the clock does once a day to what is kept: the log's months, old addresses, events, counters, ended keys.
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'

export type RetentionSettings = {
  /** Milliseconds since 1970. Ahead of the database's own clock it deletes nothing early. */
  readonly now: number
  /** A month of the access log goes once its last moment is older than this: 30 to 730. */
  readonly retentionDays: number
  /** Whole addresses become networks after this: 1 to 730. */
  readonly addressDays: number
}

export type RetentionResult = {
  readonly addresses: number
  readonly months: number
  readonly counters: number
  readonly keys: number
  /** Connections of shops that were begun and not finished. */
  readonly connections: number
  /** Addresses of security events. */
  readonly networks: number
  readonly events: number
}

/** Few enough for the time that one statement may take. */
const ROWS_AT_ONCE = 2_000
/** Keeping the heads of a month reads all of it. */
const DROP_TIMEOUT_MS = 120_000

/** Calls a function that works on a part until nothing is left; gives how much it was. */
async function inParts({ service }: Database, call: RawBuilder<unknown>): Promise<number> {
  for (let all = 0; ; ) {
    const result = await sql<{ done: number }>`select ${call} as done`.execute(service)
    const done = result.rows[0]?.done ?? 0
    all += done
    if (done < ROWS_AT_ONCE) return all
  }
}

/**
 * Safe to run again, and at the same time in several instances. All of it is done by functions of a role of its
 * own, which check the limits themselves; the service may call them and has none of their rights.
 */
export async function runRetention(
  database: Database,
  settings: RetentionSettings,
): Promise<RetentionResult> {
  const { retentionDays, addressDays } = settings
  const { service } = database
  const asOf = new Date(settings.now).toISOString()
  await sql`select shopcall.make_coming_access_log_months()`.execute(service)

  const addresses = await inParts(
    database,
    sql`shopcall.truncate_access_log_addresses(${asOf}::timestamptz, ${addressDays}::int, ${ROWS_AT_ONCE}::int)`,
  )
  const networks = await inParts(
    database,
    sql`shopcall.truncate_security_event_networks(${asOf}::timestamptz, ${addressDays}::int, ${ROWS_AT_ONCE}::int)`,
  )
  const events = await inParts(
    database,
    sql`shopcall.delete_security_events(${asOf}::timestamptz, ${retentionDays}::int, ${ROWS_AT_ONCE}::int)`,
  )
  const counters = await sql<{ done: number }>`
    select shopcall.delete_stranger_attempts(${asOf}::timestamptz, ${retentionDays}::int) as done`.execute(
    service,
  )
  const keys = await sql<{ done: number }>`select shopcall.cleanup_ended_api_keys() as done`.execute(service)
  const connections = await sql<{ done: number }>`
    select shopcall.delete_ended_connect_attempts() + shopcall.delete_ended_installations() as done`.execute(
    service,
  )
  const months = await service.transaction().execute(async (trx) => {
    await sql`select set_config('statement_timeout', ${String(DROP_TIMEOUT_MS)}, true)`.execute(trx)
    return sql<{ done: number }>`
      select shopcall.drop_access_log_months(${asOf}::timestamptz, ${retentionDays}::int) as done`.execute(
      trx,
    )
  })
  return {
    addresses,
    networks,
    events,
    months: months.rows[0]?.done ?? 0,
    counters: counters.rows[0]?.done ?? 0,
    keys: keys.rows[0]?.done ?? 0,
    connections: connections.rows[0]?.done ?? 0,
  }
}
