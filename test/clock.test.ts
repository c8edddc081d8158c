// The clock on a real database: jobs run once, fail alone, hold ids only, and end in good order.
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { asUser } from '../src/db/database.ts'
import { type Clock, createClock } from '../src/entry/clock.ts'
import { JOBS, type Job } from '../src/jobs/index.ts'
import { createLog } from '../src/log.ts'
import { createReport } from '../src/report.ts'
import type { Services } from '../src/services.ts'
import { engine, openTestDatabase, type TestDatabase } from './support/database.ts'

const CANARY = 'anna.kovacs@example.hu'
const FAST = { cron: 1, poll: 1, pollWithoutListen: 0.5, supervise: 1 }
const UUID = '11111111-1111-4111-8111-111111111111'

let db: TestDatabase
const lines: string[] = []
const running: Clock[] = []
const report = createReport(createLog((...line) => void lines.push(JSON.stringify(line))))

beforeAll(async () => {
  db = await openTestDatabase()
})
afterEach(async () => {
  for (const clock of running.splice(0)) await clock.stop()
  lines.length = 0
})
afterAll(() => db.close())

async function startClock(...jobs: Job[]): Promise<Clock> {
  const clock = createClock(db.database.jobs, report, { jobs, intervals: FAST })
  running.push(clock)
  await clock.start({} as Services)
  return clock
}

const name = () => `test-${crypto.randomUUID().slice(0, 8)}`
const soon = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 50 })

test('a queued job gets its ids, and a second of the same waits for no turn of its own', async () => {
  const got: unknown[] = []
  let open: () => void = () => undefined
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const job: Job = {
    name: name(),
    cron: null,
    onePer: 'store_id',
    run: async (_, data) => {
      got.push(data)
      await gate
    },
  }
  const clock = await startClock(job)
  expect(await clock.enqueue(job.name, { store_id: UUID })).toBe(true)
  expect(await clock.enqueue(job.name, { store_id: UUID })).toBe(false)
  await soon(() => expect(got).toEqual([{ store_id: UUID }]))
  expect(await clock.enqueue(job.name, { store_id: UUID })).toBe(false)
  open()
  await vi.waitFor(async () => expect(await clock.enqueue(job.name, { store_id: UUID })).toBe(true), 20_000)
})

test('nothing but ids can be queued', async () => {
  const job: Job = { name: name(), cron: null, onePer: null, run: async () => undefined }
  const clock = await startClock(job)
  const untyped = clock.enqueue as (job: string, data: object) => Promise<boolean>
  for (const data of [{ email: CANARY }, { store_id: CANARY }, { event_id: CANARY }, { reminder_days: 5 }])
    await expect(untyped(job.name, data)).rejects.toThrow()
  await expect(untyped('no-such-job', {})).rejects.toThrow()
  const rows = await db.admin('select data from pgboss.job where name = $1', [job.name])
  expect(rows).toEqual([])
})

test('a job that fails is reported without what the error says, tried again, and stops no other', async () => {
  let tries = 0
  let others = 0
  const bad: Job = {
    name: name(),
    cron: null,
    onePer: null,
    retryAfterSeconds: 1,
    run: async () => {
      tries++
      if (tries < 2) throw new Error(`no row for ${CANARY}`, { cause: new Error(CANARY) })
    },
  }
  const good: Job = { name: name(), cron: null, onePer: null, run: async () => others++ }
  const clock = await startClock(bad, good)
  await clock.enqueue(bad.name, {})
  await soon(() => expect(tries).toBe(1))
  await soon(() => expect(lines.join()).toContain(bad.name))
  const [row] = await db.admin('select row_to_json(j)::text as text from pgboss.job j where name = $1', [
    bad.name,
  ])
  await clock.enqueue(good.name, {})
  await soon(() => expect(others).toBe(1))
  await soon(() => expect(tries).toBe(2))
  expect(lines.join() + String(row?.['text'])).not.toContain('anna')
  expect(String(row?.['text'])).not.toContain('/src/')
})

