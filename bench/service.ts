// The service as a program of its own, for benchmarks: started, signed up at, given a key, stopped.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = mkdtempSync(join(tmpdir(), 'shopcall-bench-'))
const children: ChildProcess[] = []

/** Starts a program, by its path from here; it ends with `stopAll`. */
export function start(path: string, environment: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [fileURLToPath(new URL(path, import.meta.url))], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return child
}

/** Ends all programs, and what they left on the disk. */
export function stopAll(): void {
  for (const child of children) child.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}

/** The first address that a program prints. */
export function printedOrigin(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the bare handler ended')))
    child.stdout?.once('data', (part: Buffer) => resolve(part.toString().trim()))
  })
}

async function untilHealthy(origin: string): Promise<void> {
  for (let tries = 0; tries < 480; tries++) {
    const isUp = await fetch(`${origin}/healthz`).then(
      (response) => response.ok,
      () => false,
    )
    if (isUp) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error('the service did not start')
}

/** The service on that port, with limits that no benchmark reaches; on DATABASE_URL, else embedded. */
export async function startService(port: number, environment: Record<string, string> = {}): Promise<string> {
  start('../src/entry/node.ts', {
    PORT: String(port),
    DATA_DIR: folder,
    RATE_LIMIT_PER_MINUTE: '100000',
    LOG_LEVEL: 'error',
    ...(process.env['DATABASE_URL'] ? { ENCRYPTION_KEYS: `bench:${btoa('b'.repeat(32))}` } : {}),
    ...environment,
  })
  const origin = `http://127.0.0.1:${port}`
  await untilHealthy(origin)
  return origin
}

/** A POST of JSON where there is a body. */
export async function json(url: string, options: { token?: string; body?: object } = {}) {
  const headers = {
    'content-type': 'application/json',
    ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
  }
  const sent = options.body ? { method: 'POST', body: JSON.stringify(options.body) } : {}
  const response = await fetch(url, { ...sent, headers })
  return response.json()
}

/** A new account's token. */
export async function signUp(origin: string): Promise<string> {
  const body = { email: 'bench@example.hu', password: 'correct horse battery staple', name: 'Bench' }
  const session = await json(`${origin}/auth/v1/sign-up/email`, { body })
  return (await json(`${origin}/auth/v1/token`, { token: session.token })).token
}

export async function makeKey(origin: string, token: string, more: object = {}): Promise<string> {
  const body = { name: 'bench', ...more }
  const made = await json(`${origin}/functions/v1/api-key-management/create`, { token, body })
  return made.data.api_key
}
