// The whole HTTP surface: every operation's route, and the few addresses that are not operations.
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { CLIENT_ADDRESS_HEADER, clientAddress } from './access/client-address.ts'
import { createStanding, type Standing } from './access/rate-limit.ts'
import type { Accounts } from './accounts.ts'
import { mountCallbacks } from './callbacks/index.ts'
import { asLanguage } from './callbacks/page.ts'
import { type DashboardFiles, mountDashboard } from './dashboard.ts'
import { isAnswering } from './db/database.ts'
import { mountDocs } from './docs.ts'
import { AppError, asAppError } from './errors.ts'
import { answer, answerCsv, answerError, finish, requestIdOf, wantsCsv } from './http-answer.ts'
import { giveConnectCookie } from './http-cookie.ts'
import { readInput, readText } from './http-input.ts'
import { type Load, mountLoad } from './http-load.ts'
import { mountMetrics, type RenderMetrics } from './http-metrics.ts'
import { mountScheduledSync } from './jobs/scheduled-sync.ts'
import { mountMcp } from './mcp/routes.ts'
import type { FunctionName, Operation } from './operation.ts'
import { OPERATIONS } from './operations/index.ts'
import { perform } from './perform.ts'
import type { Services } from './services.ts'
import { createStopwatch, type Stopwatch } from './stopwatch.ts'
import { mountWebhooks } from './webhooks/routes.ts'

/** What a host knows of a request and the web's Request does not say: the peer's address. */
export type HostBindings = { readonly peerAddress?: string | null }

/** What is noted of a request on its way. */
export type Variables = {
  requestId: string
  stopwatch: Stopwatch
  address: string | null
  /** The route's pattern, once one is found; the log and the metrics name nothing else. */
  route: string
  operation: Operation | null
  error: AppError | null
  standing: Standing
  /** The answer has all its headers already. */
  isWhole: boolean
}

export type AppEnv = { Bindings: HostBindings; Variables: Variables }
export type AppContext = Context<AppEnv>

const MAX_URL_LENGTH = 8_192
const JSON_TYPE = { 'content-type': 'application/json' }

/** Hono's pattern for a route of ours: `/orders/{id}` → `/orders/:id`. */
function patternOf(operation: Operation): string {
  const { route } = operation
  return `/functions/v1/${route.function}${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`
}

function begin(services: Services): MiddlewareHandler<AppEnv> {
  const { trustedProxies } = services.config
  let hasWarned = false
  return async (c, next) => {
    c.set('requestId', requestIdOf(c.req.header('x-request-id')))
    c.set('stopwatch', createStopwatch(services.now))
    c.set('standing', createStanding())
    const forwardedFor = c.req.header('x-forwarded-for') ?? null
    // Behind a proxy that nobody named, all callers share its address, and one that guesses blocks them all.
    if (forwardedFor !== null && trustedProxies.length === 0 && !hasWarned) {
      hasWarned = true
      services.log.warn('configuration warning', { reason: 'forwarded_for_without_trusted_proxies' })
    }
    c.set('address', clientAddress(c.env?.peerAddress ?? null, forwardedFor, trustedProxies))
    c.set('route', 'none')
    c.set('operation', null)
    c.set('error', null)
    c.set('isWhole', false)
    if (c.req.url.length > MAX_URL_LENGTH) {
      c.res = answerError(c, services, new AppError('payload_too_large', 'The address is too long.'))
    } else await next()
    finish(c, services)
  }
}

function serve(services: Services, operation: Operation, pattern: string) {
  return async (c: AppContext) => {
    c.set('route', pattern)
    c.set('operation', operation)
    const performed = await perform(operation, services, {
      requestId: c.get('requestId'),
      authorization: c.req.header('authorization') ?? null,
      storeNamed: c.req.query('store_id') ?? null,
      asKey: c.req.header('shopcall-as-key') ?? null,
      readInput: () => readInput(c, operation),
      address: c.get('address'),
      agent: c.req.header('user-agent') ?? null,
      format: operation.csvColumns && wantsCsv(c) ? 'csv' : 'json',
      language: asLanguage(c.req.header('accept-language')),
      stopwatch: c.get('stopwatch'),
      standing: c.get('standing'),
    })
    if (performed.csv) return answerCsv(c, services, performed.csv)
    const { status, body, browserSecret } = performed
    if (!browserSecret) return answer(c, services, status, JSON.stringify(body), JSON_TYPE)
    giveConnectCookie(c, services.config.publicUrl, browserSecret)
    return c.json(body, status as 200)
  }
}

/** `/orders/:id` → an expression for `/orders/1`; `*` stands for the rest. */
function matcherOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]+').replace('*', '.*')}$`)
}

