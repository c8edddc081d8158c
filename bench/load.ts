// A load that knows its bounds: so many requests at once, or so many a second, for so long, on loopback.
import { Pool } from 'undici'

/** What a load measured; times in milliseconds. */
export type LoadResult = {
  readonly requests: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** How often each status came. */
  readonly statuses: Readonly<Record<string, number>>
}

export type Load = {
  readonly origin: string
  readonly path: string | (() => string)
  readonly headers: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>)
  readonly seconds: number
  /** How many requests are under way at once, at the most. */
  readonly connections: number
  /** Sends at this pace instead of as fast as answers come. */
  readonly perSecond?: number
}

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** Runs the load; an answer of any status counts as one. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const pool = new Pool(load.origin, { connections: load.connections, pipelining: 1 })
  const times: number[] = []
  const statuses: Record<string, number> = {}
  const endAt = performance.now() + load.seconds * 1000
  const gapMs = load.perSecond === undefined ? 0 : 1000 / load.perSecond
  let nextAt = performance.now()

  async function one(): Promise<void> {
    const headers = typeof load.headers === 'function' ? load.headers() : load.headers
    const path = typeof load.path === 'function' ? load.path() : load.path
    const startedAt = performance.now()
    const { statusCode, body } = await pool.request({ path, method: 'GET', headers })
    await body.dump()
    times.push(performance.now() - startedAt)
    statuses[statusCode] = (statuses[statusCode] ?? 0) + 1
  }

  async function worker(): Promise<void> {
    while (performance.now() < endAt) {
      if (gapMs > 0) {
        const at = nextAt
        nextAt += gapMs
        const wait = at - performance.now()
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      }
      await one()
    }
  }

  const startedAt = performance.now()
  await Promise.all(Array.from({ length: load.connections }, worker))
  const seconds = (performance.now() - startedAt) / 1000
  await pool.close()
  const sorted = times.toSorted((a, b) => a - b)
  return {
    requests: times.length,
    perSecond: times.length / seconds,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    statuses,
  }
}
