// Error reports: each unexpected error arrives once, with its id, and with nothing that anybody wrote.
import { spawn } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../src/config.ts'
import { AppError } from '../src/errors.ts'
import { prepareDataDir } from './support/data-dir.ts'
import { type FakeSentry, startFakeSentry } from './support/sentry.ts'
import { startTestService, type TestService } from './support/service.ts'

const CANARY = 'kanari.anna@example.hu'
const CANARIES = /kanari|anna|example\.hu|\+36301234567/i

const soon = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 50 })

/** The database fails with a message, a detail and a hint that quote what it read. */
const BREAK = `create or replace function shopcall.find_store(owner uuid, store uuid) returns setof public.stores
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
  begin raise exception 'no row for ${CANARY}' using detail = '${CANARY}', hint = '${CANARY}'; end $$`

let sentry: FakeSentry
let service: TestService
let token: string
let apiKey: string
let working: string

async function start(hangs: boolean): Promise<void> {
  sentry = await startFakeSentry(hangs)
  service = await startTestService({ SENTRY_DSN: sentry.dsn })
  token = (await service.signUp()).token
  apiKey = (await service.createKey(token)).apiKey
  const [row] = await service.db.admin(
    "select pg_get_functiondef('shopcall.find_store(uuid, uuid)'::regprocedure) as text",
  )
  working = String(row?.['text'])
}

async function stop(): Promise<void> {
  await service.close()
  await sentry.close()
}

/** A request with the canary wherever a caller can write something. */
const failing = () =>
  service.data(
    `customers/search?note=${encodeURIComponent(CANARY)}&store_id=${crypto.randomUUID()}`,
    apiKey,
    {
      headers: { 'user-agent': CANARY, 'x-canary': CANARY, cookie: `a=${CANARY}` },
      body: { store_id: crypto.randomUUID(), email: CANARY, phone: '+36301234567' },
    },
  )

