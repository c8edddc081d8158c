// A guest's order in another currency, against a whole unified order written out by hand.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type UnifiedOrder, orderSchema as unifiedSchema } from '../../model/order.ts'
import { toOrder } from './map-order.ts'
import { orderSchema, type WireOrder } from './order-wire.ts'

const STORE = { id: 'a', country: 'HU', currency: 'HUF' }
const wire = orderSchema.parse(
  JSON.parse(readFileSync(new URL('./fixtures/order-guest.json', import.meta.url), 'utf8')),
)
const huf = (amount: string) => ({ amount, currency: 'HUF' })

const JAPAN = {
  first_name: '太郎',
  last_name: '山田',
  name: '山田 太郎',
  company: null,
  line1: '1-2-3 Ginza',
  line2: null,
  city: 'Tokyo',
  region: null,
  postal_code: '104-0061',
  country: 'JP',
  phone: '+819012347919',
  phone_raw: '+819012347919',
  tax_number: null,
}

const GUEST: UnifiedOrder = {
  id: '5000000009009',
  number: '#9009',
  status: 'processing',
  payment_status: 'partially_paid',
  fulfillment_status: 'unfulfilled',
  platform_status: 'partially_paid/unfulfilled',
  currency: 'HUF',
  totals: {
    subtotal: huf('1000.04'),
    discount: huf('1100.01'),
    shipping: huf('3000.0'),
    tax: huf('1053.0'),
    total: huf('4953.03'),
    refunded: huf('0.0'),
    prices_include_tax: false,
  },
  customer: { id: null, email: '1@example.com', phone: null, phone_raw: null, name: '山田 太郎' },
  billing_address: JAPAN,
  shipping_address: JAPAN,
  line_items: [
    {
      id: '14000009009000',
      product_id: null,
      variant_id: null,
      sku: null,
      name: 'Egyedi munka',
      variant_name: null,
      quantity: 3,
      unit_price: huf('333.33'),
      discount: huf('100.00'),
      tax: huf('243.00'),
      total: huf('899.99'),
    },
    {
      id: '14000009009001',
      product_id: null,
      variant_id: null,
      sku: null,
      name: 'Egyedi munka',
      variant_name: 'Kék',
      quantity: 1,
      unit_price: huf('0.05'),
      discount: huf('0.01'),
      tax: huf('0.00'),
      total: huf('0.04'),
    },
  ],
  discounts: [{ code: null, amount: huf('1100.01') }],
  shipping_lines: [{ title: 'DHL', total: huf('3000.0') }],
  fulfillments: [],
  refunds: [],
  payment_method: 'shopify_payments',
  note: null,
  cancel_reason: null,
  placed_at: '2026-10-31T01:00:00Z',
  updated_at: '2026-10-31T01:00:00Z',
  paid_at: null,
  cancelled_at: null,
  completed_at: null,
  platform_specific: {
    number: 9009,
    confirmationNumber: 'CQQQQQ6Y9',
    poNumber: null,
    processedAt: '2026-10-31T01:00:00Z',
    closedAt: null,
    closed: false,
    confirmed: true,
    edited: false,
    test: false,
    sourceName: 'web',
    customerLocale: 'hu',
    tags: [],
    customAttributes: [],
    displayFinancialStatus: 'PARTIALLY_PAID',
    displayFulfillmentStatus: 'UNFULFILLED',
    returnStatus: 'NO_RETURN',
    paymentGatewayNames: ['shopify_payments'],
    discountApplications: [{ code: null, title: 'Őszi kedvezmény' }],
    currentTotalPrice: { amount: '4953.03', currencyCode: 'HUF' },
    totalOutstanding: { amount: '0.0', currencyCode: 'HUF' },
    presentment: {
      currencyCode: 'EUR',
      totalPrice: '12.38',
      totalDiscounts: '2.75',
      totalShippingPrice: '7.5',
      totalTax: '2.63',
      totalRefunded: '0.0',
    },
  },
}

test('is mapped whole', () => {
  const order = toOrder(wire, STORE)
  expect(order).toEqual(GUEST)
  expect(unifiedSchema.parse(order)).toEqual(order)
})

test('with the least that Shopify may send is still an order', () => {
  const bare: WireOrder = {
    ...wire,
    email: null,
    billingAddress: null,
    shippingAddress: null,
    shippingLine: null,
    displayFinancialStatus: null,
    paymentGatewayNames: [],
    totalTaxSet: null,
    discountCodes: ['INGYEN'],
  }
  const order = toOrder(
    { ...bare, lineItems: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } },
    STORE,
  )
  expect(unifiedSchema.parse(order)).toMatchObject({
    status: 'pending',
    payment_status: 'unknown',
    platform_status: 'null/unfulfilled',
    customer: null,
    billing_address: null,
    payment_method: null,
    discounts: [{ code: 'INGYEN', amount: null }],
    totals: { tax: null },
  })
})
