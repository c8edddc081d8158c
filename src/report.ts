// One way for every error that nobody expected: an id, a line in the log, and an error report where one is configured.
import { AppError } from './errors.ts'
import { describeError, type Log, ownFrames, type StackFrame } from './log.ts'

/** Where it happened; ids and names of ours only. */
export type Whereabouts = {
  readonly request_id?: string
  readonly operation?: string
  /** The route's pattern. */
  readonly route?: string
  readonly job?: string
}

/** All that leaves this process about an error: names and places, no message and no value. */
export type ErrorReport = Whereabouts & {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly error_name: string
  readonly error_code?: string
  readonly reason?: string
  /** Our own code's part of the stack, the innermost first. */
  readonly frames: readonly StackFrame[]
}

/** Takes note of an error and gives the id that it is found by. Never throws and never waits. */
export type Report = (thrown: unknown, where?: Whereabouts) => string

/** Hands a report on; must not throw, and must drop what it has no room for. */
export type SendReport = (report: ErrorReport) => void

/** A request's error has its line in the log already, so only what has no request gets one here. */
export function createReport(log: Log, send: SendReport | null = null): Report {
  return (thrown, where = {}) => {
    const id = where.request_id ?? crypto.randomUUID()
    const said = describeError(thrown)
    if (where.request_id === undefined)
      log.error('background work failed', { error_id: id, ...where, ...said })
    send?.({
      ...where,
      id,
      at: Date.now(),
      error_name: said.error_name ?? 'Error',
      ...(said.error_code === undefined ? {} : { error_code: said.error_code }),
      ...(said.reason === undefined ? {} : { reason: said.reason }),
      frames: ownFrames(causeOf(thrown)),
    })
    return id
  }
}

const causeOf = (thrown: unknown) =>
  thrown instanceof AppError && thrown.cause !== undefined ? thrown.cause : thrown
