// What a job may be given and how one is queued: ids and nothing else, since a queue is a table.
import { z } from 'zod'

const ids = {
  store_id: z.uuid(),
  user_id: z.uuid(),
  key_id: z.uuid(),
  sync_id: z.uuid(),
  /** Of security_events. */
  event_id: z.string().regex(/^\d{1,19}$/),
  /** Which of a key's reminders; with key_id it names one. */
  reminder_days: z.union([z.literal(30), z.literal(7), z.literal(1)]),
}

/** Refuses every other field, and every value that is not an id. */
export const jobDataSchema = z.strictObject(ids).partial()

/** What a job's row in the database holds. */
export type JobData = Readonly<z.infer<typeof jobDataSchema>>

export type EnqueueOptions = {
  /** Not before this many seconds from now. */
  readonly afterSeconds?: number
}

/**
 * Puts a job into the queue, by its name in the list of jobs. False: no clock runs here, or the job is there
 * only once and waits already. Throws where the database does not answer, and for data that is not ids.
 */
export type Enqueue = (job: string, data: JobData, options?: EnqueueOptions) => Promise<boolean>
