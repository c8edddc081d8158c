// The list of everything that is done beside requests: by the clock, or because something queued it.
import { deleteDataOfGoneAccounts } from '../access/account.ts'
import type { JobData } from '../queue.ts'
import type { Services } from '../services.ts'
import { runKeyReminders } from './key-reminders.ts'
import { OWNER_MAIL, sendOwnerMail } from './owner-mail.ts'
import { productSync } from './product-sync-job.ts'
import { runReseal } from './reseal.ts'
import { runRetention } from './retention.ts'
import { runWebhookRetention, runWebhookWork } from './webhook-work.ts'

/** A job. It may be run again after it failed half-way or its process died, so what it does must bear that. */
export type Job = {
  /** kebab-case; also the name of its queue. */
  readonly name: string
  /** When it is queued by itself, in UTC; null: only when something queues it. */
  readonly cron: string | null
  /**
   * Of which there may be one that waits or runs, over all instances: of the job (`job`, as every job with a
   * `cron` needs it), of each store, …; null: as many as are queued.
   */
  readonly onePer: 'job' | keyof JobData | null
  /** How many run at once in one instance: 1 unless it says so. */
  readonly atOnce?: number
  /** How often it is tried again (3), first after this many seconds (30), then each time later. */
  readonly retries?: number
  readonly retryAfterSeconds?: number
  /** When it counts as lost and is tried again: 900. */
  readonly timeoutSeconds?: number
  /** `signal` is aborted when the process is about to stop: a long job ends at its next good place. */
  readonly run: (services: Services, data: JobData, signal: AbortSignal) => Promise<unknown>
}

export const JOBS: readonly Job[] = [
  {
    name: 'retention',
    cron: '17 3 * * *',
    onePer: 'job',
    run: ({ database, now, config }) =>
      runRetention(database, {
        now: now(),
        retentionDays: config.retentionDays,
        addressDays: config.addressDays,
      }),
  },
  {
    name: 'webhook-work',
    cron: '* * * * *',
    onePer: 'job',
    run: (services, _data, signal) => runWebhookWork(services, signal),
  },
  { name: 'webhook-retention', cron: '41 3 * * *', onePer: 'job', run: runWebhookRetention },
  { name: 'key-reminders', cron: '7 * * * *', onePer: 'job', run: runKeyReminders },
  productSync,
  {
    name: 'reseal',
    cron: '41 4 * * *',
    onePer: 'job',
    run: (services, _data, signal) => runReseal(services, signal),
  },
  {
    name: 'gone-accounts',
    cron: '37 3 * * *',
    onePer: 'job',
    run: ({ database }) => deleteDataOfGoneAccounts(database),
  },
  {
    name: OWNER_MAIL,
    cron: null,
    onePer: null,
    retries: 8,
    retryAfterSeconds: 60,
    timeoutSeconds: 120,
    run: sendOwnerMail,
  },
]
