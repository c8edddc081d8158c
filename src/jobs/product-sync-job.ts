// The product sync by this host's own clock: a round each minute, and at once when one was asked for.
import type { Job } from './index.ts'
import { runSyncRound } from './sync-round.ts'

/** Long enough that large shops are not put down and taken up all the time; who died is missed after it. */
const ROUND_MS = 300_000

export const productSync: Job = {
  name: 'product-sync',
  cron: '* * * * *',
  onePer: 'job',
  retries: 0,
  timeoutSeconds: ROUND_MS / 1000 + 60,
  run: (services, _data, signal) => runSyncRound(services, { budgetMs: ROUND_MS, signal }),
}
