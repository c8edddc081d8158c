// `POST /functions/v1/scheduled-sync`: one round of the product sync, for a clock that is not in this process.
import type { Hono } from 'hono'
import type { AppContext, AppEnv } from '../app.ts'
import type { Services } from '../services.ts'
import { runSyncRound } from './sync-round.ts'

export const SCHEDULED_SYNC_PATH = '/functions/v1/scheduled-sync'

/** Under the minute between two calls, and under what pg_net and edge functions wait. */
const BUDGET_MS = 50_000

/** Answers how many stores' syncs ended how; what is not over by then goes on at the next call. */
export function mountScheduledSync(app: Hono<AppEnv>, services: Services): void {
  app.post(SCHEDULED_SYNC_PATH, async (c: AppContext) => {
    c.set('route', SCHEDULED_SYNC_PATH)
    await services.assertService(c.req.header('authorization') ?? null)
    const counts = await runSyncRound(services, { budgetMs: BUDGET_MS })
    const { completed, failed, cancelled, paused, lost, accessOnly } = counts
    return c.json({
      data: { completed, failed, cancelled, unfinished: paused + lost, access_only: accessOnly },
      meta: { request_id: c.get('requestId') },
    })
  })
}
