// The log: a closed list of events with a closed list of fields, so that nothing else can be written.
import { AppError, type ErrorCode } from './errors.ts'

/** Everything that a log line may say. No path, no query, no body, no value from a shop. */
export type LogFields = {
  request_id?: string
  operation?: string
  method?: string
  /** The route's pattern, e.g. `/orders/:id`; never the path that was asked for. */
  route?: string
  status?: number
  code?: ErrorCode
  reason?: string
  duration_ms?: number
  shop_ms?: number
  shop_calls?: number
  user_id?: string
  key_id?: string
  store_id?: string
  platform?: string
  /** The kind of an unexpected error and where in our own code it came from. */
  error_name?: string
  error_code?: string
  error_at?: string
  address?: string
  port?: number
  engine?: string
  version?: string
  count?: number
  /** Of a product sync: `full`, `incremental` or `sweep`, and how it ended. */
  kind?: string
  outcome?: string
  /** The abuse rule that was broken. */
  rule?: string
  /** Of a webhook; only topics that we use. */
  topic?: string
  /** The job that failed, by its name. */
  job?: string
  /** Finds the same error in the error reports, where there was no request. */
  error_id?: string
}

export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

/** What happened, in words of ours: a fixed list, so that no text from outside can become one. */
export type LogEvent =
  | 'request'
  | 'request failed'
  | 'shop call failed'
  | 'product sync'
  | 'listening'
  | 'stopping'
  | 'stopped'
  | 'configuration warning'
  | 'access record failed'
  | 'background work failed'
  | 'shared limits lost'
  | 'shared limits back'
  | 'abuse detected'
  | 'secrets sealed anew'
  | 'webhook received'
  | 'store left'

/** Where lines go. The entry gives one that writes; tests give one that collects. */
export type LogSink = (level: LogLevel, event: LogEvent, fields: LogFields) => void

const FIELDS = [
  'request_id',
  'operation',
  'method',
  'route',
  'status',
  'code',
  'reason',
  'duration_ms',
  'shop_ms',
  'shop_calls',
  'user_id',
  'key_id',
  'store_id',
  'platform',
  'error_name',
  'error_code',
  'error_at',
  'address',
  'port',
  'engine',
  'version',
  'count',
  'kind',
  'outcome',
  'rule',
  'topic',
  'job',
  'error_id',
] as const satisfies readonly (keyof LogFields)[]

export type Log = { [level in LogLevel]: (event: LogEvent, fields?: LogFields) => void }

/** A log on a sink. Only known fields pass, whatever an untyped caller hands in; text is cut at 200 characters. */
export function createLog(sink: LogSink): Log {
  const write =
    (level: LogLevel) =>
    (event: LogEvent, fields: LogFields = {}) => {
      const allowed: Record<string, unknown> = {}
      for (const name of FIELDS) {
        const value = fields[name]
        if (value !== undefined) allowed[name] = typeof value === 'string' ? value.slice(0, 200) : value
      }
      sink(level, event, allowed as LogFields)
    }
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') }
}

/** A place in our own code: `src/perform.ts`, from 1. */
export type StackFrame = { readonly file: string; readonly line: number; readonly column: number }

const FRAME = /^ {4}at [^\n]*\/(src\/[\w./-]+\.ts):(\d+):(\d+)\)?$/

/**
 * The frames of our own code, the innermost first. A message may hold lines that look like frames, so one that is
 * not found where it should be, as when it was changed after the error was made, means no frames at all.
 */
export function ownFrames(thrown: unknown): StackFrame[] {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return []
  const { message, stack } = thrown
  const at = message === '' ? stack.search(/(?<=^\w{1,60})(\n|$)/) : stack.indexOf(message)
  if (at < 0 || at > 100) return []
  const lines = stack.slice(at + message.length).split('\n')
  return lines.flatMap((line) => {
    const [, file, row, column] = FRAME.exec(line) ?? []
    if (file === undefined || line.includes('node_modules')) return []
    return [{ file, line: Number(row), column: Number(column) }]
  })
}

/** What may be said of anything thrown: names and places, never a message (a parser's quotes what it read). */
export function describeError(thrown: unknown): LogFields {
  const inner = thrown instanceof AppError && thrown.cause !== undefined ? thrown.cause : thrown
  const reason = thrown instanceof AppError && thrown.reason !== undefined ? { reason: thrown.reason } : {}
  if (!(inner instanceof Error)) return { ...reason, error_name: typeof inner }
  const code: unknown = 'code' in inner ? inner.code : undefined
  const frame = ownFrames(inner)[0]
  return {
    ...reason,
    error_name: /^\w{1,60}$/.test(inner.name) ? inner.name : 'Error',
    ...(typeof code === 'string' && /^[\w.-]{1,60}$/.test(code) ? { error_code: code } : {}),
    ...(frame ? { error_at: `${frame.file.slice('src/'.length)}:${frame.line}` } : {}),
  }
}
