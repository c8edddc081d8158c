// The query that Shopify sends a merchant's browser back with: signed, fresh, and each parameter there once.
import { createDigester, isSameSecret } from '../../crypto.ts'
import { AppError } from '../../errors.ts'
import { shopNameSchema } from './credentials.ts'

const encoder = new TextEncoder()

const MAX_AGE_MS = 300_000
/** Clocks differ; @shopify/shopify-api 15 allows 90 seconds. */
const MAX_AHEAD_MS = 90_000
const UNSIGNED = new Set(['hmac', 'signature'])

/** What a callback says once its signature was found good. */
export type ShopifyCallback = { readonly shop: string; readonly code: string; readonly state: string }

function refuse(detail: string, reason: string): AppError {
  return new AppError('invalid_request', detail, { reason })
}

const badSignature = () => refuse('This call was not signed by Shopify.', 'bad_signature')

/** All parameters by name. One that is there twice could be signed as one and read as the other. */
function readOnce(search: string): ReadonlyMap<string, string> {
  const all = [...new URLSearchParams(search)]
  const byName = new Map(all)
  if (byName.size !== all.length) throw refuse('A parameter was sent more than once.', 'repeated_parameter')
  return byName
}

/** Sorted by name and written as a form, with %20 for a space; source: lib/auth of @shopify/shopify-api 15. */
function signedText(parameters: ReadonlyMap<string, string>): string {
  const signed = [...parameters].filter(([name]) => !UNSIGNED.has(name))
  signed.sort(([a], [b]) => (a < b ? -1 : 1))
  return new URLSearchParams(signed).toString().replaceAll('+', '%20')
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

async function assertSigned(parameters: ReadonlyMap<string, string>, secret: string): Promise<void> {
  const hmac = parameters.get('hmac') ?? ''
  if (!/^[0-9a-f]{64}$/.test(hmac)) throw badSignature()
  const sign = createDigester(encoder.encode(secret))
  if (!isSameSecret(sign(signedText(parameters)), fromHex(hmac))) throw badSignature()
}

function assertFresh(timestamp: string, nowMs: number): void {
  const atMs = /^\d{1,11}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN
  const isFresh = nowMs - atMs <= MAX_AGE_MS && atMs - nowMs <= MAX_AHEAD_MS
  if (!isFresh) throw refuse('This call is too old, or of a time that has not come yet.', 'stale_callback')
}

/**
 * Reads a callback's query as it was sent. Nothing in it is believed, and so no state spent, before the
 * signature over all of it is good. Throws `invalid_request`.
 */
export async function readCallback(search: string, secret: string, nowMs: number): Promise<ShopifyCallback> {
  const parameters = readOnce(search)
  await assertSigned(parameters, secret)
  assertFresh(parameters.get('timestamp') ?? '', nowMs)
  const shop = parameters.get('shop') ?? ''
  const { success, data } = shopNameSchema.safeParse(shop)
  // The pattern takes capitals for what a person types; Shopify itself writes none.
  if (!success || data !== shop) throw refuse('This is not the name of a shop at Shopify.', 'bad_shop')
  const code = parameters.get('code') ?? ''
  if (!/^[\x21-\x7e]{1,255}$/.test(code)) throw refuse('The code is missing or not valid.', 'bad_code')
  return { shop, code, state: parameters.get('state') ?? '' }
}
