// When a store is synced: read and set by its owner.
import { sql } from 'kysely'
import { z } from 'zod'
import { findStore, storeNotFound } from '../access/stores.ts'
import { asUser } from '../db/database.ts'
import { syncConfigSchema, syncSettings } from '../model/store-sync.ts'
import { operation } from '../operation.ts'

const idInput = z.uuid().describe("The store's id")
const base = { caller: 'user', resource: null, needs: [], store: false, data: syncConfigSchema } as const

type Row = {
  enabled: boolean
  interval_minutes: number
  sync_products: boolean
  next_due_at: Date
  failures: number
}

const shown = ({ enabled, interval_minutes, sync_products, next_due_at, failures }: Row) => ({
  enabled,
  interval_minutes,
  sync_products,
  next_due_at: enabled ? next_due_at.toISOString() : null,
  failures,
})

export const getSyncConfig = operation({
  ...base,
  name: 'sync_config.get',
  summary: 'Read when a store is synced.',
  route: { method: 'GET', function: 'api', path: '/stores/{id}/sync-config' },
  input: z.strictObject({ id: idInput }),
  run: async ({ services, caller, input }) => {
    await findStore(services.database, caller.userId, input.id)
    const row = await asUser(services.database, caller.userId, (trx) =>
      trx
        .selectFrom('store_sync_config')
        .selectAll()
        .where('store_id', '=', input.id)
        .executeTakeFirstOrThrow(),
    )
    return { data: shown(row) }
  },
})

export const setSyncConfig = operation({
  ...base,
  name: 'sync_config.set',
  summary: 'Set when a store is synced: all three settings. Products only; nothing else is ever synced.',
  route: { method: 'PUT', function: 'api', path: '/stores/{id}/sync-config' },
  input: z.strictObject({ id: idInput, ...syncSettings }),
  run: async ({ services, caller, input }) => {
    const { id, enabled, interval_minutes, sync_products } = input
    const set = await asUser(services.database, caller.userId, (trx) =>
      // Its place in the new interval, unless it is due before; switched on again it is not overdue by all it missed.
      sql<Row>`
        update public.store_sync_config
           set enabled = ${enabled}, interval_minutes = ${interval_minutes}, sync_products = ${sync_products},
               next_due_at = case when enabled
                 then least(next_due_at, shopcall.next_sync_at(store_id, ${interval_minutes}, failures))
                 else shopcall.next_sync_at(store_id, ${interval_minutes}, failures) end,
               updated_at = now()
         where store_id = ${id}
        returning enabled, interval_minutes, sync_products, next_due_at, failures`.execute(trx),
    )
    const row = set.rows[0]
    if (!row) throw storeNotFound()
    return { data: shown(row) }
  },
})