/** What differs between hosts. */
export type AppOptions = {
  readonly accounts: Accounts
  /** The files of the reference page, by name; null for one that is not there. */
  readonly docsAsset: (name: string) => Promise<Uint8Array<ArrayBuffer> | null>
  /** The dashboard's files; left out: none is served. */
  readonly dashboard?: DashboardFiles
  /** What `/metrics` shows; without it there is no such address. */
  readonly renderMetrics?: RenderMetrics
  /** What turns requests away; without it none is. */
  readonly load?: Load
  /** One function alone, as an edge function serves it. */
  readonly only?: FunctionName
}

/** The app with all functions, or with one. */
export function createApp(services: Services, options: AppOptions) {
  const { only } = options
  const app = new Hono<AppEnv>()
  const operations = OPERATIONS.filter((op) => only === undefined || op.route.function === only)
  const { config } = services

  app.use(begin(services))
  const allowOrigins = cors({
    origin: [...config.allowedOrigins],
    allowHeaders: ['Authorization', 'Content-Type', 'X-Request-Id', 'ShopCall-As-Key'],
    exposeHeaders: [
      'X-Request-Id',
      'Server-Timing',
      'Retry-After',
      'RateLimit',
      'RateLimit-Policy',
      'ShopCall-Key-Expires',
    ],
    credentials: true,
    maxAge: 600,
  })
  // Only browsers say an Origin; to the others these headers say nothing, and they are not cheap.
  app.use((c, next) => (c.req.header('origin') === undefined ? next() : allowOrigins(c, next)))

  if (options.load) mountLoad(app, options.load)
  for (const operation of operations) {
    const pattern = patternOf(operation)
    app.on(operation.route.method, pattern, serve(services, operation, pattern))
  }
  if (only === undefined || only === 'webhooks') mountWebhooks(app, services)
  if (only === undefined || only === 'scheduled-sync') mountScheduledSync(app, services)
  if (only === undefined || only === 'mcp') mountMcp(app, services)
  mountCallbacks(app, services, only)
  if (only === undefined || only === 'docs') mountDocs(app, services, options)
  if (only === undefined) {
    mountHost(app, services, options.accounts, options.load)
    if (options.dashboard) mountDashboard(app, options.dashboard)
    if (options.renderMetrics) mountMetrics(app, services, options.renderMetrics)
  }

  // Which methods an address takes, when it takes any; of the functions alone: the dashboard is at every other one.
  const known = app.routes
    .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/functions/v1/'))
    .map(({ method, path }) => ({ method, matcher: matcherOf(path) }))
  app.notFound((c) => {
    const methods = [
      ...new Set(known.filter(({ matcher }) => matcher.test(c.req.path)).map(({ method }) => method)),
    ]
    if (methods.length === 0)
      return answerError(c, services, new AppError('not_found', 'There is nothing at this address.'))
    const allow = methods.join(', ')
    const error = new AppError('method_not_allowed', `This address takes ${allow}.`)
    return answerError(c, services, error, { allow })
  })
  app.onError((thrown, c) => answerError(c, services, asAppError(thrown)))
  return app
}

/** What only a host that serves everything has: accounts and the two questions that a load balancer asks. */
function mountHost(app: Hono<AppEnv>, services: Services, accounts: Accounts, load?: Load): void {
  app.get('/healthz', (c) => {
    c.set('route', '/healthz')
    return answer(c, services, 200, JSON.stringify({ status: 'ok' }), JSON_TYPE)
  })
  app.get('/readyz', async (c) => {
    c.set('route', '/readyz')
    const { database, shared } = services
    const answers = await Promise.all([isAnswering(database), shared?.isAnswering() ?? true])
    const ready = answers.every(Boolean) && load?.isStopping() !== true
    return c.json({ status: ready ? 'ok' : 'unavailable' }, ready ? 200 : 503)
  })
  const { handler } = accounts
  if (!handler) return
  app.on(['GET', 'POST'], '/auth/v1/*', async (c) => {
    c.set('route', '/auth/v1/*')
    const headers = new Headers(c.req.raw.headers)
    headers.set(CLIENT_ADDRESS_HEADER, c.get('address') ?? '')
    // Node's fetch says Sec-Fetch-Mode as a browser does, and the accounts then ask for an Origin it never
    // sends. A browser always says Sec-Fetch-Site too: without both this is a program.
    if (!headers.has('origin') && !headers.has('sec-fetch-site')) headers.delete('sec-fetch-mode')
    const { method, url } = c.req
    const answer = await handler(
      new Request(url, {
        method,
        headers,
        ...(method === 'POST' ? { body: await readText(c.req.raw) } : {}),
      }),
    )
    if (answer.status < 500) return answer
    throw new AppError('internal', 'The accounts could not answer.', { reason: 'accounts_failed' })
  })
}
