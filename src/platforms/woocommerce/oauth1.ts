// OAuth 1.0a, one-legged, HMAC-SHA256: how WooCommerce takes keys where it sees no TLS.

/** A parameter of a request, not yet encoded. */
export type Pair = readonly [name: string, value: string]

/** RFC 3986: everything but letters, digits, `-`, `.`, `_` and `~` is escaped. Half a character is no text. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** `a=1&b=2` with both sides escaped. */
export function encodePairs(pairs: readonly Pair[]): string {
  return pairs.map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`).join('&')
}

/** Signs requests of one key pair; the key is made ready once. */
export type Signer = {
  /** The pairs with the OAuth parameters; each call has a nonce of its own, good for one request. */
  sign(method: string, url: string, pairs: readonly Pair[]): Promise<Pair[]>
}

function compareBytes([a]: Pair, [b]: Pair): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The text that is signed: method, address and sorted parameters, each escaped once more. */
function baseString(method: string, url: string, pairs: readonly Pair[]): string {
  const escaped = pairs.map(([name, value]): Pair => [encodeRfc3986(name), encodeRfc3986(value)])
  const query = [...escaped]
    .sort(compareBytes)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  return `${method}&${encodeRfc3986(url)}&${encodeRfc3986(query)}`
}

/** A signer for a key pair. `now` is in milliseconds; the shop allows 15 minutes of difference. */
export function createSigner(consumerKey: string, consumerSecret: string, now: () => number): Signer {
  const encoder = new TextEncoder()
  let ready: Promise<CryptoKey> | null = null
  // The trailing & belongs to the key: there is no token secret.
  const importKey = () =>
    crypto.subtle.importKey(
      'raw',
      encoder.encode(`${consumerSecret}&`),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    )
  return {
    async sign(method, url, pairs) {
      ready ??= importKey()
      const signed: Pair[] = [
        ...pairs,
        ['oauth_consumer_key', consumerKey],
        ['oauth_nonce', crypto.randomUUID().replaceAll('-', '')],
        ['oauth_signature_method', 'HMAC-SHA256'],
        ['oauth_timestamp', String(Math.floor(now() / 1000))],
        ['oauth_version', '1.0'],
      ]
      const text = encoder.encode(baseString(method, url, signed))
      const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', await ready, text))
      return [...signed, ['oauth_signature', btoa(String.fromCharCode(...bytes))]]
    },
  }
}
