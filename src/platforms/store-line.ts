// One store's share of the way out: how many calls at once, how fast, and when its shop is left alone.
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  wrap,
} from 'cockatiel'
import { AppError } from '../errors.ts'
import { createPacer, createRetryBudget, type Pacer, type RetryBudget } from './retry.ts'

const CONCURRENCY = 4
/** Enough for everyone who waits while a store's access is renewed; each waits no longer than it has time. */
const QUEUE = 60
const BREAKER_FAILURES = 5
const BREAKER_FIRST_MS = 30_000
const BREAKER_MAX_MS = 300_000
/** Failures that say nothing about the shop: an address of ours to refuse, a time of ours that was too short. */
const NOT_THE_SHOPS = new Set(['address_refused', 'short_deadline'])

export type BreakerState = 'closed' | 'open' | 'half_open'

export type StoreLine = {
  /** Open until somebody calls again, even when its time is over. */
  breaker(): BreakerState
  /**
   * Makes the call when there is room. Throws `overloaded` when too many wait already, and `shop_unavailable`
   * without a call while the shop is left alone.
   */
  run<T>(call: () => Promise<T>): Promise<T>
  readonly budget: RetryBudget
  readonly pacer: Pacer | null
  /** Slower by one call a second, and before the other: for work that nobody waits for. */
  readonly backgroundPacer: Pacer | null
}

/** A store's line with nothing on it. The breaker's own clock is Date.now: `now` only tells callers how long. */
export function createStoreLine(callsPerSecond: number | undefined, now: () => number): StoreLine {
  let openUntil = 0
  const breaker = circuitBreaker(
    handleWhen(
      (error) =>
        error instanceof AppError &&
        (error.code === 'shop_unavailable' || error.code === 'shop_timeout') &&
        !NOT_THE_SHOPS.has(error.reason ?? ''),
    ),
    {
      halfOpenAfter: new DelegateBackoff<unknown, number>((_, times = 0) => {
        const delay = Math.min(BREAKER_MAX_MS, BREAKER_FIRST_MS * 2 ** times)
        openUntil = now() + delay
        return { delay, state: times + 1 }
      }),
      breaker: new ConsecutiveBreaker(BREAKER_FAILURES),
    },
  )
  const policy = wrap(bulkhead(CONCURRENCY, QUEUE), breaker)
  return {
    breaker: () => {
      if (breaker.state === CircuitState.HalfOpen) return 'half_open'
      return breaker.state === CircuitState.Closed ? 'closed' : 'open'
    },
    run: async (call) => {
      try {
        return await policy.execute(call)
      } catch (thrown) {
        if (thrown instanceof BrokenCircuitError) throw leftAlone(openUntil - now())
        if (thrown instanceof BulkheadRejectedError) throw tooMany()
        throw thrown
      }
    },
    budget: createRetryBudget(),
    pacer: callsPerSecond === undefined ? null : createPacer(callsPerSecond, now),
    backgroundPacer: callsPerSecond === undefined ? null : createPacer(Math.max(1, callsPerSecond - 1), now),
  }
}

function leftAlone(leftMs: number): AppError {
  const detail = 'The shop has not answered for a while and is left alone for a moment.'
  return new AppError('shop_unavailable', detail, {
    reason: 'circuit_open',
    retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)),
  })
}

function tooMany(): AppError {
  return new AppError('overloaded', 'Too many requests to this shop are under way.', { retryAfterSeconds: 1 })
}
