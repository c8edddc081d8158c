// Shopify's three words for where an order is, as our three.
import type { FulfillmentStatus, OrderStatus, PaymentStatus } from '../../model/order.ts'
import type { ProductStatus } from '../../model/product.ts'
import type { WireFulfillment } from './order-wire.ts'

/** What the status of an order depends on. */
export type OrderState = {
  readonly cancelledAt: string | null
  readonly cancelReason: string | null
  readonly closed: boolean
  readonly displayFinancialStatus: string | null
  readonly displayFulfillmentStatus: string
}

const isOneOf = (value: string | null, ...words: readonly string[]) => value !== null && words.includes(value)

/** The unified status; docs/mapping.md has the same rules in the same order. */
export function orderStatusOf(order: OrderState): OrderStatus {
  const { displayFinancialStatus: financial, displayFulfillmentStatus: fulfillment } = order
  if (order.cancelledAt !== null) {
    const neverPaid = financial === null || isOneOf(financial, 'VOIDED', 'EXPIRED', 'PENDING')
    return order.cancelReason === 'DECLINED' && neverPaid ? 'failed' : 'cancelled'
  }
  if (financial === 'REFUNDED') return 'refunded'
  if (isOneOf(financial, 'EXPIRED', 'VOIDED') && fulfillment !== 'FULFILLED') return 'failed'
  if (isOneOf(fulfillment, 'ON_HOLD', 'REQUEST_DECLINED')) return 'on_hold'
  const isDone = isOneOf(fulfillment, 'FULFILLED', 'FULFILLMENT_NOT_REQUIRED') || order.closed
  if (isDone && isOneOf(financial, 'PAID', 'PARTIALLY_REFUNDED')) return 'completed'
  const isUnderWay = isOneOf(fulfillment, 'FULFILLED', 'PARTIALLY_FULFILLED', 'IN_PROGRESS')
  if ((financial === null || financial === 'PENDING') && !isUnderWay) return 'pending'
  return 'processing'
}

const PAYMENT: ReadonlyMap<string, PaymentStatus> = new Map([
  ['PENDING', 'unpaid'],
  ['AUTHORIZED', 'authorized'],
  ['PARTIALLY_PAID', 'partially_paid'],
  ['PAID', 'paid'],
  ['PARTIALLY_REFUNDED', 'partially_refunded'],
  ['REFUNDED', 'refunded'],
  ['VOIDED', 'voided'],
  ['EXPIRED', 'voided'],
])

/** `unknown` for null and for words of a later version. */
export function paymentStatusOf(financial: string | null): PaymentStatus {
  return PAYMENT.get(financial ?? '') ?? 'unknown'
}

/** `fulfillments` may be missing where it was not asked for: then `delivered` is never the answer. */
export function fulfillmentStatusOf(
  fulfillment: string,
  returnStatus: string,
  fulfillments: readonly WireFulfillment[],
): FulfillmentStatus {
  if (returnStatus === 'RETURNED') return 'returned'
  const allDelivered =
    fulfillments.length > 0 && fulfillments.every((one) => one.displayStatus === 'DELIVERED')
  if (fulfillment === 'FULFILLED') return allDelivered ? 'delivered' : 'fulfilled'
  if (fulfillment === 'FULFILLMENT_NOT_REQUIRED') return 'fulfilled'
  return fulfillment === 'PARTIALLY_FULFILLED' ? 'partially_fulfilled' : 'unfulfilled'
}

/** The shop's own words, as one. */
export function platformStatusOf(financial: string | null, fulfillment: string): string {
  return `${financial ?? 'null'}/${fulfillment}`.toLowerCase()
}

/** An unlisted product can be bought by its link alone, which is no public product: a draft, as unknown words are. */
export function productStatusOf(status: string): ProductStatus {
  if (status === 'ACTIVE') return 'active'
  return status === 'ARCHIVED' ? 'archived' : 'draft'
}
