// `npm start`: the service as an operator runs it.
import { ConfigError, readConfig } from '../config.ts'
import { type Host, startHost } from './host.ts'
import { createLogSink } from './log-sink.ts'
import { assertNodeVersion } from './node-version.ts'

assertNodeVersion()

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
try {
  const config = readConfig(process.env)
  host = await startHost(config, createLogSink(config.logLevel))
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
function end(code: number): void {
  if (stopping) return
  stopping = true
  host.stop().then(
    () => process.exit(code),
    () => process.exit(1),
  )
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    end(0)
  })
}
