// An order as Shopify's GraphQL shows one, and by what orders can be searched.
import { moneyBag, orderSums } from './amounts.ts'
import { type ConnectionArgs, plainConnection } from './connection.ts'
import { addressRecord } from './customer-record.ts'
import { ids, type OrderFacts } from './facts.ts'
import {
  lineRecord,
  type OrderLinks,
  refundRecords,
  shipmentRecords,
  shippingRecord,
  time,
  transactionRecords,
} from './order-parts.ts'
import type { SearchFields } from './search-match.ts'

const limited = <T>(list: readonly T[], first?: number | null) => list.slice(0, first ?? undefined)

function addressOf(order: OrderFacts) {
  const { person } = order
  if (!person) return null
  return addressRecord({
    firstName: person.given,
    lastName: person.family,
    company: person.company,
    address1: person.line1,
    address2: person.line2,
    city: person.city,
    zip: person.postalCode,
    countryCode: person.country,
    phone: person.phoneTyped,
  })
}

function totalsRecord(order: OrderFacts, sums: ReturnType<typeof orderSums>) {
  const bag = (cents: number) => moneyBag(cents, order.presentment)
  return {
    subtotalPriceSet: bag(sums.subtotal),
    totalDiscountsSet: bag(sums.discount),
    totalShippingPriceSet: bag(sums.shipping),
    totalTaxSet: bag(sums.tax),
    totalPriceSet: bag(sums.total),
    originalTotalPriceSet: bag(sums.total),
    currentTotalPriceSet: bag(sums.total - sums.refunded),
    totalRefundedSet: bag(sums.refunded),
    totalOutstandingSet: bag(order.paidAt ? 0 : sums.total),
  }
}

/** An Order. */
export function orderRecord(order: OrderFacts, links: OrderLinks) {
  const id = ids.order(order.id)
  const sums = orderSums(order)
  const { customerId } = order
  return {
    __typename: 'Order',
    id: `gid://shopify/Order/${id}`,
    legacyResourceId: String(id),
    name: order.name,
    number: order.id,
    confirmationNumber: `C${order.id.toString(36).toUpperCase().padStart(8, 'Q')}`,
    poNumber: null,
    createdAt: time(order.createdAt),
    updatedAt: time(order.updatedAt),
    processedAt: time(order.processedAt),
    closedAt: time(order.closedAt),
    closed: order.closedAt !== null,
    cancelledAt: time(order.cancelledAt),
    cancelReason: order.cancelReason,
    confirmed: true,
    test: order.test,
    edited: false,
    displayFinancialStatus: order.financial,
    displayFulfillmentStatus: order.fulfillment,
    returnStatus: order.returnStatus,
    fullyPaid: order.paidAt !== null,
    unpaid: order.paidAt === null,
    email: order.email,
    phone: order.phone,
    note: order.note,
    tags: order.tags,
    sourceName: 'web',
    paymentGatewayNames: order.gateways,
    discountCodes: order.discount?.type === 'code' ? [order.discount.label] : [],
    customerLocale: 'hu',
    currencyCode: 'HUF',
    presentmentCurrencyCode: order.presentment,
    taxesIncluded: order.taxesIncluded,
    subtotalLineItemsQuantity: order.lines.reduce((sum, line) => sum + line.quantity, 0),
    ...totalsRecord(order, sums),
    customAttributes: [],
    customer: () => (customerId === null ? null : links.customer(customerId)),
    billingAddress: addressOf(order),
    shippingAddress: order.shipping ? addressOf(order) : null,
    shippingLine: shippingRecord(order, sums),
    lineItems: (args: ConnectionArgs) =>
      plainConnection(
        order.lines.map((line, index) => ({ line, sums: sums.lines[index] })),
        args,
        (entry) => entry.sums && lineRecord(order, entry.line, entry.sums, links),
      ),
    fulfillments: ({ first }: { first?: number }) => limited(shipmentRecords(order), first),
    refunds: ({ first }: { first?: number }) => limited(refundRecords(order), first),
    transactions: ({ first }: { first?: number }) => limited(transactionRecords(order, sums.total), first),
    cancellation: order.cancelledAt && { staffNote: null },
  }
}

const FULFILLMENT_WORDS: Readonly<Record<string, readonly string[]>> = {
  UNFULFILLED: ['unfulfilled', 'unshipped'],
  FULFILLED: ['fulfilled', 'shipped'],
  PARTIALLY_FULFILLED: ['partial', 'unfulfilled'],
  SCHEDULED: ['scheduled'],
  ON_HOLD: ['on_hold'],
  REQUEST_DECLINED: ['request_declined'],
}

function statusWords(order: OrderFacts): string[] {
  if (order.cancelledAt) return ['cancelled', ...(order.closedAt ? ['closed'] : ['not_closed'])]
  return order.closedAt ? ['closed'] : ['open', 'not_closed']
}

/** The filters of `orders`: there is none for a phone number. */
export const ORDER_SEARCH: SearchFields<OrderFacts> = {
  default: {
    kind: 'text',
    of: (order) => [order.name, order.email, order.person?.given ?? null, order.person?.family ?? null],
  },
  name: { kind: 'text', of: (order) => [order.name] },
  email: { kind: 'text', of: (order) => [order.email] },
  customer_id: { kind: 'number', of: (order) => (order.customerId ? ids.customer(order.customerId) : 0) },
  financial_status: { kind: 'word', of: (order) => [order.financial] },
  fulfillment_status: { kind: 'word', of: (order) => FULFILLMENT_WORDS[order.fulfillment] ?? [] },
  return_status: { kind: 'word', of: (order) => [order.returnStatus] },
  status: { kind: 'word', of: statusWords },
  tag: { kind: 'word', of: (order) => order.tags },
  test: { kind: 'word', of: (order) => [String(order.test)] },
  id: { kind: 'number', of: (order) => ids.order(order.id) },
  created_at: { kind: 'time', of: (order) => order.createdAt.toISOString() },
  processed_at: { kind: 'time', of: (order) => order.processedAt.toISOString() },
  updated_at: { kind: 'time', of: (order) => order.updatedAt.toISOString() },
}
