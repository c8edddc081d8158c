// The edge functions under Deno beside a service on Node, on one database, with users of a Supabase Auth of the test's.
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { PlatformId } from '../../src/platforms/platform.ts'
import {
  type Answer,
  type CallOptions,
  call,
  connectBody,
  environmentFor,
  startTestService,
  type TestService,
} from './service.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ISSUER = 'https://project.supabase.co/auth/v1'
export const FUNCTIONS = readdirSync(join(root, 'supabase/functions'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort()

type Claims = { readonly sub?: string; readonly iss?: string; readonly aud?: string; readonly exp?: string }

export type TestEdge = {
  readonly service: TestService
  call(path: string, options?: CallOptions): Promise<Answer>
  data(path: string, token: string, options?: CallOptions): Promise<Answer>
  connect(token: string, platform: PlatformId): Promise<Answer>
  createKey(token: string, body?: object): Promise<{ apiKey: string; id: string }>
  /** A user whom Supabase Auth knows, and a token of theirs. */
  signUp(): Promise<{ token: string; userId: string }>
  /** Signed as Supabase Auth signs, or by a `stranger` with a key of the same name. */
  sign(claims: Claims, by?: 'auth' | 'stranger'): Promise<string>
  close(): Promise<void>
}

/** The platform's package holds the program; the package `deno` would only copy it from there by a script. */
function denoProgram(): string {
  const { platform, arch } = process
  const name = `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`
  const deno = createRequire(createRequire(import.meta.url).resolve('deno/package.json'))
  return join(deno.resolve(`${name}/package.json`), '..', platform === 'win32' ? 'deno.exe' : 'deno')
}

async function startAuth() {
  const keys = { auth: await generateKeyPair('ES256'), stranger: await generateKeyPair('ES256') }
  const jwk = { ...(await exportJWK(keys.auth.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ keys: [jwk] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const sign: TestEdge['sign'] = ({ sub, iss = ISSUER, aud = 'authenticated', exp = '75m' }, by = 'auth') =>
    new SignJWT({ role: 'authenticated' })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setSubject(sub ?? crypto.randomUUID())
      .setIssuer(iss)
      .setAudience(aud)
      .setIssuedAt(Math.floor(Date.now() / 1000) - 3_600)
      .setExpirationTime(exp)
      .sign(keys[by].privateKey)
  const environment = { AUTH_JWKS_URL: `http://127.0.0.1:${port}/jwks.json`, AUTH_ISSUER: ISSUER }
  return { sign, environment, close: () => server.close() }
}

async function startDeno(environment: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const flags = ['--no-lock', '--no-prompt', '--cached-only', '--import-map=supabase/functions/deno.json']
  const allowed = ['--allow-net', '--allow-env', '--allow-read', '--allow-sys']
  const child = spawn(
    denoProgram(),
    ['run', '--no-check', ...flags, ...allowed, 'test/support/edge-runner.ts', ...FUNCTIONS],
    {
      cwd: root,
      env: { HOME: process.env['HOME'], DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1', ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('Deno ended before it listened')))
    child.stdout.on('data', (part: Buffer) => {
      const match = /^listening on (\d+)$/m.exec(part.toString())
      if (match) resolve(Number(match[1]))
    })
  })
  return { child, url: `http://127.0.0.1:${port}` }
}

/** Needs PostgreSQL. `environment` is for the edge functions alone. */
export async function startTestEdge(environment: Record<string, string> = {}): Promise<TestEdge> {
  const auth = await startAuth()
  const service = await startTestService(auth.environment)
  const { child, url } = await startDeno({
    ...environmentFor(service.sandbox, auth.environment),
    DATABASE_URL: service.db.url ?? '',
    ...environment,
  })
  const edge: TestEdge = {
    service,
    sign: auth.sign,
    call: (path, options) => call(`${url}/functions/v1/${path}`, options),
    data: (path, token, options) => edge.call(`webshop-data-api/${path}`, { ...options, token }),
    connect: (token, platform) =>
      edge.call(`oauth-${platform}/connect`, { token, body: connectBody(service.sandbox, platform) }),
    createKey: async (token, body = {}) => {
      const answer = await edge.call('api-key-management/create', { token, body: { name: 'test', ...body } })
      if (answer.status !== 201) throw new Error(`no key: ${answer.text}`)
      return { apiKey: answer.body.data.api_key, id: answer.body.data.key.id }
    },
    signUp: async () => {
      const userId = crypto.randomUUID()
      await service.db.admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [
        userId,
        'Test',
        `u${userId}@example.hu`,
      ])
      return { userId, token: await auth.sign({ sub: userId }) }
    },
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      auth.close()
      await service.close()
    },
  }
  return edge
}
