// A record is handed out only when it is what was asked for: the last wall before one person's data meets another's name.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UnifiedCustomer } from './customer.ts'
import {
  matchesCustomer,
  matchesOrder,
  matchesProduct,
  type OrderFilter,
  sameEmail,
  sameOrderNumber,
} from './filter.ts'
import type { UnifiedOrder } from './order.ts'
import type { UnifiedProduct } from './product.ts'

const customer = {
  id: '7',
  email: 'Anna.Kovacs@example.hu',
  phone: '+36301234567',
  default_address: { phone: '+36201234567' },
  addresses: [{ phone: '+36701234567' }],
  created_at: '2026-01-02T03:04:05Z',
  updated_at: '2026-02-02T03:04:05.500Z',
} as unknown as UnifiedCustomer

const order = {
  id: '1001',
  number: '#WEB-1001',
  status: 'processing',
  payment_status: 'paid',
  fulfillment_status: 'unfulfilled',
  customer: { id: '7', email: 'anna.kovacs@example.hu', phone: '+36301234567' },
  billing_address: { phone: '+36201234567' },
  shipping_address: { phone: '+36701234567' },
  placed_at: '2026-01-02T03:04:05Z',
  updated_at: '2026-02-02T03:04:05Z',
} as unknown as UnifiedOrder

const product = {
  id: '5',
  sku: 'SKU-1',
  status: 'active',
  in_stock: true,
  variants: [{ sku: 'SKU-1-RED' }, { sku: null }],
  updated_at: '2026-02-02T03:04:05Z',
} as unknown as UnifiedProduct

