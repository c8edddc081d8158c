// How long to wait before another try, and how many tries there may be in all.

const MAX_WAIT_MS = 4_000
const FIRST_WAIT_MS = 200
const MAX_HANDED_ON_SECONDS = 3_600
const UNREADABLE_SECONDS = 30
/** The three forms of RFC 9110; Date.parse alone reads a date into nearly any text with a number in it. */
const HTTP_DATE =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT|[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} [\d:]{8} GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4})$/

/** The longest `Retry-After` that is waited for inside a request, in seconds. */
export const MAX_WAITED_SECONDS = 5

/** Full jitter: a random wait up to 200 ms, 400 ms, 800 ms … 4 s. `attempt` counts from 1. */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)))
}

/** Seconds of a `Retry-After` header: a number or a date; null when there is none; 30 when it is unreadable. */
export function retryAfterSeconds(header: string | null, nowMs: number): number | null {
  if (header === null) return null
  const text = header.trim()
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text)), MAX_HANDED_ON_SECONDS)
  const date = HTTP_DATE.test(text) ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) : Number.NaN
  if (Number.isNaN(date)) return UNREADABLE_SECONDS
  return Math.min(Math.max(Math.ceil((date - nowMs) / 1000), 0), MAX_HANDED_ON_SECONDS)
}

/** A bucket that retries are paid from, so that a dying shop does not get three times the load. */
export type RetryBudget = {
  /** Pays for one retry; false when the bucket is too empty. A retry after a timeout costs twice. */
  take(afterTimeout: boolean): boolean
  /** A first try that succeeded gives a little back. */
  giveBack(): void
}

/** Figures of the AWS SDK's standard mode: 500 tokens, 5 a retry, 10 after a timeout, 1 back for a success. */
export function createRetryBudget(capacity = 500): RetryBudget {
  let tokens = capacity
  return {
    take(afterTimeout) {
      const price = afterTimeout ? 10 : 5
      if (tokens < price) return false
      tokens -= price
      return true
    },
    giveBack() {
      tokens = Math.min(capacity, tokens + 1)
    },
  }
}

/** Keeps calls under a rate. */
export type Pacer = {
  /** Milliseconds that the next call has to wait; null, and nothing reserved, when it would be over `maxWaitMs`. */
  reserveMs(maxWaitMs: number): number | null
}

/** A shop counts arrivals, which are closer together than departures now and then: so a little over a second. */
export const WINDOW_MS = 1_050

/** At most `perSecond` calls begin in any second; the first ones go at once, in the order they come. */
export function createPacer(perSecond: number, now: () => number): Pacer {
  const starts: number[] = []
  return {
    reserveMs(maxWaitMs) {
      const time = now()
      const oldest = starts.length < perSecond ? undefined : starts[0]
      const start = oldest === undefined ? time : Math.max(time, oldest + WINDOW_MS)
      if (start - time > maxWaitMs) return null
      if (oldest !== undefined) starts.shift()
      starts.push(start)
      return start - time
    },
  }
}
