// What is left of an order when the merchant switched customers off.
import type { UnifiedOrder } from './order.ts'

/**
 * The order without anything that says who the buyer is: no customer, addresses, note or free text, and of
 * `platform_specific` only the keys that the platform declares to be about the order and never about a person.
 */
export function withoutCustomer(order: UnifiedOrder, impersonalKeys: readonly string[]): UnifiedOrder {
  return {
    ...order,
    customer: null,
    billing_address: null,
    shipping_address: null,
    note: null,
    refunds: order.refunds.map((refund) => ({ ...refund, reason: null })),
    platform_specific: Object.fromEntries(
      Object.entries(order.platform_specific).filter(([key]) => impersonalKeys.includes(key)),
    ),
  }
}
