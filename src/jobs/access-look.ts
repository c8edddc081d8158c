// The look at a store's customers and orders in each round: whether they can be read, and nothing of them.
import { isAllowed } from '../access/guard.ts'
import type { StoreRow } from '../access/stores.ts'
import type { AccessWord } from '../db/tables.ts'
import type { Services } from '../services.ts'

export type AccessWords = { readonly customers: AccessWord | null; readonly orders: AccessWord | null }

/** Tests what the merchant has switched on, and keeps no more than the verdict. Null: not tested. */
export type LookAtAccess = (services: Services, store: StoreRow) => Promise<AccessWords>

/** The look of this installation; until there is one, nothing is tested. */
export const lookAtAccess: LookAtAccess | undefined = undefined

/** The words for a store. A look that fails says nothing, and stops no sync. */
export async function accessWords(
  services: Services,
  store: StoreRow,
  look: LookAtAccess | undefined,
): Promise<AccessWords> {
  const permissions = store.data_access_permissions
  const off = (kind: 'customers' | 'orders') => !isAllowed(permissions, kind)
  const looked =
    look === undefined || (off('customers') && off('orders'))
      ? null
      : await look(services, store).catch((thrown: unknown) => {
          services.report(thrown, { job: 'product-sync' })
          return null
        })
  return {
    customers: off('customers') ? 'switched_off' : (looked?.customers ?? null),
    orders: off('orders') ? 'switched_off' : (looked?.orders ?? null),
  }
}
