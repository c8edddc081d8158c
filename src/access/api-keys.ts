// A user's API keys: made, listed, rotated and ended. The key itself is given out once and kept nowhere.
import { type Selectable, sql, type Transaction } from 'kysely'
import { asUser } from '../db/database.ts'
import type { Tables, UserApiKeysTable } from '../db/tables.ts'
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
    last_used_address: row.last_used_address,
    last_used_agent: row.last_used_agent,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    revoked_reason: row.revoked_reason,
  }
}

type Minted = { readonly apiKey: string; readonly hash: string; readonly digest: Uint8Array }

/** A new key with its bcrypt hash and its digest: slow work, so it is done before any transaction. */
async function mint(services: Services): Promise<Minted> {
  const apiKey = generateApiKey()
  const hash = await services.proof.hash(apiKey)
  const digest = services.secrets.keyDigest(apiKey)
  return { apiKey, hash, digest }
}

/** One at a time for a user, so that ten keys stay ten however many are made at once. */
async function lockKeysOf(trx: Transaction<Tables>, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`api_keys:${userId}`}, 0))`.execute(trx)
}

async function assertRoom(trx: Transaction<Tables>, nowMs: number): Promise<void> {
  const active = await trx
    .selectFrom('user_api_keys')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', new Date(nowMs))
    .executeTakeFirstOrThrow()
  if (Number(active.count) < MAX_ACTIVE_KEYS) return
  throw new AppError('conflict', `There are ${MAX_ACTIVE_KEYS} active API keys already. Revoke one first.`)
}

async function assertOwnStores(trx: Transaction<Tables>, storeIds: readonly string[]): Promise<void> {
  const own = await trx
    .selectFrom('stores')
    .select('id')
    .where('id', 'in', [...storeIds])
    .execute()
  if (own.length < new Set(storeIds).size) throw storeNotFound()
}

/** What `create` and `rotate` give: the key, this one time, and what is known of it. */
export type NewKey = { readonly apiKey: string; readonly key: ApiKey }

/**
 * Makes a key. `conflict` at the eleventh active one (also when many are made at once), `store_not_found`
 * when a store is not the user's.
 */
export async function createApiKey(services: Services, userId: string, wanted: NewApiKey): Promise<NewKey> {
  const { apiKey, hash, digest } = await mint(services)
  const nowMs = services.now()
  const row = await asUser(services.database, userId, async (trx) => {
    await lockKeysOf(trx, userId)
    await assertRoom(trx, nowMs)
    if (wanted.storeIds) await assertOwnStores(trx, wanted.storeIds)
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

function keyNotFound(): AppError {
  return new AppError('not_found', 'There is no API key with this id.')
}

/** Ends a key now; ending it again changes nothing. `not_found` when it is not the user's. */
export async function revokeApiKey(
  services: Services,
  userId: string,
  keyId: string,
  reason: string | null,
): Promise<ApiKey> {
  const row = await asUser(services.database, userId, async (trx) => {
    await sql`select public.revoke_api_key(${keyId}, ${reason})`.execute(trx)
    return trx.selectFrom('user_api_keys').selectAll().where('id', '=', keyId).executeTakeFirst()
  })
  if (!row) throw keyNotFound()
  return toApiKey(row, services.now())
}

/**
 * Makes a key with the settings and the life span of an active one, which ends after `overlapSeconds` (0: now).
 * `conflict` for a key that has ended, and for an overlap that would mean an eleventh active key.
 */
export async function rotateApiKey(
  services: Services,
  userId: string,
  keyId: string,
  overlapSeconds: number,
): Promise<NewKey> {
  const { apiKey, hash, digest } = await mint(services)
  const nowMs = services.now()
  const row = await asUser(services.database, userId, async (trx) => {
    await lockKeysOf(trx, userId)
    const old = await trx
      .selectFrom('user_api_keys')
      .selectAll()
      .where('id', '=', keyId)
      .forUpdate()
      .executeTakeFirst()
    if (!old) throw keyNotFound()
    if (toApiKey(old, nowMs).status !== 'active') {
      throw new AppError('conflict', 'This API key has ended. Make a new one.')
    }
    if (overlapSeconds === 0) await sql`select public.revoke_api_key(${keyId}, 'rotated')`.execute(trx)
    else {
      await assertRoom(trx, nowMs)
      const endsAt = Math.min(old.expires_at.getTime(), nowMs + overlapSeconds * 1000)
      await trx
        .updateTable('user_api_keys')
        .set({ expires_at: new Date(endsAt) })
        .where('id', '=', keyId)
        .execute()
    }
    const lifeMs = old.expires_at.getTime() - old.created_at.getTime()
    return trx
      .insertInto('user_api_keys')
      .values({
        user_id: userId,
        name: old.name,
        prefix: visiblePrefix(apiKey),
        digest,
        hash,
        read_customers: old.read_customers,
        read_orders: old.read_orders,
        read_products: old.read_products,
        store_ids: old.store_ids,
        allowed_ips: old.allowed_ips,
        expires_at: new Date(nowMs + lifeMs),
        rotated_from: old.id,
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
