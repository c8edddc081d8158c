// A store's product sync and its schedule, as the API shows them.
import { z } from 'zod'

const instant = z.iso.datetime()
const accessWord = z
  .enum(['readable', 'not_readable', 'switched_off'])
  .nullable()
  .describe('What a test said, with nothing kept of what it read; null: not tested')

export const storeSyncSchema = z
  .object({
    id: z.uuid(),
    kind: z
      .enum(['full', 'incremental', 'sweep'])
      .describe('Everything; what changed; what changed, and then which products are gone'),
    state: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']),
    queued_at: instant,
    started_at: instant.nullable(),
    finished_at: instant.nullable(),
    products_read: z.number().int(),
    products_written: z.number().int(),
    products_removed: z.number().int(),
    error: z
      .enum([
        'shop_unauthorized',
        'shop_invalid_response',
        'shop_unavailable',
        'shop_rate_limited',
        'shop_timeout',
        'overloaded',
        'internal',
        'removal_unconfirmed',
      ])
      .nullable()
      .describe(
        'Why it failed. `removal_unconfirmed`: it completed, but the shop showed so few products that the others are kept until the next sync sees the same',
      ),
    customer_access: accessWord,
    order_access: accessWord,
  })
  .meta({ id: 'StoreSync' })

export type StoreSync = z.infer<typeof storeSyncSchema>

type Row = Omit<StoreSync, 'error' | 'queued_at' | 'started_at' | 'finished_at'> & {
  readonly error: string | null
  readonly queued_at: Date
  readonly started_at: Date | null
  readonly finished_at: Date | null
}

/** A row of the table as it is shown; its texts are the table's closed lists. */
export function toStoreSync(row: Row): object {
  return {
    ...row,
    queued_at: row.queued_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  }
}

/** What a merchant sets. There is nothing here for orders and customers: they are never synced. */
export const syncSettings = {
  enabled: z.boolean().describe('Whether the store is synced by itself'),
  interval_minutes: z.number().int().min(5).max(10_080),
  sync_products: z.boolean().describe('False: no sync at all, not by hand either'),
}

export const syncConfigSchema = z
  .object({
    ...syncSettings,
    next_due_at: instant.nullable().describe('null: not by itself'),
    failures: z.number().int().describe('Syncs that failed one after the other; each doubles the wait'),
  })
  .meta({ id: 'SyncConfig' })
