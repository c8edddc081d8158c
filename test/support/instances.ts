// Several instances of the service as processes of their own, with nginx before them.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ENTRY = fileURLToPath(new URL('../../src/entry/node.ts', import.meta.url))

/** A port that was free a moment ago: an instance has to come back on the same one. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export type Instance = {
  readonly url: string
  readonly port: number
  /** Resolves when it listens. */
  start(): Promise<void>
  /** Resolves with its exit code, null where a signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

export async function createInstance(environment: Record<string, string>): Promise<Instance> {
  const port = await freePort()
  let child: ChildProcess | null = null
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    start: async () => {
      const started = spawn(process.execPath, [ENTRY], {
        env: { PATH: process.env['PATH'], ...environment, PORT: String(port) },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      child = started
      await new Promise<void>((resolve, reject) => {
        started.once('exit', () => reject(new Error('the service ended before it listened')))
        started.stdout.on('data', (part: Buffer) => {
          if (part.toString().includes('"port":')) resolve()
        })
      })
    },
    end: async (signal) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return null
      const ended = once(child, 'exit')
      child.kill(signal)
      const [code] = await ended
      return code as number | null
    },
  }
}

const configurationOf = (folder: string, port: number, instances: readonly Instance[]) => `
daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  upstream shopcall {
    ${instances.map((instance) => `server 127.0.0.1:${instance.port} max_fails=1 fail_timeout=1s;`).join(' ')}
    keepalive 16;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://shopcall; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr;
      proxy_connect_timeout 1s; proxy_next_upstream error timeout;
    }
  }
}`

export async function startNginx(
  instances: readonly Instance[],
): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'shopcall-nginx-'))
  const port = await freePort()
  await writeFile(join(folder, 'nginx.conf'), configurationOf(folder, port, instances))
  // Debian keeps it where only root's PATH looks.
  const program = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx'
  const child = spawn(
    program,
    ['-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  const ended = once(child, 'exit')
  while (!existsSync(join(folder, 'pid'))) {
    if (child.exitCode !== null) throw new Error('nginx did not start')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What a request of a load got: its id and status, or that its connection broke. */
export type Outcome = { readonly id: string; readonly status: number | 'broken' }

/** Between two requests of a worker: an instance that starts needs the processor too. */
const PAUSE_MS = 40

/** Sends requests, `atOnce` at a time, until it is stopped; gives what each got. */
export function startLoad(
  atOnce: number,
  send: (index: number, id: string) => Promise<Response>,
): { readonly outcomes: readonly Outcome[]; answered(count: number): Promise<void>; stop(): Promise<void> } {
  const outcomes: Outcome[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  let isOver = false
  const worker = async () => {
    while (!isOver) {
      const id = crypto.randomUUID()
      const status = await send(outcomes.length, id).then(
        async (response) => {
          await response.arrayBuffer()
          return response.status
        },
        () => 'broken' as const,
      )
      outcomes.push({ id, status })
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      for (const one of waiting) if (outcomes.length >= one.count) one.resolve()
    }
  }
  const workers = Array.from({ length: atOnce }, worker)
  return {
    outcomes,
    answered: (count) =>
      new Promise((resolve) => void waiting.push({ count: outcomes.length + count, resolve })),
    stop: async () => {
      isOver = true
      await Promise.all(workers)
    },
  }
}