describe('sameEmail', () => {
  it.each([
    ['anna@example.hu', 'ANNA@Example.HU', true],
    [' anna@example.hu', 'anna@example.hu ', true],
    ['árvíz@example.hu', 'ÁRVÍZ@example.hu', true],
    ['anna@example.hu', 'anna@example.com', false],
    ['anna@example.hu', 'anna1@example.hu', false],
    ['anna+bolt@example.hu', 'anna@example.hu', false],
    ['a.nna@example.hu', 'anna@example.hu', false],
    ['\u212aata@example.hu', 'kata@example.hu', false],
    ['stra\u00dfe@example.de', 'strasse@example.de', false],
    ['kovacs@example.hu', 'kovács@example.hu', false],
    ['', '', false],
    [' ', ' ', false],
    [null, null, false],
    [undefined, undefined, false],
    [null, 'anna@example.hu', false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(sameEmail(a, b)).toBe(same)
    expect(sameEmail(b, a)).toBe(same)
  })

  it('of plain addresses is equality without case, nothing looser', () => {
    const address = fc.stringMatching(/^[A-Za-z0-9._%+-]{1,12}@[a-z]{1,6}\.[a-z]{2}$/)
    fc.assert(
      fc.property(address, address, (a, b) => {
        expect(sameEmail(a, a.toUpperCase())).toBe(true)
        expect(sameEmail(a, b)).toBe(a.toLowerCase() === b.toLowerCase())
      }),
    )
  })
})

describe('sameOrderNumber', () => {
  it.each([
    ['#1001', '1001', true],
    ['web-1001', '#WEB-1001', true],
    [' 1001 ', '1001', true],
    ['# 1001', '1001', true],
    ['1001', '11001', false],
    ['1001', '01001', false],
    ['##1001', '1001', false],
    ['1001#', '1001', false],
    ['', '', false],
    ['#', '#', false],
    ['#', '', false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(sameOrderNumber(a, b)).toBe(same)
    expect(sameOrderNumber(b, a)).toBe(same)
  })
})

describe('matchesCustomer', () => {
  it.each([
    [{}, true],
    [{ email: 'anna.kovacs@EXAMPLE.hu' }, true],
    [{ email: 'anna@example.hu' }, false],
    [{ phone: '+36301234567' }, true],
    [{ phone: '+36201234567' }, true],
    [{ phone: '+36701234567' }, false],
    [{ phone: '+3630123456' }, false],
    [{ search: 'somebody else' }, true],
    [{ created_after: '2026-01-02T03:04:05Z' }, false],
    [{ created_after: '2026-01-02T03:04:04.999Z' }, true],
    [{ created_before: '2026-01-02T03:04:05Z' }, false],
    [{ created_before: '2026-01-02T03:04:06Z' }, true],
    [{ updated_after: '2026-02-02T03:04:05Z' }, true],
    [{ updated_after: '2026-02-02T03:04:05.500Z' }, false],
    [{ created_after: 'yesterday' }, false],
    [{ email: 'anna.kovacs@example.hu', phone: '+36701234567' }, false],
  ])('%j: %s', (filter, matches) => {
    expect(matchesCustomer(customer, filter)).toBe(matches)
  })

  it('takes what a customer has not for no match', () => {
    const bare = {
      ...customer,
      email: null,
      phone: null,
      default_address: null,
      created_at: null,
      updated_at: null,
    }
    for (const filter of [
      { email: '' },
      { phone: '+36301234567' },
      { created_after: '1970-01-01T00:00:00Z' },
      { created_before: '2100-01-01T00:00:00Z' },
      { updated_after: '1970-01-01T00:00:00Z' },
    ]) {
      expect(matchesCustomer(bare, filter), JSON.stringify(filter)).toBe(false)
    }
  })
})

const orderCases: [OrderFilter, boolean][] = [
  [{}, true],
  [{ status: ['processing', 'pending'] }, true],
  [{ status: ['pending'] }, false],
  [{ status: [] }, false],
  [{ payment_status: ['paid'] }, true],
  [{ payment_status: ['unpaid'] }, false],
  [{ fulfillment_status: ['unfulfilled'] }, true],
  [{ fulfillment_status: ['delivered'] }, false],
  [{ customer_id: '7' }, true],
  [{ customer_id: '77' }, false],
  [{ email: 'ANNA.KOVACS@example.hu' }, true],
  [{ email: 'kovacs@example.hu' }, false],
  [{ phone: '+36301234567' }, true],
  [{ phone: '+36201234567' }, true],
  [{ phone: '+36701234567' }, false],
  [{ number: 'web-1001' }, true],
  [{ number: '1001' }, false],
  [{ created_after: '2026-01-02T03:04:05Z' }, false],
  [{ created_before: '2026-01-02T03:04:05Z' }, false],
  [{ updated_after: '2026-02-02T03:04:05Z' }, false],
  [{ updated_after: '2026-02-02T03:04:04Z', status: ['processing'], number: '#WEB-1001' }, true],
]

describe('matchesOrder', () => {
  it.each(orderCases)('%j: %s', (filter, matches) => {
    expect(matchesOrder(order, filter)).toBe(matches)
  })

  it('never takes an order without a buyer for somebody’s', () => {
    const guest = { ...order, customer: null, billing_address: null }
    for (const filter of [
      { customer_id: '7' },
      { email: 'anna.kovacs@example.hu' },
      { phone: '+36301234567' },
    ]) {
      expect(matchesOrder(guest, filter)).toBe(false)
    }
  })
})

describe('matchesProduct', () => {
  it.each([
    [{}, true],
    [{ sku: 'sku-1' }, true],
    [{ sku: 'SKU-1-red ' }, true],
    [{ sku: 'SKU' }, false],
    [{ sku: '' }, false],
    [{ sku: ' ' }, false],
    [{ status: ['active' as const] }, true],
    [{ status: ['draft' as const, 'archived' as const] }, false],
    [{ in_stock: true }, true],
    [{ in_stock: false }, false],
    [{ search: 'nothing like it' }, true],
    [{ updated_after: '2026-02-02T03:04:05Z' }, false],
    [{ updated_after: '2026-02-01T00:00:00Z' }, true],
  ])('%j: %s', (filter, matches) => {
    expect(matchesProduct(product, filter)).toBe(matches)
  })

  it('does not find a product without a SKU by an empty one', () => {
    expect(matchesProduct({ ...product, sku: '' }, { sku: '' })).toBe(false)
    expect(matchesProduct({ ...product, in_stock: null }, { in_stock: false })).toBe(false)
  })
})
