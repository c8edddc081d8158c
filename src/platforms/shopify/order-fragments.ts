// The parts of an order that documents share.
import { ADDRESS, SHOP_MONEY } from './fragments.ts'

/** Totals also say what the buyer saw, when the platform's own words are wanted. */
const MONEY = `
fragment Money on MoneyBag {
  shopMoney { amount currencyCode }
  presentmentMoney @include(if: $extras) { amount currencyCode }
}`

export const DISCOUNT = `
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

export const LINE = `
fragment Line on LineItem {
  id title variantTitle sku quantity
  originalUnitPriceSet { ...ShopMoney }
  discountAllocations { ...Discount }
  taxLines { priceSet { ...ShopMoney } }
  product { id }
  variant { id }
}`

/** Everything of an order that is ever asked for, each part behind a switch. */
export const ORDER = `
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

/** The switches of `ORDER`, as a document declares them. */
export const ORDER_SWITCHES = `$lineCount: Int!, $extras: Boolean!, $totals: Boolean!, $buyer: Boolean!,
  $addresses: Boolean!, $shipping: Boolean!, $lines: Boolean!, $fulfillments: Boolean!,
  $refunds: Boolean!, $reasons: Boolean!, $payments: Boolean!`
