// How a sync ends: completed or failed, and when the store's next one is due.
import { sql, type Transaction } from 'kysely'
import { asUser, type Database } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { holdStore, type Lease, type TakenSync } from './sync-lease.ts'

/** Syncs of a store older than this are forgotten when a new one ends. */
const HISTORY_DAYS = 30

/** Why a sync failed: the closed list of the table. */
export const SYNC_ERRORS = [
  'shop_unauthorized',
  'shop_invalid_response',
  'shop_unavailable',
  'shop_rate_limited',
  'shop_timeout',
  'overloaded',
  'internal',
] as const
export type SyncError = (typeof SYNC_ERRORS)[number]

/** The word for an error code; what is not in the list is ours. */
export function syncErrorOf(code: string): SyncError {
  return SYNC_ERRORS.find((known) => known === code) ?? 'internal'
}

/** What a sync that was read to its end found. */
export type Finding = {
  /** The shop showed so few products that nothing was removed: the next sync has to see the same. */
  readonly doubted: boolean
}

async function endRow(
  trx: Transaction<Tables>,
  sync: TakenSync,
  lease: Lease,
  end: { state: 'completed' | 'failed'; error: SyncError | 'removal_unconfirmed' | null },
): Promise<boolean> {
  if (!(await holdStore(trx, sync.storeId))) return false
  // A failed sync keeps its place: the next one goes on there.
  const ended = await sql`
    update public.store_syncs
       set state = ${end.state}, error = ${end.error}, finished_at = now(), lease_holder = null,
           resume = case when ${end.state === 'failed'} then resume end
     where id = ${sync.syncId} and lease_holder = ${lease.holder} and state = 'running'`.execute(trx)
  return ended.numAffectedRows === 1n
}

/**
 * Ends a sync that read everything it had to, with `work` in the same transaction. False when it is no longer
 * this worker's: then nothing was done.
 */
export function completeSync(
  database: Database,
  sync: TakenSync,
  lease: Lease,
  finding: Finding,
  work: (trx: Transaction<Tables>) => Promise<void>,
): Promise<boolean> {
  const { doubted } = finding
  const full = sync.kind === 'full'
  const swept = sync.kind !== 'incremental'
  return asUser(database, sync.userId, async (trx) => {
    const error = doubted ? 'removal_unconfirmed' : null
    if (!(await endRow(trx, sync, lease, { state: 'completed', error }))) return false
    await sql`
      update public.store_sync_config
         set failures = 0, next_due_at = shopcall.next_sync_at(store_id, interval_minutes, 0),
             read_through = ${sync.roundAt},
             full_at = case when ${full} then ${sync.roundAt}::timestamptz else full_at end,
             swept_at = case when ${swept && !doubted} then ${sync.roundAt}::timestamptz else swept_at end,
             rounds_since_sweep = case when ${swept && !doubted} then 0 else rounds_since_sweep + 1 end,
             doubted_at = case when ${doubted} then coalesce(doubted_at, now()) when ${swept} then null else doubted_at end
       where store_id = ${sync.storeId}`.execute(trx)
    await sql`
      delete from public.store_syncs
       where store_id = ${sync.storeId} and queued_at < now() - make_interval(days => ${HISTORY_DAYS})`.execute(
      trx,
    )
    await work(trx)
    return true
  })
}

/** Ends a sync that could not go on; the store's next one waits longer. */
export async function failSync(
  database: Database,
  sync: TakenSync,
  lease: Lease,
  error: SyncError,
): Promise<void> {
  await asUser(database, sync.userId, async (trx) => {
    if (!(await endRow(trx, sync, lease, { state: 'failed', error }))) return
    await sql`
      update public.store_sync_config
         set failures = failures + 1, next_due_at = shopcall.next_sync_at(store_id, interval_minutes, failures + 1)
       where store_id = ${sync.storeId}`.execute(trx)
  })
}
