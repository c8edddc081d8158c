// The tables as the service sees them; a test compares this with what the migrations make.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { HealthKind, ProblemCode } from '../model/health.ts'
import type { PlatformId } from '../platforms/platform.ts'

/** Set by the database, read as a Date. */
type CreatedAt = ColumnType<Date, never, never>

/** A store's three switches. */
export type DataAccessPermissions = {
  allow_customer_access: boolean
  allow_order_access: boolean
  allow_product_access: boolean
}

/** jsonb: read as the object, written as its JSON text. */
type PermissionsColumn = ColumnType<DataAccessPermissions, string | undefined, string>

export type StoresTable = {
  id: Generated<string>
  user_id: string
  platform: PlatformId
  name: string
  url: string
  country: string | null
  currency: string | null
  credentials: string | null
  created_at: CreatedAt
  updated_at: ColumnType<Date, never, Date>
  data_access_permissions: PermissionsColumn
  /** As its platform signs for it; null for WooCommerce. */
  shop: string | null
}

export type UserApiKeysTable = {
  id: Generated<string>
  user_id: string
  name: string
  prefix: string
  digest: Uint8Array
  hash: string
  read_customers: Generated<boolean>
  read_orders: Generated<boolean>
  read_products: Generated<boolean>
  store_ids: string[] | null
  allowed_ips: string[] | null
  created_at: CreatedAt
  expires_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
  revoked_reason: string | null
  last_used_address: string | null
  last_used_agent: string | null
  reminded_days: number | null
  rotated_from: string | null
}

/** Written by shopcall.record_accesses alone. */
export type AccessLogTable = {
  user_id: string
  /** Counts a user's rows from 1 without a gap. */
  seq: ColumnType<number | string | bigint, never, never>
  at: CreatedAt
  key_id: string | null
  store_id: string | null
  operation: string
  resource: 'customers' | 'orders' | 'products' | 'stores' | null
  outcome: 'allowed' | 'denied' | 'failed'
  code: string | null
  status: number
  item_count: number | null
  request_id: string
  /** The whole address, or its network once it was truncated. */
  address: string | null
  address_salt: Uint8Array | null
  address_digest: Uint8Array | null
  agent: string | null
  duration_ms: number
  shop_ms: number
  persons: Uint8Array[] | null
  hash: Uint8Array
}

export type StorePermissionAuditTable = {
  id: GeneratedAlways<string>
  at: CreatedAt
  store_id: string
  user_id: string
  changed_by: string
  reason: 'connected' | 'changed'
  old_permissions: ColumnType<DataAccessPermissions | null, string | null, never>
  new_permissions: ColumnType<DataAccessPermissions, string, never>
  consent_version: string | null
  consent_language: 'en' | 'hu' | null
}

export type ConnectAttemptsTable = {
  secret_hash: Uint8Array
  user_id: string
  platform: PlatformId
  shop: string
  data_access_permissions: PermissionsColumn
  consent_version: string
  consent_language: 'en' | 'hu'
  browser_hash: Uint8Array
  expires_at: Date
}

export type ShopRenterCallsTable = { call_hash: Uint8Array; expires_at: Date }

export type ShopRenterInstallationsTable = { shop: string; secret_hash: Uint8Array; expires_at: Date }

export type ConnectResultsTable = {
  secret_hash: Uint8Array
  user_id: string
  store_id: string
  browser_hash: Uint8Array
  expires_at: Date
}

export type StoreSyncConfigTable = {
  store_id: string
  enabled: Generated<boolean>
  interval_minutes: Generated<number>
  sync_products: Generated<boolean>
  updated_at: ColumnType<Date, never, Date>
  next_due_at: Generated<Date>
  failures: Generated<number>
  read_through: Date | null
  full_at: Date | null
  swept_at: Date | null
  rounds_since_sweep: Generated<number>
  doubted_at: Date | null
}

/** What a look at customers or orders said; null: nobody looked. */
export type AccessWord = 'readable' | 'not_readable' | 'switched_off'

