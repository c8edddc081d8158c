// The Node host: puts the service together from a configuration, listens, and stops in good order.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { type ServerType, serve } from '@hono/node-server'
import { hash, verify } from '@node-rs/bcrypt'
import { loadSecrets } from '../access/secrets.ts'
import { createServiceDoor } from '../access/service-secret.ts'
import { connectValkey } from '../access/valkey.ts'
import { createAccounts } from '../accounts.ts'
import { type AppEnv, createApp } from '../app.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import { openEmbedded } from '../db/embedded.ts'
import { openPostgres } from '../db/postgres.ts'
import { createLoad } from '../http-load.ts'
import { createLog, type LogSink } from '../log.ts'
import { createReport } from '../report.ts'
import type { SandboxShop, Services } from '../services.ts'
import { VERSION } from '../version.ts'
import { assemble, now, openSentry } from './assemble.ts'
import { type Clock, createClock, noClock } from './clock.ts'
import { readDashboard } from './dashboard-files.ts'
import { type DataDir, generatedEncryptionKey, lockDataDir, openPglite, serviceSecretOf } from './data-dir.ts'
import { closeServer } from './graceful-close.ts'
import { watchLoopLag } from './loop-lag.ts'
import { createMail } from './mail.ts'
import { createPrometheusMetrics } from './metrics.ts'
import { readSchema } from './schema-files.ts'
import { startTraces } from './start-traces.ts'

const BCRYPT_COST = 12
const MAX_HEADER_BYTES = 16 * 1024
const FLUSH_MS = 2_000

/** A running service. */
export type Host = {
  readonly services: Services
  /** `http://127.0.0.1:8787`, with the port that was really taken. */
  readonly url: string
  /** After `noticeMs` (0) takes no new requests, finishes those under way, and closes everything: within 25 s. */
  stop(noticeMs?: number): Promise<void>
}

async function openDatabase(config: Config, dir: DataDir | null): Promise<Database> {
  const schema = readSchema()
  if (config.databaseUrl !== null) return openPostgres(config.databaseUrl, schema)
  if (!dir) throw new Error('the embedded database needs its folder')
  return openEmbedded(await openPglite(dir), schema)
}

async function docsAsset(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  return readFile(join(folder, name)).then(
    (bytes) => new Uint8Array(bytes),
    () => null,
  )
}

/**
 * Puts everything together. The folder is only taken where something has to be kept in it. A `database` that
 * is given is used instead of what the configuration names, and closed with the rest. With `clock: false` no
 * jobs are run or queued here.
 */
export async function startHost(
  config: Config,
  sink: LogSink,
  given: { database?: Database; clock?: boolean; sandboxShops?: readonly SandboxShop[] } = {},
): Promise<Host> {
  const log = createLog(sink)
  const needsDir = config.encryptionKeys.length === 0 || (config.databaseUrl === null && !given.database)
  const dir = needsDir ? lockDataDir(config.dataDir) : null
  const database = given.database ?? (await openDatabase(config, dir))
  const encryptionKeys =
    dir && config.encryptionKeys.length === 0 ? [generatedEncryptionKey(dir)] : config.encryptionKeys
  const { secrets, accountsSecret } = await loadSecrets(database, encryptionKeys)
  const accounts = createAccounts(config, database, accountsSecret, now)
  const sentry = openSentry(config)
  const report = createReport(log, sentry?.send)
  const clock: Clock = given.clock === false ? noClock : createClock(database.jobs, report)
  const prometheus = createPrometheusMetrics()
  const traces = startTraces(config.tracesUrl)
  const services = assemble(config, {
    database,
    log,
    secrets,
    hasher: { hash: (text) => hash(text, BCRYPT_COST), verify },
    shared: config.redisUrl === null ? null : await connectValkey(config.redisUrl, log),
    enqueue: clock.enqueue,
    metrics: { ...prometheus.metrics, ...(traces ? { trace: traces.request } : {}) },
    assertService: createServiceDoor(
      serviceSecretOf(config, () => log.warn('configuration warning', { reason: 'no_service_secret' })),
    ),
    mail: config.smtpUrl === null ? null : createMail(config.smtpUrl, config.mailFrom),
    report,
    userKeys: accounts.userKeys,
    sandboxShops: config.sandbox ? (given.sandboxShops ?? []) : [],
  })
  await clock.start(services)
  const lag = watchLoopLag()
  const load = createLoad(config.shed, lag.ms)
  prometheus.watch(services, clock.depths, load)
  const { render: renderMetrics } = prometheus
  const app = createApp(services, { accounts, docsAsset, renderMetrics, load, dashboard: readDashboard() })
  const server = await listen(config, (request, env) =>
    app.fetch(request, {
      peerAddress: env.incoming.socket.remoteAddress ?? null,
    } satisfies AppEnv['Bindings']),
  )
  const { address, port } = server.address() as AddressInfo
  log.info('listening', { address, port, engine: database.engine, version: VERSION })

  const stop = async (noticeMs = 0) => {
    log.info('stopping')
    clock.interrupt()
    await closeServer(server, load, noticeMs)
    lag.stop()
    await services.accessLog.drain()
    await services.abuse.drain()
    await services.keyUsage.drain()
    await clock.stop()
    services.mail?.close()
    await sentry?.flush(FLUSH_MS)
    await traces?.stop()
    await services.health.drain()
    services.shared?.close()
    await services.egress.close()
    await database.close()
    dir?.release()
    log.info('stopped')
  }
  return { services, url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`, stop }
}

type FetchOfHost = (
  request: Request,
  env: { incoming: { socket: { remoteAddress?: string } } },
) => Response | Promise<Response>

function listen(config: Config, fetch: FetchOfHost): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: fetch as never,
        hostname: config.host,
        port: config.port,
        serverOptions: { maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 30_000, headersTimeout: 10_000 },
      },
      () => resolve(server),
    )
    server.once('error', reject)
  })
}
