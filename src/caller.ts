// Who is calling: an API key or a signed-in user, from the Authorization header alone.

import { type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import { z } from 'zod'
import { isApiKeyShaped } from './access/api-key-format.ts'
import type { KeyProof } from './access/key-proof.ts'
import type { Digester } from './crypto.ts'
import type { Database } from './db/database.ts'
import type { UserApiKeysTable } from './db/tables.ts'
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
  | { readonly caller: Caller }
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

/** Finds the key's row by its digest, proves it by bcrypt once a process, and reads its state every time. */
export async function identifyApiKey(
  authorization: string | null,
  tools: { database: Database; digest: Digester; proof: KeyProof; now: () => number },
): Promise<Identified> {
  const key = bearerToken(authorization)
  if (key === null) return { refused: null, hadCredential: authorization !== null }
  if (!isApiKeyShaped(key)) return { refused: null, hadCredential: true }
  const digest = await tools.digest(key)
  const found = await tools.proof.lookUp(digest, () =>
    sql<Selectable<UserApiKeysTable>>`select * from shopcall.find_api_key(${digest})`.execute(
      tools.database.service,
    ),
  )
  const row = found.rows[0]
  if (!row || !(await tools.proof.verify(key, row.id, digest, row.hash)))
    return { refused: null, hadCredential: true }
  const refuse = (reason: KeyRefusal['reason']): Identified => ({
    refused: { userId: row.user_id, keyId: row.id, reason },
    hadCredential: true,
  })
  if (row.revoked_at) return refuse('key_revoked')
  if (row.expires_at.getTime() <= tools.now()) return refuse('key_expired')
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
