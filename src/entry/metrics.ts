// The metrics in Prometheus' format: counted as requests go, and read from what counts for itself.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Database } from '../db/database.ts'
import type { Load } from '../http-load.ts'
import type { RenderMetrics } from '../http-metrics.ts'
import type { Metrics } from '../metrics.ts'
import type { Services } from '../services.ts'
import type { QueueDepth } from './clock.ts'
import { watchLoad } from './metrics-load.ts'

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** The loop is looked at so often: finer costs an idle process more than all else it does. */
const LOOP_PRECISION_MS = 100

export type PrometheusMetrics = {
  readonly metrics: Metrics
  /** Adds what the service counts by itself. */
  watch(services: Services, depths: () => Promise<QueueDepth[]>, load: Load): void
  readonly render: RenderMetrics
}

/** `/functions/v1/api/stores` → `api`, everything beside the functions → `host`. */
const functionOf = (route: string) => /^\/functions\/v1\/([\w-]+)/.exec(route)?.[1] ?? 'host'

function outcomeOf(status: number | null): string {
  if (status === null) return 'no_answer'
  if (status === 401 || status === 403) return 'unauthorized'
  if (status === 429) return 'rate_limited'
  if (status >= 500) return 'server_error'
  if (status >= 400) return 'client_error'
  return status >= 300 ? 'redirect' : 'ok'
}

export function createPrometheusMetrics(): PrometheusMetrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_PRECISION_MS })
  const requests = new Counter({
    name: 'shopcall_requests_total',
    help: 'Requests answered, by function, pattern of the route, platform that was asked and status.',
    labelNames: ['function', 'route', 'platform', 'status'],
    registers,
  })
  const latencies = new Histogram({
    name: 'shopcall_request_duration_seconds',
    help: 'How long answers took, by function, pattern of the route and platform that was asked.',
    labelNames: ['function', 'route', 'platform'],
    buckets: REQUEST_SECONDS,
    registers,
  })
  const shopCalls = new Counter({
    name: 'shopcall_shop_calls_total',
    help: 'Calls made to shops, by platform and what came back.',
    labelNames: ['platform', 'outcome'],
    registers,
  })
  const shopLatencies = new Histogram({
    name: 'shopcall_shop_call_duration_seconds',
    help: 'How long shops took, by platform.',
    labelNames: ['platform'],
    buckets: REQUEST_SECONDS,
    registers,
  })
  return {
    metrics: {
      request: ({ route, platform, status, seconds }) => {
        const labels = { function: functionOf(route), route, platform }
        requests.inc({ ...labels, status: String(status) })
        latencies.observe(labels, seconds)
      },
      shopCall: ({ platform, status, seconds }) => {
        shopCalls.inc({ platform, outcome: outcomeOf(status) })
        shopLatencies.observe({ platform }, seconds)
      },
    },
    watch: (services, depths, load) => {
      watchLoad(registers, services, load)
      watchGuards(registers, services)
      watchDatabase(registers, services.database)
      watchQueue(registers, depths)
    },
    render: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  }
}

function watchGuards(registers: Registry[], { proof, abuse, accessLog }: Services): void {
  /** A counter of what something else counts already. */
  const shown = (name: string, help: string, label: string | null, read: () => Record<string, number>) =>
    new Counter({
      name,
      help,
      labelNames: label === null ? [] : [label],
      registers,
      collect() {
        this.reset()
        for (const [value, count] of Object.entries(read()))
          if (label === null) this.inc(count)
          else this.inc({ [label]: value }, count)
      },
    })
  shown('shopcall_bcrypt_checks_total', 'Keys proved by bcrypt: once each, never for a guess.', null, () => ({
    all: proof.checks(),
  }))
  shown(
    'shopcall_abuse_actions_total',
    'How often each rule against abuse acted.',
    'rule',
    () => abuse.counts().byRule,
  )
  shown('shopcall_blocked_requests_total', 'Requests refused for a blocked address.', null, () => ({
    all: abuse.counts().blocked,
  }))
  shown('shopcall_strangers_total', 'Attempts without a credential that matched, by reason.', 'reason', () =>
    accessLog.strangers.totals(),
  )
}

function watchDatabase(registers: Registry[], database: Database): void {
  new Gauge({
    name: 'shopcall_database_connections',
    help: 'Connections of the service to the database, and requests that wait for one.',
    labelNames: ['state'],
    registers,
    collect() {
      const { total, idle, waiting } = database.connections()
      this.set({ state: 'busy' }, total - idle)
      this.set({ state: 'idle' }, idle)
      this.set({ state: 'waiting' }, waiting)
    },
  })
}

function watchQueue(registers: Registry[], depths: () => Promise<QueueDepth[]>): void {
  new Gauge({
    name: 'shopcall_jobs',
    help: 'Jobs of all instances that wait or run, as the queue counted them in the last minute.',
    labelNames: ['job', 'state'],
    registers,
    async collect() {
      // Where the database does not answer, everything else is still to be seen.
      for (const { job, waiting, active } of await depths().catch(() => [])) {
        this.set({ job, state: 'waiting' }, waiting)
        this.set({ job, state: 'active' }, active)
      }
    },
  })
}
