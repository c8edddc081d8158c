// Every document about orders. They are fixed: what changes is in their variables alone.
// What they cost with a hundred records each stands in documents.test.ts.
import type { Document } from './client.ts'
import { ADDRESS, PAGE_INFO, SHOP_MONEY } from './fragments.ts'
import {
  type OrderData,
  type OrderLinesData,
  type OrdersData,
  type OrdersOfPhoneData,
  orderDataSchema,
  orderLinesDataSchema,
  ordersDataSchema,
  ordersOfPhoneDataSchema,
} from './order-wire.ts'
import { type CursorsData, cursorsSchema } from './page-wire.ts'

/** Totals also say what the buyer saw, when the platform's own words are wanted. */
const MONEY = `
fragment Money on MoneyBag {
  shopMoney { amount currencyCode }
  presentmentMoney @include(if: $extras) { amount currencyCode }
}`

const DISCOUNT = `
fragment Discount on DiscountAllocation {
  allocatedAmountSet { ...ShopMoney }
  discountApplication {
    index
    ... on DiscountCodeApplication { code }
    ... on AutomaticDiscountApplication { title }
    ... on ManualDiscountApplication { title }
    ... on ScriptDiscountApplication { title }
  }
}`

const LINE = `
fragment Line on LineItem {
  id title variantTitle sku quantity
  originalUnitPriceSet { ...ShopMoney }
  discountAllocations { ...Discount }
  taxLines { priceSet { ...ShopMoney } }
  product { id }
  variant { id }
}`

const ORDER = `
fragment OrderFields on Order {
  id name createdAt updatedAt closed closedAt cancelledAt cancelReason
  displayFinancialStatus displayFulfillmentStatus returnStatus
  currencyCode taxesIncluded paymentGatewayNames discountCodes
  ... @include(if: $extras) {
    number processedAt confirmationNumber confirmed edited test sourceName presentmentCurrencyCode
    currentTotalPriceSet { ...Money }
    totalOutstandingSet { ...Money }
  }
  ... @include(if: $totals) {
    totalDiscountsSet { ...Money }
    totalShippingPriceSet { ...Money }
    totalTaxSet { ...Money }
    totalPriceSet { ...Money }
    totalRefundedSet { ...Money }
  }
  ... @include(if: $buyer) {
    email phone note tags poNumber customerLocale
    customAttributes { key value }
    customer { id firstName lastName defaultPhoneNumber { phoneNumber } }
  }
  billingAddress @include(if: $addresses) { ...Address }
  shippingAddress @include(if: $addresses) { ...Address }
  shippingLine @include(if: $shipping) {
    title
    discountedPriceSet { ...ShopMoney }
    discountAllocations { ...Discount }
  }
  lineItems(first: $lineCount) @include(if: $lines) {
    nodes { ...Line }
    pageInfo { hasNextPage endCursor }
  }
  fulfillments @include(if: $fulfillments) {
    status displayStatus createdAt deliveredAt
    trackingInfo { company number url }
  }
  refunds @include(if: $refunds) {
    id createdAt processedAt
    note @include(if: $reasons)
    totalRefundedSet { ...ShopMoney }
  }
  transactions @include(if: $payments) { kind status processedAt }
}${ADDRESS}${SHOP_MONEY}${MONEY}${DISCOUNT}${LINE}`

const ORDER_SWITCHES = `$lineCount: Int!, $extras: Boolean!, $totals: Boolean!, $buyer: Boolean!,
  $addresses: Boolean!, $shipping: Boolean!, $lines: Boolean!, $fulfillments: Boolean!,
  $refunds: Boolean!, $reasons: Boolean!, $payments: Boolean!`

/** Orders, newest first by creation. */
export const ORDERS: Document<OrdersData> = {
  text: `query Orders($first: Int!, $after: String, $query: String, $count: Boolean!, ${ORDER_SWITCHES}) {
  orders(first: $first, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) {
    edges { cursor node { ...OrderFields } }
    ${PAGE_INFO}
  }
  ordersCount(query: $query, limit: null) @include(if: $count) { count precision }
}${ORDER}`,
  data: ordersDataSchema,
}

/** The orders of the one customer who has this phone number. */
export const ORDERS_OF_PHONE: Document<OrdersOfPhoneData> = {
  text: `query OrdersOfPhone($phone: String!, $first: Int!, $after: String, $query: String, ${ORDER_SWITCHES}) {
  customerByIdentifier(identifier: { phoneNumber: $phone }) {
    orders(first: $first, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) {
      edges { cursor node { ...OrderFields } }
      ${PAGE_INFO}
    }
  }
}${ORDER}`,
  data: ordersOfPhoneDataSchema,
}

export const ORDER_BY_ID: Document<OrderData> = {
  text: `query OrderById($id: ID!, ${ORDER_SWITCHES}) {
  order(id: $id) { ...OrderFields }
}${ORDER}`,
  data: orderDataSchema,
}

/** The lines of a long order, from where its first page ended. */
export const ORDER_LINES: Document<OrderLinesData> = {
  text: `query OrderLines($id: ID!, $after: String) {
  order(id: $id) {
    lineItems(first: 100, after: $after) { nodes { ...Line } ${PAGE_INFO} }
  }
}${SHOP_MONEY}${DISCOUNT}${LINE}`,
  data: orderLinesDataSchema,
}

/** Only where a page ends: for walking to a page by its number. */
export const ORDER_CURSORS: Document<CursorsData> = {
  text: `query OrderCursors($first: Int!, $after: String, $query: String, $count: Boolean!) {
  list: orders(first: $first, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) { ${PAGE_INFO} }
  count: ordersCount(query: $query, limit: null) @include(if: $count) { count precision }
}`,
  data: cursorsSchema,
}
