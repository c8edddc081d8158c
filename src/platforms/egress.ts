// The one place that calls out: with deadlines, limits, retries, and a breaker and a bulkhead for each store.
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  wrap,
} from 'cockatiel'
import { Agent, type Dispatcher, fetch, type RequestInit } from 'undici'
import { AppError } from '../errors.ts'
import { createConnector, type Lookup } from './address-rule.ts'
import { asCallFailure } from './call-failure.ts'
import {
  backoffMs,
  createPacer,
  createRetryBudget,
  MAX_WAITED_SECONDS,
  type Pacer,
  type RetryBudget,
  retryAfterSeconds,
} from './retry.ts'
import { invalidAnswer, readAnswer, type ShopAnswer } from './shop-answer.ts'

const HEADERS_TIMEOUT_MS = 8_000
const MAX_ATTEMPTS = 3
const LEAST_LEFT_FOR_RETRY_MS = 500
const STORE_CONCURRENCY = 4
const STORE_QUEUE = 8
const BREAKER_FAILURES = 5
const BREAKER_FIRST_MS = 30_000
const BREAKER_MAX_MS = 300_000
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
  /** Follows one redirect within the same origin; any other redirect is an invalid answer. Default false. */
  readonly followOwnRedirect?: boolean
}

/**
 * Calls to one shop. Resolves with every whole answer below 500 except 429 and redirects; waits, retries and
 * gives up by itself. Throws shop_timeout, shop_unavailable, shop_rate_limited, shop_invalid_response, overloaded.
 */
export type ShopHttp = { send(request: ShopRequest): Promise<ShopAnswer> }

/** What a request to us allows its calls to shops. */
export type CallBudget = {
  /** Milliseconds since 1970: nothing goes on after it. */
  readonly deadlineAt: number
  /** Told about every call that was made, for timings and metrics. */
  readonly onCall?: (call: { readonly ms: number; readonly status: number | null }) => void
}

type Line = {
  readonly run: <T>(call: () => Promise<T>) => Promise<T>
  readonly budget: RetryBudget
  readonly pacer: Pacer | null
  openUntil: number
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
  close(): Promise<void>
}

/** Makes the way out. There is one in a process, so that stores share pools and keep their own breakers. */
export function createEgress(options: EgressOptions): Egress {
  const { now, random, sleep } = options
  const dispatcher: Dispatcher = new Agent({
    connect: createConnector(options),
    headersTimeout: HEADERS_TIMEOUT_MS,
    connections: STORE_CONCURRENCY * 2,
    keepAliveTimeout: 10_000,
  })
  const lines = new Map<string, Line>()
  const globalBudget = createRetryBudget()

  function lineOf(storeId: string, callsPerSecond: number | undefined): Line {
    const line = lines.get(storeId) ?? createLine(callsPerSecond, now)
    lines.delete(storeId)
    lines.set(storeId, line)
    const oldest = lines.size > MAX_STORES ? lines.keys().next() : undefined
    if (oldest && !oldest.done) lines.delete(oldest.value)
    return line
  }

  async function once(request: ShopRequest, url: URL, deadlineAt: number): Promise<ShopAnswer> {
    const init: RequestInit = {
      method: request.method,
      headers: { 'user-agent': options.userAgent, 'accept-encoding': 'gzip, deflate', ...request.headers },
      redirect: 'manual',
      dispatcher,
      signal: AbortSignal.timeout(Math.max(1, deadlineAt - now())),
      ...(request.body === undefined ? {} : { body: request.body }),
    }
    try {
      const response = await fetch(url, init)
      if (response.status < 300 || response.status >= 400) return await readAnswer(response)
      await response.body?.cancel()
      const location = response.headers.get('location')
      const target = location && URL.canParse(location, url) ? new URL(location, url) : null
      if (!request.followOwnRedirect || target?.origin !== url.origin) throw invalidAnswer('redirect')
      return await once({ ...request, followOwnRedirect: false }, target, deadlineAt)
    } catch (thrown) {
      throw asCallFailure(thrown)
    }
  }

  async function waitForTurn(line: Line, request: ShopRequest, deadlineAt: number): Promise<void> {
    if (!line.pacer || request.paced === false) return
    const waitMs = line.pacer.reserveMs(Math.min(MAX_WAITED_SECONDS * 1000, deadlineAt - now()))
    if (waitMs === null) throw rateLimited(MAX_WAITED_SECONDS)
    if (waitMs > 0) await sleep(waitMs)
  }

  async function attempt(line: Line, request: ShopRequest, budget: CallBudget): Promise<ShopAnswer> {
    await waitForTurn(line, request, budget.deadlineAt)
    const startedAt = now()
    let status: number | null = null
    try {
      const answer = await line.run(async () => {
        const got = await once(request, new URL(request.url), budget.deadlineAt)
        status = got.status
        if (got.status >= 500) throw serverError(got, now())
        return got
      })
      if (answer.status === 429) throw rateLimited(retryAfterSeconds(answer.header('retry-after'), now()))
      return answer
    } catch (thrown) {
      throw asLineFailure(thrown, line, now())
    } finally {
      budget.onCall?.({ ms: now() - startedAt, status })
    }
  }

  /** Milliseconds until another try, or null when there is to be none. */
  function retryIn(
    error: AppError,
    tries: number,
    line: Line,
    request: ShopRequest,
    deadlineAt: number,
  ): number | null {
    if (tries >= MAX_ATTEMPTS || !(request.method === 'GET' || request.reads)) return null
    if (!['shop_unavailable', 'shop_timeout', 'shop_rate_limited'].includes(error.code)) return null
    if (error.reason === 'address_refused' || error.reason === 'circuit_open') return null
    const asked = error.retryAfterSeconds
    if (asked !== undefined && asked > MAX_WAITED_SECONDS) return null
    const waitMs = asked !== undefined ? asked * 1000 : backoffMs(tries, random)
    if (now() + waitMs + LEAST_LEFT_FOR_RETRY_MS > deadlineAt) return null
    const afterTimeout = error.code === 'shop_timeout'
    return line.budget.take(afterTimeout) && globalBudget.take(afterTimeout) ? waitMs : null
  }

  async function send(line: Line, request: ShopRequest, budget: CallBudget): Promise<ShopAnswer> {
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
      return { send: (request) => send(line, request, budget) }
    },
    close: () => dispatcher.destroy(),
  }
}

