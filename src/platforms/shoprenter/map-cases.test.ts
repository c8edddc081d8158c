// What the hard cases change in an order and in a customer: guests, currencies, discounts, old data, empties.
import { describe, expect, test } from 'vitest'
import { orderSchema } from '../../model/order.ts'
import recordedCustomer from './fixtures/customer.json' with { type: 'json' }
import recordedOrder from './fixtures/order.json' with { type: 'json' }
import { toCustomer, toOrder } from './map.ts'
import { IMPERSONAL_ORDER_KEYS } from './order-details.ts'
import type { StatusTable } from './reference.ts'
import { meaningOf } from './statuses.ts'
import { customerWire } from './wire-customer.ts'
import { orderWire, orderWithBuyerWire } from './wire-order.ts'

const PROCESSING = 'b3JkZXJTdGF0dXMtb3JkZXJfc3RhdHVzX2lkPTI='
const HUNGARY = 'Y291bnRyeS1jb3VudHJ5X2lkPTk3'

const place = { zone: 'Europe/Budapest', country: 'HU', currency: 'HUF' }
const name = 'Feldolgozás alatt'
const statuses: StatusTable = {
  loadedAt: 0,
  byId: new Map([
    [PROCESSING, { ...meaningOf([name], { override: undefined, isStorno: false }), id: PROCESSING, name }],
  ]),
}
const reference = { place, statuses, customerIds: new Map<string, string>() }
const huf = (amount: string) => ({ amount, currency: 'HUF' })

function orderOf(change: Record<string, unknown> = {}) {
  const order = orderWithBuyerWire.parse({ ...recordedOrder, ...change })
  return orderSchema.parse(toOrder(order, order, reference))
}

describe('an order', () => {
  test('without its buyer says nothing of the buyer', () => {
    const order = orderWire.parse(recordedOrder)
    const mapped = orderSchema.parse(toOrder(order, null, reference))
    const { customer, billing_address, shipping_address, note, platform_specific } = mapped
    expect([customer, billing_address, shipping_address, note]).toEqual([null, null, null, null])
    expect(Object.keys(platform_specific)).toEqual([...IMPERSONAL_ORDER_KEYS])
    const said = `${JSON.stringify(mapped)} ${JSON.stringify(order)}`
    const personal = [
      'Kovács',
      'Anna',
      'anna.kovacs',
      '36301112233',
      'Minta',
      'Debrecen',
      '4024',
      '203.0.113',
      '09',
    ]
    for (const word of personal.slice(0, -1)) expect(said).not.toContain(word)
    expect(said).not.toContain('12345678-2')
    expect(said).not.toContain('csengessenek')
  })

  test('of a guest has no customer id', () => {
    for (const customer of ['', null, [], {}]) {
      expect(orderOf({ customer }).customer).toMatchObject({ id: null, email: 'anna.kovacs@example.com' })
    }
  })

  test('of a customer with an Outer ID knows the number where it was looked up', () => {
    const customer = { href: 'http://tesztbolt.api.myshoprenter.hu/customers/ERP-7' }
    expect(orderOf({ customer }).customer?.id).toBeNull()
    const order = orderWithBuyerWire.parse({ ...recordedOrder, customer })
    const known = { ...reference, customerIds: new Map([['ERP-7', '318']]) }
    expect(toOrder(order, order, known).customer?.id).toBe('318')
  })

  test('in another currency has exact products with its rate', () => {
    const [line] = recordedOrder.orderProducts
    const order = orderOf({
      value: '0.00250000',
      currency: { code: 'EUR' },
      orderProducts: [{ ...line, priceCurrency: '5.0000' }],
    })
    const eur = (amount: string) => ({ amount, currency: 'EUR' })
    expect(order.currency).toBe('EUR')
    expect(order.totals).toEqual({
      subtotal: eur('10'),
      discount: eur('0'),
      shipping: eur('3.725'),
      tax: eur('2.7'),
      total: eur('16.425'),
      refunded: null,
      prices_include_tax: false,
    })
    expect(order.line_items[0]).toMatchObject({
      unit_price: eur('5.0000'),
      tax: eur('2.7'),
      total: eur('10'),
    })
    expect(order.platform_specific).toMatchObject({ amounts_converted: true, value: '0.00250000' })
  })

  test('with a coupon, a discount on the cart and points has each as a positive discount', () => {
    const row = (type: string, key: string | null, value: string) => ({ type, key, value })
    const order = orderOf({
      coupon: { code: 'TIZ', discountType: 'PERCENT', percentDiscountValue: '10.0000', email: 'x@y.hu' },
      orderTotals: [
        row('SUB_TOTAL', '', '4000.0000'),
        row('COUPON', '', '-508.0000'),
        row('DISCOUNT', 'CART_AMOUNT_DISCOUNT', '200.0000'),
        row('LOYALTYPOINTS_TO_USE', null, '-50.5000'),
        row('LOYALTYPOINTS_TO_GET', null, '12.0000'),
        row('PAYMENT', null, '290.0000'),
        row('TAX', null, '900.0000'),
        row('TAX', null, '180.0000'),
        row('TOTAL', null, '6570.0000'),
      ],
    })
    expect(order.discounts).toEqual([
      { code: 'TIZ', amount: huf('508.0000') },
      { code: null, amount: huf('200.0000') },
      { code: null, amount: huf('50.5000') },
    ])
    expect(order.totals).toMatchObject({
      discount: huf('758.5000'),
      tax: huf('1080.0000'),
      shipping: huf('0'),
      total: huf('6570.0000'),
    })
    expect(order.platform_specific).toMatchObject({
      coupon: {
        code: 'TIZ',
        discountType: 'PERCENT',
        percentDiscountValue: '10.0000',
        fixDiscountValue: null,
      },
    })
    expect(JSON.stringify(order)).not.toContain('x@y.hu')
  })

  test('without rows of its sum says what its lines say, and no more', () => {
    const { subtotal, discount, shipping, tax, total } = orderOf({ orderTotals: [] }).totals
    expect({ subtotal, discount, shipping, tax, total }).toEqual({
      subtotal: huf('4000.0000'),
      discount: null,
      shipping: null,
      tax: null,
      total: huf('6570.0000'),
    })
  })

  test('from before fields came into being is read from its links', () => {
    const [recorded] = recordedOrder.orderProducts
    const { id, product, name: label, sku, price, total, taxRate } = recorded ?? {}
    const stocks = { stock1: '1', stock2: '2', stock3: '0', stock4: '1' }
    const order = orderOf({
      shippingMethodLocalizedName: undefined,
      orderProducts: [{ id, product, name: label, sku, price, total, taxRate, ...stocks }],
    })
    expect(order.line_items[0]).toMatchObject({ id: '2201', product_id: '2108', quantity: 4 })
    expect(order.line_items[0]?.unit_price).toEqual(huf('2000.0000'))
    expect(order.shipping_lines[0]?.title).toBe('Házhozszállítás futárral')
  })

  test('without stocks has the quantity that its sum and price make', () => {
    const [line] = recordedOrder.orderProducts
    const none = { stock1: '0', stock2: '0', stock3: '0', stock4: '0' }
    expect(orderOf({ orderProducts: [{ ...line, ...none }] }).line_items[0]?.quantity).toBe(2)
    expect(orderOf({ orderProducts: [{ ...line, ...none, price: '0.0000' }] }).line_items[0]?.quantity).toBe(
      0,
    )
  })

  test('gives a parcel point’s address for no title while there is a clean name', () => {
    const change = {
      shippingMethodName: 'FOXPOST (4025 Debrecen, Tér 1.)',
      shippingMethodLocalizedName: 'FOXPOST',
    }
    expect(orderOf(change).shipping_lines[0]?.title).toBe('FOXPOST')
  })

  test('in a status that is not listed is processing, and not mapped', () => {
    const orderStatus = { href: 'http://x/orderStatuses/b3JkZXJTdGF0dXMtb3JkZXJfc3RhdHVzX2lkPTk5' }
    expect(orderOf({ orderStatus })).toMatchObject({
      status: 'processing',
      platform_status: null,
      platform_specific: { status_mapped: false },
    })
  })

  test('has names and texts decoded, and numbers read in the country of the address', () => {
    const order = orderOf({
      firstname: 'O&#039;Neill',
      lastname: 'Siobhán',
      phone: '07400 123456',
      paymentCountry: { isoCode2: 'gb' },
      paymentFirstname: 'O&#039;Neill',
      paymentLastname: 'Siobhán',
    })
    expect(order.customer).toMatchObject({ name: "Siobhán O'Neill", phone: '+447400123456' })
    expect(order.billing_address).toMatchObject({
      name: "Siobhán O'Neill",
      last_name: "O'Neill",
      country: 'GB',
    })
  })
})

