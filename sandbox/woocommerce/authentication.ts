// Who is asking: Basic and query keys where the shop sees TLS, OAuth 1.0a anywhere.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ApiKey } from './keys.ts'
import { type Language, type MessageName, RestError, say } from './messages.ts'
import type { Pair } from './parameters.ts'

const NONCE_SECONDS = 15 * 60

/** What authentication looks at. */
export type Attempt = {
  readonly method: string
  readonly pairs: readonly Pair[]
  readonly authorization: string | null
  /** Home URL and path as the shop believes them, with the scheme that `is_ssl()` gives. */
  readonly baseUri: string
  readonly isSsl: boolean
}

/** The keys that count now, and what was used up. */
export type KeyRing = {
  readonly keys: Map<string, ApiKey>
  readonly nonces: Map<string, number>
  readonly language: Language
  /** Seconds since 1970: OAuth needs the real clock. */
  readonly nowSeconds: () => number
}

function refuse(ring: KeyRing, name: MessageName, ...values: readonly string[]): RestError {
  return new RestError(401, 'woocommerce_rest_authentication_error', say(ring.language, name, ...values))
}

/** RFC 3986: everything but letters, digits, `-`, `.`, `_` and `~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function basicKeys(attempt: Attempt): { key: string; secret: string } | null {
  const query = new Map(attempt.pairs)
  const [key, secret] = [query.get('consumer_key'), query.get('consumer_secret')]
  if (key && secret) return { key, secret }
  const encoded = /^Basic\s+(\S+)$/i.exec(attempt.authorization ?? '')?.[1]
  if (!encoded) return null
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return { key: user, secret: rest.join(':') }
}

/** An unknown key is as good as none; a known one with a wrong secret is an error. */
function byBasic(attempt: Attempt, ring: KeyRing): ApiKey | null {
  const given = basicKeys(attempt)
  const known = given ? ring.keys.get(given.key) : undefined
  if (!given || !known) return null
  if (known.consumer_secret !== given.secret) throw refuse(ring, 'secretInvalid')
  return known
}

function oauthParameters(attempt: Attempt): Map<string, string> {
  const header = /^OAuth\s+(.*)$/i.exec(attempt.authorization ?? '')?.[1] ?? ''
  const fromHeader = [...header.matchAll(/(oauth_\w+)="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, decodeURIComponent(value)],
  )
  return new Map([...attempt.pairs.filter(([name]) => name.startsWith('oauth_')), ...fromHeader])
}

function signatureOf(attempt: Attempt, oauth: Map<string, string>, secret: string): Buffer | null {
  const algorithm = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256' }[
    oauth.get('oauth_signature_method') ?? ''
  ]
  if (!algorithm) return null
  const all = new Map([...attempt.pairs, ...oauth])
  all.delete('oauth_signature')
  const sorted = [...all].map(([name, value]) => [encode(name), encode(value)] as const)
  sorted.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const text = sorted.map(([name, value]) => `${name}=${value}`).join('&')
  const base = `${attempt.method}&${encode(attempt.baseUri)}&${encode(text)}`
  return createHmac(algorithm, `${secret}&`).update(base).digest()
}

function useNonce(ring: KeyRing, key: string, nonce: string, timestamp: number): void {
  const now = ring.nowSeconds()
  if (Math.abs(now - timestamp) > NONCE_SECONDS) throw refuse(ring, 'timestampInvalid')
  for (const [used, at] of ring.nonces) if (now - at > NONCE_SECONDS) ring.nonces.delete(used)
  if (ring.nonces.has(`${key}/${nonce}`)) throw refuse(ring, 'nonceUsed')
  ring.nonces.set(`${key}/${nonce}`, now)
}

/** One-legged: the key, then the signature, then time and nonce, in this order. */
function byOAuth(attempt: Attempt, ring: KeyRing): ApiKey | null {
  const oauth = oauthParameters(attempt)
  if (oauth.size === 0) return null
  const names = ['consumer_key', 'timestamp', 'nonce', 'signature', 'signature_method']
  const missing = names.map((name) => `oauth_${name}`).find((name) => !oauth.get(name))
  if (missing) throw refuse(ring, 'missing', missing)
  const known = ring.keys.get(oauth.get('oauth_consumer_key') ?? '')
  if (!known) throw refuse(ring, 'keyInvalid')
  const expected = signatureOf(attempt, oauth, known.consumer_secret)
  if (!expected) throw refuse(ring, 'methodInvalid')
  const given = Buffer.from(oauth.get('oauth_signature') ?? '', 'base64')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw refuse(ring, 'signatureInvalid')
  }
  useNonce(ring, known.consumer_key, oauth.get('oauth_nonce') ?? '', Number(oauth.get('oauth_timestamp')))
  return known
}

/** The key that counts, null for nobody; throws the shop's 401 for a key that is used wrongly. */
export function authenticate(attempt: Attempt, ring: KeyRing): ApiKey | null {
  const known = (attempt.isSsl ? byBasic(attempt, ring) : null) ?? byOAuth(attempt, ring)
  const reads = attempt.method === 'GET' || attempt.method === 'HEAD'
  if (known && reads && known.permissions === 'write') throw refuse(ring, 'noRead')
  if (known && !reads && attempt.method !== 'OPTIONS' && known.permissions === 'read') {
    throw refuse(ring, 'noWrite')
  }
  return known
}