function createLine(callsPerSecond: number | undefined, now: () => number): Line {
  const breaker = circuitBreaker(
    handleWhen(
      (error) =>
        error instanceof AppError &&
        ['shop_unavailable', 'shop_timeout'].includes(error.code) &&
        error.reason !== 'address_refused',
    ),
    {
      halfOpenAfter: new ExponentialBackoff({ initialDelay: BREAKER_FIRST_MS, maxDelay: BREAKER_MAX_MS }),
      breaker: new ConsecutiveBreaker(BREAKER_FAILURES),
    },
  )
  const policy = wrap(bulkhead(STORE_CONCURRENCY, STORE_QUEUE), breaker)
  const line: Line = {
    run: (call) => policy.execute(call),
    budget: createRetryBudget(),
    pacer: callsPerSecond === undefined ? null : createPacer(callsPerSecond, now),
    openUntil: 0,
  }
  breaker.onBreak(() => {
    line.openUntil = now() + BREAKER_FIRST_MS
  })
  return line
}

function rateLimited(seconds: number | null): AppError {
  return new AppError('shop_rate_limited', 'The shop allows no more requests for the moment.', {
    ...(seconds === null ? {} : { retryAfterSeconds: seconds }),
  })
}

function serverError(answer: ShopAnswer, nowMs: number): AppError {
  const seconds = retryAfterSeconds(answer.header('retry-after'), nowMs)
  return new AppError('shop_unavailable', 'The shop answered with an error of its own.', {
    reason: `http_${answer.status}`,
    ...(seconds === null ? {} : { retryAfterSeconds: seconds }),
  })
}

function asLineFailure(thrown: unknown, line: Line, nowMs: number): AppError {
  if (thrown instanceof BrokenCircuitError) {
    return new AppError(
      'shop_unavailable',
      'The shop has not answered for a while and is left alone for a moment.',
      {
        reason: 'circuit_open',
        retryAfterSeconds: Math.max(1, Math.ceil((line.openUntil - nowMs) / 1000)),
      },
    )
  }
  if (thrown instanceof BulkheadRejectedError) {
    return new AppError('overloaded', 'Too many requests to this shop are under way.', {
      retryAfterSeconds: 1,
    })
  }
  return asCallFailure(thrown)
}
