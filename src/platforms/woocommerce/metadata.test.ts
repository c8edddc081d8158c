// What plugins keep beside an order, and what of it may be handed on.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanMeta, fulfillmentsOf, taxNumberOf } from './metadata.ts'
import { metaWire } from './wire.ts'

describe('meta', () => {
  it.each([
    '_wc_order_attribution_user_agent',
    '_customer_ip_address',
    'customer_ip',
    '_stripe_client_secret',
    'access_token',
    '_order_key',
    '_cart_hash',
    'user_password',
    'wp_2fa_totp_key',
    'session_tokens',
    'payment-token',
    'useragent',
  ])('%s is withheld', (key) => {
    expect(cleanMeta([{ key, value: 'x' }])).toEqual([])
    expect(cleanMeta([{ key: 'outer', value: { [key]: 'x', kept: 1 } }])).toEqual([
      { key: 'outer', value: { kept: 1 } },
    ])
  })

  it.each(['_szamlaszam', 'shipping_date', 'keyboard_layout', '_billing_vat_number', 'zip_code', 'tip'])(
    '%s is handed on',
    (key) => {
      expect(cleanMeta([{ key, value: 'x' }])).toEqual([{ key, value: 'x' }])
    },
  )

  it('addresses of machines go, wherever they are', () => {
    const meta = [
      { key: 'origin', value: '203.0.113.9' },
      { key: 'origin6', value: '2001:db8::1' },
      { key: 'list', value: ['a', '203.0.113.9', { from: '::1', to: 'b' }] },
      { key: 'time', value: '12:30' },
    ]
    expect(cleanMeta(meta)).toEqual([
      { key: 'list', value: ['a', { to: 'b' }] },
      { key: 'time', value: '12:30' },
    ])
  })

  it('anything else stays as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const [row] = cleanMeta([{ key: 'csomag', value: [value] }])
        expect(row?.key).toBe('csomag')
      }),
    )
  })
})

it('a list that older shops write as an object, and rows that are none', () => {
  const row = { id: 7, key: 'a', value: 1 }
  const rows = [{ key: 'a', value: 1 }]
  expect(metaWire.parse([row])).toEqual(rows)
  expect(metaWire.parse({ 1: row, 3: {} })).toEqual(rows)
  expect(metaWire.parse([{}, [], row, null, { key: 5 }])).toEqual(rows)
  expect(metaWire.safeParse('text').success).toBe(false)
})

describe('tax numbers', () => {
  it.each([
    '_billing_vat_number',
    'billing_vat_number',
    '_vat_number',
    '_billing_eu_vat_number',
    'adoszam',
    '_billing_wc_szamlazz_adoszam',
    'tax_id',
  ])('%s', (key) => {
    expect(
      taxNumberOf([
        { key: 'x', value: 'y' },
        { key, value: '12345678-2-41' },
      ]),
    ).toBe('12345678-2-41')
  })

  it.each([
    ['is_vat_exempt', 'no'],
    ['_vat_number', ''],
    ['_vat_number', 12],
    ['_vat_number_is_valid', 'true'],
  ])('%s = %j is none', (key, value) => {
    expect(taxNumberOf([{ key, value }])).toBeNull()
  })
})

describe('parcels', () => {
  const key = '_wc_shipment_tracking_items'

  it('as the two plugins write them', () => {
    const value = [
      {
        tracking_provider: 'gls',
        custom_tracking_provider: '',
        custom_tracking_link: '',
        tracking_number: 'HU1',
        date_shipped: 1_795_000_000,
      },
      {
        tracking_provider: '',
        custom_tracking_provider: 'FOXPOST',
        custom_tracking_link: 'javascript:alert(1)',
        tracking_number: 'HU2',
        date_shipped: '',
      },
    ]
    expect(fulfillmentsOf([{ key, value }])).toEqual([
      {
        status: null,
        carrier: 'gls',
        tracking_number: 'HU1',
        tracking_url: null,
        shipped_at: '2026-11-18T11:06:40Z',
        delivered_at: null,
      },
      {
        status: null,
        carrier: 'FOXPOST',
        tracking_number: 'HU2',
        tracking_url: null,
        shipped_at: null,
        delivered_at: null,
      },
    ])
  })

  it('in any other form there are none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Array.isArray(fulfillmentsOf([{ key, value }]))).toBe(true)
      }),
    )
    expect(fulfillmentsOf([{ key, value: 'HU1' }])).toEqual([])
    expect(fulfillmentsOf([{ key, value: [{ tracking_number: '' }] }])).toEqual([])
  })
})
