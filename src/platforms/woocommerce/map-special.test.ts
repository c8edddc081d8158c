// Recorded orders with something odd in them, and a recorded customer, as unified ones, whole.
import { expect, it } from 'vitest'
import { customerSchema, type UnifiedCustomer } from '../../model/customer.ts'
import { orderSchema, type UnifiedOrder } from '../../model/order.ts'
import customer from './fixtures/customer.json' with { type: 'json' }
import deletedProduct from './fixtures/order-deleted-product.json' with { type: 'json' }
import pickupPoint from './fixtures/order-eur-pickup-point.json' with { type: 'json' }
import feeGuest from './fixtures/order-fee-guest.json' with { type: 'json' }
import { toCustomer, toOrder } from './map.ts'
import { customerWire, orderWire } from './wire.ts'

const context = { storeCountry: 'HU', includeCustomer: true }
const map = (recorded: unknown, includeCustomer = true): UnifiedOrder =>
  orderSchema.parse(toOrder(orderWire.parse(recorded), { ...context, includeCustomer }))
const eur = (amount: string) => ({ amount, currency: 'EUR' })
const huf = (amount: string) => ({ amount, currency: 'HUF' })

it('an order in euros, to a pickup point, not paid', () => {
  const address = {
    first_name: 'Béla',
    last_name: 'Tóth',
    name: 'Tóth Béla',
    company: null,
    line2: null,
    region: null,
    country: 'HU',
    tax_number: null,
  }
  const expected: UnifiedOrder = {
    id: '1491',
    number: '1491',
    status: 'on_hold',
    payment_status: 'unpaid',
    fulfillment_status: 'unfulfilled',
    platform_status: 'on-hold',
    currency: 'EUR',
    totals: {
      subtotal: eur('73290.00'),
      discount: eur('0.00'),
      shipping: eur('990.00'),
      tax: eur('20055.60'),
      total: eur('94335.60'),
      refunded: eur('0.00'),
      prices_include_tax: false,
    },
    customer: {
      id: '109',
      email: 'toth.bela106@example.com',
      phone: '+36301003922',
      phone_raw: '30/1003922',
      name: 'Tóth Béla',
    },
    billing_address: {
      ...address,
      line1: 'Szent István tér 106/B. II. em. 4.',
      city: 'Hódmezővásárhely',
      postal_code: '1742',
      phone: '+36301003922',
      phone_raw: '30/1003922',
    },
    shipping_address: {
      ...address,
      line1: 'Király utca 106',
      city: 'Pécs',
      postal_code: '7621',
      phone: null,
      phone_raw: null,
    },
    line_items: [
      {
        id: '65',
        product_id: '442',
        variant_id: null,
        sku: 'SKU-0423',
        name: 'Hűsítő szék #423',
        variant_name: null,
        quantity: 1,
        unit_price: eur('73290.00'),
        discount: eur('0.00'),
        tax: eur('19788.30'),
        total: eur('73290.00'),
      },
    ],
    discounts: [],
    shipping_lines: [{ title: 'FOXPOST csomagautomata', total: eur('990.00') }],
    fulfillments: [],
    refunds: [],
    payment_method: null,
    note: null,
    cancel_reason: null,
    placed_at: '2024-01-15T13:09:08Z',
    updated_at: '2024-02-01T04:56:17Z',
    paid_at: null,
    cancelled_at: null,
    completed_at: null,
    platform_specific: {
      prices_include_tax: false,
      created_via: 'admin',
      payment_method: null,
      transaction_id: null,
      parent_id: 0,
      discount_tax: '0.00',
      shipping_tax: '267.30',
      cart_tax: '19788.30',
      tax_lines: [
        {
          rate_code: 'HU-ÁFA 27%-1',
          label: 'ÁFA 27%',
          rate_percent: 27,
          tax_total: '19788.30',
          shipping_tax_total: '267.30',
        },
      ],
      fee_lines: [],
      shipping_lines: [
        {
          method_id: 'foxpost',
          total_tax: '267.30',
          meta_data: [{ key: 'pickup_point', value: 'FOX-15' }],
        },
      ],
      meta_data: [{ key: '_szamlaszam', value: 'SZ-2026/15' }],
      needs_payment: false,
      needs_processing: true,
    },
  }
  expect(map(pickupPoint)).toEqual(expected)
})

