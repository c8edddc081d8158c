// Products that webhooks said were changed: read from the shop, and kept or taken out.
import { sql, type Transaction } from 'kysely'
import { isAllowed } from '../access/guard.ts'
import { findStore, openShop, type StoreRow } from '../access/stores.ts'
import { removeProducts, writeProducts } from '../catalogue/storage.ts'
import { asUser } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { asAppError } from '../errors.ts'
import { describeError } from '../log.ts'
import type { UnifiedProduct } from '../model/product.ts'
import type { Services } from '../services.ts'

const AT_ONCE = 100
const LEASE_SECONDS = 300
const STORES_AT_ONCE = 4
const CALL_MS = 20_000
/** Then the next sync finds what changed. */
const MAX_TRIES = 6
const MAX_DELAY_SECONDS = 3_600

type Change = {
  readonly store_id: string
  readonly user_id: string
  readonly product_id: string
  readonly changes: number
  readonly tries: number
}

/** The product as the shop has it now; null when it has it no more. */
async function readNow(services: Services, store: StoreRow, id: string): Promise<UnifiedProduct | null> {
  const shop = await openShop(services, store, { deadlineAt: services.now() + CALL_MS })
  try {
    return (await shop.getProduct(id, { fields: null, includeCustomer: false })).item
  } catch (thrown) {
    if (asAppError(thrown).code === 'not_found') return null
    throw thrown
  }
}

/** Keeps what was read and settles the row, unless something came meanwhile: then it is due again. */
async function keep(
  services: Services,
  change: Change,
  product: UnifiedProduct | null,
  seenAt: Date,
): Promise<void> {
  const { store_id, user_id, product_id, changes } = change
  await asUser(services.database, user_id, async (trx) => {
    if (product) await writeProducts(trx, store_id, [product], seenAt)
    if (product?.id !== product_id) await removeProducts(trx, store_id, [product_id])
    const row = trx.deleteFrom('store_product_changes').where('store_id', '=', store_id)
    const settled = await row
      .where('product_id', '=', product_id)
      .where('changes', '=', changes)
      .executeTakeFirst()
    if (settled.numDeletedRows === 0n) await putOff(trx, change, 0)
  })
}

async function putOff(trx: Transaction<Tables>, change: Change, seconds: number): Promise<void> {
  await trx
    .updateTable('store_product_changes')
    .set({ due_at: sql<Date>`now() + make_interval(secs => ${seconds})` })
    .where('store_id', '=', change.store_id)
    .where('product_id', '=', change.product_id)
    .execute()
}

async function drop(services: Services, change: Change): Promise<void> {
  await asUser(services.database, change.user_id, (trx) =>
    trx
      .deleteFrom('store_product_changes')
      .where('store_id', '=', change.store_id)
      .where('product_id', '=', change.product_id)
      .execute(),
  )
}

async function readChange(services: Services, store: StoreRow, change: Change): Promise<void> {
  if (store.credentials === null || !isAllowed(store.data_access_permissions, 'products')) {
    await drop(services, change)
    return
  }
  const seenAt = new Date(services.now())
  try {
    await keep(services, change, await readNow(services, store, change.product_id), seenAt)
  } catch (thrown) {
    services.log.warn('shop call failed', { ...describeError(thrown), store_id: store.id })
    if (change.tries >= MAX_TRIES) await drop(services, change)
    else {
      const seconds = Math.min(30 * 4 ** (change.tries - 1), MAX_DELAY_SECONDS)
      await asUser(services.database, change.user_id, (trx) => putOff(trx, change, seconds))
    }
  }
}

async function readChangesOf(
  services: Services,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<void> {
  const [first] = changes
  if (!first) return
  try {
    for (const change of changes) {
      if (signal.aborted) return
      // Read again each time: a switch that was turned off meanwhile, or a store that ended, counts at once.
      const store = await findStore(services.database, first.user_id, first.store_id)
      await readChange(services, store, change)
    }
  } catch (thrown) {
    if (asAppError(thrown).code === 'store_not_found') return
    services.log.error('background work failed', { ...describeError(thrown), store_id: first.store_id })
  }
}

/**
 * Reads every product that is due, each store's one after the other. Nothing is held while a shop is asked; what a
 * crash leaves undone is due again when its lease ends.
 */
export async function readChangedProducts(services: Services, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const due = await sql<Change>`
      select * from shopcall.take_product_changes(${AT_ONCE}, ${LEASE_SECONDS})`.execute(
      services.database.service,
    )
    const byStore = [...Map.groupBy(due.rows, (change) => change.store_id).values()]
    const worker = async () => {
      for (let changes = byStore.pop(); changes; changes = byStore.pop())
        await readChangesOf(services, changes, signal)
    }
    await Promise.all(Array.from({ length: STORES_AT_ONCE }, worker))
    if (due.rows.length < AT_ONCE) return
  }
}
