// Whether a platform signed what it sent: over the bytes as they came, compared in constant time.
import { createDigester, isSameSecret } from '../crypto.ts'
import { AppError } from '../errors.ts'

/** The same answer for a signature that is missing, malformed or wrong, and where no secret is configured. */
function notSigned(): AppError {
  return new AppError('unauthorized', 'The signature does not belong to what was sent.', {
    reason: 'webhook_signature',
  })
}

/** 32 bytes as base64 or lower-case hex; null for every other text, so that nothing else is ever compared. */
export function decodeSignature(text: string | undefined, encoding: 'base64' | 'hex'): Uint8Array | null {
  if (text === undefined) return null
  if (encoding === 'base64') {
    if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return null
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  }
  if (!/^[0-9a-f]{64}$/.test(text)) return null
  return Uint8Array.from({ length: 32 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  )
}

/**
 * Throws `unauthorized` unless one of the messages is signed with one of the secrets. All are tried, so that the
 * time does not tell which one fits. Two secrets are good while an app's secret is changed.
 */
export function assertSigned(
  secrets: readonly string[],
  messages: readonly (string | Uint8Array)[],
  signature: Uint8Array | null,
): void {
  let isSigned = false
  for (const secret of secrets) {
    const digest = createDigester(new TextEncoder().encode(secret))
    for (const message of messages) {
      if (isSameSecret(digest(message), signature ?? new Uint8Array())) isSigned = true
    }
  }
  if (!isSigned) throw notSigned()
}
