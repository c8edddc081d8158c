// The parts of an order that have a type of their own: lines, shipping, shipments, refunds, transactions.
import { type LineSums, moneyBag, type orderSums, TAX_PERCENT } from './amounts.ts'
import { ids, type LineFacts, type OrderFacts } from './facts.ts'

export const time = (date: Date | null) => date?.toISOString().replace('.000Z', 'Z') ?? null
const limited = <T>(list: readonly T[], first?: number | null) => list.slice(0, first ?? undefined)

/** How an order reaches the records that it names; null for what is deleted or hidden. */
export type OrderLinks = {
  readonly customer: (id: number) => unknown
  readonly product: (id: number) => unknown
  readonly variant: (productId: number, variantId: number) => unknown
}

function applicationOf(order: OrderFacts) {
  const { discount } = order
  if (!discount) return null
  const value = { __typename: 'PricingPercentageValue', percentage: discount.percent }
  const common = {
    index: 0,
    value,
    targetSelection: 'ALL',
    targetType: 'LINE_ITEM',
    allocationMethod: 'ACROSS',
  }
  if (discount.type === 'code')
    return { ...common, __typename: 'DiscountCodeApplication', code: discount.label }
  const type = discount.type === 'automatic' ? 'AutomaticDiscountApplication' : 'ManualDiscountApplication'
  return { ...common, __typename: type, title: discount.label, description: null }
}

/** A LineItem. */
export function lineRecord(order: OrderFacts, line: LineFacts, sums: LineSums, links: OrderLinks) {
  const bag = (cents: number) => moneyBag(cents, order.presentment)
  const { productId, variantId } = line
  const application = applicationOf(order)
  const taxed = line.taxable && sums.original > 0
  return {
    __typename: 'LineItem',
    id: `gid://shopify/LineItem/${ids.line(line.id)}`,
    title: line.title,
    name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    variantTitle: line.variantTitle,
    sku: line.sku,
    vendor: null,
    quantity: line.quantity,
    currentQuantity: order.financial === 'REFUNDED' ? 0 : line.quantity,
    unfulfilledQuantity: order.fulfillment === 'FULFILLED' ? 0 : line.quantity,
    requiresShipping: true,
    taxable: line.taxable,
    isGiftCard: false,
    originalUnitPriceSet: bag(line.unitCents),
    originalTotalSet: bag(sums.original),
    // A discount on the whole order is in neither of these two: only in the allocations.
    discountedTotalSet: bag(sums.original),
    totalDiscountSet: bag(0),
    discountAllocations:
      application && sums.discount > 0
        ? [{ allocatedAmountSet: bag(sums.discount), discountApplication: application }]
        : [],
    taxLines: taxed ? [{ title: 'HU ÁFA', rate: TAX_PERCENT / 100, priceSet: bag(sums.tax) }] : [],
    customAttributes: [],
    product: () => (productId === null ? null : links.product(productId)),
    variant: () => (productId === null || variantId === null ? null : links.variant(productId, variantId)),
  }
}

/** The ShippingLine that sums up all shipping, or null. */
export function shippingRecord(order: OrderFacts, sums: ReturnType<typeof orderSums>) {
  const { shipping } = order
  if (!shipping) return null
  const bag = (cents: number) => moneyBag(cents, order.presentment)
  const application = applicationOf(order)
  return {
    __typename: 'ShippingLine',
    id: `gid://shopify/ShippingLine/${ids.order(order.id)}`,
    title: shipping.title,
    code: shipping.title,
    carrierIdentifier: null,
    custom: false,
    isRemoved: false,
    originalPriceSet: bag(shipping.cents),
    discountedPriceSet: bag(sums.shipping),
    currentDiscountedPriceSet: bag(sums.shipping),
    discountAllocations:
      application && sums.shippingOff > 0
        ? [{ allocatedAmountSet: bag(sums.shippingOff), discountApplication: application }]
        : [],
    taxLines: [{ title: 'HU ÁFA', rate: TAX_PERCENT / 100, priceSet: bag(sums.shippingTax) }],
  }
}

/** The Fulfillments. */
export function shipmentRecords(order: OrderFacts) {
  return order.shipments.map((shipment, index) => ({
    __typename: 'Fulfillment',
    id: `gid://shopify/Fulfillment/${ids.shipment(shipment.id)}`,
    legacyResourceId: String(ids.shipment(shipment.id)),
    name: `${order.name}-F${index + 1}`,
    status: shipment.status,
    displayStatus: shipment.displayStatus,
    createdAt: time(shipment.createdAt),
    updatedAt: time(shipment.deliveredAt ?? shipment.createdAt),
    deliveredAt: time(shipment.deliveredAt),
    estimatedDeliveryAt: null,
    inTransitAt: null,
    trackingInfo: ({ first }: { first?: number }) => limited(shipment.tracking, first),
  }))
}

/** The Refunds. */
export function refundRecords(order: OrderFacts) {
  return order.refunds.map((refund) => ({
    __typename: 'Refund',
    id: `gid://shopify/Refund/${ids.refund(refund.id)}`,
    legacyResourceId: String(ids.refund(refund.id)),
    createdAt: time(refund.createdAt),
    processedAt: time(refund.processedAt),
    updatedAt: time(refund.processedAt),
    note: refund.note,
    totalRefundedSet: moneyBag(refund.cents, order.presentment),
  }))
}

/** The OrderTransactions: a payment that failed first, and the one that did not. */
export function transactionRecords(order: OrderFacts, totalCents: number) {
  if (!order.paidAt) return []
  const id = ids.order(order.id)
  const amountSet = moneyBag(totalCents, order.presentment)
  const common = {
    __typename: 'OrderTransaction',
    gateway: order.gateways[0] ?? null,
    test: order.test,
    amountSet,
  }
  const failedAt = new Date(order.paidAt.getTime() - 60_000)
  return [
    {
      ...common,
      id: `gid://shopify/OrderTransaction/${id}1`,
      kind: 'SALE',
      status: 'FAILURE',
      processedAt: time(failedAt),
    },
    {
      ...common,
      id: `gid://shopify/OrderTransaction/${id}2`,
      kind: 'SALE',
      status: 'SUCCESS',
      processedAt: time(order.paidAt),
    },
  ]
}
