// A store's product syncs: started by hand, and told with their counts.
import { z } from 'zod'
import { assertStoreAllows } from '../access/guard.ts'
import { findStore, storeNotFound } from '../access/stores.ts'
import { wakeSync } from '../access/sync-wake.ts'
import { readCatalogueState } from '../catalogue/storage.ts'
import { asUser } from '../db/database.ts'
import { AppError } from '../errors.ts'
import { storeSyncSchema, toStoreSync } from '../model/store-sync.ts'
import { operation } from '../operation.ts'

const idInput = z.uuid().describe("The store's id")
const base = { caller: 'user', resource: null, needs: [], store: false } as const

const SHOWN = [
  'id',
  'kind',
  'state',
  'queued_at',
  'started_at',
  'finished_at',
  'products_read',
  'products_written',
  'products_removed',
  'error',
  'customer_access',
  'order_access',
] as const
const MOST_SHOWN = 50

/** PostgreSQL's code for a row that is there already. */
const UNIQUE_VIOLATION = '23505'

export const startSync = operation({
  ...base,
  name: 'syncs.start',
  summary: 'Start a product sync now. While one is under way that one is the answer, whoever started it.',
  route: { method: 'POST', function: 'api', path: '/stores/{id}/sync' },
  status: 202,
  input: z.strictObject({
    id: idInput,
    full: z
      .boolean()
      .default(false)
      .describe('Read everything again, where otherwise what changed would be enough'),
  }),
  data: storeSyncSchema,
  run: async ({ services, caller, input }) => {
    const { database } = services
    const store = await findStore(database, caller.userId, input.id)
    assertStoreAllows(store, ['products'])
    const insert = () =>
      asUser(database, caller.userId, async (trx) => {
        const config = await trx
          .selectFrom('store_sync_config')
          .select('sync_products')
          .where('store_id', '=', input.id)
          .executeTakeFirst()
        if (!config) throw storeNotFound()
        if (!config.sync_products)
          throw new AppError('conflict', 'The product sync of this store is switched off in its settings.')
        const under = await trx
          .selectFrom('store_syncs')
          .select(SHOWN)
          .where('store_id', '=', input.id)
          .where('state', 'in', ['queued', 'running'])
          .executeTakeFirst()
        if (under) return under
        return trx
          .insertInto('store_syncs')
          .values({ store_id: input.id, kind: input.full ? 'full' : 'incremental' })
          .returning(SHOWN)
          .executeTakeFirstOrThrow()
      })
    // Another one may begin between the look and the row: then the look finds it.
    const row = await insert().catch((thrown: unknown) => {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === UNIQUE_VIOLATION) return insert()
      throw thrown
    })
    await wakeSync(services)
    return { data: toStoreSync(row) }
  },
})

export const listSyncs = operation({
  ...base,
  name: 'syncs.list',
  summary: `List a store's product syncs of the last 30 days, newest first; at most ${MOST_SHOWN}. One that runs tells how far it is.`,
  route: { method: 'GET', function: 'api', path: '/stores/{id}/syncs' },
  input: z.strictObject({ id: idInput }),
  data: z.array(storeSyncSchema),
  run: async ({ services, caller, input }) => {
    await findStore(services.database, caller.userId, input.id)
    const { rows, state } = await asUser(services.database, caller.userId, async (trx) => ({
      rows: await trx
        .selectFrom('store_syncs')
        .select(SHOWN)
        .where('store_id', '=', input.id)
        .orderBy('queued_at', 'desc')
        .limit(MOST_SHOWN)
        .execute(),
      state: await readCatalogueState(trx, input.id),
    }))
    return {
      data: rows.map(toStoreSync),
      meta: { synced_at: state.synced_at?.toISOString() ?? null, products: state.products },
    }
  },
})
