// Sends traces every few seconds while the service runs, where a collector is configured.
import { fetch } from 'undici'
import { createTraces, type PostSpans, type Traces } from '../traces.ts'
import { VERSION } from '../version.ts'

const EVERY_MS = 5_000

/** null where `tracesUrl` is. `stop` sends the rest. */
export function startTraces(
  tracesUrl: string | null,
): (Pick<Traces, 'request'> & { stop(): Promise<void> }) | null {
  if (tracesUrl === null) return null
  const traces = createTraces(tracesUrl, { post: fetch as unknown as PostSpans, version: VERSION })
  const timer = setInterval(() => void traces.flush(), EVERY_MS)
  timer.unref()
  return {
    request: traces.request,
    stop: async () => {
      clearInterval(timer)
      await traces.flush()
    },
  }
}
