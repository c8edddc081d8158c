// WooCommerce's status words and ours, in both directions.
import { absoluteDecimal, addDecimals, compareDecimals } from '../../model/money.ts'
import type { FulfillmentStatus, OrderStatus, PaymentStatus } from '../../model/order.ts'
import type { ProductStatus } from '../../model/product.ts'
import { toInstant } from './values.ts'
import type { WireOrder } from './wire.ts'

const BUILT_IN: Readonly<Record<string, OrderStatus>> = {
  pending: 'pending',
  'checkout-draft': 'pending',
  'on-hold': 'on_hold',
  processing: 'processing',
  completed: 'completed',
  cancelled: 'cancelled',
  trash: 'cancelled',
  refunded: 'refunded',
  failed: 'failed',
}

/** Orders with these are on single reads alone, never in a list. */
export const SINGLE_READS_ONLY: readonly string[] = ['trash', 'checkout-draft', 'auto-draft']

/** What a slug that WooCommerce does not have itself can become, by the order's dates. */
const CUSTOM_MEANS: readonly OrderStatus[] = ['pending', 'processing', 'completed']

/** True for a slug that a plugin brought. */
export function isCustomStatus(slug: string): boolean {
  return !Object.hasOwn(BUILT_IN, slug) && slug !== 'auto-draft'
}

/** The unified status of an order. */
export function orderStatusOf(order: WireOrder): OrderStatus {
  const known = Object.hasOwn(BUILT_IN, order.status ?? '') ? BUILT_IN[order.status ?? ''] : undefined
  if (known) return known
  if (toInstant(order.date_completed_gmt)) return 'completed'
  return toInstant(order.date_paid_gmt) ? 'processing' : 'pending'
}

/** The sum of an order's refunds, positive and exact; `refunds` of the order are negative. */
export function refundedSum(order: WireOrder): string {
  return addDecimals(...(order.refunds ?? []).map(({ total }) => absoluteDecimal(total)))
}

/** The unified payment status of an order. */
export function paymentStatusOf(order: WireOrder): PaymentStatus {
  const refunded = refundedSum(order)
  const total = order.total ?? '0'
  const wholly = compareDecimals(total, '0') > 0 && compareDecimals(refunded, total) >= 0
  if (wholly || order.status === 'refunded') return 'refunded'
  if (compareDecimals(refunded, '0') > 0) return 'partially_refunded'
  if (toInstant(order.date_paid_gmt)) return 'paid'
  return ['cancelled', 'failed'].includes(orderStatusOf(order)) ? 'voided' : 'unpaid'
}

/** The unified fulfilment status of an order. */
export function fulfillmentStatusOf(order: WireOrder): FulfillmentStatus {
  return toInstant(order.date_completed_gmt) ? 'fulfilled' : 'unfulfilled'
}

/** The unified words that an order of a WooCommerce shop can have at all. */
export const POSSIBLE_PAYMENT: readonly PaymentStatus[] = [
  'unpaid',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
]
/** As `POSSIBLE_PAYMENT`. */
export const POSSIBLE_FULFILLMENT: readonly FulfillmentStatus[] = ['unfulfilled', 'fulfilled']

/** The slugs that hold every order of the asked statuses, and whether they hold no other. */
export function slugsFor(
  statuses: readonly OrderStatus[],
  custom: readonly string[],
): { slugs: string[]; exact: boolean } {
  const builtIn = Object.entries(BUILT_IN)
    .filter(([slug, status]) => statuses.includes(status) && !SINGLE_READS_ONLY.includes(slug))
    .map(([slug]) => slug)
  const meant = CUSTOM_MEANS.filter((status) => statuses.includes(status))
  if (custom.length === 0 || meant.length === 0) return { slugs: builtIn, exact: true }
  return { slugs: [...builtIn, ...custom], exact: meant.length === CUSTOM_MEANS.length }
}

/** The unified status of a product. */
export function productStatusOf(status: string | null | undefined): ProductStatus {
  if (status === 'publish') return 'active'
  return ['draft', 'pending', 'private', 'future'].includes(status ?? '') ? 'draft' : 'archived'
}
