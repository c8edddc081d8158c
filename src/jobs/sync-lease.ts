// Who works on a store's sync: it is taken with a lease, kept with every batch, and let go or ended.
import { sql, type Transaction } from 'kysely'
import { asUser, type Database } from '../db/database.ts'
import type { AccessWord, StoreSyncsTable, Tables } from '../db/tables.ts'
import type { ResumePoint } from '../platforms/product-stream.ts'

/** What a sync is doing: reading products, reading ids alone, or removing what the shop has no more. */
export type SyncPhase = 'products' | 'ids' | 'removal'

/** Where a sync goes on, in this process or in another. */
export type SyncPlace = { readonly phase: SyncPhase; readonly point: ResumePoint | null }

/** A sync that this worker holds. */
export type TakenSync = {
  readonly storeId: string
  readonly userId: string
  readonly syncId: string
  readonly kind: StoreSyncsTable['kind']
  /** What is written by this round is written after it; what was written before it was not seen by it. */
  readonly roundAt: Date
  readonly updatedAfter: Date | null
  readonly place: SyncPlace | null
  /** False when another worker had begun it. */
  readonly isNew: boolean
  /** The database's time when it was taken. */
  readonly takenAt: Date
}

/** A store whose products are not to be read: only its other access is looked at. */
export type AccessOnly = { readonly storeId: string; readonly userId: string; readonly syncId: null }

/** Who holds leases, and for how long without a sign of life. */
export type Lease = { readonly holder: string; readonly seconds: number }

/** `off`: the merchant switched products off; `lost`: the store is gone, or another worker has the sync. */
export type Hold = 'held' | 'off' | 'lost'

type TakenRow = {
  store_id: string
  user_id: string
  sync_id: string | null
  kind: StoreSyncsTable['kind']
  round_at: Date
  updated_after: Date | null
  resume: SyncPlace | null
  is_new: boolean
  taken_at: Date
}

/** Takes the sync whose turn it is, of whichever user; null when it is nobody's turn. */
export async function takeSync(database: Database, lease: Lease): Promise<TakenSync | AccessOnly | null> {
  const taken = await sql<TakenRow>`
    select * from shopcall.take_product_sync(${lease.holder}, ${lease.seconds})`.execute(database.service)
  const row = taken.rows[0]
  if (!row) return null
  const whose = { storeId: row.store_id, userId: row.user_id }
  if (row.sync_id === null) return { ...whose, syncId: null }
  return {
    ...whose,
    syncId: row.sync_id,
    kind: row.kind,
    roundAt: row.round_at,
    updatedAfter: row.updated_after,
    place: row.resume,
    isNew: row.is_new,
    takenAt: row.taken_at,
  }
}

/** What changes in a sync's row beside the lease. */
export type SyncProgress = {
  readonly place?: SyncPlace
  readonly read?: number
  readonly written?: number
}

/**
 * Does `work` and keeps the place after it in one transaction, if the sync is still this worker's and the
 * merchant still wants it. The store's row is held meanwhile, so that a switch or a deletion waits for this batch
 * and none is written after it. `off` ends the sync as cancelled.
 */
export function keepBatch(
  database: Database,
  sync: TakenSync,
  lease: Lease,
  progress: SyncProgress,
  work: (trx: Transaction<Tables>) => Promise<void> = async () => undefined,
): Promise<Hold> {
  return asUser(database, sync.userId, async (trx) => {
    const store = await sql<{ wanted: boolean }>`
      select c.sync_products and (s.data_access_permissions ->> 'allow_product_access')::boolean as wanted
        from public.stores s join public.store_sync_config c on c.store_id = s.id
       where s.id = ${sync.storeId} for share of s`.execute(trx)
    const wanted = store.rows[0]?.wanted
    if (wanted === undefined) return 'lost'
    const { place, read = 0, written = 0 } = progress
    const kept = await sql`
      update public.store_syncs
         set lease_until = now() + make_interval(secs => ${lease.seconds}),
             resume = coalesce(${place === undefined ? null : JSON.stringify(place)}::jsonb, resume),
             takeovers = case when ${place === undefined} then takeovers else 0 end,
             products_read = products_read + ${read}, products_written = products_written + ${written}
       where id = ${sync.syncId} and lease_holder = ${lease.holder} and state = 'running'`.execute(trx)
    if (kept.numAffectedRows !== 1n) return 'lost'
    if (wanted) {
      await work(trx)
      return 'held'
    }
    await sql`
      update public.store_syncs set state = 'cancelled', finished_at = now(), lease_holder = null, resume = null
       where id = ${sync.syncId}`.execute(trx)
    return 'off'
  })
}

/** Notes what a look at customers and orders said: a word each. */
export async function keepAccessWords(
  database: Database,
  sync: TakenSync,
  words: { readonly customers: AccessWord | null; readonly orders: AccessWord | null },
): Promise<void> {
  await asUser(database, sync.userId, (trx) =>
    trx
      .updateTable('store_syncs')
      .set({ customer_access: words.customers, order_access: words.orders })
      .where('id', '=', sync.syncId)
      .execute(),
  )
}

/** Holds the store's row before rows of its: who deletes it takes them in this order too. False: it is gone. */
export async function holdStore(trx: Transaction<Tables>, storeId: string): Promise<boolean> {
  const held = await sql`select 1 from public.stores where id = ${storeId} for key share`.execute(trx)
  return held.rows.length === 1
}

/** Lets go of a sync that is not over, so that whoever asks next goes on with it at once. */
export async function letGo(database: Database, sync: TakenSync, lease: Lease): Promise<void> {
  await asUser(database, sync.userId, (trx) =>
    sql`
      update public.store_syncs set lease_holder = null, lease_until = now()
       where id = ${sync.syncId} and lease_holder = ${lease.holder} and state = 'running'`.execute(trx),
  )
}
