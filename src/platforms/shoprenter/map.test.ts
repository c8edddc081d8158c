// The recorded order and customer as whole unified objects.
import { expect, test } from 'vitest'
import { customerSchema } from '../../model/customer.ts'
import { orderSchema } from '../../model/order.ts'
import recordedCustomer from './fixtures/customer.json' with { type: 'json' }
import recordedOrder from './fixtures/order.json' with { type: 'json' }
import { toCustomer, toOrder } from './map.ts'
import { meaningOf } from './statuses.ts'
import { customerWire } from './wire-customer.ts'
import { orderWithBuyerWire } from './wire-order.ts'

const PROCESSING = 'b3JkZXJTdGF0dXMtb3JkZXJfc3RhdHVzX2lkPTI='
const HUNGARY = 'Y291bnRyeS1jb3VudHJ5X2lkPTk3'
const GROUP = 'Y3VzdG9tZXJHcm91cC1jdXN0b21lcl9ncm91cF9pZD04'

const place = { zone: 'Europe/Budapest', country: 'HU', currency: 'HUF' }
const name = 'Feldolgozás alatt'
const status = { ...meaningOf([name], { override: undefined, isStorno: false }), id: PROCESSING, name }
const statuses = { loadedAt: 0, byId: new Map([[PROCESSING, status]]) }
const huf = (amount: string) => ({ amount, currency: 'HUF' })

test('the recorded order', () => {
  const address = {
    first_name: 'Anna',
    last_name: 'Kovács',
    name: 'Kovács Anna',
    line1: 'Minta utca 7.',
    city: 'Debrecen',
    region: null,
    postal_code: '4024',
    country: 'HU',
    phone: null,
    phone_raw: null,
  }
  const order = orderWithBuyerWire.parse(recordedOrder)
  const mapped = toOrder(order, order, { place, statuses, customerIds: new Map() })
  expect(orderSchema.parse(mapped)).toEqual({
    id: '1042',
    number: '1042',
    status: 'processing',
    payment_status: 'unpaid',
    fulfillment_status: 'unfulfilled',
    platform_status: 'Feldolgozás alatt',
    currency: 'HUF',
    totals: {
      subtotal: huf('4000.0000'),
      discount: huf('0'),
      shipping: huf('1490.0000'),
      tax: huf('1080.0000'),
      total: huf('6570.0000'),
      refunded: null,
      prices_include_tax: false,
    },
    customer: {
      id: '318',
      email: 'anna.kovacs@example.com',
      phone: '+36301112233',
      phone_raw: '+36301112233',
      name: 'Kovács Anna',
    },
    billing_address: { ...address, company: 'Minta Kft.', line2: null, tax_number: '12345678-2-09' },
    shipping_address: { ...address, company: null, line2: '2. em. 5.', tax_number: null },
    line_items: [
      {
        id: '2201',
        product_id: '2108',
        variant_id: null,
        sku: 'BOGRE-01-KEK',
        name: 'Kerámia bögre, kék',
        variant_name: null,
        quantity: 2,
        unit_price: huf('2000.0000'),
        discount: null,
        tax: huf('1080'),
        total: huf('4000.0000'),
      },
    ],
    discounts: [],
    shipping_lines: [{ title: 'Házhozszállítás futárral', total: huf('1490.0000') }],
    fulfillments: [],
    refunds: [],
    payment_method: 'Utánvét',
    note: 'Kérem, csengessenek.',
    cancel_reason: null,
    placed_at: '2026-03-04T09:15:30Z',
    updated_at: '2026-03-05T08:00:12Z',
    paid_at: null,
    cancelled_at: null,
    completed_at: null,
    platform_specific: {
      id: 'b3JkZXItb3JkZXJfaWQ9MTA0Mg==',
      status_mapped: true,
      amounts_converted: false,
      orderStatus: { id: PROCESSING, name: 'Feldolgozás alatt' },
      value: '1.00000000',
      invoiceId: null,
      invoicePrefix: null,
      paymentMethodCode: 'COD',
      paymentMethodTaxRate: '0.0000',
      paymentMethodAfter: true,
      shippingMethodExtension: 'WSESHIP',
      shippingMethodTaxRate: '27.0000',
      language: 'hu',
      coupon: null,
      orderTotals: [
        { type: 'SUB_TOTAL', key: null, value: '4000.0000' },
        { type: 'TAX', key: null, value: '1080.0000' },
        { type: 'SUB_TOTAL_WITH_TAX', key: null, value: '5080.0000' },
        { type: 'SHIPPING', key: null, value: '1490.0000' },
        { type: 'TOTAL', key: null, value: '6570.0000' },
      ],
      orderProducts: [
        {
          innerId: '2201',
          modelNumber: null,
          gtin: '5990000000012',
          taxRate: '27.0000',
          originalPrice: '2000.0000',
          grossPrice: '2540',
          originalGrossPrice: '2540',
        },
      ],
      orderProductAddons: [],
      externalInfo: null,
      shippingReceivingPointId: null,
      pickPackPontShopCode: null,
    },
  })
})

test('the recorded customer', () => {
  const customer = toCustomer(customerWire.parse(recordedCustomer), {
    place,
    countries: new Map([[HUNGARY, 'HU']]),
    groups: new Map([[GROUP, 'Alapértelmezett']]),
  })
  const address = {
    first_name: 'Anna',
    last_name: 'Kovács',
    name: 'Kovács Anna',
    company: 'Minta Kft.',
    line1: 'Minta utca 7.',
    line2: '2. em. 5.',
    city: 'Debrecen',
    region: null,
    postal_code: '4024',
    country: 'HU',
    phone: null,
    phone_raw: null,
    tax_number: '12345678-2-09',
  }
  expect(customerSchema.parse(customer)).toEqual({
    id: '318',
    email: 'anna.kovacs@example.com',
    phone: '+36301112233',
    phone_raw: '+36301112233',
    first_name: 'Anna',
    last_name: 'Kovács',
    name: 'Kovács Anna',
    company: 'Minta Kft.',
    default_address: address,
    addresses: [address],
    orders_count: null,
    total_spent: null,
    accepts_marketing: true,
    tags: [],
    created_at: '2025-11-20T17:13:04Z',
    updated_at: '2026-03-04T09:15:30Z',
    platform_specific: {
      id: 'Y3VzdG9tZXItY3VzdG9tZXJfaWQ9MzE4',
      status: true,
      approved: true,
      freeShipping: false,
      customerGroup: { id: GROUP, name: 'Alapértelmezett' },
      addressTypes: ['business'],
    },
  })
  expect(JSON.stringify(customer)).not.toContain('$2y$')
})
