// Who is calling: an API key or a signed-in user, from the Authorization header alone.

import { type JWTVerifyGetKey, jwtVerify } from 'jose'
import { z } from 'zod'
import { isApiKeyShaped } from './access/api-key-format.ts'
import type { CallerLookup, CallerRow } from './access/caller-lookup.ts'
import type { KeyProof } from './access/key-proof.ts'
import { fromJson, type StoreRow } from './access/stores.ts'
import type { Digester } from './crypto.ts'
import { asUser, type Database } from './db/database.ts'
import { AppError } from './errors.ts'

/** The kinds of data that a key may be allowed and a store may allow. */
export const DATA_KINDS = ['customers', 'orders', 'products'] as const
export type DataKind = (typeof DATA_KINDS)[number]

export type ApiKeyCaller = {
  readonly kind: 'api_key'
  readonly userId: string
  readonly keyId: string
  readonly may: Readonly<Record<DataKind, boolean>>
  /** null: every store of the user. */
  readonly storeIds: readonly string[] | null
  /** null: from everywhere; else CIDR. */
  readonly allowedIps: readonly string[] | null
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

export type UserCaller = { readonly kind: 'user'; readonly userId: string }
export type Caller = ApiKeyCaller | UserCaller

/** Why a key that exists is refused: its owner sees this in the access log, the caller never does. */
export type KeyRefusal = {
  readonly userId: string
  readonly keyId: string
  readonly reason: 'key_revoked' | 'key_expired'
}

export type Identified =
  | { readonly caller: Caller; readonly store?: StoreRow | null }
  | { readonly refused: KeyRefusal | null; readonly hadCredential: boolean }

/** The token of an `Authorization: Bearer …` header, or null. */
export function bearerToken(header: string | null): string | null {
  const match = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(header ?? '')
  return match?.[1] ?? null
}

/** The one answer to every bad credential, so that nobody learns whether a key exists, ended or was revoked. */
export function unauthorized(): AppError {
  return new AppError('unauthorized', 'Send a valid credential as Authorization: Bearer.')
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Finds the key's row by its digest, proves it by bcrypt once a process, and reads its state every time; and with
 * it the store that the request names, if it is the user's.
 */
export async function identifyApiKey(
  authorization: string | null,
  storeNamed: string | null,
  tools: { lookup: CallerLookup; digest: Digester; proof: KeyProof; now: () => number },
): Promise<Identified> {
  const key = bearerToken(authorization)
  if (key === null) return { refused: null, hadCredential: authorization !== null }
  if (!isApiKeyShaped(key)) return { refused: null, hadCredential: true }
  const digest = tools.digest(key)
  const store = UUID.test(storeNamed ?? '') ? storeNamed : null
  const row = await tools.lookup.find(digest, store, tools.proof.isProven(digest))
  if (!row || !(await tools.proof.verify(key, row.id, digest, row.hash)))
    return { refused: null, hadCredential: true }
  return identifiedBy(row, tools.now())
}

/** Who comes with a key of this row, whose right to it is proven; or why the key is of no more use. */
function identifiedBy(
  row: Omit<CallerRow, 'store' | 'hash'> & { readonly store?: CallerRow['store'] },
  now: number,
): Identified {
  const refuse = (reason: KeyRefusal['reason']): Identified => ({
    refused: { userId: row.user_id, keyId: row.id, reason },
    hadCredential: true,
  })
  if (row.revoked_at) return refuse('key_revoked')
  if (row.expires_at.getTime() <= now) return refuse('key_expired')
  return {
    caller: {
      kind: 'api_key',
      userId: row.user_id,
      keyId: row.id,
      may: { customers: row.read_customers, orders: row.read_orders, products: row.read_products },
      storeIds: row.store_ids,
      allowedIps: row.allowed_ips,
      expiresAt: row.expires_at.getTime(),
    },
    store: row.store ? fromJson(row.store) : null,
  }
}

const claimsSchema = z.object({ sub: z.uuid() })

/**
 * Verifies a user's JWT: signature by the JWKS, issuer, audience `authenticated`, time; `sub` is the user. Then
 * `isThere`: an account that ended takes its tokens with it.
 */
export async function identifyUser(
  authorization: string | null,
  tools: {
    keys: JWTVerifyGetKey
    issuer: string
    now: () => number
    isThere: (userId: string) => Promise<boolean>
  },
): Promise<Identified> {
  const token = bearerToken(authorization)
  if (token === null) return { refused: null, hadCredential: authorization !== null }
  let userId: string
  try {
    const { payload } = await jwtVerify(token, tools.keys, {
      issuer: tools.issuer,
      audience: 'authenticated',
      algorithms: ['ES256', 'RS256', 'EdDSA'],
      currentDate: new Date(tools.now()),
      requiredClaims: ['sub', 'exp'],
    })
    userId = claimsSchema.parse(payload).sub
  } catch {
    return { refused: null, hadCredential: true }
  }
  if (!(await tools.isThere(userId))) return { refused: null, hadCredential: true }
  return { caller: { kind: 'user', userId } }
}

/**
 * A signed-in user who asks as one of their own keys, to see what it gets: for everything that follows it is that
 * key, with its rights, its limits and its row in the access log. A key that is not theirs is none.
 */
export async function identifyAsKey(
  authorization: string | null,
  keyId: string,
  tools: Parameters<typeof identifyUser>[1] & { readonly database: Database },
): Promise<Identified> {
  const user = await identifyUser(authorization, tools)
  if (!('caller' in user)) return user
  const row = UUID.test(keyId)
    ? await asUser(tools.database, user.caller.userId, (trx) =>
        trx.selectFrom('user_api_keys').selectAll().where('id', '=', keyId).executeTakeFirst(),
      )
    : undefined
  return row ? identifiedBy(row, tools.now()) : { refused: null, hadCredential: true }
}
