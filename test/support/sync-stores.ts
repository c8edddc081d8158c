// Stores as rows, for tests of the sync that need no shop behind them.
import type { TestDatabase } from './database.ts'

export type StoreOfTest = { readonly userId: string; readonly storeId: string }

/** A user with a store that is due now, or whenever `config` says. */
export async function addStore(
  db: TestDatabase,
  config: Readonly<Record<string, unknown>> = {},
): Promise<StoreOfTest> {
  const userId = crypto.randomUUID()
  await db.admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [
    userId,
    'x',
    `${userId}@example.hu`,
  ])
  const [row] = await db.admin(
    `insert into stores (user_id, platform, name, url) values ($1, 'woocommerce', 'x', 'https://shop.example') returning id`,
    [userId],
  )
  const storeId = String(row?.['id'])
  await db.admin('insert into store_sync_config (store_id) values ($1)', [storeId])
  await setConfig(db, storeId, config)
  return { userId, storeId }
}

/** Sets columns of a store's settings, past everything that the service may do. */
export async function setConfig(
  db: TestDatabase,
  storeId: string,
  columns: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (const [name, value] of Object.entries(columns))
    await db.admin(`update store_sync_config set ${name} = $2 where store_id = $1`, [storeId, value])
}

export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

export async function configOf(db: TestDatabase, storeId: string): Promise<Record<string, unknown>> {
  const [row] = await db.admin('select * from store_sync_config where store_id = $1', [storeId])
  return row ?? {}
}

/** A store's syncs, newest first. */
export const syncsOf = (db: TestDatabase, storeId: string) =>
  db.admin('select * from store_syncs where store_id = $1 order by queued_at desc', [storeId])
