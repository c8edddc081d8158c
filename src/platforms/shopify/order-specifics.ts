// What Shopify has of an order beside the unified fields, under its own names.

import { discountTitlesOf } from './map-discounts.ts'
import { instantOf, textOf } from './map-parts.ts'
import type { WireOrder } from './order-wire.ts'
import type { WireMoneyBag } from './page-wire.ts'

/** Those that never say anything about a person: no free text, and nothing that the buyer typed. */
export const IMPERSONAL_ORDER_KEYS = [
  'number',
  'processedAt',
  'closedAt',
  'closed',
  'confirmed',
  'edited',
  'test',
  'sourceName',
  'displayFinancialStatus',
  'displayFulfillmentStatus',
  'returnStatus',
  'paymentGatewayNames',
  'discountApplications',
  'currentTotalPrice',
  'totalOutstanding',
  'presentment',
] as const

const shown = (bag: WireMoneyBag | null | undefined) => bag?.presentmentMoney?.amount ?? null

/** What the buyer saw, when that was another currency than the shop's. */
function presentmentOf(order: WireOrder) {
  const { presentmentCurrencyCode: currency } = order
  if (!currency || currency === order.currencyCode) return null
  return {
    currencyCode: currency,
    totalPrice: shown(order.totalPriceSet),
    totalDiscounts: shown(order.totalDiscountsSet),
    totalShippingPrice: shown(order.totalShippingPriceSet),
    totalTax: shown(order.totalTaxSet),
    totalRefunded: shown(order.totalRefundedSet),
  }
}

/** `platform_specific` of an order. */
export function specificOf(order: WireOrder): Record<string, unknown> {
  return {
    number: order.number ?? null,
    confirmationNumber: textOf(order.confirmationNumber),
    poNumber: textOf(order.poNumber),
    processedAt: instantOf(order.processedAt),
    closedAt: instantOf(order.closedAt),
    closed: order.closed,
    confirmed: order.confirmed ?? null,
    edited: order.edited ?? null,
    test: order.test ?? null,
    sourceName: textOf(order.sourceName),
    customerLocale: textOf(order.customerLocale),
    tags: order.tags ?? [],
    customAttributes: order.customAttributes ?? [],
    displayFinancialStatus: order.displayFinancialStatus,
    displayFulfillmentStatus: order.displayFulfillmentStatus,
    returnStatus: order.returnStatus,
    paymentGatewayNames: order.paymentGatewayNames,
    discountApplications: discountTitlesOf(order),
    currentTotalPrice: order.currentTotalPriceSet?.shopMoney ?? null,
    totalOutstanding: order.totalOutstandingSet?.shopMoney ?? null,
    presentment: presentmentOf(order),
  }
}
