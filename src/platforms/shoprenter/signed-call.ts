// ShopRenter's signed calls: which shop installs, opens or removes the app, and that nobody else says so.
import { createDigester, isSameSecret } from '../../crypto.ts'
import { AppError } from '../../errors.ts'

/** A call is taken this long after its time; no window is documented (facts: 1.2 suggests ten minutes). */
const WINDOW_MS = 10 * 60_000
/** How far the platform's clock may be ahead of ours. */
const AHEAD_MS = 2 * 60_000

const SHAPES = {
  shopname: /^[a-z0-9][a-z0-9-]{0,62}$/,
  code: /^[A-Za-z0-9]{1,200}$/,
  timestamp: /^\d{1,12}$/,
  hmac: /^[0-9a-f]{64}$/,
} as const

/** A call whose signature and time hold. Whether it came before is not known here. */
export type SignedCall = {
  readonly shop: string
  /** The same for the same call, in whichever order it was signed: what makes it count once. */
  readonly identity: string
  /** Milliseconds since 1970: no longer in time after it. */
  readonly endsAt: number
}

function refuse(reason: string): AppError {
  return new AppError(
    'invalid_request',
    'This is no call of ShopRenter, or it is too old. Open the app again in the shop’s admin.',
    { reason },
  )
}

/** The one value of a parameter; a name that is there twice is no call of the platform's. */
function one(query: URLSearchParams, name: string, shape: RegExp): string {
  const [value, ...more] = query.getAll(name)
  if (value === undefined || more.length > 0 || !shape.test(value)) throw refuse('malformed_call')
  return value
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

/**
 * What a call may be signed over: two orders are in circulation (facts: 1.3), and a call that spells its shop's
 * name `shopName` is signed as it is spelled, or as elsewhere.
 */
export function signedTexts(
  spelled: 'shopname' | 'shopName',
  { shop, code, timestamp }: { readonly shop: string; readonly code: string; readonly timestamp: string },
): string[] {
  return [...new Set([spelled, 'shopname'])].flatMap((name) => [
    `${name}=${shop}&code=${code}&timestamp=${timestamp}`,
    `code=${code}&${name}=${shop}&timestamp=${timestamp}`,
  ])
}

/**
 * Checks a call. Only the three named parameters are signed, never `app_url` or our own; the documentation's
 * sample has them in another order than all official code, so both count (facts: 1.3). The call on uninstall
 * spells `shopName` on one page: that is signed as it is spelled, or as elsewhere. Throws `invalid_request`.
 */
export async function readSignedCall(
  query: URLSearchParams,
  clientSecret: string,
  now: number,
): Promise<SignedCall> {
  const spelled = query.has('shopName') && !query.has('shopname') ? 'shopName' : 'shopname'
  if (query.has('shopName') && spelled === 'shopname') throw refuse('malformed_call')
  const shop = one(query, spelled, SHAPES.shopname)
  const code = one(query, 'code', SHAPES.code)
  const timestamp = one(query, 'timestamp', SHAPES.timestamp)
  const given = bytesOf(one(query, 'hmac', SHAPES.hmac))
  const digest = createDigester(new TextEncoder().encode(clientSecret))
  // Every candidate is compared, so that the time does not say which one fits.
  const fits = signedTexts(spelled, { shop, code, timestamp }).map((text) =>
    isSameSecret(given, digest(text)),
  )
  const isSigned = fits.includes(true)
  if (!isSigned) throw refuse('wrong_signature')
  const at = Number(timestamp) * 1000
  if (at > now + AHEAD_MS || now > at + WINDOW_MS) throw refuse('stale_call')
  return { shop, identity: `${shop}&${code}&${timestamp}`, endsAt: at + WINDOW_MS }
}

/**
 * Where the browser goes back to after an install, with `own` parameters, or null. `app_url` is in the call but
 * not signed: it is followed only to the app's page in the admin of the very shop that signed. `apiOrigin` is
 * there for a sandbox, which has API and admin on one address; the real API has no such page.
 */
export function adminPage(
  query: URLSearchParams,
  shop: string,
  apiOrigin: string,
  own: Readonly<Record<string, string>>,
): string | null {
  const [given, ...more] = query.getAll('app_url')
  if (given === undefined || more.length > 0 || given.length > 300 || !URL.canParse(given)) return null
  const url = new URL(given)
  const admins = [`https://${shop}.myshoprenter.hu`, new URL(apiOrigin.replaceAll('{shop}', shop)).origin]
  const isAdmin = admins.includes(url.origin) && /^\/admin\/app\/\d{1,12}$/.test(url.pathname)
  if (!isAdmin || url.username || url.password || url.search || url.hash) return null
  for (const [name, value] of Object.entries(own)) url.searchParams.set(name, value)
  return url.href
}
