// Which lists of the shop hold the orders that a filter asks for: as few records and calls as it allows.
import type { OrderFilter } from '../../model/filter.ts'
import type { ShopAccess } from './access.ts'
import type { Query } from './client.ts'
import { isInnerId, type Narrowing } from './source.ts'
import { fulfillmentStatusOf, paymentStatusOf, type StatusMeaning, UNKNOWN_MEANING } from './statuses.ts'
import { localLowerBound, localUpperBound } from './zone-time.ts'

/** Leaves out carts that were left behind. Storno orders are wanted: `excludeStorno` is never sent. */
export const NO_CARTS: Query = { excludeAbandonedCart: '1' }
/** More lists than this are not read side by side: so many statuses leave most of the orders in. */
const MAX_LISTS = 4

async function datesOf(filter: OrderFilter, access: ShopAccess): Promise<Query> {
  const { created_after: after, created_before: before, updated_after: updated } = filter
  if (after === undefined && before === undefined && updated === undefined) return {}
  const zone = await access.reference.zone()
  return {
    ...(after !== undefined && { createdAtMin: localLowerBound(after, zone) }),
    ...(before !== undefined && { createdAtMax: localUpperBound(before, zone) }),
    ...(updated !== undefined && { updatedAtMin: localLowerBound(updated, zone) }),
  }
}

/** Whether an order in this status can be what the filter asks for; payment depends on the order as well. */
function canMatch(status: StatusMeaning, filter: OrderFilter): boolean {
  const payments = [true, false].map((onDelivery) => paymentStatusOf(status, onDelivery))
  const allows = <T>(wanted: readonly T[] | undefined, values: readonly T[]) =>
    wanted === undefined || values.some((value) => wanted.includes(value))
  return (
    allows(filter.status, [status.status]) &&
    allows(filter.fulfillment_status, [fulfillmentStatusOf(status)]) &&
    allows(filter.payment_status, payments)
  )
}

/**
 * The ids of the shop's statuses to ask for, one list each, since a call takes one status only; null for orders
 * in any status, which then have to be compared: so too when a status that is not listed would do.
 */
async function statusIdsOf(filter: OrderFilter, access: ShopAccess): Promise<readonly string[] | null> {
  const { status, payment_status: payment, fulfillment_status: fulfillment } = filter
  if (status === undefined && payment === undefined && fulfillment === undefined) return null
  if (canMatch(UNKNOWN_MEANING, filter)) return null
  const { byId } = await access.reference.statuses()
  const ids = [...byId.values()].filter((known) => canMatch(known, filter)).map(({ id }) => id)
  return ids.length > MAX_LISTS ? null : ids
}

/**
 * The lists to read, without an order in common; none when no order can match. A number, then an e-mail address
 * narrow the most, and what else is asked for is compared. `customerEmail` is that of the asked customer.
 */
export async function narrowOrders(
  access: ShopAccess,
  filter: OrderFilter,
  customerEmail: string | null,
): Promise<readonly Narrowing[]> {
  if (filter.number !== undefined) {
    const number = filter.number.trim().replace(/^#/, '')
    return isInnerId(number) ? [{ query: { ...NO_CARTS, innerId: number }, kind: 'few' }] : []
  }
  const dates = await datesOf(filter, access)
  const hasDates = Object.keys(dates).length > 0
  const email = filter.email ?? customerEmail
  if (email !== null) return [{ query: { ...NO_CARTS, email, ...dates }, kind: 'some' }]
  if (filter.customer_id !== undefined) return []
  const statusIds = await statusIdsOf(filter, access)
  if (statusIds === null) return [{ query: { ...NO_CARTS, ...dates }, kind: hasDates ? 'some' : 'whole' }]
  return statusIds.map((orderStatusId) => ({
    query: { ...NO_CARTS, orderStatusId, ...dates },
    kind: hasDates ? 'some' : 'class',
  }))
}
