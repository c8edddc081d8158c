// Error reports to Sentry: an event built of what a report holds, sent by the fetch that the entry gives.
import {
  createEventEnvelope,
  createTransport,
  dsnFromString,
  type Event,
  getEnvelopeEndpointWithUrlEncodedAuth,
} from '@sentry/core'
import type { ErrorReport, SendReport } from './report.ts'

/** What is on its way at once; what comes meanwhile is dropped, so that a Sentry that hangs costs nothing. */
const MAX_UNDER_WAY = 16
const MAX_PER_MINUTE = 120
const TIMEOUT_MS = 5_000

/** The part of the web's fetch that is needed. */
export type Post = (
  url: string,
  init: { method: 'POST'; body: string | Uint8Array<ArrayBuffer>; redirect: 'error'; signal: AbortSignal },
) => Promise<{
  status: number
  headers: { get(name: string): string | null }
  body: { cancel(): Promise<void> } | null
}>

export type Sentry = {
  readonly send: SendReport
  /** Resolves when nothing is on its way any more, or after this time. */
  flush(timeoutMs: number): Promise<void>
}

/** By allow-list: nothing of an error but what ErrorReport names, nothing of the machine, nothing of a request. */
function toEvent(report: ErrorReport, release: string): Event {
  const { operation, route, job, error_code, reason, request_id } = report
  const tags = { operation, route, job, error_code, reason, request_id }
  return {
    event_id: crypto.randomUUID().replaceAll('-', ''),
    timestamp: report.at / 1000,
    platform: 'javascript',
    level: 'error',
    release,
    transaction: operation ?? job ?? route ?? 'process',
    tags: {
      ...Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== undefined)),
      error_id: report.id,
    },
    exception: {
      values: [
        {
          type: report.error_name,
          value: error_code ?? reason ?? 'no message is sent',
          stacktrace: {
            // Sentry wants the innermost last.
            frames: report.frames
              .map(({ file, line, column }) => ({
                filename: file,
                lineno: line,
                colno: column,
                in_app: true,
              }))
              .reverse(),
          },
        },
      ],
    },
  }
}

/** Throws where the DSN is none; its parts are in no message. */
export function createSentry(dsn: string, tools: { post: Post; release: string; now: () => number }): Sentry {
  const parts = dsnFromString(dsn)
  if (!parts) throw new Error('SENTRY_DSN is not the address of a Sentry project.')
  const url = getEnvelopeEndpointWithUrlEncodedAuth(parts)
  const transport = createTransport(
    { bufferSize: MAX_UNDER_WAY, recordDroppedEvent: () => undefined },
    async ({ body }) => {
      const answer = await tools.post(url, {
        method: 'POST',
        body: typeof body === 'string' ? body : new Uint8Array(body),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await answer.body?.cancel()
      return {
        statusCode: answer.status,
        headers: {
          'x-sentry-rate-limits': answer.headers.get('x-sentry-rate-limits'),
          'retry-after': answer.headers.get('retry-after'),
        },
      }
    },
  )
  let minute = 0
  let sent = 0
  return {
    send: (report) => {
      const current = Math.floor(tools.now() / 60_000)
      if (current !== minute) sent = 0
      minute = current
      if (++sent > MAX_PER_MINUTE) return
      // That it could not be sent is nobody's error: the log has the line.
      transport
        .send(createEventEnvelope(toEvent(report, tools.release), parts))
        .then(undefined, () => undefined)
    },
    flush: async (timeoutMs) => {
      await transport.flush(timeoutMs)
    },
  }
}
