// A merchant on the way to connect a shop: begun by a signed-in user, taken once by the platform's callback.
import { sql } from 'kysely'
import { isSameSecret, randomBase62 } from '../crypto.ts'
import { asUser } from '../db/database.ts'
import type { ConnectAttemptsTable, DataAccessPermissions } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import { CONSENT, type ConsentLanguage } from '../model/consent.ts'
import type { PlatformId } from '../platforms/platform.ts'
import type { Services } from '../services.ts'

const LIFE_MS = 10 * 60_000
/** 43 characters of base62 are 256 bits. */
const SECRET_LENGTH = 43
/** So many may be open for a user at once; the oldest give way. */
const MAX_OPEN = 20

/** What was begun. */
export type ConnectAttempt = {
  readonly userId: string
  readonly platform: PlatformId
  /** As the platform names it; the callback must come from this shop. */
  readonly shop: string
  readonly permissions: DataAccessPermissions
  readonly consentVersion: string
  readonly consentLanguage: ConsentLanguage
}

/** Begun: `secret` goes to the platform as its state, `browserSecret` into a cookie of the browser that began. */
export type BegunAttempt = { readonly secret: string; readonly browserSecret: string }

/** SHA-256, under which a one-time value is kept. */
export async function hashOfSecret(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}

/** Remembers an attempt for ten minutes; only hashes of its two secrets are kept. */
export async function beginAttempt(
  services: Services,
  attempt: Omit<ConnectAttempt, 'consentVersion'>,
): Promise<BegunAttempt> {
  const secret = randomBase62(SECRET_LENGTH)
  const browserSecret = randomBase62(SECRET_LENGTH)
  const row = {
    secret_hash: await hashOfSecret(secret),
    browser_hash: await hashOfSecret(browserSecret),
    user_id: attempt.userId,
    platform: attempt.platform,
    shop: attempt.shop,
    data_access_permissions: JSON.stringify(attempt.permissions),
    consent_version: CONSENT.version,
    consent_language: attempt.consentLanguage,
    expires_at: new Date(services.now() + LIFE_MS),
  }
  await asUser(services.database, attempt.userId, async (trx) => {
    await trx.insertInto('connect_attempts').values(row).execute()
    const kept = trx
      .selectFrom('connect_attempts')
      .select('secret_hash')
      .orderBy('expires_at', 'desc')
      .limit(MAX_OPEN)
    await trx.deleteFrom('connect_attempts').where('secret_hash', 'not in', kept).execute()
  })
  return { secret, browserSecret }
}

/** Taken: what was begun, and SHA-256 of the cookie of the browser that began it. */
export type TakenAttempt = ConnectAttempt & { readonly browserHash: Uint8Array }

/** How a callback came. */
export type CallbackRequest = {
  /** True for a browser's own request; it then has to be the browser that began. */
  readonly isBrowser: boolean
  /** The cookie that it sent, or null. */
  readonly browserSecret: string | null
}

/** True for a program, and for the browser that began. */
export async function isRightBrowser(request: CallbackRequest, browserHash: Uint8Array): Promise<boolean> {
  if (!request.isBrowser) return true
  return isSameSecret(await hashOfSecret(request.browserSecret ?? ''), browserHash)
}

/** The same answer for a value that was made up, was used, is too old, or belongs to another browser. */
export function attemptNotFound(): AppError {
  return new AppError(
    'invalid_request',
    'This connection was not begun here, was finished already, or took longer than ten minutes. Begin it again.',
    { reason: 'unknown_attempt' },
  )
}

/**
 * Takes the attempt with this secret: once, in time, for this platform, and where a browser comes only from the
 * one that began. Otherwise `invalid_request`; the attempt is spent then too.
 */
export async function takeAttempt(
  services: Services,
  platform: PlatformId,
  secret: string,
  request: CallbackRequest,
): Promise<TakenAttempt> {
  if (!/^[0-9A-Za-z]{43}$/.test(secret)) throw attemptNotFound()
  const hash = await hashOfSecret(secret)
  const found = await sql<ConnectAttemptsTable>`
    select * from shopcall.take_connect_attempt(${hash}, ${platform})`.execute(services.database.service)
  const row = found.rows[0]
  if (!row) throw attemptNotFound()
  if (!(await isRightBrowser(request, new Uint8Array(row.browser_hash)))) throw attemptNotFound()
  return {
    userId: row.user_id,
    platform: row.platform,
    shop: row.shop,
    permissions: row.data_access_permissions as unknown as DataAccessPermissions,
    consentVersion: row.consent_version,
    consentLanguage: row.consent_language,
    browserHash: new Uint8Array(row.browser_hash),
  }
}