describe('with a Sentry that answers', () => {
  beforeAll(() => start(false), 120_000)
  afterAll(stop)
  afterEach(() => service.db.admin(working))

  test('an error of a request arrives with its id and names of ours, and nothing else', async () => {
    await service.db.admin(BREAK)
    const answer = await service.data('orders/1', apiKey, {
      headers: { 'user-agent': CANARY, 'x-canary': CANARY, 'x-request-id': 'report-1' },
    })
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
    const storeId = crypto.randomUUID()
    const path = `customers?store_id=${storeId}&email=${encodeURIComponent(CANARY)}`
    const failed = await service.data(path, apiKey, {
      headers: { 'user-agent': CANARY, 'x-canary': CANARY, 'x-request-id': 'report-2' },
    })
    expect(failed.body).toMatchObject({ status: 500, code: 'internal', request_id: 'report-2' })
    expect(failed.text).not.toMatch(CANARIES)
    await soon(() => expect(sentry.events().length).toBe(1))
    const [event] = sentry.events()
    expect(Object.keys(event).sort()).toEqual(
      ['event_id', 'exception', 'level', 'platform', 'release', 'tags', 'timestamp', 'transaction'].sort(),
    )
    expect(event.tags).toEqual({
      operation: 'customers.list',
      route: '/functions/v1/webshop-data-api/customers',
      request_id: 'report-2',
      error_id: 'report-2',
      error_code: 'P0001',
    })
    expect(sentry.received.join()).not.toMatch(CANARIES)
    expect(sentry.received.join()).not.toContain(storeId)
    expect(service.logLines.join()).not.toMatch(CANARIES)
    expect(
      service.logLines.filter((line) => line.includes('report-2') && line.includes('P0001')).length,
    ).toBe(1)
  })

  test('bodies, and the accounts’ own errors', async () => {
    const before = sentry.events().length
    await service.db.admin(BREAK)
    const searched = await service.data('orders/search', apiKey, {
      body: { store_id: crypto.randomUUID(), email: CANARY },
      headers: { cookie: `a=${CANARY}`, referer: `http://x/${CANARY}` },
    })
    expect(searched.body.code).toBe('internal')
    expect((await failing()).body.code).toBe('invalid_request')
    await service.db.admin('alter table auth.users rename to users_away')
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    try {
      const answer = await service.call('/auth/v1/sign-in/email', {
        body: { email: CANARY, password: CANARY },
      })
      expect([answer.status, answer.body.code]).toEqual([500, 'internal'])
      expect(answer.text).not.toMatch(CANARIES)
      expect(printed).not.toHaveBeenCalled()
    } finally {
      printed.mockRestore()
      await service.db.admin('alter table auth.users_away rename to users')
    }
    await soon(() => expect(sentry.events().length).toBe(before + 2))
    expect(sentry.events().at(-1).tags).toMatchObject({ route: '/auth/v1/*', error_code: '42P01' })
    expect(sentry.received.join()).not.toMatch(CANARIES)
  })

  test('whatever is thrown, only its kind is told', async () => {
    const before = sentry.events().length
    const lying = new Error('short')
    lying.message = `x\n    at y (/app/src/${CANARY.replaceAll(/[@.]/g, '-')}.ts:1:1)`
    const grown = new Error(`x\n    at y (/app/src/kanari.ts:1:1)`)
    grown.message = 'x'
    const emptied = new Error(`kanari\n    at y (/app/src/kanari.ts:1:1)`)
    emptied.message = ''
    const odd = Object.assign(new Error(CANARY), { name: `${CANARY} Error`, code: CANARY, input: CANARY })
    const things = [
      lying,
      grown,
      emptied,
      odd,
      CANARY,
      { message: CANARY },
      null,
      undefined,
      new AppError('internal', 'x', { cause: odd }),
    ]
    for (const thing of things) expect(service.host.services.report(thing)).toMatch(/^[0-9a-f-]{36}$/)
    await soon(() => expect(sentry.events().length).toBe(before + things.length))
    expect(sentry.received.join() + service.logLines.join()).not.toMatch(CANARIES)
  })

  test('where our own code failed is told, and nobody else’s', async () => {
    const before = sentry.events().length
    try {
      readConfig({ PORT: CANARY })
    } catch (error) {
      service.host.services.report(error)
    }
    await soon(() => expect(sentry.events().length).toBe(before + 1))
    const { type, stacktrace } = sentry.events().at(-1).exception.values[0]
    expect(type).toBe('ConfigError')
    expect(stacktrace.frames).toEqual([
      { filename: 'src/config.ts', lineno: expect.any(Number), colno: expect.any(Number), in_app: true },
    ])
  })

  test('a flood of errors is told in part', async () => {
    for (let n = 0; n < 1_000; n++) service.host.services.report(new Error(CANARY))
    await service.host.services.database.service.selectNoFrom((eb) => eb.val(1).as('n')).execute()
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(sentry.events().length).toBeLessThanOrEqual(120)
  })
})

describe('with a Sentry that hangs', () => {
  beforeAll(() => start(true), 120_000)
  afterAll(stop)

  test('answers come as ever, and what waits is bounded', async () => {
    await service.db.admin(BREAK)
    for (let wave = 0; wave < 4; wave++) {
      const answers = await Promise.all(
        Array.from({ length: 25 }, () => service.data(`orders?store_id=${crypto.randomUUID()}`, apiKey)),
      )
      expect(new Set(answers.map(({ body }) => body.code))).toEqual(new Set(['internal']))
    }
    expect(sentry.received.length).toBeLessThanOrEqual(16)
    await service.db.admin(working)
  })
})

test('an exception that nobody caught is told, and the process ends without a word of it', async () => {
  const own = await startFakeSentry()
  const { environment, remove } = await prepareDataDir()
  const url = new URL('../src/entry/node.ts', import.meta.url).pathname
  // Waits until the service listens, then throws as a broken callback does.
  const bomb = `data:text/javascript,const w=process.stdout.write.bind(process.stdout);process.stdout.write=(t,...r)=>{if(String(t).includes('listening'))setTimeout(()=>{Promise.reject(new Error('${CANARY}'));setTimeout(()=>{throw new Error('${CANARY}')},100)},100);return w(t,...r)}`
  const child = spawn(process.execPath, ['--import', bomb, url], {
    env: { ...process.env, ...environment, PORT: '0', SENTRY_DSN: own.dsn, NODE_OPTIONS: '' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      output += part
    })
  }
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  await remove()
  await own.close()
  expect(output).toContain('stopped')
  expect(code).toBe(1)
  expect(own.events().map((event) => event.tags.job)).toEqual(['process', 'process'])
  expect(output + own.received.join()).not.toMatch(CANARIES)
}, 120_000)
