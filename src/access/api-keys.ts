// A user's API keys: made and listed. The key itself is given out once and kept nowhere.
import { type Selectable, sql } from 'kysely'
import { asUser } from '../db/database.ts'
import type { UserApiKeysTable } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import type { ApiKey } from '../model/api-key.ts'
import type { Services } from '../services.ts'
import { generateApiKey, visiblePrefix } from './api-key-format.ts'
import { storeNotFound } from './stores.ts'

const MAX_ACTIVE_KEYS = 10
const DAY_MS = 86_400_000

/** What a key may be made with; ids and ranges are valid already. */
export type NewApiKey = {
  readonly name: string
  readonly expiresInDays: number
  readonly permissions: { readonly customers: boolean; readonly orders: boolean; readonly products: boolean }
  /** null: every store, those of later too. */
  readonly storeIds: readonly string[] | null
  readonly allowedIps: readonly string[] | null
}

function toApiKey(row: Selectable<UserApiKeysTable>, nowMs: number): ApiKey {
  const status = row.revoked_at ? 'revoked' : row.expires_at.getTime() <= nowMs ? 'expired' : 'active'
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    permissions: { customers: row.read_customers, orders: row.read_orders, products: row.read_products },
    store_ids: row.store_ids,
    allowed_ips: row.allowed_ips,
    status,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    revoked_reason: row.revoked_reason,
  }
}

/**
 * Makes a key. `conflict` at the eleventh active one (also when many are made at once), `store_not_found`
 * when a store is not the user's.
 */
export async function createApiKey(
  services: Services,
  userId: string,
  wanted: NewApiKey,
): Promise<{ apiKey: string; key: ApiKey }> {
  const apiKey = generateApiKey()
  const [hash, digest] = await Promise.all([services.proof.hash(apiKey), services.secrets.keyDigest(apiKey)])
  const nowMs = services.now()
  const row = await asUser(services.database, userId, async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`api_keys:${userId}`}, 0))`.execute(trx)
    const active = await trx
      .selectFrom('user_api_keys')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', new Date(nowMs))
      .executeTakeFirstOrThrow()
    if (Number(active.count) >= MAX_ACTIVE_KEYS) {
      throw new AppError(
        'conflict',
        `There are ${MAX_ACTIVE_KEYS} active API keys already. Revoke one first.`,
      )
    }
    if (wanted.storeIds) {
      const own = await trx
        .selectFrom('stores')
        .select('id')
        .where('id', 'in', [...wanted.storeIds])
        .execute()
      if (own.length < new Set(wanted.storeIds).size) throw storeNotFound()
    }
    return trx
      .insertInto('user_api_keys')
      .values({
        user_id: userId,
        name: wanted.name,
        prefix: visiblePrefix(apiKey),
        digest,
        hash,
        read_customers: wanted.permissions.customers,
        read_orders: wanted.permissions.orders,
        read_products: wanted.permissions.products,
        store_ids: wanted.storeIds ? [...wanted.storeIds] : null,
        allowed_ips: wanted.allowedIps ? [...wanted.allowedIps] : null,
        expires_at: new Date(nowMs + wanted.expiresInDays * DAY_MS),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
  })
  return { apiKey, key: toApiKey(row, nowMs) }
}

/** All keys of a user, newest first, ended ones too. */
export async function listApiKeys(services: Services, userId: string): Promise<ApiKey[]> {
  const rows = await asUser(services.database, userId, (trx) =>
    trx.selectFrom('user_api_keys').selectAll().orderBy('created_at', 'desc').orderBy('id').execute(),
  )
  return rows.map((row) => toApiKey(row, services.now()))
}
