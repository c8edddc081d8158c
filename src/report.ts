// One way for every error that nobody expected: an id, a line in the log, and an error report where one is configured.
import { describeError, type Log } from './log.ts'

/** Where it happened; ids and names of ours only. */
export type Whereabouts = {
  readonly request_id?: string
  readonly operation?: string
  readonly route?: string
  readonly job?: string
}

/** Takes note of an error and gives the id that it is found by. Never throws and never waits. */
export type Report = (thrown: unknown, where?: Whereabouts) => string

export function createReport(log: Log): Report {
  return (thrown, where = {}) => {
    const id = where.request_id ?? crypto.randomUUID()
    const error_id = where.request_id === undefined ? { error_id: id } : {}
    log.error('background work failed', { ...error_id, ...where, ...describeError(thrown) })
    return id
  }
}
