// With customers switched off nothing of an order says who the buyer is.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Address } from './address.ts'
import { orderSchema, type UnifiedOrder } from './order.ts'
import { withoutCustomer } from './redact.ts'

const CANARY = 'KANARI'

const address: Address = {
  first_name: CANARY,
  last_name: CANARY,
  name: CANARY,
  company: CANARY,
  line1: CANARY,
  line2: CANARY,
  city: CANARY,
  region: CANARY,
  postal_code: CANARY,
  country: 'HU',
  phone: CANARY,
  phone_raw: CANARY,
  tax_number: CANARY,
}
const huf = (amount: string) => ({ amount, currency: 'HUF' })

/** An order with the canary in every place that is about the buyer. */
const order: UnifiedOrder = {
  id: '1001',
  number: '#1001',
  status: 'processing',
  payment_status: 'paid',
  fulfillment_status: 'unfulfilled',
  platform_status: 'processing',
  currency: 'HUF',
  totals: {
    subtotal: huf('1000'),
    discount: huf('0'),
    shipping: huf('500'),
    tax: huf('405'),
    total: huf('1905'),
    refunded: huf('100'),
    prices_include_tax: false,
  },
  customer: { id: CANARY, email: CANARY, phone: CANARY, phone_raw: CANARY, name: CANARY },
  billing_address: address,
  shipping_address: address,
  line_items: [
    {
      id: '1',
      product_id: '5',
      variant_id: null,
      sku: 'SKU-1',
      name: 'Bögre',
      variant_name: null,
      quantity: 1,
      unit_price: huf('1000'),
      discount: null,
      tax: huf('270'),
      total: huf('1000'),
    },
  ],
  discounts: [{ code: 'TIZ', amount: huf('0') }],
  shipping_lines: [{ title: 'GLS', total: huf('500') }],
  fulfillments: [],
  refunds: [{ id: '9', amount: huf('100'), reason: CANARY, created_at: '2026-01-03T00:00:00Z' }],
  payment_method: 'Bankkártya',
  note: CANARY,
  cancel_reason: null,
  placed_at: '2026-01-02T00:00:00Z',
  updated_at: '2026-01-03T00:00:00Z',
  paid_at: null,
  cancelled_at: null,
  completed_at: null,
  platform_specific: {
    customer_note: CANARY,
    prices_include_tax: true,
    meta: { buyer: CANARY },
    channel: 'web',
  },
}

describe('withoutCustomer', () => {
  it('leaves the order and takes the buyer', () => {
    const cut = withoutCustomer(order, ['prices_include_tax', 'channel'])
    expect(JSON.stringify(order)).toContain(CANARY)
    expect(JSON.stringify(cut)).not.toContain(CANARY)
    expect(orderSchema.parse(cut)).toEqual({
      ...order,
      customer: null,
      billing_address: null,
      shipping_address: null,
      note: null,
      refunds: [{ id: '9', amount: huf('100'), reason: null, created_at: '2026-01-03T00:00:00Z' }],
      platform_specific: { prices_include_tax: true, channel: 'web' },
    })
  })

  it('changes nothing of the order it was given', () => {
    const before = structuredClone(order)
    withoutCustomer(order, [])
    expect(order).toEqual(before)
  })

  it('keeps exactly the keys of platform_specific that are declared', () => {
    const keys = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'toString')
    fc.assert(
      fc.property(
        fc.dictionary(keys, fc.string(), { noNullPrototype: true }),
        fc.array(keys),
        (own, declared) => {
          const cut = withoutCustomer({ ...order, platform_specific: own }, declared)
          const kept = Object.keys(own).filter((key) => declared.some((name) => name === key))
          expect(Object.keys(cut.platform_specific)).toEqual(kept)
        },
      ),
    )
  })
})
