// An order as an adapter gives it, for tests that are about a part of one.
import type { UnifiedOrder } from '../../src/model/order.ts'

/** An order of one thing, placed and paid, with these parts changed. */
export function testOrder(changes: Partial<UnifiedOrder> = {}): UnifiedOrder {
  const total = { amount: '12990.00', currency: 'HUF' }
  return {
    id: '1001',
    number: '#1001',
    status: 'processing',
    payment_status: 'paid',
    fulfillment_status: 'unfulfilled',
    platform_status: null,
    currency: 'HUF',
    totals: {
      subtotal: null,
      discount: null,
      shipping: null,
      tax: null,
      total,
      refunded: null,
      prices_include_tax: true,
    },
    customer: null,
    billing_address: null,
    shipping_address: null,
    line_items: [],
    discounts: [],
    shipping_lines: [],
    fulfillments: [],
    refunds: [],
    payment_method: null,
    note: null,
    cancel_reason: null,
    placed_at: '2026-11-20T12:00:00.000Z',
    updated_at: null,
    paid_at: null,
    cancelled_at: null,
    completed_at: null,
    platform_specific: {},
    ...changes,
  }
}
