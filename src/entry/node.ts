// `npm start`: the service as an operator runs it.
import { type Config, ConfigError, readConfig } from '../config.ts'
import { type Host, startHost } from './host.ts'
import { createLogSink } from './log-sink.ts'
import { assertNodeVersion } from './node-version.ts'
import { productionWarnings } from './production-warnings.ts'

assertNodeVersion()

const LONGEST_STOP_MS = 25_000

/** Ends with one clear sentence instead of a stack. */
function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

function readable(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return 'The port is taken by another program. Stop it, or set PORT to another number.'
  if (code === 'ECONNREFUSED')
    return 'The database at DATABASE_URL does not answer. Start it, or correct DATABASE_URL.'
  return error instanceof Error ? error.message : 'The service could not be started.'
}

let host: Host
let config: Config
try {
  config = readConfig(process.env)
  const sink = createLogSink(config.logLevel)
  for (const { reason } of productionWarnings(config)) sink('warn', 'configuration warning', { reason })
  host = await startHost(config, sink)
} catch (error) {
  fail(readable(error))
}

// A promise that nobody waited for ends nothing. After an exception that nobody caught, nobody knows what state
// things are in: what is under way is finished, and the process ends so that it is started anew.
process.on('unhandledRejection', (reason) => void host.services.report(reason, { job: 'process' }))
process.on('uncaughtException', (thrown) => {
  host.services.report(thrown, { job: 'process' })
  end(1)
})

let stopping = false
function end(code: number, noticeMs = 0): void {
  if (stopping) return
  stopping = true
  // Whatever hangs then is not worth the hard end that comes after it.
  setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref()
  host.stop(noticeMs).then(
    () => process.exit(code),
    () => process.exit(1),
  )
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  // Ctrl+C is a person's, who balances no load.
  process.on(signal, () => {
    end(0, signal === 'SIGTERM' ? config.stopNoticeMs : 0)
  })
}
