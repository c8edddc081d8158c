// Closes a listening server in good order: what was accepted is answered, and nothing waits for ever.
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerType } from '@hono/node-server'
import type { Load } from '../http-load.ts'

/** A request to us has 10 s; with the notice before and the closing after, everything ends within 25 s. */
const DRAIN_MS = 12_000

/**
 * For `noticeMs` the server still takes requests while `/readyz` says no and answers end their connections, so that
 * who sends requests here learns of it; then it takes none, and those under way have 12 s.
 */
export async function closeServer(server: ServerType, load: Load, noticeMs: number): Promise<void> {
  load.stop()
  if (noticeMs > 0) await sleep(noticeMs)
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  if ('closeIdleConnections' in server) server.closeIdleConnections()
  const timer = new AbortController()
  const tooLong = sleep(DRAIN_MS, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([closed, tooLong])
  timer.abort()
  if ('closeAllConnections' in server) server.closeAllConnections()
}
