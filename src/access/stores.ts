// A user's stores: found by id as that user alone, and opened with credentials that are sealed everywhere else.
import { type Selectable, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { StoresTable } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import { HEALTH_KINDS, type HintLanguage } from '../model/health.ts'
import type { Store } from '../model/store.ts'
import type { CallBudget } from '../platforms/egress.ts'
import type { Platform, Shop } from '../platforms/platform.ts'
import type { Services } from '../services.ts'
import { findVerdicts, healthOf, type Verdict } from './store-health.ts'

export type StoreRow = Selectable<StoresTable>

/** A row that came as JSON beside something else: its times are text. */
export type StoreJson = Omit<StoreRow, 'created_at' | 'updated_at'> & {
  readonly created_at: string
  readonly updated_at: string
}

/** The row of such JSON. */
export function fromJson(json: StoreJson): StoreRow {
  return { ...json, created_at: new Date(json.created_at), updated_at: new Date(json.updated_at) }
}

/** The same answer for a store that is not there and for somebody else's. */
export function storeNotFound(): AppError {
  return new AppError('store_not_found', 'There is no store with this id.')
}

/** The user's store, or `store_not_found`. */
export async function findStore(database: Database, userId: string, storeId: string): Promise<StoreRow> {
  const found = await sql<StoreRow>`select * from shopcall.find_store(${userId}, ${storeId})`.execute(
    database.service,
  )
  const row = found.rows[0]
  if (!row) throw storeNotFound()
  return row
}

/** All stores of a user, oldest first. */
export async function findStores(database: Database, userId: string): Promise<readonly StoreRow[]> {
  const found = await sql<StoreRow>`select * from shopcall.find_stores(${userId})`.execute(database.service)
  return found.rows
}

/** What a store's sealed credentials are bound to: this user, this store, this field. */
export function credentialsBinding(store: { readonly user_id: string; readonly id: string }) {
  return { user: store.user_id, store: store.id, field: 'credentials' }
}

/** Which of a store's facts an adapter gets. */
export function factsOf(store: StoreRow) {
  return { id: store.id, country: store.country, currency: store.currency }
}

/** The store's credentials as its platform defines them; `shop_unauthorized` when they cannot be opened. */
async function openCredentials(services: Services, store: StoreRow, platform: Platform): Promise<unknown> {
  const sealed = store.credentials
  const plain =
    sealed === null ? null : await services.secrets.credentials.open(sealed, credentialsBinding(store))
  if (plain === null) {
    throw new AppError('shop_unauthorized', 'The store has to be connected again.', {
      reason: 'credentials_unreadable',
    })
  }
  return platform.credentials.parse(JSON.parse(plain))
}

/** Opens the shop of a store for one request. The plain credentials live in the adapter's closure alone. */
export async function openShop(services: Services, store: StoreRow, budget: CallBudget): Promise<Shop> {
  const platform = services.platforms[store.platform]
  const startedAt = services.now()
  const credentials = await openCredentials(services, store, platform).catch((thrown: unknown) => {
    if (store.credentials !== null) services.health.failed(store, HEALTH_KINDS, thrown, startedAt)
    throw thrown
  })
  const shop = platform.connect(credentials, {
    store: factsOf(store),
    http: services.egress.open(store.id, platform.callsPerSecond, budget),
    cache: services.caches.forStore(store.id),
    origins: services.config.origins,
    now: services.now,
  })
  return services.health.watch(shop, store)
}

/** The store as its owner sees it; never with credentials. */
export function toStore(row: StoreRow, verdicts: readonly Verdict[], language: HintLanguage): Store {
  return {
    id: row.id,
    name: row.name,
    platform: row.platform,
    url: row.url,
    country: row.country,
    currency: row.currency,
    data_access_permissions: row.data_access_permissions,
    health: healthOf(row, verdicts, language),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

/** The same for stores whose verdicts have to be looked up first; all of one user. */
export async function showStores(
  services: Services,
  rows: readonly StoreRow[],
  language: HintLanguage,
): Promise<Store[]> {
  const [first] = rows
  if (!first) return []
  const only = rows.length === 1 ? first.id : null
  const verdicts = await findVerdicts(services.database, first.user_id, only)
  return rows.map((row) => toStore(row, verdicts.get(row.id) ?? [], language))
}

export async function showStore(services: Services, row: StoreRow, language: HintLanguage): Promise<Store> {
  const verdicts = await findVerdicts(services.database, row.user_id, row.id)
  return toStore(row, verdicts.get(row.id) ?? [], language)
}
