// A shop that its owner connects again: the store keeps its id, its keys and its logs, and gets new credentials.
import { sql, type Transaction } from 'kysely'
import { asUser } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import { HEALTH_KINDS } from '../model/health.ts'
import type { Store } from '../model/store.ts'
import type { CallBudget } from '../platforms/egress.ts'
import type { ProbeResult } from '../platforms/platform.ts'
import type { Services } from '../services.ts'
import type { NewStore } from './connect.ts'
import { checkAccessAtMost } from './health.ts'
import { openCredentials, sealCredentials } from './sealed-credentials.ts'
import { shopNameOf } from './shop-name.ts'
import { findVerdicts, healthOf, type Verdict } from './store-health.ts'
import { contextOf, type StoreRow, toStore } from './stores.ts'

export function connectedAlready(): AppError {
  return new AppError('conflict', 'This shop is connected already.')
}

/** Only what does not work any more is replaced: nobody loses a good connection to a slip of the hand. */
function isReplaceable(store: StoreRow, verdicts: readonly Verdict[]): boolean {
  return ['needs_reconnect', 'disconnected'].includes(healthOf(store, verdicts, 'en').state)
}

/** The user's store of this shop, or null. */
export async function findConnected(
  services: Services,
  userId: string,
  platform: StoreRow['platform'],
  url: string,
): Promise<StoreRow | null> {
  const found = await asUser(services.database, userId, (trx) =>
    trx
      .selectFrom('stores')
      .selectAll()
      .where('platform', '=', platform)
      .where('url', '=', url)
      .executeTakeFirst(),
  )
  return found ?? null
}

/** Asks the shop. False only when it refuses what is kept, or a right is missing; throws when it cannot be asked. */
export async function stillConnects(
  services: Services,
  store: StoreRow,
  budget: CallBudget,
): Promise<boolean> {
  try {
    const credentials = await openCredentials(services, store, store.credentials)
    await services.platforms[store.platform].probe(credentials, contextOf(services, store, budget))
    return true
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'shop_unauthorized') return false
    throw thrown
  }
}

/** Throws `conflict` for a store that works. The shop itself is asked before a merchant is sent away. */
async function assertReplaceable(services: Services, store: StoreRow, budget: CallBudget): Promise<void> {
  const verdicts = async () =>
    (await findVerdicts(services.database, store.user_id, store.id)).get(store.id) ?? []
  if (isReplaceable(store, await verdicts())) return
  await checkAccessAtMost(services, store, budget, 'en')
  if (!isReplaceable(store, await verdicts())) throw connectedAlready()
}

/** The store with the new credentials, its switches as agreed anew, on record; of several at once one wins. */
async function replaceCredentials(
  trx: Transaction<Tables>,
  services: Services,
  store: StoreRow,
  wanted: NewStore,
  {
    description,
    sealed,
    shop,
  }: { description: ProbeResult<unknown>['description']; sealed: string; shop: string | null },
): Promise<StoreRow> {
  const now = new Date(services.now())
  const locked = await trx
    .selectFrom('stores')
    .selectAll()
    .where('id', '=', store.id)
    .forUpdate()
    .executeTakeFirst()
  const verdicts = await trx.selectFrom('store_health').selectAll().where('store_id', '=', store.id).execute()
  if (!locked || !isReplaceable(locked, verdicts)) throw connectedAlready()
  const permissions = JSON.stringify(wanted.data_access_permissions)
  const row = await trx
    .updateTable('stores')
    .set({
      credentials: sealed,
      shop,
      data_access_permissions: permissions,
      name: wanted.name ?? locked.name,
      country: wanted.country ?? locked.country ?? description.country,
      currency: description.currency ?? locked.currency,
      updated_at: now,
    })
    .where('id', '=', store.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await trx
    .updateTable('store_sync_config')
    .set({ next_due_at: now, failures: 0 })
    .where('store_id', '=', store.id)
    .execute()
  await trx
    .insertInto('store_permission_audit')
    .values({
      store_id: store.id,
      user_id: store.user_id,
      changed_by: store.user_id,
      reason: 'connected',
      old_permissions: JSON.stringify(locked.data_access_permissions),
      new_permissions: permissions,
      consent_version: wanted.consent.version,
      consent_language: wanted.consent.language,
    })
    .execute()
  await wanted.alsoKeep?.(trx, store.id)
  // Nobody is at renewing what was replaced, and no refusal of it counts.
  await trx
    .updateTable('credential_renewals')
    .set({ held_until: sql<Date>`clock_timestamp()`, refused_until: null, refused_reason: null })
    .where('store_id', '=', store.id)
    .execute()
  // As of now: a look that began before this is an older one, and says nothing of the new credentials.
  const reset = HEALTH_KINDS.map((kind) => ({ kind, reachable: true, problem: null, checked_at: now }))
  await sql`select shopcall.keep_store_health(${store.user_id}, ${store.id}, ${JSON.stringify(reset)}::jsonb)`.execute(
    trx,
  )
  return row
}

/**
 * Replaces the credentials of a store that does not work any more by those that the shop has just taken.
 * `conflict` when it does work.
 */
export async function reconnectStore(
  services: Services,
  store: StoreRow,
  wanted: NewStore,
  { description, credentials }: ProbeResult<unknown>,
  budget: CallBudget,
): Promise<Store> {
  await assertReplaceable(services, store, budget)
  const sealed = await sealCredentials(services, store, credentials)
  const row = await asUser(services.database, store.user_id, (trx) =>
    replaceCredentials(trx, services, store, wanted, { description, sealed, shop: shopNameOf(credentials) }),
  )
  services.caches.forget(store.id)
  services.health.forget(store.id)
  const verdicts = await findVerdicts(services.database, store.user_id, store.id)
  return toStore(row, verdicts.get(store.id) ?? [], wanted.consent.language)
}
