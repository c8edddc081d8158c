// Recorded orders as unified ones, whole.
import { describe, expect, it } from 'vitest'
import { orderSchema, type UnifiedOrder } from '../../model/order.ts'
import partialRefund from './fixtures/order-partial-refund.json' with { type: 'json' }
import refunded from './fixtures/order-refunded.json' with { type: 'json' }
import trashed from './fixtures/order-trashed.json' with { type: 'json' }
import variationLine from './fixtures/order-variation-line.json' with { type: 'json' }
import { toOrder } from './map.ts'
import { orderWire } from './wire.ts'

const huf = (amount: string) => ({ amount, currency: 'HUF' })
const map = (recorded: unknown): UnifiedOrder => {
  const order = toOrder(orderWire.parse(recorded), { storeCountry: 'HU', includeCustomer: true })
  return orderSchema.parse(order)
}

describe('a guest’s order that was refunded in parts', () => {
  it('is mapped whole', () => {
    const expected: UnifiedOrder = {
      id: '1630',
      number: '1630',
      status: 'completed',
      payment_status: 'partially_refunded',
      fulfillment_status: 'fulfilled',
      platform_status: 'completed',
      currency: 'HUF',
      totals: {
        subtotal: huf('66880.00'),
        discount: huf('0.00'),
        shipping: huf('0.00'),
        tax: huf('18057.60'),
        total: huf('84937.60'),
        refunded: huf('56729.30'),
        prices_include_tax: false,
      },
      customer: {
        id: null,
        email: 'vendeg50@example.hu',
        phone: '+36301023680',
        phone_raw: '06 30 102 3680',
        name: 'Kovács José',
      },
      billing_address: {
        first_name: 'José',
        last_name: 'Kovács',
        name: 'Kovács José',
        company: null,
        line1: 'Kárász utca 140',
        line2: null,
        city: 'Szeged',
        region: null,
        postal_code: '6720',
        country: 'HU',
        phone: '+36301023680',
        phone_raw: '06 30 102 3680',
        tax_number: null,
      },
      shipping_address: null,
      line_items: [
        {
          id: '648',
          product_id: '539',
          variant_id: null,
          sku: 'SKU-0520',
          name: 'Prémium szék #520',
          variant_name: null,
          quantity: 1,
          unit_price: huf('44590.00'),
          discount: huf('0.00'),
          tax: huf('12039.30'),
          total: huf('44590.00'),
        },
        {
          id: '649',
          product_id: '702',
          variant_id: null,
          sku: 'SKU-0683',
          name: 'Óriás üveggyöngy #683',
          variant_name: null,
          quantity: 1,
          unit_price: huf('22290.00'),
          discount: huf('0.00'),
          tax: huf('6018.30'),
          total: huf('22290.00'),
        },
      ],
      discounts: [],
      shipping_lines: [],
      fulfillments: [],
      refunds: [
        { id: '1631', amount: huf('56629.30'), reason: 'Hibás termék', created_at: null },
        { id: '1632', amount: huf('100.00'), reason: null, created_at: null },
      ],
      payment_method: 'Utánvét',
      note: 'Kérem, csengessen!\nA kapukód: 12#140',
      cancel_reason: null,
      placed_at: '2024-04-12T04:55:17Z',
      updated_at: '2024-04-21T14:28:07Z',
      paid_at: '2026-11-23T20:23:01Z',
      cancelled_at: null,
      completed_at: '2026-11-23T20:23:01Z',
      platform_specific: {
        prices_include_tax: false,
        created_via: 'checkout',
        payment_method: 'cod',
        transaction_id: null,
        parent_id: 0,
        discount_tax: '0.00',
        shipping_tax: '0.00',
        cart_tax: '18057.60',
        tax_lines: [
          {
            rate_code: 'HU-ÁFA 27%-1',
            label: 'ÁFA 27%',
            rate_percent: 27,
            tax_total: '18057.60',
            shipping_tax_total: '0.00',
          },
        ],
        fee_lines: [],
        shipping_lines: [],
        meta_data: [
          { key: '_szamlaszam', value: 'SZ-2026/140' },
          { key: 'megjegyzes_belso', value: 'ÁRVÍZTŰRŐ' },
        ],
        needs_payment: false,
        needs_processing: true,
      },
    }
    expect(map(partialRefund)).toEqual(expected)
  })
})

