// An order as Shopify sends one, against a whole unified order written out by hand.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type UnifiedOrder, orderSchema as unifiedSchema } from '../../model/order.ts'
import { toOrder } from './map-order.ts'
import { IMPERSONAL_ORDER_KEYS } from './order-specifics.ts'
import { orderSchema, type WireOrder } from './order-wire.ts'

const STORE = { id: 'a', country: 'HU', currency: 'HUF' }
const fixture = (name: string): WireOrder =>
  orderSchema.parse(JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8')))
const huf = (amount: string) => ({ amount, currency: 'HUF' })

const ADDRESS = {
  first_name: 'Ferenc',
  last_name: 'Őri',
  name: 'Őri Ferenc',
  company: 'Őri és Társa Kft.',
  line1: 'Tükörfúró sor 70.',
  line2: null,
  city: 'Budapest',
  region: null,
  postal_code: '1137',
  country: 'HU',
  phone: '+36709175557',
  phone_raw: '+36709175557',
  tax_number: null,
}

const ORDER: UnifiedOrder = {
  id: '5000000001884',
  number: '#1884',
  status: 'refunded',
  payment_status: 'refunded',
  fulfillment_status: 'returned',
  platform_status: 'refunded/fulfilled',
  currency: 'HUF',
  totals: {
    subtotal: huf('124714.0'),
    discount: huf('21069.3'),
    shipping: huf('2146.3'),
    tax: huf('25839.0'),
    total: huf('121539.0'),
    refunded: huf('121539.0'),
    prices_include_tax: true,
  },
  customer: {
    id: '7000000000164',
    email: 'ori.ferenc164@example.hu',
    phone: '+36709175557',
    phone_raw: '06 70 917 5557',
    name: 'Őri Ferenc',
  },
  billing_address: ADDRESS,
  shipping_address: { ...ADDRESS, line2: '2. em. 14.', region: 'Pest', phone: null, phone_raw: null },
  line_items: [
    {
      id: '14000000018840',
      product_id: '8000000000373',
      variant_id: '44000000000373',
      sku: 'SKU-0373',
      name: 'Tűzpiros bögre Alfa',
      variant_name: null,
      quantity: 1,
      unit_price: huf('33655.0'),
      discount: huf('5048.25'),
      tax: huf('6081.75'),
      total: huf('28606.75'),
    },
    {
      id: '14000000018841',
      product_id: null,
      variant_id: null,
      sku: 'SKU-0030',
      name: 'Prémium jegyzetfüzet Béta',
      variant_name: 'Kék / L',
      quantity: 3,
      unit_price: huf('30353.0'),
      discount: huf('13658.85'),
      tax: huf('16455.15'),
      total: huf('77400.15'),
    },
  ],
  discounts: [{ code: 'TIZ', amount: huf('18707.10') }],
  shipping_lines: [{ title: 'MPL házhoz szállítás', total: huf('2146.3') }],
  fulfillments: [
    {
      status: 'delivered',
      carrier: 'GLS',
      tracking_number: 'HU1',
      tracking_url: 'https://tracking.example/HU1',
      shipped_at: '2026-07-16T00:49:51Z',
      delivered_at: '2026-07-17T00:49:51Z',
    },
    {
      status: 'delivered',
      carrier: null,
      tracking_number: 'HU2',
      tracking_url: null,
      shipped_at: '2026-07-16T00:49:51Z',
      delivered_at: '2026-07-17T00:49:51Z',
    },
    {
      status: 'cancelled',
      carrier: null,
      tracking_number: null,
      tracking_url: null,
      shipped_at: '2026-07-17T08:00:00Z',
      delivered_at: null,
    },
  ],
  refunds: [
    {
      id: '900000001884',
      amount: huf('121539.0'),
      reason: 'Visszaküldve',
      created_at: '2026-07-18T04:49:51Z',
    },
  ],
  payment_method: 'Utánvét',
  note: 'A portán is leadható.',
  cancel_reason: null,
  placed_at: '2026-07-15T04:49:51Z',
  updated_at: '2026-07-18T04:49:51Z',
  paid_at: '2026-07-15T06:30:00Z',
  cancelled_at: null,
  completed_at: null,
  platform_specific: {
    number: 1884,
    confirmationNumber: 'CQQQQQ1GC',
    poNumber: 'PO-77',
    processedAt: '2026-07-15T04:49:51Z',
    closedAt: '2026-07-18T22:00:00.000Z',
    closed: true,
    confirmed: true,
    edited: false,
    test: false,
    sourceName: 'web',
    customerLocale: 'hu',
    tags: ['kupon'],
    customAttributes: [
      { key: 'Kapucsengő', value: '12' },
      { key: 'ajándék', value: null },
    ],
    displayFinancialStatus: 'REFUNDED',
    displayFulfillmentStatus: 'FULFILLED',
    returnStatus: 'RETURNED',
    paymentGatewayNames: ['Utánvét'],
    discountApplications: [{ code: 'TIZ', title: null }],
    currentTotalPrice: { amount: '0.0', currencyCode: 'HUF' },
    totalOutstanding: { amount: '0.0', currencyCode: 'HUF' },
    presentment: null,
  },
}

describe('a whole order', () => {
  test('is mapped whole', () => {
    const order = toOrder(fixture('order'), STORE)
    expect(order).toEqual(ORDER)
    expect(unifiedSchema.parse(order)).toEqual(order)
  })

  test('says of itself only what it knows when lines were cut off', () => {
    const wire = fixture('order')
    const lines = wire.lineItems
    const cut = { ...wire, lineItems: lines && { ...lines, pageInfo: { hasNextPage: true, endCursor: 'x' } } }
    const order = toOrder(cut, STORE)
    expect(order.totals).toEqual({ ...ORDER.totals, subtotal: null })
    expect(order.discounts).toEqual([{ code: 'TIZ', amount: null }])
  })

  test('is closed and paid: it is completed when it was closed', () => {
    const wire = { ...fixture('order'), displayFinancialStatus: 'PAID', returnStatus: 'NO_RETURN' }
    expect(toOrder(wire, STORE)).toMatchObject({
      status: 'completed',
      fulfillment_status: 'fulfilled',
      completed_at: '2026-07-18T22:00:00.000Z',
    })
  })
})

test('the phone of an order is the customer’s where it has none of its own', () => {
  const wire = { ...fixture('order'), phone: null }
  expect(toOrder(wire, STORE).customer).toMatchObject({ phone: '+36709175557', phone_raw: '+36709175557' })
})

test('the keys that are said to be impersonal are there, and hold nothing of the buyer’s', () => {
  const { platform_specific: specific } = toOrder(fixture('order'), STORE)
  const kept = IMPERSONAL_ORDER_KEYS.map((key) => specific[key])
  expect(kept.every((value) => value !== undefined)).toBe(true)
  expect(JSON.stringify(kept)).not.toMatch(/Őri|Ferenc|example\.hu|36709175557|Kapucsengő|PO-77|kupon/)
})
