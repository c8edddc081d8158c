// The one place that calls out: with a deadline, limits, retries, and a breaker and a bulkhead for each store.
import { Agent, type Dispatcher, fetch, type RequestInit, type Response } from 'undici'
import type { AppError } from '../errors.ts'
import { createConnector, type Lookup } from './address-rule.ts'
import { asCallFailure, beforeDeadline, rateLimited, serverError, timedOut } from './call-failure.ts'
import {
  backoffMs,
  createRetryBudget,
  MAX_WAITED_SECONDS,
  type Pacer,
  retryAfterSeconds,
  WINDOW_MS,
} from './retry.ts'
import { invalidAnswer, readAnswer, type ShopAnswer } from './shop-answer.ts'
import { type BreakerState, createStoreLine, type StoreLine } from './store-line.ts'
import { type StreamBounds, type StreamedAnswer, streamAnswer } from './streamed-answer.ts'

const HEADERS_TIMEOUT_MS = 8_000
const LONGEST_CALL_MS = 60_000
const CONNECTIONS_PER_ORIGIN = 8
const MAX_ATTEMPTS = 3
const LEAST_LEFT_FOR_RETRY_MS = 500
/** A call that was given less says nothing about the shop when it runs out of time. */
const FAIR_CHANCE_MS = 2_500
/** No single store can spend what the retries of all others are paid from. */
const GLOBAL_RETRY_TOKENS = 5_000
const MAX_STORES = 5_000

/** One call to a shop. */
export type ShopRequest = {
  readonly method: 'GET' | 'POST'
  /** Absolute. Holds personal data only where the platform leaves no other way; it is never logged. */
  readonly url: string | URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** True for a POST that only reads (a GraphQL query): it may be tried again. A GET always may. */
  readonly reads?: boolean
  /** False for calls that the platform does not count, such as a token's. Default true. */
  readonly paced?: boolean
  /** True for work that nobody waits for: where calls are paced, one a second is left to others. Default false. */
  readonly background?: boolean
  /** Follows one redirect within the same origin; any other redirect is an invalid answer. Default false. */
  readonly followOwnRedirect?: boolean
}

/**
 * Calls to one shop. Resolves with every whole answer below 500 except 429 and redirects; waits, retries and
 * gives up by itself. Throws shop_timeout, shop_unavailable, shop_rate_limited, shop_invalid_response, overloaded.
 */
export type ShopHttp = {
  send(request: ShopRequest): Promise<ShopAnswer>
  /**
   * Opens an answer that is too long to be held, on any origin under the same address rule: once, without
   * another try and without a redirect. Throws what `send` throws.
   */
  stream(request: ShopRequest, bounds: StreamBounds): Promise<StreamedAnswer>
}

/** What a request to us allows its calls to shops. */
export type CallBudget = {
  /** Milliseconds since 1970: nothing goes on after it. */
  readonly deadlineAt: number
  /** Told about every call that was made, for timings and metrics. */
  readonly onCall?: (call: {
    readonly startedAt: number
    readonly ms: number
    readonly status: number | null
    /** Known where the call is counted. */
    readonly platform?: string
  }) => void
}

export type EgressOptions = {
  readonly lookup: Lookup
  readonly allowPrivate: boolean
  readonly userAgent: string
  readonly now: () => number
  readonly random: () => number
  readonly sleep: (ms: number) => Promise<void>
}

/** The way out for all stores; `open` binds it to a store and to one request's budget. */
export type Egress = {
  open(storeId: string, callsPerSecond: number | undefined, budget: CallBudget): ShopHttp
  /** How many stores' shops are left alone (`open`), tried again (`half_open`) and called (`closed`). */
  breakers(): Readonly<Record<BreakerState, number>>
  close(): Promise<void>
}