describe('a cancelled order with a line of a variation', () => {
  it('is mapped whole', () => {
    const line = (
      id: string,
      product: string,
      sku: string,
      name: string,
      [quantity, unit, tax, total]: [number, string, string, string],
    ) => ({
      id,
      product_id: product,
      variant_id: null,
      sku,
      name,
      variant_name: null,
      quantity,
      unit_price: huf(unit),
      discount: huf('0.00'),
      tax: huf(tax),
      total: huf(total),
    })
    const expected: UnifiedOrder = {
      id: '1482',
      number: '1482',
      status: 'cancelled',
      payment_status: 'voided',
      fulfillment_status: 'unfulfilled',
      platform_status: 'cancelled',
      currency: 'HUF',
      totals: {
        subtotal: huf('203130.00'),
        discount: huf('0.00'),
        shipping: huf('0.00'),
        tax: huf('54845.10'),
        total: huf('257975.10'),
        refunded: huf('0.00'),
        prices_include_tax: false,
      },
      customer: {
        id: '46',
        email: 'vonderbruggen.csilla43@example.hu',
        phone: '+36701001591',
        phone_raw: '(06 70) 100-1591',
        name: 'von der Brüggen Csilla',
      },
      billing_address: {
        first_name: 'Csilla',
        last_name: 'von der Brüggen',
        name: 'von der Brüggen Csilla',
        company: null,
        line1: 'Szent István tér 43/B. II. em. 4.',
        line2: null,
        city: 'Győr',
        region: null,
        postal_code: '1301',
        country: 'HU',
        phone: '+36701001591',
        phone_raw: '(06 70) 100-1591',
        tax_number: null,
      },
      shipping_address: {
        first_name: 'Csilla',
        last_name: 'von der Brüggen',
        name: 'von der Brüggen Csilla',
        company: null,
        line1: 'Király utca 43',
        line2: null,
        city: 'Pécs',
        region: null,
        postal_code: '7621',
        country: 'HU',
        phone: null,
        phone_raw: null,
        tax_number: null,
      },
      line_items: [
        {
          ...line('19', '1167', 'SKU-0782-piros-S', 'Prémium méz #782', [
            2,
            '24090.00',
            '13008.60',
            '48180.00',
          ]),
          variant_id: '1168',
          variant_name: 'Piros, S',
        },
        line('20', '158', 'SKU-0139', 'Mini bögre #139', [3, '12690.00', '10278.90', '38070.00']),
        line('21', '23', 'SKU-0004', 'Prémium méz #4', [1, '63190.00', '17061.30', '63190.00']),
        line('22', '529', 'SKU-0510', 'Kék tea #510', [1, '53690.00', '14496.30', '53690.00']),
      ],
      discounts: [],
      shipping_lines: [{ title: 'Személyes átvétel', total: huf('0.00') }],
      fulfillments: [],
      refunds: [],
      payment_method: 'Barion bankkártya',
      note: null,
      cancel_reason: null,
      placed_at: '2024-01-09T05:17:50Z',
      updated_at: '2024-01-25T01:17:08Z',
      paid_at: null,
      cancelled_at: null,
      completed_at: null,
      platform_specific: {
        prices_include_tax: false,
        created_via: 'admin',
        payment_method: 'barion',
        transaction_id: 'BAR-1679091c5a880faf6fb5e6087eb1b2dc',
        parent_id: 0,
        discount_tax: '0.00',
        shipping_tax: '0.00',
        cart_tax: '54845.10',
        tax_lines: [
          {
            rate_code: 'HU-ÁFA 27%-1',
            label: 'ÁFA 27%',
            rate_percent: 27,
            tax_total: '54845.10',
            shipping_tax_total: '0.00',
          },
        ],
        fee_lines: [],
        shipping_lines: [{ method_id: 'local_pickup', total_tax: '0.00', meta_data: [] }],
        meta_data: [],
        needs_payment: false,
        needs_processing: true,
      },
    }
    expect(map(variationLine)).toEqual(expected)
  })
})

describe('what becomes of the money given back', () => {
  it('all of it: refunded, though the order was completed', () => {
    const order = map(refunded)
    expect([order.status, order.payment_status, order.fulfillment_status]).toEqual([
      'refunded',
      'refunded',
      'fulfilled',
    ])
    expect(order.totals).toMatchObject({ total: huf('48554.64'), refunded: huf('48554.64') })
  })

  it('an order in the trash is cancelled, and was paid', () => {
    const order = map(trashed)
    expect([order.status, order.platform_status, order.payment_status]).toEqual([
      'cancelled',
      'trash',
      'paid',
    ])
  })
})

describe('nothing secret and nothing of a browser is handed on', () => {
  it('of the recorded orders', () => {
    for (const recorded of [partialRefund, refunded, trashed, variationLine]) {
      const text = JSON.stringify(map(recorded))
      expect(text).not.toContain(recorded.order_key)
      expect(text).not.toContain(recorded.customer_ip_address)
      expect(text).not.toContain('order-pay')
    }
  })
})
