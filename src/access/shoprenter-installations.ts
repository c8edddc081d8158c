// A shop that installed our ShopRenter app, on its way to the one user of ours whom it will belong to.
import { sql } from 'kysely'
import { z } from 'zod'
import { randomBase62 } from '../crypto.ts'
import { AppError } from '../errors.ts'
import type { SignedCall } from '../platforms/shoprenter/signed-call.ts'
import type { Services } from '../services.ts'
import { hashOfSecret } from './connect-attempts.ts'

const LIFE_MS = 10 * 60_000
/** 43 characters of base62 are 256 bits. */
const SECRET_LENGTH = 43
const BINDING = { field: 'shoprenter_installation' }

const carried = z.object({ secret: z.string().length(SECRET_LENGTH), shop: z.string() })

/** Takes a signed call: once, on whichever instance. Throws `invalid_request` for one that came before. */
export async function takeCall(services: Services, call: SignedCall): Promise<void> {
  // A minute longer than the call is in time, in case the database's clock is ahead.
  const endsAt = new Date(call.endsAt + 60_000).toISOString()
  const result = await sql<{ first: boolean }>`
    select shopcall.take_shoprenter_call(${await hashOfSecret(call.identity)}, ${endsAt}::timestamptz) as first
  `.execute(services.database.service)
  if (result.rows[0]?.first) return
  throw new AppError(
    'invalid_request',
    'This call was used already. Open the app again in the shop’s admin.',
    { reason: 'replayed_call' },
  )
}

/**
 * Remembers that a shop installed or opened the app, and gives the value with which it can be bound to a user.
 *
 * ShopRenter names no user of ours, so whoever is signed in and holds this value may bind the shop. It proves
 * only that ShopRenter just sent its holder's browser: hence 256 random bits, sealed together with the shop,
 * good for ten minutes and one use, and kept as a hash. Somebody who reads it later, in a proxy's log or a
 * history, comes too late: on the way over the shop's admin, where it has to be in the query, the next signed
 * call replaces it, and our own page carries it behind `#`, which no server sees. Of two users who hold it at
 * the same moment exactly one gets the shop, and the other is told to open the app again.
 */
export async function openInstallation(services: Services, shop: string): Promise<string> {
  const secret = randomBase62(SECRET_LENGTH)
  const endsAt = new Date(services.now() + LIFE_MS).toISOString()
  await sql`select shopcall.open_shoprenter_installation(
    ${shop}, ${await hashOfSecret(secret)}, ${endsAt}::timestamptz)`.execute(services.database.service)
  return services.secrets.installations.seal(JSON.stringify({ secret, shop }), BINDING)
}

function installationNotFound(): AppError {
  return new AppError(
    'invalid_request',
    'This installation is unknown, was bound already, or is older than ten minutes. Open the app again in the shop’s admin.',
    { reason: 'unknown_installation' },
  )
}

/** Takes the installation with this value, for good, and gives its shop. Throws `invalid_request`. */
export async function takeInstallation(services: Services, value: string): Promise<string> {
  const plain = await services.secrets.installations.open(value, BINDING)
  const parsed = plain === null ? null : carried.safeParse(JSON.parse(plain))
  if (!parsed?.success) throw installationNotFound()
  const hash = await hashOfSecret(parsed.data.secret)
  const taken = await sql<{ shop: string | null }>`
    select shopcall.take_shoprenter_installation(${hash}) as shop`.execute(services.database.service)
  if (taken.rows[0]?.shop !== parsed.data.shop) throw installationNotFound()
  return parsed.data.shop
}
