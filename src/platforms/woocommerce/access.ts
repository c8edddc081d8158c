// How the shop takes the keys: tried from the safest way to the last resort.
import { z } from 'zod'
import type { ShopHttp } from '../egress.ts'
import type { ShopAnswer } from '../shop-answer.ts'
import type { Access, WooCredentials } from './credentials.ts'
import type { Site } from './detection.ts'
import { asAppError, keyRefused, type Refusal, readRefusal, restBlocked } from './refusal.ts'
import { createRequestMaker } from './request.ts'

type Keys = Pick<WooCredentials, 'consumer_key' | 'consumer_secret'>
type Outcome =
  | { readonly kind: 'open' }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly date: string | null }
  /** Something before WooCommerce refused: a security plugin, a firewall. */
  | { readonly kind: 'blocked' }

const CLOCK_LIMIT_MS = 15 * 60_000
const NO_SUCH_KEY = `ck_${'0'.repeat(40)}`

/** One order's id at most: what every key has to be able to read. */
const TEST_QUERY = { per_page: 1, _fields: 'id' }
const testWire = z.array(z.object({ id: z.number() }))

/** Over http the secret must not travel: only a signature does. */
function waysOf(site: Site): Access[] {
  const { rest } = site
  const signed = (scheme: 'https:' | 'http:'): Access => ({
    auth: 'oauth1',
    rest,
    sign: site.ownRest.replace(/^https?:/, scheme),
  })
  if (rest.startsWith('http:')) return [signed('http:'), signed('https:')]
  return [
    { auth: 'basic', rest, sign: rest },
    signed('https:'),
    // A shop behind a proxy that ends TLS believes that it is asked over http; some believe the opposite.
    signed('http:'),
    { auth: 'query', rest, sign: rest },
  ]
}

function isWooCommerce(refusal: Refusal): boolean {
  return refusal.code.startsWith('woocommerce_rest_')
}

function outcomeOf(answer: ShopAnswer): Outcome {
  if (answer.status === 200) {
    answer.json(testWire)
    return { kind: 'open' }
  }
  if (answer.status !== 401 && answer.status !== 403) throw asAppError(answer)
  const refusal = readRefusal(answer)
  if (!refusal || !isWooCommerce(refusal)) return { kind: 'blocked' }
  return { kind: 'refused', refusal, date: answer.header('date') }
}

/**
 * The codes are the same for a wrong secret, an unknown key and a key that may not read, and the words are in
 * the site's language. So the shop is asked the same with a secret and a key that are surely wrong, and the
 * words are compared.
 */
async function explain(
  way: Access,
  keys: Keys,
  { refusal, date }: Extract<Outcome, { kind: 'refused' }>,
  tryKeys: (way: Access, keys: Keys) => Promise<Outcome>,
  now: () => number,
): Promise<'wrong_secret' | 'unknown_key' | 'write_only_key' | 'clock_differs'> {
  const saysTheSame = async (wrong: Keys) => {
    const outcome = await tryKeys(way, wrong)
    return outcome.kind === 'refused' && outcome.refusal.message === refusal.message
  }
  if (way.auth === 'oauth1' && (await saysTheSame({ ...keys, consumer_key: NO_SUCH_KEY })))
    return 'unknown_key'
  if (await saysTheSame({ ...keys, consumer_secret: `${keys.consumer_secret}0` })) return 'wrong_secret'
  const shopTime = date === null ? Number.NaN : Date.parse(date)
  const clockDiffers = way.auth === 'oauth1' && Math.abs(shopTime - now()) > CLOCK_LIMIT_MS
  return clockDiffers ? 'clock_differs' : 'write_only_key'
}

/**
 * The first way on which the shop lets the keys read. Throws `shop_unauthorized` with the reason, or
 * `shop_invalid_response` (`rest_blocked`) when no answer came from WooCommerce itself.
 */
export async function findAccess(keys: Keys, site: Site, http: ShopHttp, now: () => number): Promise<Access> {
  const tryKeys = async (way: Access, tried: Keys): Promise<Outcome> =>
    outcomeOf(await http.send(await createRequestMaker(tried, now)(way, '/orders', TEST_QUERY)))
  const signedRefusals: [Access, Extract<Outcome, { kind: 'refused' }>][] = []
  let heardWooCommerce = false
  for (const way of waysOf(site)) {
    const outcome = await tryKeys(way, keys)
    if (outcome.kind === 'open') return way
    if (outcome.kind === 'blocked') continue
    heardWooCommerce = true
    if (outcome.refusal.status === 403) throw keyRefused('missing_right')
    if (outcome.refusal.code !== 'woocommerce_rest_authentication_error') continue
    if (way.auth !== 'oauth1') throw keyRefused(await explain(way, keys, outcome, tryKeys, now))
    signedRefusals.push([way, outcome])
  }
  if (!heardWooCommerce) throw restBlocked()
  const reasons: Awaited<ReturnType<typeof explain>>[] = []
  for (const [way, outcome] of signedRefusals) reasons.push(await explain(way, keys, outcome, tryKeys, now))
  // The shop believes in one of the signed addresses only: on the other everything looks like a wrong secret.
  throw keyRefused(reasons.find((reason) => reason !== 'wrong_secret') ?? reasons[0] ?? 'unknown_key')
}
