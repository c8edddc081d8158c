// The clock: pg-boss queues jobs in the database, runs them in this process, and starts those that have a time.
import { PgBoss } from 'pg-boss'
import type { JobsConnection } from '../db/database.ts'
import { JOBS, type Job } from '../jobs/index.ts'
import { type Enqueue, jobDataSchema } from '../queue.ts'
import type { Report } from '../report.ts'
import type { Services } from '../services.ts'

const SCHEMA = 'pgboss'
const STOP_MS = 5_000
const MAX_CONNECTIONS = 2

/** How often the database is asked, in seconds. A queued job does not wait for it: LISTEN wakes its worker. */
export type Intervals = {
  /** Looks for jobs whose time has come; under a minute, so that none is passed over. */
  readonly cron: number
  /** Looks for queued jobs where LISTEN works, and where it does not (behind a transaction pooler). */
  readonly poll: number
  readonly pollWithoutListen: number
  /** Looks for jobs whose process died. */
  readonly supervise: number
}

const INTERVALS: Intervals = { cron: 45, poll: 30, pollWithoutListen: 5, supervise: 60 }

/**
 * Takes everything from everybody but the owner: what waits in the queue is nobody else's business. One instance at a
 * time, since PostgreSQL refuses to change one thing's rights twice at once.
 */
const CLOSE_SCHEMA = `select pg_advisory_xact_lock(728914004);${[
  'schema',
  'all tables in schema',
  'all sequences in schema',
  'all functions in schema',
]
  .map((what) => `revoke all on ${what} ${SCHEMA} from public, anon, authenticated, service_role;`)
  .join('\n')}`

/** What the queue holds of a job. */
export type QueueDepth = { readonly job: string; readonly waiting: number; readonly active: number }

export type Clock = {
  readonly enqueue: Enqueue
  /** Makes the queue's schema where it is not there, and begins to run jobs. */
  start(services: Services): Promise<void>
  depths(): Promise<QueueDepth[]>
  /** Asks the jobs under way to end; others are still queued and taken. */
  interrupt(): void
  /** Takes no new jobs, lets those under way end (5 s at most; the rest run again elsewhere). */
  stop(): Promise<void>
}

/** What a failed job's row may say: pg-boss keeps an error's message and stack, and ours must not hold any. */
class JobFailed extends Error {
  override name = 'JobFailed'
  constructor(errorId: string) {
    super(`error ${errorId}`)
    this.stack = ''
  }
}

function createBoss(connection: JobsConnection, intervals: Intervals): PgBoss {
  const where =
    connection.kind === 'embedded'
      ? // A reindex beside other work needs a connection of its own.
        ({ db: connection.sql, backend: 'pglite', reindex: false } as const)
      : {
          connectionString: connection.url,
          max: MAX_CONNECTIONS,
          application_name: 'shopcall-jobs',
          connectionTimeoutMillis: 5_000,
        }
  return new PgBoss({
    ...where,
    schema: SCHEMA,
    useListenNotify: true,
    registerInstance: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
    cronMonitorIntervalSeconds: intervals.cron,
    cronWorkerIntervalSeconds: intervals.cron,
    superviseIntervalSeconds: intervals.supervise,
    monitorIntervalSeconds: intervals.supervise,
    queueCacheIntervalSeconds: intervals.supervise,
    maintenanceIntervalSeconds: 3_600,
    // Jobs that wait for other jobs: there are none.
    flowIntervalSeconds: 3_600,
    bamIntervalSeconds: 600,
  })
}

const queueOptions = (job: Job) => ({
  retryLimit: job.retries ?? 3,
  retryDelay: job.retryAfterSeconds ?? 30,
  retryBackoff: true,
  expireInSeconds: job.timeoutSeconds ?? 900,
  deleteAfterSeconds: 86_400,
  notify: true,
})

/**
 * The clock of this process. Several may run on one database: a queued job is run by one of them, and a job with a
 * time is queued once. Errors are reported and stop nothing.
 */
export function createClock(
  connection: JobsConnection,
  report: Report,
  options: { jobs?: readonly Job[]; intervals?: Intervals } = {},
): Clock {
  const { jobs = JOBS, intervals = INTERVALS } = options
  const boss = createBoss(connection, intervals)
  boss.on('error', (error) => void report(error, { job: 'clock' }))
  const stopping = new AbortController()

  async function prepare(job: Job): Promise<void> {
    const settings = queueOptions(job)
    await boss.createQueue(job.name, {
      ...settings,
      policy: job.onePer === null ? 'standard' : 'exclusive',
    })
    await boss.updateQueue(job.name, settings)
    if (job.cron !== null) await boss.schedule(job.name, job.cron, {}, { tz: 'UTC', missed: 'once' })
  }

  async function dropOldSchedules(): Promise<void> {
    const timed = new Set(jobs.filter((job) => job.cron !== null).map((job) => job.name))
    for (const { name } of await boss.getSchedules()) if (!timed.has(name)) await boss.unschedule(name)
  }

  const work = (services: Services, job: Job) =>
    boss.work(
      job.name,
      {
        localConcurrency: job.atOnce ?? 1,
        pollingIntervalSeconds: intervals.pollWithoutListen,
        notifyPollingIntervalSeconds: intervals.poll,
      },
      async ([queued]) => {
        try {
          await job.run(services, jobDataSchema.parse(queued?.data ?? {}), stopping.signal)
        } catch (thrown) {
          throw new JobFailed(report(thrown, { job: job.name }))
        }
      },
    )

  return {
    enqueue: async (name, data, { afterSeconds } = {}) => {
      const job = jobs.find((known) => known.name === name)
      if (!job) throw new Error('there is no such job')
      const ids = jobDataSchema.parse(data)
      const singletonKey = job.onePer === null || job.onePer === 'job' ? undefined : ids[job.onePer]
      const id = await boss.send(name, ids, {
        ...(singletonKey === undefined ? {} : { singletonKey: String(singletonKey) }),
        ...(afterSeconds === undefined ? {} : { startAfter: afterSeconds }),
      })
      return id !== null
    },
    start: async (services) => {
      await boss.start()
      await boss.getDb().executeSql(CLOSE_SCHEMA)
      for (const job of jobs) await prepare(job)
      await dropOldSchedules()
      for (const job of jobs) await work(services, job)
    },
    depths: async () =>
      (await boss.getQueues(jobs.map((job) => job.name))).map((queue) => ({
        job: queue.name,
        waiting: queue.queuedCount,
        active: queue.activeCount,
      })),
    interrupt: () => stopping.abort(),
    stop: async () => {
      stopping.abort()
      await boss.stop({ graceful: true, timeout: STOP_MS })
    },
  }
}

/** Where no clock runs nothing is queued: jobs would wait for ever. */
export const noClock: Clock = {
  enqueue: async () => false,
  start: async () => undefined,
  depths: async () => [],
  interrupt: () => undefined,
  stop: async () => undefined,
}