describe('a customer', () => {
  const customerOf = (change: Record<string, unknown>) =>
    toCustomer(customerWire.parse({ ...recordedCustomer, ...change }), {
      place,
      countries: new Map([[HUNGARY, 'HU']]),
      groups: new Map(),
    })

  test('without a default address has the first, without any none', () => {
    expect(customerOf({ defaultAddress: {} }).default_address?.line1).toBe('Minta utca 7.')
    expect(customerOf({ addresses: [] })).toMatchObject({
      default_address: null,
      addresses: [],
      name: 'Kovács Anna',
    })
  })

  test('of several addresses has the one that the link names, and no tax number "0"', () => {
    const [first] = recordedCustomer.addresses
    const second = {
      ...first,
      id: 'YWRkcmVzcy1hZGRyZXNzX2lkPTQwMw==',
      city: 'Vác',
      taxNumber: '0',
      company: [],
    }
    const customer = customerOf({
      addresses: [first, second],
      defaultAddress: { href: 'http://x/addresses/YWRkcmVzcy1hZGRyZXNzX2lkPTQwMw==' },
    })
    expect(customer.default_address).toMatchObject({ city: 'Vác', tax_number: null, company: null })
    expect(customer.addresses.map(({ city }) => city)).toEqual(['Debrecen', 'Vác'])
  })

  test('in the forms of empty of single answers and of lists is the same', () => {
    const forms = [{}, [], '', null].map((empty) =>
      customerOf({ telephone: empty, customerGroup: empty, defaultAddress: empty, fax: empty }),
    )
    for (const form of forms) expect(form).toEqual(forms[0])
    expect(forms[0]).toMatchObject({
      phone: null,
      phone_raw: null,
      platform_specific: { customerGroup: null },
    })
  })
})
