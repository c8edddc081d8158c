// OpenTelemetry spans of requests and their calls to shops, as OTLP's JSON; nothing in them but words and ids of ours.
import { toHex } from './crypto.ts'
import type { TracedRequest } from './metrics.ts'

/** Beyond it spans are dropped, so that a collector that hangs costs nothing. */
const MAX_WAITING = 2_000
const TIMEOUT_MS = 5_000

/** The part of the web's fetch that is needed. */
export type PostSpans = (
  url: string,
  init: {
    method: 'POST'
    headers: Record<string, string>
    body: string
    redirect: 'error'
    signal: AbortSignal
  },
) => Promise<{ body: { cancel(): Promise<void> } | null }>

export type Traces = {
  readonly request: (request: TracedRequest) => void
  /** Sends what waits. The entry calls it now and then, and at the end. Never throws. */
  flush(): Promise<void>
}

type Attributes = Readonly<Record<string, string | number | undefined>>

const hex = (bytes: number) => toHex(crypto.getRandomValues(new Uint8Array(bytes)))

const nanos = (ms: number) => String(BigInt(Math.round(ms * 1000)) * 1000n)

const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined) return []
    return [{ key, value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value } }]
  })

/** W3C Trace Context: the caller's trace goes on here; null where the caller wants none. */
function parentOf(header: string | null): { traceId: string; parentSpanId?: string } | null {
  const match = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(header ?? '')
  const [, traceId, parentSpanId, flags] = match ?? []
  if (traceId === undefined || parentSpanId === undefined || flags === undefined) return { traceId: hex(16) }
  return (Number.parseInt(flags, 16) & 1) === 1 ? { traceId, parentSpanId } : null
}

const SERVER = 2
const CLIENT = 3
const ERROR = 2

function spansOf(request: TracedRequest): object[] {
  const parent = parentOf(request.traceparent)
  if (!parent) return []
  const spanId = hex(8)
  const span = (
    kind: number,
    name: string,
    at: number,
    ms: number,
    isError: boolean,
    attributes: Attributes,
  ) => ({
    name,
    kind,
    startTimeUnixNano: nanos(at),
    endTimeUnixNano: nanos(at + ms),
    attributes: attributesOf(attributes),
    status: isError ? { code: ERROR } : {},
  })
  const { method, route, status, operation, code, requestId } = request
  return [
    {
      ...parent,
      spanId,
      ...span(SERVER, `${method} ${route}`, request.startedAt, request.ms, status >= 500, {
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
        'shopcall.operation': operation,
        'shopcall.request_id': requestId,
        'error.type': code,
      }),
    },
    ...request.calls.map((call) => ({
      traceId: parent.traceId,
      spanId: hex(8),
      parentSpanId: spanId,
      ...span(
        CLIENT,
        'shop call',
        call.startedAt,
        call.ms,
        call.status === null || (call.status ?? 0) >= 400,
        {
          'shopcall.platform': call.platform,
          'http.response.status_code': call.status ?? undefined,
        },
      ),
    })),
  ]
}

/** `endpoint` is OTEL_EXPORTER_OTLP_ENDPOINT: the collector's address for OTLP over HTTP, e.g. http://localhost:4318. */
export function createTraces(endpoint: string, tools: { post: PostSpans; version: string }): Traces {
  let waiting: object[] = []
  const resource = {
    attributes: attributesOf({ 'service.name': 'shopcall', 'service.version': tools.version }),
  }
  return {
    request: (request) => {
      if (waiting.length < MAX_WAITING) waiting.push(...spansOf(request))
    },
    flush: async () => {
      if (waiting.length === 0) return
      const spans = waiting
      waiting = []
      const scopeSpans = [{ scope: { name: 'shopcall' }, spans }]
      // That it could not be sent is nobody's error: spans are looked at, not counted on.
      await tools
        .post(`${endpoint}/v1/traces`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }),
          redirect: 'error',
          signal: AbortSignal.timeout(TIMEOUT_MS),
        })
        .then((answer) => answer.body?.cancel())
        .catch(() => undefined)
    },
  }
}
