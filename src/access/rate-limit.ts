// How many requests a minute a key, its user and a store may have.
import type { ApiKeyCaller } from '../caller.ts'
import { AppError } from '../errors.ts'
import type { LimitStore } from './rate-limit-store.ts'

const WINDOW_SECONDS = 60

/** Names of the limits, as the RateLimit fields say them. */
const POLICIES = ['per-key', 'per-user', 'per-store'] as const
export type Policy = (typeof POLICIES)[number]

/** Where a caller stands with one limit. */
export type LimitState = {
  readonly policy: Policy
  readonly quota: number
  readonly windowSeconds: number
  readonly remaining: number
  /** When the count begins anew; at least 1. */
  readonly resetSeconds: number
}

/** What the answer to a key says of the key, whatever else it says; filled on the way. */
export type Standing = {
  /** The key's own limit, then the ceiling that stopped the request, if one did. */
  readonly limits: LimitState[]
  keyExpiresAt: number | null
}

export function createStanding(): Standing {
  return { limits: [], keyExpiresAt: null }
}

const DETAILS: Readonly<Record<Policy, string>> = {
  'per-key': 'This API key has used up its requests of this minute.',
  'per-user': 'The API keys of this account have used up their requests of this minute.',
  'per-store': 'The requests to this store are used up for this minute.',
}

export type RateLimits = {
  /** Counts a request for its key, then its user. Throws `rate_limited`; a refused one counts for no ceiling. */
  admit(caller: ApiKeyCaller, standing: Standing): Promise<void>
  /** Counts a request for the store it goes to, which is known to be the caller's. Throws `rate_limited`. */
  admitToStore(caller: ApiKeyCaller, storeId: string, standing: Standing): Promise<void>
  /** How many requests each limit refused; for metrics. */
  counts(): Readonly<Record<Policy, number>>
}

export function createRateLimits(store: LimitStore, quotas: Readonly<Record<Policy, number>>): RateLimits {
  const refused: Record<Policy, number> = { 'per-key': 0, 'per-user': 0, 'per-store': 0 }

  async function count(policy: Policy, id: string): Promise<{ state: LimitState; isOver: boolean }> {
    const { count, msLeft } = await store.add(`${policy}:${id}`, 1, WINDOW_SECONDS)
    const quota = quotas[policy]
    const state = {
      policy,
      quota,
      windowSeconds: WINDOW_SECONDS,
      remaining: Math.max(0, quota - count),
      resetSeconds: Math.max(1, Math.ceil(msLeft / 1000)),
    }
    return { state, isOver: count > quota }
  }

  function refuse({ policy, resetSeconds }: LimitState): never {
    refused[policy]++
    throw new AppError('rate_limited', DETAILS[policy], {
      retryAfterSeconds: resetSeconds,
      reason: policy,
    })
  }

  return {
    async admit(caller, standing) {
      const key = await count('per-key', caller.keyId)
      standing.limits.push(key.state)
      if (key.isOver) refuse(key.state)
      const user = await count('per-user', caller.userId)
      if (!user.isOver) return
      standing.limits.push(user.state)
      refuse(user.state)
    },
    async admitToStore(caller, storeId, standing) {
      const { state, isOver } = await count('per-store', storeId)
      if (!isOver) return
      await store.add(`per-user:${caller.userId}`, -1, WINDOW_SECONDS)
      standing.limits.push(state)
      refuse(state)
    },
    counts: () => ({ ...refused }),
  }
}
