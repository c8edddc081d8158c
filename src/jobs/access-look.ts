// The look at what of a store can be read, in each round: the verdict is kept, and nothing of what was read.
import { checkAccess } from '../access/health.ts'
import type { StoreRow } from '../access/stores.ts'
import type { AccessWord } from '../db/tables.ts'
import type { AccessCheck } from '../model/access-check.ts'
import type { Services } from '../services.ts'

const LOOK_MS = 15_000

/** Null: nobody could look, or the shop was too busy to say. */
export type AccessWords = { readonly customers: AccessWord | null; readonly orders: AccessWord | null }

function wordOf({ allowed, reachable, problem }: AccessCheck['customers']): AccessWord | null {
  if (!allowed) return 'switched_off'
  if (reachable === null || problem === 'shop_busy') return null
  return reachable ? 'readable' : 'not_readable'
}

/** Tests what the merchant has switched on. A look that fails says nothing, and stops no sync. */
export async function lookAtAccess(services: Services, store: StoreRow): Promise<AccessWords> {
  try {
    const { customers, orders } = await checkAccess(services, store, {
      deadlineAt: services.now() + LOOK_MS,
    })
    return { customers: wordOf(customers), orders: wordOf(orders) }
  } catch (thrown) {
    services.report(thrown, { job: 'product-sync' })
    return { customers: null, orders: null }
  }
}