test('two instances run a job with a time once', async () => {
  const minutes: number[] = []
  const job: Job = {
    name: name(),
    cron: '* * * * *',
    onePer: 'job',
    run: async () => void minutes.push(Math.floor(Date.now() / 60_000)),
  }
  await Promise.all([startClock(job), startClock(job)])
  await soon(() => expect(minutes.length).toBeGreaterThan(0))
  await new Promise((resolve) => setTimeout(resolve, 4_000))
  // One for the minute that lay behind when they started, then one for each that began since.
  expect(minutes.length).toBeLessThanOrEqual(1 + new Set(minutes).size)
  const [sent] = await db.admin(
    'select count(*)::int as n, count(distinct singleton_on)::int as slots from pgboss.job where name = $1',
    [job.name],
  )
  expect(sent?.['n']).toBe(minutes.length)
})

test('stopping tells the job under way and waits for it', async () => {
  let ended = false
  let begun = false
  const job: Job = {
    name: name(),
    cron: null,
    onePer: null,
    run: async (_services, _data, signal) => {
      begun = true
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      await new Promise((resolve) => setTimeout(resolve, 200))
      ended = true
    },
  }
  const clock = await startClock(job)
  await clock.enqueue(job.name, {})
  await soon(() => expect(begun).toBe(true))
  await clock.stop()
  expect(ended).toBe(true)
  const rows = await db.admin('select state::text from pgboss.job where name = $1', [job.name])
  expect(rows).toEqual([{ state: 'completed' }])
})

test('a job is queued outside of whatever transaction is open', async () => {
  const job: Job = { name: name(), cron: null, onePer: null, run: async () => undefined }
  const clock = await startClock(job)
  let queued: Promise<boolean> = Promise.resolve(false)
  const rolledBack = asUser(db.database, UUID, async (trx) => {
    queued = clock.enqueue(job.name, {})
    await new Promise((resolve) => setTimeout(resolve, 300))
    const [row] = (await sql<{ role: string }>`select current_user::text as role`.execute(trx)).rows
    expect(row?.role).toBe('shopcall_service')
    throw new Error('rolled back')
  })
  await expect(rolledBack).rejects.toThrow('rolled back')
  expect(await queued).toBe(true)
  const rows = await db.admin('select 1 from pgboss.job where name = $1', [job.name])
  expect(rows.length).toBe(1)
  const [role] = (await sql<{ role: string }>`select current_user::text as role`.execute(db.database.service))
    .rows
  expect(role?.role).toBe('shopcall_service')
})

test('an error in the queue’s own SQL leaves the connection whole', async () => {
  const { jobs } = db.database
  if (jobs.kind !== 'embedded') return expect(engine).toBe('postgres')
  await expect(jobs.sql.executeSql('begin; select 1/0; commit;')).rejects.toThrow()
  await expect(jobs.sql.executeSql('select 1/$1::int', [0])).rejects.toThrow()
  expect((await sql<{ n: number }>`select 1 as n`.execute(db.database.service)).rows).toEqual([{ n: 1 }])
})

test('what waits is counted', async () => {
  const job: Job = { name: name(), cron: null, onePer: null, run: async () => undefined }
  const clock = await startClock(job)
  await clock.enqueue(job.name, {}, { afterSeconds: 3_600 })
  await vi.waitFor(
    async () => expect(await clock.depths()).toEqual([{ job: job.name, waiting: 1, active: 0 }]),
    { timeout: 30_000, interval: 200 },
  )
})

test('names of jobs are told apart, and every job with a time runs alone', () => {
  expect(new Set(JOBS.map((job) => job.name)).size).toBe(JOBS.length)
  expect(JOBS.filter((job) => job.cron !== null && job.onePer !== 'job')).toEqual([])
})
