// kill -9 of the service under load: every request that was answered has its row in the access log.
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engine } from './support/database.ts'
import { KILLS } from './support/kills.ts'

const AT_ONCE = 8
const PATH = '/functions/v1/webshop-data-api/stores'

/** Starts the real entry on a free port of its own and resolves with its address once it listens. */
async function startService(databaseUrl: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../src/entry/node.ts', import.meta.url))], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: databaseUrl,
      ENCRYPTION_KEYS: `crash:${btoa('c'.repeat(32))}`,
      PORT: '0',
      RATE_LIMIT_PER_MINUTE: '100000',
      PUBLIC_URL: 'http://localhost:8787',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the service ended before it listened')))
    child.stdout.on('data', (part: Buffer) => {
      const match = /"port":(\d+)/.exec(part.toString())
      if (match) resolve(Number(match[1]))
    })
  })
  return { child, url: `http://127.0.0.1:${port}` }
}

const post = async (url: string, body: object, token?: string) =>
  (
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
  ).json()

async function makeKey(url: string): Promise<string> {
  const user = { email: 'crash@example.hu', password: 'correct horse battery staple', name: 'Crash' }
  const session = await post(`${url}/auth/v1/sign-up/email`, user)
  const token = await fetch(`${url}/auth/v1/token`, { headers: { authorization: `Bearer ${session.token}` } })
  const made = await post(
    `${url}/functions/v1/api-key-management/create`,
    { name: 'crash' },
    (await token.json()).token,
  )
  return made.data.api_key
}

// The embedded database is not for this: it does not wait for the disk, and says so.
describe.runIf(engine === 'postgres')('on PostgreSQL', () => {
  const server = new pg.Client({ connectionString: process.env['DATABASE_URL'] ?? '' })
  const name = `shopcall_crash_${process.pid}`
  let url = ''

  beforeAll(async () => {
    await server.connect()
    await server.query(`create database ${name}`)
    const own = new URL(process.env['DATABASE_URL'] ?? '')
    own.pathname = `/${name}`
    url = own.href
  })
  afterAll(async () => {
    await server.query(`drop database ${name} with (force)`)
    await server.end()
  })

  test(`${KILLS} kills lose no record of an answer`, async () => {
    const answered: string[] = []
    let key: string | null = null
    for (let round = 0; round < KILLS; round++) {
      const service = await startService(url)
      key ??= await makeKey(service.url)
      let isOver = false
      let answeredNow = 0
      let tell = () => {}
      const enough = new Promise<void>((resolve) => {
        tell = resolve
      })
      const worker = async () => {
        while (!isOver) {
          const requestId = crypto.randomUUID()
          try {
            const response = await fetch(`${service.url}${PATH}`, {
              headers: { authorization: `Bearer ${key}`, 'x-request-id': requestId },
            })
            await response.text()
            if (response.status !== 200) continue
            answered.push(requestId)
            answeredNow++
            // In the middle of the load, each time at another point of it.
            if (answeredNow >= 5 + round * 3) tell()
          } catch {
            return
          }
        }
      }
      const workers = Array.from({ length: AT_ONCE }, worker)
      await Promise.race([enough, ...workers])
      const ended = new Promise((resolve) => service.child.once('exit', resolve))
      service.child.kill('SIGKILL')
      isOver = true
      await Promise.all([ended, ...workers])
    }
    expect(answered.length).toBeGreaterThan(KILLS * 5)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query<{ request_id: string }>(
      "select request_id from access_log where outcome = 'allowed'",
    )
    await client.end()
    const recorded = new Set(rows.map((row) => row.request_id))
    expect(answered.filter((id) => !recorded.has(id))).toEqual([])
  }, 400_000)
})