/** Makes the way out. There is one in a process, so that stores share pools and keep their own breakers. */
export function createEgress(options: EgressOptions): Egress {
  const { now, random, sleep } = options
  const dispatcher: Dispatcher = new Agent({
    connect: createConnector(options),
    headersTimeout: HEADERS_TIMEOUT_MS,
    connections: CONNECTIONS_PER_ORIGIN,
    keepAliveTimeout: 10_000,
  })
  const lines = new Map<string, StoreLine>()
  const globalBudget = createRetryBudget(GLOBAL_RETRY_TOKENS)

  function lineOf(storeId: string, callsPerSecond: number | undefined): StoreLine {
    const line = lines.get(storeId) ?? createStoreLine(callsPerSecond, now)
    lines.delete(storeId)
    lines.set(storeId, line)
    const oldest = lines.size > MAX_STORES ? lines.keys().next() : undefined
    if (oldest && !oldest.done) lines.delete(oldest.value)
    return line
  }

  async function waitForTurn(line: StoreLine, request: ShopRequest, deadlineAt: number): Promise<void> {
    const leftMs = deadlineAt - now()
    if (leftMs <= 0) throw timedOut('short_deadline')
    if (!line.pacer || request.paced === false) return
    if (request.background && line.backgroundPacer) await pace(line.backgroundPacer, leftMs)
    await pace(line.pacer, deadlineAt - now())
  }

  async function pace(pacer: Pacer, leftMs: number): Promise<void> {
    const waitMs = pacer.reserveMs(Math.min(MAX_WAITED_SECONDS * 1000, leftMs))
    if (waitMs === null) throw rateLimited(1, 'paced')
    if (waitMs > 0) await sleep(waitMs)
  }

  function timeLimit(leftMs: number): AbortSignal {
    return AbortSignal.timeout(Math.min(Math.max(1, Math.ceil(leftMs)), LONGEST_CALL_MS))
  }

  async function fetchOnce(request: ShopRequest, url: URL, signal: AbortSignal): Promise<Response> {
    const init: RequestInit = {
      method: request.method,
      headers: { 'user-agent': options.userAgent, 'accept-encoding': 'gzip, deflate', ...request.headers },
      redirect: 'manual',
      dispatcher,
      signal,
      ...(request.body === undefined ? {} : { body: request.body }),
    }
    return fetch(url, init)
  }

  async function call(
    line: StoreLine,
    request: ShopRequest,
    url: URL,
    budget: CallBudget,
  ): Promise<ShopAnswer> {
    await waitForTurn(line, request, budget.deadlineAt)
    const startedAt = now()
    let status: number | null = null
    let location: string | null
    try {
      const response = await fetchOnce(request, url, timeLimit(budget.deadlineAt - startedAt))
      status = response.status
      if (status < 300 || status >= 400) return await readAnswer(response)
      location = response.headers.get('location')
      await response.body?.cancel()
    } catch (thrown) {
      const failure = asCallFailure(thrown)
      const cutShort = failure.code === 'shop_timeout' && now() - startedAt < FAIR_CHANCE_MS
      throw cutShort ? timedOut('short_deadline') : failure
    } finally {
      budget.onCall?.({ startedAt, ms: now() - startedAt, status })
    }
    const target = location !== null && URL.canParse(location, url) ? new URL(location, url) : null
    if (!request.followOwnRedirect || target?.origin !== url.origin) throw invalidAnswer('redirect')
    return call(line, { ...request, followOwnRedirect: false }, target, budget)
  }

  async function attempt(line: StoreLine, request: ShopRequest, budget: CallBudget): Promise<ShopAnswer> {
    const answer = await line.run(async () => {
      const got = await call(line, request, new URL(request.url), budget)
      if (got.status >= 500) throw serverError(got, now())
      return got
    })
    if (answer.status === 429) throw rateLimited(retryAfterSeconds(answer.header('retry-after'), now()))
    return answer
  }

  async function openStream(
    line: StoreLine,
    request: ShopRequest,
    bounds: StreamBounds,
    budget: CallBudget,
  ): Promise<StreamedAnswer> {
    await waitForTurn(line, request, budget.deadlineAt)
    const startedAt = now()
    let status: number | null = null
    try {
      // Ends the headers in time, and the body when who reads it stops.
      const abort = new AbortController()
      const response = await line.run(async () => {
        const got = await fetchOnce(request, new URL(request.url), abort.signal)
        if (got.status < 500) return got
        abort.abort()
        throw serverError({ status: got.status, header: (name) => got.headers.get(name) }, now())
      })
      status = response.status
      if (status >= 300 && status < 400) abort.abort()
      if (abort.signal.aborted) throw invalidAnswer('redirect')
      return streamAnswer(response, abort, bounds, () => budget.deadlineAt - now())
    } catch (thrown) {
      throw asCallFailure(thrown)
    } finally {
      budget.onCall?.({ startedAt, ms: now() - startedAt, status })
    }
  }

  /** Milliseconds until another try, or null when there is to be none. */
  function retryIn(
    error: AppError,
    tries: number,
    line: StoreLine,
    request: ShopRequest,
    deadlineAt: number,
  ): number | null {
    if (tries >= MAX_ATTEMPTS || !(request.method === 'GET' || request.reads)) return null
    if (!['shop_unavailable', 'shop_timeout', 'shop_rate_limited'].includes(error.code)) return null
    if (['address_refused', 'circuit_open', 'paced'].includes(error.reason ?? '')) return null
    const asked = error.retryAfterSeconds
    if (asked !== undefined && asked > MAX_WAITED_SECONDS) return null
    // A limit on each second that was reached is not over sooner: other instances have a share in it too.
    const leastMs = error.code === 'shop_rate_limited' && line.pacer ? WINDOW_MS : 0
    const waitMs = asked !== undefined ? asked * 1000 : leastMs + backoffMs(tries, random)
    if (now() + waitMs + LEAST_LEFT_FOR_RETRY_MS > deadlineAt) return null
    const afterTimeout = error.code === 'shop_timeout'
    return line.budget.take(afterTimeout) && globalBudget.take(afterTimeout) ? waitMs : null
  }

  async function send(line: StoreLine, request: ShopRequest, budget: CallBudget): Promise<ShopAnswer> {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await attempt(line, request, budget)
        if (tries === 1) {
          line.budget.giveBack()
          globalBudget.giveBack()
        }
        return answer
      } catch (thrown) {
        const error = asCallFailure(thrown)
        const waitMs = retryIn(error, tries, line, request, budget.deadlineAt)
        if (waitMs === null) throw error
        await sleep(waitMs)
      }
    }
  }

  return {
    open: (storeId, callsPerSecond, budget) => {
      const line = lineOf(storeId, callsPerSecond)
      return {
        send: (request) => beforeDeadline(send(line, request, budget), budget.deadlineAt - now()),
        stream: (request, bounds) =>
          beforeDeadline(openStream(line, request, bounds, budget), budget.deadlineAt - now()),
      }
    },
    breakers: () => {
      const counts = { closed: 0, open: 0, half_open: 0 }
      for (const line of lines.values()) counts[line.breaker()]++
      return counts
    },
    close: () => dispatcher.destroy(),
  }
}
