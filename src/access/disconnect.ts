// A store ends: what is kept of it is deleted at once, and what the platform gave us is given back.
import { sql, type Transaction } from 'kysely'
import { asUser } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { asAppError } from '../errors.ts'
import { describeError } from '../log.ts'
import type { CallBudget } from '../platforms/egress.ts'
import type { CredentialVault } from '../platforms/platform.ts'
import type { Services } from '../services.ts'
import { openCredentials } from './sealed-credentials.ts'
import { openShop, type StoreRow } from './stores.ts'

/** A catalogue of 100,000 products is deleted with its store, which takes longer than a request's statements may. */
const DELETE_MS = 60_000
const LOCK_MS = 5_000
/** The store is gone already; nobody waits longer for the platform. */
const WITHDRAW_MS = 3_000

type OwnStore = Pick<StoreRow, 'id' | 'user_id'>

/** One transaction as the store's owner with time enough for a large catalogue. */
function atLength<T>(services: Services, store: OwnStore, work: (trx: Transaction<Tables>) => Promise<T>) {
  return asUser(services.database, store.user_id, async (trx) => {
    await sql`select set_config('statement_timeout', ${String(DELETE_MS)}, true),
      set_config('lock_timeout', ${String(LOCK_MS)}, true)`.execute(trx)
    return work(trx)
  })
}

/** What this process remembers; another one asks the database for the store first, and finds none. */
function forgetInMemory(services: Services, storeId: string): void {
  services.caches.forget(storeId)
  services.health.forget(storeId)
  services.accessLog.persons.forget(storeId)
}

/**
 * Deletes a store with its credentials, catalogue, sync state and person secret in one transaction; the logs stay.
 * Gives the row as it was, or null: there is none, or (with `unlessChanged`) it has other credentials by now.
 */
export async function eraseStore(
  services: Services,
  store: OwnStore,
  unlessChanged?: Pick<StoreRow, 'credentials'>,
): Promise<StoreRow | null> {
  const row = await atLength(services, store, (trx) => {
    let query = trx.deleteFrom('stores').where('id', '=', store.id)
    if (unlessChanged) query = query.where('credentials', 'is not distinct from', unlessChanged.credentials)
    return query.returningAll().executeTakeFirst()
  })
  if (row) forgetInMemory(services, store.id)
  return row ?? null
}

/**
 * Forgets the access to a shop that took it away: no credentials, no catalogue, and the next sync of who connects
 * again begins anew. False when the store has other credentials by now.
 */
export async function forgetAccess(services: Services, store: StoreRow): Promise<boolean> {
  const done = await atLength(services, store, async (trx) => {
    const changed = await trx
      .updateTable('stores')
      .set({ credentials: null, updated_at: new Date(services.now()) })
      .where('id', '=', store.id)
      .where('credentials', '=', store.credentials)
      .returning('id')
      .executeTakeFirst()
    if (!changed) return false
    await trx.deleteFrom('catalogues').where('store_id', '=', store.id).execute()
    const settings = await trx
      .deleteFrom('store_sync_config')
      .where('store_id', '=', store.id)
      .returning(['enabled', 'interval_minutes', 'sync_products'])
      .executeTakeFirst()
    await trx
      .insertInto('store_sync_config')
      .values({ store_id: store.id, ...settings })
      .execute()
    // A sync that failed on its way would be gone on with where it stopped, over a catalogue that is empty.
    await trx.deleteFrom('store_syncs').where('store_id', '=', store.id).execute()
    await trx.deleteFrom('store_departures').where('store_id', '=', store.id).execute()
    return true
  })
  if (done) {
    services.caches.forget(store.id)
    services.health.forget(store.id)
  }
  return done
}

/** Reasons of `shop_unauthorized` by which the shop refused the credentials themselves: 401, 403, or its token endpoint. */
const REFUSED: ReadonlySet<string> = new Set([
  'token_refused',
  'forbidden',
  'credentials_refused',
  'invalid_client',
  'needs_reconnect',
])

/** A right that is missing, a page instead of the API or a shop that does not answer are no such refusal. */
export function isAccessRefused(thrown: unknown): boolean {
  const { code, reason } = asAppError(thrown)
  return code === 'shop_unauthorized' && REFUSED.has(reason ?? '')
}

/** An app is installed once in a shop, whoever of our users connected it. */
async function isConnectedElsewhere(services: Services, { platform, shop }: StoreRow): Promise<boolean> {
  if (shop === null) return false
  const found = await sql`select from shopcall.stores_of_shop(${platform}, ${shop})`.execute(
    services.database.service,
  )
  return found.rows.length > 0
}

/** The row is gone, and with it the place where renewed tokens are kept: these live for the one call. */
function passingVault(services: Services, store: StoreRow, budget: CallBudget): CredentialVault {
  const http = services.egress.open(store.id, undefined, budget)
  return {
    renew: async (renewal) => renewal.renew(await openCredentials(services, store, store.credentials), http),
  }
}

/** What a merchant does where we cannot. */
export const WITHDRAW_HINTS = {
  shopify: 'Uninstall the app in the Shopify admin under Settings, Apps.',
  woocommerce:
    'Delete the key under WooCommerce, Settings, Advanced, REST API, and the webhooks beside it if you made any.',
  shoprenter: 'Remove the app, or delete its API client, in the ShopRenter admin.',
} as const

/**
 * Gives the access back at the platform, so that it is worth nothing any more; true when the platform confirmed it.
 * For a store that is deleted already, so it never throws and never takes long.
 */
export async function withdrawAccess(services: Services, store: StoreRow): Promise<boolean> {
  if (store.credentials === null) return true
  try {
    const budget = { deadlineAt: services.now() + WITHDRAW_MS }
    const shop = await openShop(services, store, budget, passingVault(services, store, budget))
    if (!shop.withdraw || (await isConnectedElsewhere(services, store))) return false
    return await shop.withdraw()
  } catch (thrown) {
    if (isAccessRefused(thrown)) return true
    services.log.warn('background work failed', { ...describeError(thrown), store_id: store.id })
    return false
  } finally {
    // The call may have left a token there.
    services.caches.forget(store.id)
  }
}
