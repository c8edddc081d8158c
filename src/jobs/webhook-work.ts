// What webhooks asked for and an answer had no time for; and the end of what was remembered of them.
import { sql } from 'kysely'
import type { Services } from '../services.ts'
import { decideDepartures } from './departures.ts'
import { readChangedProducts } from './product-changes.ts'

/** Does all that is due. */
export async function runWebhookWork(
  services: Services,
  signal = new AbortController().signal,
): Promise<void> {
  await decideDepartures(services)
  await readChangedProducts(services, signal)
}

/** Deletes what nothing needs any more; gives how many rows. */
export async function runWebhookRetention({ database }: Pick<Services, 'database'>): Promise<number> {
  const result = await sql<{ deleted: number }>`select shopcall.delete_old_webhooks() as deleted`.execute(
    database.service,
  )
  return result.rows[0]?.deleted ?? 0
}
