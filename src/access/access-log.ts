// The record of every attempt to read data, committed before anything is released.
import { sql } from 'kysely'
import type { DataKind } from '../caller.ts'
import type { Database } from '../db/database.ts'
import type { AccessLogTable } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import { createGroup } from './group.ts'
import { createPersonHashes, type PersonHashes } from './log-persons.ts'
import { createStrangerLog, type StrangerLog } from './log-strangers.ts'

/** One row to be. `agent` is cut to 200 characters. */
export type AccessRecord = {
  readonly user_id: string
  readonly key_id: string | null
  readonly store_id: string | null
  readonly operation: string
  readonly resource: AccessLogTable['resource']
  readonly outcome: AccessLogTable['outcome']
  readonly code: string | null
  readonly status: number
  readonly item_count: number | null
  readonly request_id: string
  readonly address: string | null
  readonly agent: string | null
  readonly duration_ms: number
  readonly shop_ms: number
  /** Hashes of whom the request named, in hex. */
  readonly persons?: readonly string[]
}

/** What was read again after the row was written. */
export type StillAllowed = { readonly key_active: boolean; readonly store_there: boolean } & Readonly<
  Record<DataKind, boolean>
>

export type AccessLog = {
  /**
   * Resolves once the row is committed, for a row that releases data with what key and store allow at that
   * moment. Throws `overloaded` when the row cannot be written: then nothing may be released.
   */
  record(record: AccessRecord): Promise<StillAllowed | null>
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>
  /** Whom a request named, as the log may know it. */
  readonly persons: PersonHashes
  /** Attempts that have no user to record them for. */
  readonly strangers: StrangerLog
}

const MAX_BATCH = 500

/** As shopcall.record_accesses reads it: text that the database would refuse must not cost the row. */
function toRow({ agent, persons = [], ...record }: AccessRecord): object {
  return {
    ...record,
    agent: agent?.replaceAll('\0', '').slice(0, 200).toWellFormed() ?? null,
    persons: persons.length > 0 ? persons.map((hex) => `\\x${hex}`) : null,
  }
}

/** Rows that come while a commit is under way go together with the next one. */
export function createAccessLog(database: Database): AccessLog {
  const strangers = createStrangerLog(database)

  /** What each row's key and store still allow, in the rows' order. */
  async function write(records: readonly AccessRecord[]): Promise<(StillAllowed | null)[]> {
    const rows = JSON.stringify(records.map(toRow))
    const written = await sql<StillAllowed & { row: number | string | bigint }>`
      select * from shopcall.record_and_check(${rows}::jsonb)`.execute(database.service)
    const byRow = new Map(written.rows.map((row) => [Number(row.row), row]))
    return records.map((_, index) => byRow.get(index + 1) ?? null)
  }

  // One row that the database refuses must not take its neighbours with it.
  const commits = createGroup(write, { max: MAX_BATCH, lanes: 1, retriesAlone: true })

  return {
    record: (record) =>
      commits.ask(record).catch((cause: unknown) => {
        throw new AppError('overloaded', 'The access could not be recorded, so nothing is given out.', {
          cause,
          retryAfterSeconds: 1,
        })
      }),
    drain: async () => {
      await commits.drain()
      await strangers.flush()
    },
    persons: createPersonHashes(database),
    strangers,
  }
}
