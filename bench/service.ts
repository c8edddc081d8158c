// Starts programs for a benchmark, and sets the service up as a user would.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const children: ChildProcess[] = []

/** A program of this folder; `core`: it runs on that core alone, where `taskset` exists. */
export type Program = {
  readonly file: string
  readonly environment?: Readonly<Record<string, string>>
  readonly core?: number
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
/** Whether programs can be held to one core here. */
export const canPin = hasTaskset()

/** Starts a program that `stopAll` ends. */
export function start({ file, environment = {}, core }: Program): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const node = [process.execPath, '--heap-growing-percent=50', path] as const
  const [command, ...parameters] =
    core !== undefined && canPin ? (['taskset', '-c', String(core), ...node] as const) : node
  const child = spawn(command, parameters, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  child.stdout?.setMaxListeners(0)
  children.push(child)
  return child
}

/** Where the programs may keep what they need; gone with them. */
export const folder = mkdtempSync(join(tmpdir(), 'shopcall-bench-'))

/** Ends everything that was started, with what it left on the disk. */
export function stopAll(): void {
  for (const child of children) child.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    stopAll()
    process.exit(1)
  })

/** The first address that a program prints; fails when it ends before. */
export function printedOrigin(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('a program of the benchmark ended')))
    child.stdout?.once('data', (part: Buffer) => resolve(part.toString().trim()))
  })
}

/** The service on that port, with limits that no benchmark reaches. Resolves when it answers. */
export async function startService(
  port: number,
  variables: Readonly<Record<string, string>> = {},
  core?: number,
) {
  const environment = {
    PORT: String(port),
    DATA_DIR: join(folder, String(port)),
    RATE_LIMIT_PER_MINUTE: '100000',
    LOG_LEVEL: 'error',
    ENCRYPTION_KEYS: `bench:${btoa('b'.repeat(32))}`,
    ...variables,
  }
  const { pid } = start({
    file: '../src/entry/node.ts',
    environment,
    ...(core === undefined ? {} : { core }),
  })
  const origin = `http://127.0.0.1:${port}`
  await untilHealthy(origin)
  return { origin, pid }
}

async function untilHealthy(origin: string): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    const isUp = await fetch(`${origin}/healthz`).then(
      (response) => response.ok,
      () => false,
    )
    if (isUp) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error('the service did not start')
}

/** Milliseconds of CPU that a process has used, and its memory in MB. Only where /proc exists; else zeros. */
export function usageOf(pid: number | undefined): { readonly cpuMs: number; readonly mb: number } {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, mb: Number(rss ?? 0) / 1024 }
  } catch {
    return { cpuMs: 0, mb: 0 }
  }
}

async function json(url: string, options: { method?: string; body?: unknown; token?: string } = {}) {
  const response = await fetch(url, {
    method: options.method ?? 'GET',
    headers: {
      'content-type': 'application/json',
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  const body = await response.json()
  if (!response.ok)
    throw new Error(`${new URL(url).pathname} answered ${response.status}, ${body.code}, ${body.detail}`)
  return body
}

/** A user of the service at `origin`: what calls as that user, and an API key. */
export async function signUp(origin: string) {
  const email = `bench${Date.now()}@example.hu`
  const user = { email, password: 'correct horse battery staple', name: 'Bench' }
  const session = await json(`${origin}/auth/v1/sign-up/email`, { method: 'POST', body: user })
  const { token } = await json(`${origin}/auth/v1/token`, { token: session.token })
  const post = (path: string, body: unknown) =>
    json(`${origin}/functions/v1/${path}`, { method: 'POST', body, token })
  const get = (path: string) => json(`${origin}/functions/v1/${path}`, { token })
  const made = await post('api-key-management/create', { name: 'bench' })
  return { post, get, key: String(made.data.api_key) }
}

/** Resolves when a store's first product sync is over, so that it is not measured beside something else. */
export async function untilSynced(
  get: (path: string) => Promise<{ data: { state: string }[] }>,
  storeId: string,
) {
  for (let tries = 0; tries < 600; tries++) {
    const { data } = await get(`api/stores/${storeId}/syncs`)
    if (data.length > 0 && data.every(({ state }) => state !== 'queued' && state !== 'running')) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('a product sync did not end')
}
