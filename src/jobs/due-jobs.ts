// The jobs of the clock for a host that has none: whatever is due in the minute of a call from outside.
import type { Services } from '../services.ts'
import { JOBS, type Job } from './index.ts'
import { productSync } from './product-sync-job.ts'

/** Of minute, hour and the rest: a number or `*`, as the list of jobs uses them. In UTC. */
export function isDue({ cron }: Pick<Job, 'cron'>, at: Date): boolean {
  if (cron === null) return false
  const [minute, hour] = cron.split(' ')
  const fits = (field: string | undefined, value: number) => field === '*' || Number(field) === value
  return fits(minute, at.getUTCMinutes()) && fits(hour, at.getUTCHours())
}

/**
 * Runs every job of the minute but the product sync, which the call itself is, one after the other. A minute without
 * a call skips its jobs until their next. One that fails is reported and stops no other.
 */
export async function runDueJobs(services: Services, at: Date, jobs: readonly Job[] = JOBS): Promise<void> {
  for (const job of jobs) {
    if (job === productSync || !isDue(job, at)) continue
    await job
      .run(services, {}, new AbortController().signal)
      .catch((thrown: unknown) => services.report(thrown, { job: job.name }))
  }
}
