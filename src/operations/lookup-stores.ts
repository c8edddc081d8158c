// A lookup over several stores at once: each within its rights, its limit and the deadline, none waiting for another.
import { isAllowed, notInScope, switchedOff } from '../access/guard.ts'
import { createStanding } from '../access/rate-limit.ts'
import { findStores, openShop, type StoreRow } from '../access/stores.ts'
import type { DataKind } from '../caller.ts'
import { AppError, asAppError } from '../errors.ts'
import type { FieldSelection } from '../model/fields.ts'
import type { LookupQuestion } from '../model/lookup.ts'
import type { CoverageReason } from '../model/page.ts'
import type { Call } from '../operation.ts'
import { createStopwatch } from '../stopwatch.ts'
import type { StoreAnswer } from './lookup-answer.ts'
import { type LookupRights, lookInStore, type StoreFound } from './lookup-store.ts'

type LookupCall = Pick<Call<unknown>, 'services' | 'caller' | 'namedStore' | 'budget'>

/** What is wanted of every store; `ask` puts the question in a store's own country. */
export type Wanted = {
  readonly ask: (store: StoreRow) => LookupQuestion
  /** The kind of data that the question is about. */
  readonly kind: DataKind
  readonly most: number
  readonly deadlineMs: number
  /** Of the orders; null for everything. */
  readonly fields: FieldSelection | null
  readonly persons: (store: StoreRow) => Promise<readonly string[]>
}

/** What key and store allow together. */
export function rightsOf({ caller }: Pick<LookupCall, 'caller'>, store: StoreRow): LookupRights {
  const may = (kind: DataKind) =>
    (caller.kind !== 'api_key' || caller.may[kind]) && isAllowed(store.data_access_permissions, kind)
  return { customers: may('customers'), orders: may('orders') }
}

const BUYER_HIDDEN: CoverageReason = {
  code: 'customer_access_disabled',
  detail: 'Access to customers is off here, so orders come without the buyer.',
}

/** What the work gives, unless the time is over before; the work itself is then nobody's any more. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const error = new AppError('shop_timeout', 'The shop did not answer before the deadline.', {
      reason: 'short_deadline',
    })
    timer = setTimeout(() => reject(error), Math.max(0, ms))
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

async function lookIn(
  call: LookupCall,
  store: StoreRow,
  wanted: Wanted,
  onCall: ReturnType<typeof createStopwatch>['onShopCall'],
): Promise<StoreFound> {
  const { services, caller, namedStore, budget } = call
  const rights = rightsOf(call, store)
  if (!isAllowed(store.data_access_permissions, wanted.kind)) throw switchedOff(wanted.kind)
  if (namedStore === null && caller.kind === 'api_key')
    await services.limits.admitToStore(caller, store.id, createStanding())
  const question = wanted.ask(store)
  const deadlineAt = Math.min(services.now() + wanted.deadlineMs, budget.deadlineAt)
  const counted = {
    deadlineAt,
    onCall: (made: Parameters<NonNullable<typeof budget.onCall>>[0]) => {
      onCall(made)
      budget.onCall?.(made)
    },
  }
  const options = { fields: wanted.fields, includeCustomer: rights.customers }
  const platform = services.platforms[store.platform]
  const work = async () =>
    lookInStore(await openShop(services, store, counted), platform, question, rights, {
      most: wanted.most,
      options,
    })
  const found = await within(deadlineAt - services.now(), work())
  return rights.customers ? found : { ...found, coverage: [...found.coverage, BUYER_HIDDEN] }
}

/** The store that was named, or every store that the key is for, oldest first. */
async function storesOf({ services, caller, namedStore }: LookupCall): Promise<readonly StoreRow[]> {
  if (namedStore) return [namedStore]
  const rows = await findStores(services.database, caller.userId)
  const listed = caller.kind === 'api_key' ? caller.storeIds : null
  return rows.filter(({ id }) => listed === null || listed.includes(id))
}

/** Asks them all at once. What goes wrong in one is said of that one; only of a named store it is thrown. */
export async function lookInStores(call: LookupCall, wanted: Wanted): Promise<readonly StoreAnswer[]> {
  const { caller, services, namedStore } = call
  if (caller.kind === 'api_key' && !caller.may[wanted.kind]) throw notInScope(wanted.kind)
  const stores = await storesOf(call)
  return Promise.all(
    stores.map(async (store): Promise<StoreAnswer> => {
      const stopwatch = createStopwatch(services.now)
      const persons = await wanted.persons(store)
      const of = () => ({ store, persons, shopMs: stopwatch.shopMs() })
      try {
        const found = await lookIn(call, store, wanted, stopwatch.onShopCall)
        return { ...of(), found, error: null }
      } catch (thrown) {
        if (namedStore) throw thrown
        return { ...of(), found: null, error: asAppError(thrown) }
      }
    }),
  )
}
