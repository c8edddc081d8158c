// The bcrypt check of a key: once for a key and process, few at a time, and never for a guess.
import { BulkheadRejectedError, bulkhead } from 'cockatiel'
import { isSameSecret, toHex } from '../crypto.ts'
import { AppError } from '../errors.ts'

/** bcrypt at cost 12, native or in JavaScript: the entry knows which the runtime has. */
export type PasswordHasher = {
  hash(text: string): Promise<string>
  verify(text: string, hash: string): Promise<boolean>
}

const AT_ONCE = 1
const QUEUE = 32
const MAX_REMEMBERED = 10_000

export type KeyProof = {
  hash(key: string): Promise<string>
  /**
   * Whether the key is the one that the hash was made of. `digest` is the key's keyed digest: after one
   * success the same digest and hash need no bcrypt again. Throws `overloaded` when too many wait.
   */
  verify(key: string, keyId: string, digest: Uint8Array, hash: string): Promise<boolean>
  /** Whether this digest was proven here before; it may have ended since. */
  isProven(digest: Uint8Array): boolean
  /** How many bcrypt checks were made; for metrics. */
  readonly checks: () => number
}

/** Remembers only results that were true, at most 10,000, the longest unused first to go. */
export function createKeyProof(hasher: PasswordHasher): KeyProof {
  const proven = new Map<string, { digest: Uint8Array; hash: string }>()
  const provenDigests = new Set<string>()
  const underWay = new Map<string, Promise<boolean>>()
  const gate = bulkhead(AT_ONCE, QUEUE)
  let checks = 0

  async function bounded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await gate.execute(work)
    } catch (thrown) {
      if (!(thrown instanceof BulkheadRejectedError)) throw thrown
      throw new AppError('overloaded', 'Too many new keys are being checked.', { retryAfterSeconds: 2 })
    }
  }

  async function check(key: string, keyId: string, digest: Uint8Array, hash: string): Promise<boolean> {
    const isRight = await bounded(() => {
      checks++
      return hasher.verify(key, hash)
    })
    if (isRight) {
      const oldest = proven.size >= MAX_REMEMBERED ? proven.entries().next() : undefined
      if (oldest && !oldest.done) {
        proven.delete(oldest.value[0])
        provenDigests.delete(toHex(oldest.value[1].digest))
      }
      proven.set(keyId, { digest, hash })
      provenDigests.add(toHex(digest))
    }
    return isRight
  }

  return {
    hash: (key) => bounded(() => hasher.hash(key)),
    isProven: (digest) => provenDigests.has(toHex(digest)),
    checks: () => checks,
    async verify(key, keyId, digest, hash) {
      const known = proven.get(keyId)
      if (known && known.hash === hash && isSameSecret(known.digest, digest)) {
        proven.delete(keyId)
        proven.set(keyId, known)
        return true
      }
      // The digest matched already, so whoever waits for the same key waits for the same answer.
      const waiting = underWay.get(keyId)
      if (waiting) return waiting
      const running = check(key, keyId, digest, hash).finally(() => underWay.delete(keyId))
      underWay.set(keyId, running)
      return running
    },
  }
}
