// The tables of statuses, row by row.
import { describe, expect, test } from 'vitest'
import type { WireFulfillment } from './order-wire.ts'
import {
  fulfillmentStatusOf,
  type OrderState,
  orderStatusOf,
  paymentStatusOf,
  platformStatusOf,
  productStatusOf,
} from './statuses.ts'

const order = (
  financial: string | null,
  fulfillment: string,
  changes: Partial<OrderState> = {},
): OrderState => ({
  cancelledAt: null,
  cancelReason: null,
  closed: false,
  displayFinancialStatus: financial,
  displayFulfillmentStatus: fulfillment,
  ...changes,
})
const cancelled = (financial: string | null, cancelReason: string) =>
  order(financial, 'UNFULFILLED', { cancelledAt: '2026-11-01T00:00:00Z', cancelReason, closed: true })
const closed = { closed: true }

describe('the status of an order', () => {
  test.each([
    // 1. cancelled, or never paid at all
    [cancelled('VOIDED', 'DECLINED'), 'failed'],
    [cancelled('EXPIRED', 'DECLINED'), 'failed'],
    [cancelled('PENDING', 'DECLINED'), 'failed'],
    [cancelled(null, 'DECLINED'), 'failed'],
    [cancelled('REFUNDED', 'DECLINED'), 'cancelled'],
    [cancelled('VOIDED', 'CUSTOMER'), 'cancelled'],
    [cancelled('REFUNDED', 'FRAUD'), 'cancelled'],
    // 2. refunded, whatever else
    [order('REFUNDED', 'FULFILLED', closed), 'refunded'],
    [order('REFUNDED', 'ON_HOLD'), 'refunded'],
    // 3. failed
    [order('EXPIRED', 'UNFULFILLED'), 'failed'],
    [order('VOIDED', 'PARTIALLY_FULFILLED'), 'failed'],
    [order('VOIDED', 'FULFILLED'), 'processing'],
    // 4. on hold
    [order('PAID', 'ON_HOLD', closed), 'on_hold'],
    [order('PENDING', 'REQUEST_DECLINED'), 'on_hold'],
    // 5. completed
    [order('PAID', 'FULFILLED'), 'completed'],
    [order('PAID', 'FULFILLMENT_NOT_REQUIRED'), 'completed'],
    [order('PARTIALLY_REFUNDED', 'FULFILLED'), 'completed'],
    [order('PAID', 'UNFULFILLED', closed), 'completed'],
    [order('PARTIALLY_REFUNDED', 'RESTOCKED', closed), 'completed'],
    // 6. pending
    [order('PENDING', 'UNFULFILLED'), 'pending'],
    [order('PENDING', 'SCHEDULED', closed), 'pending'],
    [order(null, 'UNFULFILLED'), 'pending'],
    [order(null, 'FULFILLMENT_NOT_REQUIRED'), 'pending'],
    // 7. the rest
    [order('PENDING', 'FULFILLED'), 'processing'],
    [order('PENDING', 'PARTIALLY_FULFILLED'), 'processing'],
    [order(null, 'IN_PROGRESS'), 'processing'],
    [order('PAID', 'UNFULFILLED'), 'processing'],
    [order('AUTHORIZED', 'FULFILLED'), 'processing'],
    [order('PARTIALLY_PAID', 'UNFULFILLED', closed), 'processing'],
    [order('A_WORD_OF_2027', 'ANOTHER'), 'processing'],
  ] as const)('%j is %s', (state, status) => {
    expect(orderStatusOf(state)).toBe(status)
  })
})

test.each([
  ['PENDING', 'unpaid'],
  ['AUTHORIZED', 'authorized'],
  ['PARTIALLY_PAID', 'partially_paid'],
  ['PAID', 'paid'],
  ['PARTIALLY_REFUNDED', 'partially_refunded'],
  ['REFUNDED', 'refunded'],
  ['VOIDED', 'voided'],
  ['EXPIRED', 'voided'],
  [null, 'unknown'],
  ['A_WORD_OF_2027', 'unknown'],
  ['constructor', 'unknown'],
] as const)('the payment %s is %s', (financial, status) => {
  expect(paymentStatusOf(financial)).toBe(status)
})

const parcel = (displayStatus: string | null): WireFulfillment => ({
  status: 'SUCCESS',
  displayStatus,
  createdAt: '2026-11-01T00:00:00Z',
  deliveredAt: null,
  trackingInfo: [],
})

test.each([
  ['FULFILLED', 'RETURNED', [parcel('DELIVERED')], 'returned'],
  ['FULFILLED', 'NO_RETURN', [parcel('DELIVERED'), parcel('DELIVERED')], 'delivered'],
  ['FULFILLED', 'NO_RETURN', [parcel('DELIVERED'), parcel('IN_TRANSIT')], 'fulfilled'],
  ['FULFILLED', 'RETURN_REQUESTED', [parcel(null)], 'fulfilled'],
  ['FULFILLED', 'NO_RETURN', [], 'fulfilled'],
  ['FULFILLMENT_NOT_REQUIRED', 'NO_RETURN', [], 'fulfilled'],
  ['PARTIALLY_FULFILLED', 'NO_RETURN', [parcel('DELIVERED')], 'partially_fulfilled'],
  ['IN_PROGRESS', 'NO_RETURN', [], 'unfulfilled'],
  ['ON_HOLD', 'IN_PROGRESS', [], 'unfulfilled'],
  ['A_WORD_OF_2027', 'NO_RETURN', [], 'unfulfilled'],
] as const)(
  'the fulfilment %s with the return %s is as it should be',
  (fulfillment, returned, parcels, status) => {
    expect(fulfillmentStatusOf(fulfillment, returned, parcels)).toBe(status)
  },
)

test('the shop’s own words are kept as one', () => {
  expect(platformStatusOf('PARTIALLY_REFUNDED', 'FULFILLED')).toBe('partially_refunded/fulfilled')
  expect(platformStatusOf(null, 'ON_HOLD')).toBe('null/on_hold')
})

test.each([
  ['ACTIVE', 'active'],
  ['DRAFT', 'draft'],
  ['UNLISTED', 'draft'],
  ['ARCHIVED', 'archived'],
  ['A_WORD_OF_2027', 'draft'],
] as const)('the product %s is %s', (word, status) => {
  expect(productStatusOf(word)).toBe(status)
})
