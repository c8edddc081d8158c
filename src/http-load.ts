// How much is going on: turns requests away before queues grow, and while the service stops says so on every answer.
import type { Hono } from 'hono'
import type { AppEnv } from './app.ts'
import { AppError } from './errors.ts'

/** From here on requests are turned away. */
export type LoadLimits = { readonly lagMs: number; readonly underWay: number }

export type ShedReason = 'event_loop_lag' | 'requests_under_way'

/** What one process has to do, as its app and its host share it. */
export type Load = {
  readonly limits: LoadLimits
  /** How late the event loop is, in milliseconds. */
  lagMs(): number
  underWay(): number
  /** How many requests were turned away, by reason. */
  shed(): Readonly<Record<ShedReason, number>>
  isStopping(): boolean
  /** From now on `/readyz` says no and every answer ends its connection. */
  stop(): void
  /** For the app alone. */
  readonly begin: () => void
  readonly end: () => void
  readonly turnAway: (reason: ShedReason) => void
}

export function createLoad(limits: LoadLimits, lagMs: () => number): Load {
  let underWay = 0
  let isStopping = false
  const shed = { event_loop_lag: 0, requests_under_way: 0 }
  return {
    limits,
    lagMs,
    underWay: () => underWay,
    shed: () => shed,
    isStopping: () => isStopping,
    stop: () => {
      isStopping = true
    },
    begin: () => void underWay++,
    end: () => void underWay--,
    turnAway: (reason) => void shed[reason]++,
  }
}

const ALWAYS = new Set(['/healthz', '/readyz', '/metrics'])

/**
 * Never what an operator looks at, and never what takes access away: a key revoked or a switch turned off must get
 * through most of all when somebody makes a flood of requests.
 */
export function maySkip(method: string, path: string): boolean {
  if (ALWAYS.has(path)) return false
  const changes = path.startsWith('/functions/v1/') && !path.startsWith('/functions/v1/webshop-data-api/')
  return !(changes && method !== 'GET')
}

function reasonToShed(load: Load): ShedReason | null {
  if (load.underWay() >= load.limits.underWay) return 'requests_under_way'
  return load.lagMs() > load.limits.lagMs ? 'event_loop_lag' : null
}

/** Goes before every route. */
export function mountLoad(app: Hono<AppEnv>, load: Load): void {
  app.use(async (c, next) => {
    const reason = maySkip(c.req.method, c.req.path) ? reasonToShed(load) : null
    if (reason) {
      load.turnAway(reason)
      throw new AppError('overloaded', 'Too many requests are under way. Ask again in a moment.', {
        reason,
        retryAfterSeconds: 1 + Math.floor(Math.random() * 3),
      })
    }
    load.begin()
    try {
      await next()
    } finally {
      load.end()
    }
    // A client that keeps its connection would send the next request to a process that is gone.
    if (load.isStopping()) c.header('Connection', 'close')
  })
}
