// Writes the log to standard output, one JSON line each.
import pino from 'pino'
import type { Config } from '../config.ts'
import type { LogSink } from '../log.ts'

/** Lines with level, time and event, and of the fields only what the log lets through. */
export function createLogSink(level: Config['logLevel']): LogSink {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime })
  return (lineLevel, event, fields) => logger[lineLevel](fields, event)
}
