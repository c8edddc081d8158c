// A store whose access has ended gets new credentials: it stays the same store, with its keys and its catalogue.
import { sql } from 'kysely'
import { asUser } from '../db/database.ts'
import { AppError } from '../errors.ts'
import type { Outcome } from '../operation.ts'
import type { CallBudget } from '../platforms/egress.ts'
import type { Services } from '../services.ts'
import type { NewStore } from './connect.ts'
import { openCredentials, sealCredentials } from './sealed-credentials.ts'
import { contextOf, type StoreRow, storeNotFound, toStore } from './stores.ts'

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

/**
 * Tries the new credentials against the shop, and only then puts them in the place of the old ones, with the
 * switches that were agreed to now and their row in the permission audit, in one transaction.
 */
export async function reconnectStore(
  services: Services,
  store: StoreRow,
  wanted: NewStore,
  budget: CallBudget,
): Promise<Outcome> {
  const platform = services.platforms[store.platform]
  const context = { ...contextOf(services, store, budget), vault: null }
  const { credentials } = await platform.probe(platform.credentials.parse(wanted.credentials), context)
  const sealed = await sealCredentials(services, store, credentials)
  const permissions = JSON.stringify(wanted.data_access_permissions)
  const row = await asUser(services.database, store.user_id, async (trx): Promise<StoreRow> => {
    const before = await trx
      .selectFrom('stores')
      .select('data_access_permissions')
      .where('id', '=', store.id)
      .forUpdate()
      .executeTakeFirst()
    if (!before) throw storeNotFound()
    await trx
      .updateTable('credential_renewals')
      .set({ held_until: sql<Date>`clock_timestamp()`, refused_until: null, refused_reason: null })
      .where('store_id', '=', store.id)
      .execute()
    await trx
      .insertInto('store_permission_audit')
      .values({
        store_id: store.id,
        user_id: store.user_id,
        changed_by: store.user_id,
        reason: 'connected',
        old_permissions: JSON.stringify(before.data_access_permissions),
        new_permissions: permissions,
        consent_version: wanted.consent.version,
        consent_language: wanted.consent.language,
      })
      .execute()
    return trx
      .updateTable('stores')
      .set({
        credentials: sealed,
        data_access_permissions: permissions,
        updated_at: new Date(services.now()),
      })
      .where('id', '=', store.id)
      .returningAll()
      .executeTakeFirstOrThrow()
  })
  services.caches.forget(store.id)
  return { data: toStore(row) }
}
