// Keyed digests, derived keys, random text and sealed boxes, on WebCrypto, noble and jose.
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { CompactEncrypt, compactDecrypt } from 'jose'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `length` characters of `[0-9A-Za-z]` from the system's secure source, each equally likely. */
export function randomBase62(length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length * 2))) {
      if (byte < 248 && text.length < length) text += BASE62[byte % 62]
    }
  }
  return text
}

/** A non-negative whole number in base62, padded on the left with `0`. */
export function toBase62(value: number, length: number): string {
  let rest = value
  let text = ''
  do {
    text = `${BASE62[rest % 62]}${text}`
    rest = Math.floor(rest / 62)
  } while (rest > 0)
  return text.padStart(length, '0')
}

/** CRC-32 (IEEE) of ASCII text. */
export function crc32(text: string): number {
  let crc = 0xffffffff
  for (const byte of encoder.encode(text)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** A key of 32 bytes for one purpose, from the installation's master secret (HKDF-SHA-256). */
export async function deriveKey(
  master: Uint8Array<ArrayBuffer>,
  purpose: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const base = await crypto.subtle.importKey('raw', master, 'HKDF', false, ['deriveBits'])
  const info = encoder.encode(`shopcall:${purpose}`)
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info },
    base,
    256,
  )
  return new Uint8Array(bits)
}

/** HMAC-SHA-256 under one key. */
export type Digester = (message: string | Uint8Array) => Uint8Array

/** A keyed digest. By noble and not WebCrypto: 10 µs against 76, most of it the way to another thread and back. */
export function createDigester(key: Uint8Array<ArrayBuffer>): Digester {
  const keyed = hmac.create(sha256, key)
  return (message) =>
    keyed
      .clone()
      .update(typeof message === 'string' ? encoder.encode(message) : message)
      .digest()
}

/** Compares without telling by its time where two byte strings differ. Lengths may be known. */
export function isSameSecret(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0)
  return difference === 0
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += HEX[byte]
  return text
}

/** An AES-256 key with the name that sealed boxes say they were made with. */
export type EncryptionKey = { readonly kid: string; readonly key: Uint8Array<ArrayBuffer> }

/** What a sealed box belongs to, e.g. user, store and field; it opens for exactly this and nothing else. */
export type Binding = Readonly<Record<string, string>>

/** Seals under the newest key, opens under any. */
export type Sealer = {
  /** What every box under the newest key begins with, and no box under another does. */
  readonly newest: string
  /** A compact JWE (dir, A256GCM) with `kid` and the binding in its protected header. */
  seal(plaintext: string, binding: Binding): Promise<string>
  /** The plaintext, or null when the box was changed, belongs elsewhere or its key is gone. */
  open(sealed: string, binding: Binding): Promise<string | null>
}

/** `keys`: newest first, at least one. */
export function createSealer(keys: readonly EncryptionKey[]): Sealer {
  const newest = keys[0]
  if (!newest) throw new Error('at least one encryption key is needed')
  const byKid = new Map(keys.map((entry) => [entry.kid, entry.key]))
  const header = { alg: 'dir', enc: 'A256GCM', kid: newest.kid } as const
  return {
    newest: beginningOf(header),
    seal: (plaintext, binding) =>
      new CompactEncrypt(encoder.encode(plaintext))
        .setProtectedHeader({ ...header, for: canonical(binding) })
        .encrypt(newest.key),
    open: async (sealed, binding) => {
      try {
        const { plaintext, protectedHeader } = await compactDecrypt(
          sealed,
          (header) => {
            const key = byKid.get(header.kid ?? '')
            if (!key) throw new Error('unknown key')
            return key
          },
          { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
        )
        return protectedHeader['for'] === canonical(binding) ? decoder.decode(plaintext) : null
      } catch {
        return null
      }
    },
  }
}

/** A box begins with its header in base64; of that, what does not depend on the binding that follows. */
function beginningOf(header: Readonly<Record<string, string>>): string {
  const text = `${JSON.stringify(header).slice(0, -1)},"for":`
  // Three bytes are four characters; what is over may be cut, since the key's name and its quote come earlier.
  return btoa(text.slice(0, text.length - (text.length % 3)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}

function canonical(binding: Binding): string {
  return JSON.stringify(Object.entries(binding).sort(([a], [b]) => (a < b ? -1 : 1)))
}
