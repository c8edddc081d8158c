// Taking out of the catalogue what the shop has no more: only after all was read, and never on one doubtful answer.
import { sql, type Transaction } from 'kysely'
import { forgetWords, readCatalogueState, removeUnseen } from '../catalogue/storage.ts'
import { asUser } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { keep, type SyncRun, waitFor } from './sync-stream.ts'

/** A statement's share of its two seconds; the lease is renewed with each. */
const REMOVED_AT_ONCE = 1_000
const FORGET_TIMEOUT_MS = 60_000
/** Of so few products more than half may go without a question. */
const FEW = 10
/** The same few products again after this long are believed. */
const DOUBT_MINUTES = 10

/** Notes that the shop still has these products; what was read of them stays. */
export async function markSeen(
  trx: Transaction<Tables>,
  storeId: string,
  ids: readonly string[],
  seenAt: Date,
): Promise<void> {
  await sql`
    update public.catalogue_products set seen_at = ${seenAt.toISOString()}::timestamptz
     where store_id = ${storeId} and product_id = any (${[...ids]}::text[])
       and seen_at < ${seenAt.toISOString()}::timestamptz`.execute(trx)
}

/**
 * True when a shop that is asked for everything shows so little that its answer is doubted: nothing at all, or
 * less than half of what was kept. A plugin, a lost permission or a restored backup does that for an hour; a
 * merchant who really empties a shop loses nothing by the second look.
 */
export function isDoubtful(kept: number, gone: number): boolean {
  return kept > 0 && (gone >= kept || (kept > FEW && gone > kept / 2))
}

type Counts = { kept: number; gone: number; confirmed: boolean }

async function countGone({ services, sync }: SyncRun): Promise<Counts> {
  return asUser(services.database, sync.userId, async (trx) => {
    const { products: kept } = await readCatalogueState(trx, sync.storeId)
    const gone = await sql<{ gone: number; confirmed: boolean | null }>`
      select (select count(*)::integer from public.catalogue_products
               where store_id = ${sync.storeId} and seen_at < ${sync.roundAt.toISOString()}::timestamptz) as gone,
             (select doubted_at <= now() - make_interval(mins => ${DOUBT_MINUTES}) from public.store_sync_config
               where store_id = ${sync.storeId}) as confirmed`.execute(trx)
    const row = gone.rows[0]
    return { kept, gone: row?.gone ?? 0, confirmed: row?.confirmed ?? false }
  })
}

/** Words that are left over only make typing mistakes harder to find: no reason for a sync to fail. */
async function forgetUnused({ services, sync }: SyncRun): Promise<void> {
  await asUser(services.database, sync.userId, async (trx) => {
    await sql`select set_config('statement_timeout', ${String(FORGET_TIMEOUT_MS)}, true)`.execute(trx)
    await forgetWords(trx, sync.storeId)
  }).catch((thrown: unknown) => services.report(thrown, { job: 'product-sync' }))
}

/** Removes what this round did not see. True: the shop's answer is doubted, and everything stays for now. */
export async function removeGone(run: SyncRun): Promise<boolean> {
  const { kept, gone, confirmed } = await countGone(run)
  // Broken off and judged again by what is left it is never doubted more: both counts went down by the same.
  if (isDoubtful(kept, gone) && !confirmed) return true
  for (let left = gone; left > 0; left -= REMOVED_AT_ONCE) {
    let removed = 0
    const atMost = Math.min(left, REMOVED_AT_ONCE)
    await keep(run, {}, async (trx) => {
      removed = await removeUnseen(trx, run.sync.storeId, run.sync.roundAt, atMost)
      await sql`update public.store_syncs set products_removed = products_removed + ${removed}
         where id = ${run.sync.syncId}`.execute(trx)
    })
    if (removed < atMost) break
  }
  if (gone > 0) await waitFor(forgetUnused(run), run)
  return false
}
