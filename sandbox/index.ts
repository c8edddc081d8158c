// `npm run sandbox`: the sandbox shops alone, until they are stopped.
import { environmentBeside, registerApp } from './beside.ts'
import { startSandbox } from './start.ts'

const firstPort = Number(process.env['SANDBOX_PORT'] ?? 8788)
const sandbox = await startSandbox(firstPort)
// Where `npm start` listens by itself; the shops' pages lead there.
registerApp(sandbox, process.env['PUBLIC_URL'] ?? 'http://localhost:8787')
console.log(JSON.stringify(sandbox.access, null, 2))
console.log('Start the service beside it with:')
const settings = Object.entries(environmentBeside(sandbox)).map(([name, value]) => `${name}=${value}`)
console.log(`${settings.join(' ')} npm start`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)))
}
