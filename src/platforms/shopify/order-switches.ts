// Which parts of an order a read asks the shop for.
import type { OrderFilter } from '../../model/filter.ts'
import type { ReadOptions } from '../platform.ts'
import type { Variables } from './client.ts'
import { wants } from './selection.ts'

/** How many lines come with each order of a list; longer orders are completed by calls of their own. */
export const LIST_LINES = 20
export const SINGLE_LINES = 100

/**
 * The switches of the order documents. With customers switched off, nothing is asked that says who the buyer
 * is, whatever was selected.
 */
export function orderSwitches(options: ReadOptions, filter: OrderFilter, lineCount: number): Variables {
  const { fields, includeCustomer } = options
  const extras = wants(fields, 'platform_specific')
  const byBuyer = [filter.email, filter.phone, filter.customer_id].some((value) => value !== undefined)
  const addresses = wants(fields, 'customer.name', 'customer.phone', 'billing_address', 'shipping_address')
  const discounts = wants(fields, 'discounts') || extras
  return {
    lineCount,
    extras,
    totals: wants(fields, 'totals') || extras,
    buyer: includeCustomer && (byBuyer || extras || wants(fields, 'customer', 'note')),
    // The buyer's own number is read in the country of the address.
    addresses: includeCustomer && (addresses || filter.phone !== undefined),
    shipping: wants(fields, 'shipping_lines') || discounts,
    lines: wants(fields, 'line_items', 'totals.subtotal') || discounts,
    fulfillments:
      wants(fields, 'fulfillments', 'fulfillment_status') || filter.fulfillment_status !== undefined,
    refunds: wants(fields, 'refunds'),
    reasons: includeCustomer,
    payments: wants(fields, 'paid_at'),
  }
}
