// The service secret: what the operator's own programs prove themselves with, to read metrics and to ring the clock.
import { isSameSecret } from '../crypto.ts'
import { AppError } from '../errors.ts'

/** Throws `unauthorized` unless the header is `Bearer` and the secret. */
export type ServiceDoor = (authorization: string | null) => Promise<void>

const digest = async (text: string) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))

/** Compares digests, so that the time says nothing of the secret or its length. `null`: nobody comes in. */
export function createServiceDoor(secret: string | null): ServiceDoor {
  const wanted = secret === null ? null : digest(`Bearer ${secret}`)
  return async (authorization) => {
    const given = await digest((authorization ?? '').replace(/^bearer +/i, 'Bearer '))
    if (wanted !== null && isSameSecret(given, await wanted)) return
    throw new AppError('unauthorized', 'Send the service secret as Authorization: Bearer.')
  }
}