it('without the buyer nothing of a person is left, and the money is', () => {
  const order = map(pickupPoint, false)
  expect(order).toMatchObject({
    customer: null,
    billing_address: null,
    shipping_address: null,
    note: null,
    totals: { total: eur('94335.60') },
  })
  expect(JSON.stringify(order)).not.toMatch(/Tóth|Béla|example\.com|1003922|FOX-15|Hódmező/)
})

it('a line whose product was deleted keeps its name and has no product', () => {
  const order = map(deletedProduct)
  expect([order.status, order.payment_status]).toEqual(['failed', 'voided'])
  expect(order.line_items[1]).toEqual({
    id: '151',
    product_id: null,
    variant_id: null,
    sku: null,
    name: 'Törölt termék',
    variant_name: null,
    quantity: 2,
    unit_price: huf('4990.00'),
    discount: huf('0.00'),
    tax: huf('2694.60'),
    total: huf('9980.00'),
  })
  expect(order.customer).toEqual({
    id: '235',
    email: 'kovacs.x232@example.hu',
    phone: '+36201008584',
    phone_raw: '0036-20-100-8584',
    name: 'Kovács 小明',
  })
})

it('a fee is told beside the lines, and a foreign number stays foreign', () => {
  const order = map(feeGuest)
  expect(order.platform_specific['fee_lines']).toEqual([
    { name: 'Utánvét díja', total: '490.00', total_tax: '132.30' },
  ])
  expect(order.customer).toMatchObject({ id: null, phone: '+442079460508', name: 'Horváth Żaneta' })
  expect(order.totals.subtotal).toEqual(huf('388040.00'))
})

it('a customer with a company’s tax number', () => {
  const address = {
    first_name: 'Mária Magdolna',
    last_name: 'Müller',
    name: 'Müller Mária Magdolna',
    company: null,
    line2: null,
    region: null,
    country: 'HU',
  }
  const billing = {
    ...address,
    line1: 'Szent István tér 12/B. II. em. 4.',
    city: 'Budapest',
    postal_code: '1084',
    phone: '+36201000444',
    phone_raw: '0036-20-100-0444',
    tax_number: 'HU10000012',
  }
  const expected: UnifiedCustomer = {
    id: '15',
    email: 'muller.mariamagdolna12@example.hu',
    phone: '+36201000444',
    phone_raw: '0036-20-100-0444',
    first_name: 'Mária Magdolna',
    last_name: 'Müller',
    name: 'Müller Mária Magdolna',
    company: null,
    default_address: billing,
    addresses: [
      billing,
      {
        ...address,
        line1: 'Király utca 12',
        city: 'Pécs',
        postal_code: '7621',
        phone: '+36209998877',
        phone_raw: '+36209998877',
        tax_number: null,
      },
    ],
    orders_count: null,
    total_spent: null,
    accepts_marketing: null,
    tags: [],
    created_at: '2026-11-23T20:22:34Z',
    updated_at: '2026-11-23T20:23:03Z',
    platform_specific: {
      role: 'customer',
      username: 'vevo12',
      billing_email: 'muller.mariamagdolna12@example.hu',
      is_paying_customer: true,
      avatar_url:
        'https://secure.gravatar.com/avatar/8e0fff94619796a25858b325a8e7970838828ca34fb9189c1429fb7f79000f3a?s=96&d=mm&r=g',
      meta_data: [{ key: 'billing_vat_number', value: 'HU10000012' }],
    },
  }
  expect(customerSchema.parse(toCustomer(customerWire.parse(customer), context))).toEqual(expected)
})
