// The edge host: one function of the service in an isolate, which shares no memory with any other and has no clock.
import { compare, hash } from 'bcryptjs'
import { createRemoteJWKSet } from 'jose'
import { createDatabaseCounters, forgetEndedCounts } from '../access/database-counters.ts'
import { loadSecrets } from '../access/secrets.ts'
import { createServiceDoor } from '../access/service-secret.ts'
import { connectValkey } from '../access/valkey.ts'
import type { Accounts } from '../accounts.ts'
import { type AppEnv, createApp } from '../app.ts'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { connectPostgres } from '../db/postgres.ts'
import { AppError, toProblem } from '../errors.ts'
import { runDueJobs } from '../jobs/due-jobs.ts'
import { createLog, type LogLevel, type LogSink } from '../log.ts'
import { noMetrics } from '../metrics.ts'
import type { FunctionName } from '../operation.ts'
import { createReport } from '../report.ts'
import type { Services } from '../services.ts'
import { assemble, now, openSentry } from './assemble.ts'

type ServeInfo = { readonly remoteAddr?: { readonly hostname?: string } }
type Handler = (request: Request, info?: ServeInfo) => Promise<Response>

declare const Deno: {
  readonly env: { toObject(): Record<string, string> }
  serve(handler: Handler): unknown
}
/** Supabase's runtime ends an isolate after its answer unless it is told what to wait for; plain Deno has no such thing. */
declare const EdgeRuntime: { waitUntil(work: Promise<unknown>): void } | undefined

const BCRYPT_COST = 12
/** Isolates are many, and a small project's database has sixty connections. */
const MAX_CONNECTIONS = 6
const FLUSH_MS = 2_000
const PREFIX = '/functions/v1'

const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug']

/** Lines on the console, which is what Supabase keeps. */
function consoleSink(level: Config['logLevel']): LogSink {
  const lowest = level === 'fatal' || level === 'silent' ? -1 : LEVELS.indexOf(level)
  return (lineLevel, event, fields) => {
    if (LEVELS.indexOf(lineLevel) > lowest) return
    console.log(JSON.stringify({ level: lineLevel, time: new Date().toISOString(), ...fields, msg: event }))
  }
}

/** What Supabase gives each function by itself stands for what is not set. Throws ConfigError. */
export function readEdgeConfig(environment: Readonly<Record<string, string | undefined>>) {
  const project = environment['SUPABASE_URL']?.replace(/\/+$/, '')
  const ofProject = project
    ? {
        PUBLIC_URL: project,
        AUTH_JWKS_URL: `${project}/auth/v1/.well-known/jwks.json`,
        AUTH_ISSUER: `${project}/auth/v1`,
      }
    : {}
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const config = readConfig({ DATABASE_URL: environment['SUPABASE_DB_URL'], ...ofProject, ...set })
  const { databaseUrl, authJwksUrl } = config
  if (databaseUrl === null || authJwksUrl === null || config.encryptionKeys.length === 0)
    throw new ConfigError('An edge function needs DATABASE_URL, AUTH_JWKS_URL and ENCRYPTION_KEYS.')
  return { config, databaseUrl, authJwksUrl }
}

type Open = {
  readonly services: Services
  readonly fetch: (request: Request, env: AppEnv['Bindings']) => Response | Promise<Response>
  /** Writes what a request left to be written, and resolves when it is. */
  readonly settle: () => Promise<unknown>
}

async function open(only: FunctionName): Promise<Open> {
  const { config, databaseUrl, authJwksUrl } = readEdgeConfig(Deno.env.toObject())
  const log = createLog(consoleSink(config.logLevel))
  const database = connectPostgres(databaseUrl, { maxConnections: MAX_CONNECTIONS })
  const { secrets } = await loadSecrets(database, config.encryptionKeys)
  const accounts: Accounts = { handler: null, userKeys: createRemoteJWKSet(new URL(authJwksUrl)) }
  const sentry = openSentry(config)
  const shared =
    config.redisUrl === null
      ? createDatabaseCounters(database, log)
      : await connectValkey(config.redisUrl, log)
  const services = assemble(config, {
    database,
    log,
    secrets,
    shared,
    hasher: { hash: (text) => hash(text, BCRYPT_COST), verify: compare },
    enqueue: async () => false,
    metrics: noMetrics,
    assertService: createServiceDoor(config.serviceSecret),
    mail: null,
    report: createReport(log, sentry?.send),
    userKeys: accounts.userKeys,
    sandboxShops: [],
  })
  const app = createApp(services, { accounts, docsAsset: async () => null, only })
  const settle = () =>
    Promise.all([
      services.accessLog.drain(),
      services.abuse.drain(),
      services.keyUsage.flush(),
      services.health.drain(),
      sentry?.flush(FLUSH_MS),
    ])
  return { services, fetch: (request, env) => app.fetch(request, env), settle }
}

/** Supabase hands a function `/api/stores` for what was asked as `/functions/v1/api/stores`. */
function withPrefix(request: Request): Request {
  const url = new URL(request.url)
  if (url.pathname.startsWith(`${PREFIX}/`)) return request
  url.pathname = `${PREFIX}${url.pathname}`
  return new Request(url, request)
}

/** Answers while the service cannot be put together; the reason is on the console, and holds no value. */
function answerUnready(thrown: unknown): Response {
  const reason = thrown instanceof ConfigError ? thrown.message : 'The database does not answer.'
  console.error(JSON.stringify({ level: 'error', msg: 'the function could not be opened', reason }))
  const error = new AppError('overloaded', 'The service cannot answer at this moment.')
  const problem = toProblem(error, crypto.randomUUID(), `${PREFIX}/docs/errors`)
  const headers = { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '5' }
  return new Response(JSON.stringify(problem), { status: error.status, headers })
}

/** The call of the clock outside is all the clock there is: with it go the other jobs of its minute. */
async function ring({ services }: Open, at: Date): Promise<void> {
  await runDueJobs(services, at)
  await forgetEndedCounts(services.database).catch((thrown: unknown) =>
    services.report(thrown, { job: 'limits' }),
  )
}

/** Hands work that outlives the answer to the runtime; where it cannot be, it is waited for. */
async function finish(work: Promise<unknown>): Promise<void> {
  if (typeof EdgeRuntime === 'undefined') await work
  else EdgeRuntime.waitUntil(work)
}

/** Serves one function. It opens at its first request; while it cannot, every request tries again. */
export function serveFunction(only: FunctionName): void {
  let opening: Promise<Open> | null = null
  Deno.serve(async (request, info) => {
    const at = new Date(now())
    let opened: Open
    try {
      opening ??= open(only)
      opened = await opening
    } catch (thrown) {
      opening = null
      return answerUnready(thrown)
    }
    const answer = await opened.fetch(withPrefix(request), {
      peerAddress: info?.remoteAddr?.hostname ?? null,
    })
    if (only === 'scheduled-sync' && answer.ok) await finish(ring(opened, at))
    await finish(opened.settle())
    return answer
  })
}
