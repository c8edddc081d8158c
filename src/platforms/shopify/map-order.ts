// An order of Shopify's as a unified one, in the shop's own money.
import type { Address } from '../../model/address.ts'
import { addDecimals, subtractDecimals, toMoney } from '../../model/money.ts'
import { displayName } from '../../model/name.ts'
import type { LineItem, OrderCustomer, OrderTotals, UnifiedOrder } from '../../model/order.ts'
import { toE164 } from '../../model/phone.ts'
import type { StoreFacts } from '../platform.ts'
import { discountsOf } from './map-discounts.ts'
import { idOf, instantOf, shopMoney, sumOf, textOf, timesQuantity, toAddress } from './map-parts.ts'
import { specificOf } from './order-specifics.ts'
import type { WireFulfillment, WireLine, WireOrder } from './order-wire.ts'
import { fulfillmentStatusOf, orderStatusOf, paymentStatusOf, platformStatusOf } from './statuses.ts'

function toLine(line: WireLine): LineItem {
  const unit = line.originalUnitPriceSet
  const discount = sumOf(
    line.discountAllocations.map((allocation) => allocation.allocatedAmountSet),
    unit,
  )
  const before = timesQuantity(unit, line.quantity)
  return {
    id: idOf(line.id),
    product_id: line.product ? idOf(line.product.id) : null,
    variant_id: line.variant ? idOf(line.variant.id) : null,
    sku: textOf(line.sku),
    name: line.title,
    variant_name: textOf(line.variantTitle),
    quantity: line.quantity,
    unit_price: shopMoney(unit),
    discount,
    tax: sumOf(
      line.taxLines.map((tax) => tax.priceSet),
      unit,
    ),
    total: toMoney(subtractDecimals(before, discount?.amount ?? '0'), unit.shopMoney.currencyCode),
  }
}

/** Shopify's own subtotal is after discounts; ours is summed up from the lines, if all of them are here. */
function subtotalOf(order: WireOrder) {
  const lines = order.lineItems
  if (!lines || lines.pageInfo.hasNextPage) return null
  const amounts = lines.nodes.map((line) => timesQuantity(line.originalUnitPriceSet, line.quantity))
  return toMoney(addDecimals(...amounts), order.currencyCode)
}

function totalsOf(order: WireOrder): OrderTotals {
  return {
    subtotal: subtotalOf(order),
    discount: shopMoney(order.totalDiscountsSet),
    shipping: shopMoney(order.totalShippingPriceSet),
    tax: shopMoney(order.totalTaxSet),
    total: shopMoney(order.totalPriceSet),
    refunded: shopMoney(order.totalRefundedSet),
    prices_include_tax: order.taxesIncluded,
  }
}

/** Guests have no record of their own: their name stands only on the addresses. */
function buyerOf(order: WireOrder, address: Address | null, store: StoreFacts): OrderCustomer | null {
  const { customer } = order
  const country = address?.country ?? store.country
  const rawPhone = textOf(order.phone) ?? textOf(customer?.defaultPhoneNumber?.phoneNumber)
  const own = displayName(textOf(customer?.firstName), textOf(customer?.lastName), country)
  const buyer: OrderCustomer = {
    id: customer ? idOf(customer.id) : null,
    email: textOf(order.email),
    phone: toE164(rawPhone, country),
    phone_raw: rawPhone,
    name: own ?? address?.name ?? null,
  }
  return Object.values(buyer).every((value) => value === null) ? null : buyer
}

/** One entry for each parcel: a fulfilment has as many as it has tracking numbers, and one without any. */
function parcelsOf(fulfillment: WireFulfillment): UnifiedOrder['fulfillments'] {
  const none = { company: null, number: null, url: null }
  const parcels = fulfillment.trackingInfo.length > 0 ? fulfillment.trackingInfo : [none]
  return parcels.map((parcel) => ({
    status: (fulfillment.displayStatus ?? fulfillment.status).toLowerCase(),
    carrier: textOf(parcel.company),
    tracking_number: textOf(parcel.number),
    tracking_url: textOf(parcel.url),
    shipped_at: instantOf(fulfillment.createdAt),
    delivered_at: instantOf(fulfillment.deliveredAt),
  }))
}

/** When the last of the money came, for an order that was paid in full. */
function paidAtOf(order: WireOrder): string | null {
  if (!['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(order.displayFinancialStatus ?? '')) return null
  const times = (order.transactions ?? [])
    .filter((one) => one.status === 'SUCCESS' && (one.kind === 'SALE' || one.kind === 'CAPTURE'))
    .map((one) => instantOf(one.processedAt))
    .filter((time): time is string => time !== null)
  return times.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null
}

function refundsOf(order: WireOrder): UnifiedOrder['refunds'] {
  return (order.refunds ?? []).map((refund) => ({
    id: idOf(refund.id),
    amount: shopMoney(refund.totalRefundedSet),
    reason: textOf(refund.note),
    // `createdAt` may be missing (schema 2026-10: nullable); `processedAt` never is.
    created_at: instantOf(refund.createdAt ?? refund.processedAt),
  }))
}

function shippingOf(order: WireOrder): UnifiedOrder['shipping_lines'] {
  const { shippingLine } = order
  return shippingLine
    ? [{ title: shippingLine.title, total: shopMoney(shippingLine.discountedPriceSet) }]
    : []
}

/** `placed_at` is when the order was created, which lists are sorted and filtered by; an import is dated later. */
export function toOrder(order: WireOrder, store: StoreFacts): UnifiedOrder {
  const { displayFinancialStatus: financial, displayFulfillmentStatus: fulfillment } = order
  const status = orderStatusOf(order)
  const billing = toAddress(order.billingAddress, store)
  const shipping = toAddress(order.shippingAddress, store)
  return {
    id: idOf(order.id),
    number: order.name,
    status,
    payment_status: paymentStatusOf(financial),
    fulfillment_status: fulfillmentStatusOf(fulfillment, order.returnStatus, order.fulfillments ?? []),
    platform_status: platformStatusOf(financial, fulfillment),
    currency: order.currencyCode,
    totals: totalsOf(order),
    customer: buyerOf(order, billing ?? shipping, store),
    billing_address: billing,
    shipping_address: shipping,
    line_items: (order.lineItems?.nodes ?? []).map(toLine),
    discounts: discountsOf(order),
    shipping_lines: shippingOf(order),
    fulfillments: (order.fulfillments ?? []).flatMap(parcelsOf),
    refunds: refundsOf(order),
    payment_method: textOf(order.paymentGatewayNames.join(', ')),
    note: textOf(order.note),
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    placed_at: instantOf(order.createdAt),
    updated_at: instantOf(order.updatedAt),
    paid_at: paidAtOf(order),
    cancelled_at: instantOf(order.cancelledAt),
    completed_at: status === 'completed' ? instantOf(order.closedAt) : null,
    platform_specific: specificOf(order),
  }
}
