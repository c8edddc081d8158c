// A user's stores: found by id as that user alone, and opened with credentials that are sealed everywhere else.
import { type Selectable, sql } from 'kysely'
import { type Database, readThroughUpgrade } from '../db/database.ts'
import type { StoresTable } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import { HEALTH_KINDS, type HintLanguage } from '../model/health.ts'
import type { Store } from '../model/store.ts'
import type { CallBudget } from '../platforms/egress.ts'
import type { CredentialVault, PlatformId, Shop, ShopContext } from '../platforms/platform.ts'
import type { Services } from '../services.ts'
import { openVault } from './credential-vault.ts'
import { openCredentials } from './sealed-credentials.ts'
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
  const found = await readThroughUpgrade(() =>
    sql<StoreRow>`select * from shopcall.find_store(${userId}, ${storeId})`.execute(database.service),
  )
  const row = found.rows[0]
  if (!row) throw storeNotFound()
  return row
}

/** All stores of a user, oldest first. */
export async function findStores(database: Database, userId: string): Promise<readonly StoreRow[]> {
  const found = await readThroughUpgrade(() =>
    sql<StoreRow>`select * from shopcall.find_stores(${userId})`.execute(database.service),
  )
  return found.rows
}

/** Which of a store's facts an adapter gets. */
export function factsOf(store: StoreRow) {
  return { id: store.id, country: store.country, currency: store.currency }
}

/** What the store's adapter may use for one request. */
export function contextOf(
  services: Services,
  store: StoreRow,
  budget: CallBudget,
  vault: CredentialVault = openVault(services, store, budget),
): ShopContext {
  const { callsPerSecond } = services.platforms[store.platform]
  return {
    store: factsOf(store),
    http: services.egress.open(store.id, callsPerSecond, counted(services, store.platform, budget)),
    cache: services.caches.forStore(store.id),
    origins: services.config.origins,
    apps: services.config.apps,
    vault,
    now: services.now,
  }
}

/** The budget, with every call counted by its platform. */
export function counted({ metrics }: Services, platform: PlatformId, budget: CallBudget): CallBudget {
  return {
    ...budget,
    onCall: (call) => {
      metrics.shopCall({ platform, status: call.status, seconds: call.ms / 1000 })
      budget.onCall?.({ ...call, platform })
    },
  }
}

/** Opens the shop of a store for one request. The plain credentials live in the adapter's closure alone. */
export async function openShop(
  services: Services,
  store: StoreRow,
  budget: CallBudget,
  vault: CredentialVault = openVault(services, store, budget),
): Promise<Shop> {
  const startedAt = services.now()
  const credentials = await openCredentials(services, store, store.credentials).catch((thrown: unknown) => {
    if (store.credentials !== null) services.health.failed(store, HEALTH_KINDS, thrown, startedAt)
    throw thrown
  })
  const shop = services.platforms[store.platform].connect(
    credentials,
    contextOf(services, store, budget, vault),
  )
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
