// `npm run demo`: sandbox shops and the service in one process, a demo account, and the newest orders of all shops.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environmentBeside, offeredShops, registerApp } from '../../sandbox/beside.ts'
import { type Sandbox, startSandbox } from '../../sandbox/start.ts'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { createDemoClient, type DemoState, setUpDemo } from './demo-client.ts'
import { printDemo } from './demo-print.ts'
import { type Host, startHost } from './host.ts'
import { createLogSink } from './log-sink.ts'
import { assertNodeVersion } from './node-version.ts'

assertNodeVersion()
const startedAt = performance.now()

function readState(file: string): DemoState | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DemoState
  } catch {
    return null
  }
}

/** Written whole or not at all, and for its owner alone: it holds the demo's password and key. */
function writeState(file: string, state: DemoState): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** The demo's settings: what is set in the environment stays, but the platforms are the sandbox's. */
function demoConfig(sandbox: Sandbox): Config {
  const beside = environmentBeside(sandbox)
  return readConfig({
    SANDBOX: 'true',
    LOG_LEVEL: 'warn',
    ...process.env,
    ...beside,
    ALLOW_PRIVATE_SHOP_ADDRESSES:
      process.env['ALLOW_PRIVATE_SHOP_ADDRESSES'] ?? beside.ALLOW_PRIVATE_SHOP_ADDRESSES,
  })
}

function readable(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return 'A port is taken by another program. Stop it, or choose others: PORT (the service, 8787) and SANDBOX_PORT (three shops, from 8788).'
  }
  return error instanceof Error ? error.message : 'The demo could not be started.'
}

let host: Host
let sandbox: Sandbox
try {
  const port = readConfig({ PORT: process.env['PORT'] }).port
  const firstPort = Number(process.env['SANDBOX_PORT'] ?? (port === 0 ? 0 : port + 1))
  console.log('Starting the sandbox shops and the service …')
  sandbox = await startSandbox(firstPort)
  const config = demoConfig(sandbox)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  host = await startHost(config, createLogSink(config.logLevel), { sandboxShops: offeredShops(sandbox) })
  const file = join(config.dataDir, 'demo.json')
  const baseUrl = config.port === 0 ? host.url : config.publicUrl
  registerApp(sandbox, baseUrl)
  const state = await setUpDemo(createDemoClient(host.url), baseUrl, sandbox.access, readState(file))
  writeState(file, state)
  await printDemo(createDemoClient(host.url), state, file, (performance.now() - startedAt) / 1000)
} catch (error) {
  console.error(readable(error))
  process.exit(1)
}

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    host
      .stop()
      .then(() => sandbox.close())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      )
  })
}
