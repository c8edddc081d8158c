// Reads a user's rows of the access log, newest first.
import { sql } from 'kysely'
import { asUser, type Database } from '../db/database.ts'
import type { AccessLogTable } from '../db/tables.ts'

/** One row as its owner sees it. */
export type AccessEntry = Omit<
  AccessLogTable,
  'user_id' | 'seq' | 'at' | 'address_salt' | 'address_digest' | 'persons' | 'hash'
> & { readonly seq: number; readonly at: string }

export type EntryFilter = {
  readonly store_id?: string
  readonly key_id?: string
  readonly outcome?: AccessLogTable['outcome']
  readonly resource?: NonNullable<AccessLogTable['resource']>
  /** Not before. */
  readonly from?: string
  /** Before. */
  readonly to?: string
  /** A hash of whom the request named, in hex. */
  readonly person?: string
}

const COLUMNS = [
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
  'agent',
  'duration_ms',
  'shop_ms',
] as const

/** At most `limit` rows with a lower number than `before`. */
export async function readEntries(
  database: Database,
  userId: string,
  filter: EntryFilter,
  { before, limit }: { before: number | null; limit: number },
): Promise<AccessEntry[]> {
  const { from, to, person, ...same } = filter
  const rows = await asUser(database, userId, (trx) => {
    let query = trx.selectFrom('access_log').select(COLUMNS).where('user_id', '=', userId)
    for (const [column, value] of Object.entries(same) as [keyof typeof same, string][])
      query = query.where(column, '=', value)
    if (from !== undefined) query = query.where('at', '>=', new Date(from))
    if (to !== undefined) query = query.where('at', '<', new Date(to))
    if (person !== undefined) query = query.where(sql<boolean>`persons @> array[decode(${person}, 'hex')]`)
    if (before !== null) query = query.where('seq', '<', before)
    return query.orderBy('seq', 'desc').limit(limit).execute()
  })
  return rows.map((row) => ({ ...row, seq: Number(row.seq), at: row.at.toISOString() }))
}

const EXPORT_PAGE = 1_000

/** All rows of the filter, page by page, so that a long log is never in memory at once. */
export async function* readAllEntries(
  database: Database,
  userId: string,
  filter: EntryFilter,
): AsyncGenerator<readonly AccessEntry[]> {
  let before: number | null = null
  for (;;) {
    const page: AccessEntry[] = await readEntries(database, userId, filter, { before, limit: EXPORT_PAGE })
    const last = page.at(-1)
    if (last) yield page
    if (!last || page.length < EXPORT_PAGE) return
    before = last.seq
  }
}