export type StoreSyncsTable = {
  id: Generated<string>
  store_id: string
  kind: 'full' | 'incremental' | 'sweep'
  state: Generated<'queued' | 'running' | 'completed' | 'failed' | 'cancelled'>
  queued_at: CreatedAt
  started_at: Date | null
  finished_at: Date | null
  products_read: Generated<number>
  products_written: Generated<number>
  products_removed: Generated<number>
  error: string | null
  customer_access: AccessWord | null
  order_access: AccessWord | null
  round_at: Date | null
  updated_after: Date | null
  resume: ColumnType<unknown, string | null, string | null>
  lease_holder: string | null
  lease_until: Date | null
  takeovers: Generated<number>
}

export type CredentialRenewalsTable = {
  store_id: string
  holder: string
  held_until: Date
  refused_until: Date | null
  refused_reason: string | null
}

export type StorePersonSecretsTable = { store_id: string; sealed: string; created_at: CreatedAt }

export type StrangerAttemptsTable = {
  minute: Date
  network: string
  reason: 'no_credential' | 'malformed_key' | 'unknown_key' | 'bad_token'
  attempts: number | string | bigint
}

export type SecurityEventsTable = {
  id: GeneratedAlways<string>
  at: CreatedAt
  user_id: string | null
  kind: 'warning' | 'address_blocked' | 'key_revoked'
  severity: GeneratedAlways<'warning' | 'critical'>
  rule: string
  key_id: string | null
  store_id: string | null
  network: string | null
  count: number
  lasts_seconds: number | null
}

export type CataloguesTable = { store_id: string; synced_at: Date | null; products: Generated<number> }

/** Written by shopcall.write_catalogue_products alone. */
export type CatalogueProductsTable = {
  store_id: string
  product_id: string
  product: ColumnType<unknown, never, never>
  digest: number | string | bigint
  terms: string
  sort_ms: number | string | bigint
  updated_at: Date | null
  price_low: string | null
  price_high: string | null
  seen_at: Date
}

export type CatalogueWordsTable = { store_id: string; variant: string; word: string }

/** Written by functions of schema shopcall alone. */
export type StoreHealthTable = {
  store_id: string
  kind: HealthKind
  reachable: boolean
  problem: ProblemCode | null
  checked_at: Date
}

export type ServiceSecretsTable = { name: string; sealed: string; created_at: CreatedAt }

/** Written by shopcall.receive_webhook alone, as the two below. */
export type WebhookReceiptsTable = {
  content: Uint8Array
  delivery: Uint8Array | null
  shop: Uint8Array
  ends_at: Date
}

export type StoreProductChangesTable = {
  store_id: string
  product_id: string
  user_id: string
  changes: Generated<number>
  tries: Generated<number>
  due_at: ColumnType<Date, never, Date>
}

export type StoreDeparturesTable = {
  store_id: string
  user_id: string
  erase: boolean
  tries: Generated<number>
  asked_at: CreatedAt
  due_at: ColumnType<Date, never, Date>
}

export type StoreRedactionsTable = { store_id: string; mark: Uint8Array; redacted_at: CreatedAt }

export type ComplianceRequestsTable = { day: Date; topic: string; requests: number | string | bigint }

/** Every table of schema public. */
export type Tables = {
  stores: StoresTable
  user_api_keys: UserApiKeysTable
  access_log: AccessLogTable
  store_permission_audit: StorePermissionAuditTable
  store_sync_config: StoreSyncConfigTable
  store_syncs: StoreSyncsTable
  service_secrets: ServiceSecretsTable
  store_person_secrets: StorePersonSecretsTable
  stranger_attempts: StrangerAttemptsTable
  security_events: SecurityEventsTable
  catalogues: CataloguesTable
  catalogue_products: CatalogueProductsTable
  catalogue_words: CatalogueWordsTable
  connect_attempts: ConnectAttemptsTable
  store_health: StoreHealthTable
  shoprenter_calls: ShopRenterCallsTable
  shoprenter_installations: ShopRenterInstallationsTable
  connect_results: ConnectResultsTable
  credential_renewals: CredentialRenewalsTable
  webhook_receipts: WebhookReceiptsTable
  store_product_changes: StoreProductChangesTable
  store_departures: StoreDeparturesTable
  store_redactions: StoreRedactionsTable
  compliance_requests: ComplianceRequestsTable
}
