// The end of every answer: its error body, its headers and its line in the log.
import type { Standing } from './access/rate-limit.ts'
import type { AppContext } from './app.ts'
import { type AppError, ERRORS, toProblem } from './errors.ts'
import { describeError } from './log.ts'
import type { Services } from './services.ts'

/** Headers of every answer, whatever it says. */
const ALWAYS = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
} as const

/** What every answer depends on, so that nothing that keeps answers gives one caller's to another. */
const DEPENDS_ON = ['Authorization', 'Origin'] as const
const VARY = DEPENDS_ON.join(', ')

/** Of an answer that says nothing else: it is kept nowhere, and in a browser it may load and frame nothing. */
const UNLESS_SAID = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const

/** A caller's request id is kept when it is one; else there is a new one. */
export function requestIdOf(header: string | undefined): string {
  return header !== undefined && /^[A-Za-z0-9._-]{1,64}$/.test(header) ? header : crypto.randomUUID()
}

/** The contract's answer to an error: RFC 9457, and the headers that belong to its code. */
export function answerError(
  c: AppContext,
  services: Services,
  error: AppError,
  more: Readonly<Record<string, string>> = {},
): Response {
  c.set('error', error)
  const problem = toProblem(
    error,
    c.get('requestId'),
    `${services.config.publicUrl}/functions/v1/docs/errors`,
  )
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json; charset=utf-8',
    ...more,
  }
  if (error.code === 'unauthorized') {
    const invalid = c.req.header('authorization') !== undefined ? ', error="invalid_token"' : ''
    headers['www-authenticate'] = `Bearer realm="shopcall"${invalid}`
  }
  if (error.code === 'insufficient_scope')
    headers['www-authenticate'] = 'Bearer realm="shopcall", error="insufficient_scope"'
  if (error.retryAfterSeconds !== undefined) headers['retry-after'] = String(error.retryAfterSeconds)
  else if (error.status === 503) headers['retry-after'] = '5'
  return answer(c, services, error.status, JSON.stringify(problem), headers)
}

/** An answer of one text. Its headers are plain from the start: to change a Headers object is a third of its cost. */
export function answer(
  c: AppContext,
  services: Services,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): Response {
  c.set('isWhole', true)
  return new Response(body, {
    status,
    headers: { ...ALWAYS, vary: VARY, ...UNLESS_SAID, ...headersOf(c, services), ...headers },
  })
}

export function wantsCsv(c: AppContext): boolean {
  return /\btext\/csv\b/i.test(c.req.header('accept') ?? '')
}

/** A file of CSV that is sent while it is read; when reading fails, it breaks off and is not taken for whole. */
export function answerCsv(c: AppContext, services: Services, lines: AsyncIterable<string>): Response {
  const iterator = lines[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await iterator.next().catch((thrown: unknown) => {
        services.report(thrown, { job: 'csv' })
        throw thrown
      })
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => {
      await iterator.return?.()
    },
  })
  return c.body(stream, 200, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="export.csv"',
  })
}

const EXPIRY_SHOWN_MS = 30 * 86_400_000

/** RateLimit as draft-ietf-httpapi-ratelimit-headers-11 has it, and the end of a key that is near. */
function standingOf({ limits, keyExpiresAt }: Standing, nowMs: number): Record<string, string> {
  const said: Record<string, string> = {}
  if (limits.length > 0) {
    const policies = limits.map(
      ({ policy, quota, windowSeconds }) => `"${policy}";q=${quota};w=${windowSeconds}`,
    )
    const states = limits.map(
      ({ policy, remaining, resetSeconds }) => `"${policy}";r=${remaining};t=${resetSeconds}`,
    )
    said['ratelimit-policy'] = policies.join(', ')
    said['ratelimit'] = states.join(', ')
  }
  if (keyExpiresAt !== null && keyExpiresAt - nowMs <= EXPIRY_SHOWN_MS) {
    said['shopcall-key-expires'] = new Date(keyExpiresAt).toUTCString()
  }
  return said
}

/** What the headers say of this one request. */
function headersOf(c: AppContext, services: Services): Record<string, string> {
  const stopwatch = c.get('stopwatch')
  const part = (name: string, ms: number) => `${name};dur=${ms.toFixed(1)}`
  const timing = [
    part('auth', stopwatch.authMs()),
    part('shop', stopwatch.shopMs()),
    part('total', stopwatch.totalMs()),
  ]
  return {
    'x-request-id': c.get('requestId'),
    'server-timing': timing.join(', '),
    ...standingOf(c.get('standing'), services.now()),
  }
}

/** The headers of an answer that something else made, and the line in the log about every answer. */
export function finish(c: AppContext, services: Services): void {
  const stopwatch = c.get('stopwatch')
  const error = c.get('error')
  const operation = c.get('operation')
  // Where a browser asks, CORS has put its own Vary in the place of ours.
  const isWhole = c.get('isWhole')
  if (!isWhole || c.req.header('origin') !== undefined) {
    const said = (c.res.headers.get('vary') ?? '').split(',').map((name) => name.trim())
    c.res.headers.set('vary', [...new Set([...DEPENDS_ON, ...said])].filter(Boolean).join(', '))
  }
  if (!isWhole) {
    const { headers } = c.res
    const own = { ...ALWAYS, ...headersOf(c, services) }
    for (const [name, value] of Object.entries(own)) headers.set(name, value)
    for (const [name, value] of Object.entries(UNLESS_SAID)) if (!headers.has(name)) headers.set(name, value)
  }
  services.metrics.request({
    route: c.get('route'),
    platform: stopwatch.calls()[0]?.platform ?? 'none',
    status: c.res.status,
    seconds: stopwatch.totalMs() / 1000,
  })
  services.metrics.trace?.({
    requestId: c.get('requestId'),
    traceparent: c.req.header('traceparent') ?? null,
    method: c.req.method,
    route: c.get('route'),
    status: c.res.status,
    startedAt: stopwatch.startedAt(),
    ms: stopwatch.totalMs(),
    calls: stopwatch.calls(),
    ...(operation ? { operation: operation.name } : {}),
    ...(error ? { code: error.code } : {}),
  })
  const fields = {
    request_id: c.get('requestId'),
    method: c.req.method,
    route: c.get('route'),
    status: c.res.status,
    duration_ms: Math.round(stopwatch.totalMs()),
    ...(operation ? { operation: operation.name } : {}),
    ...(stopwatch.shopCalls() > 0
      ? { shop_ms: Math.round(stopwatch.shopMs()), shop_calls: stopwatch.shopCalls() }
      : {}),
    ...(error ? { code: error.code } : {}),
  }
  if (!error) services.log.info('request', fields)
  else if (error.status >= 500) {
    const level = error.code === 'internal' ? 'error' : 'warn'
    services.log[level]('request failed', { ...fields, ...describeError(error) })
    if (error.code === 'internal') {
      const { request_id, route } = fields
      services.report(error, { request_id, route, ...(operation ? { operation: operation.name } : {}) })
    }
  } else
    services.log.info('request', {
      ...fields,
      ...(ERRORS[error.code] && error.reason ? { reason: error.reason } : {}),
    })
}
