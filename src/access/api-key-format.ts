// What an API key looks like: made, and recognised before any database or bcrypt work.
import { crc32, randomBase62, toBase62 } from '../crypto.ts'

const PREFIX = 'api_shopcall_'
const RANDOM_LENGTH = 26
const CHECK_LENGTH = 6
const SHAPE = /^api_shopcall_[0-9A-Za-z]{32}$/

/** CRC-32 of the random part, in base62: secret scanners and we refuse a typo or a guess by it. */
function checksum(random: string): string {
  return toBase62(crc32(random), CHECK_LENGTH)
}

/** A new key: `api_shopcall_`, 26 random characters (155 bits) and their checksum; 45 characters in all. */
export function generateApiKey(): string {
  const random = randomBase62(RANDOM_LENGTH)
  return `${PREFIX}${random}${checksum(random)}`
}

/** True when this can be a key: exact length, alphabet and checksum. Says nothing about whether it is one. */
export function isApiKeyShaped(text: string): boolean {
  if (!SHAPE.test(text) || text.length !== PREFIX.length + RANDOM_LENGTH + CHECK_LENGTH) return false
  const random = text.slice(PREFIX.length, PREFIX.length + RANDOM_LENGTH)
  return checksum(random) === text.slice(-CHECK_LENGTH)
}

/** The six characters after the product's prefix, kept in clear to recognise a key by. */
export function visiblePrefix(key: string): string {
  return key.slice(PREFIX.length, PREFIX.length + 6)
}
