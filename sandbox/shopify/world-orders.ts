// The orders of the invented world in Shopify's words.
import type { WorldOrder } from '../world.ts'
import { grossCents, orderSums } from './amounts.ts'
import type { LineFacts, OrderFacts, ShipmentFacts } from './facts.ts'

const HOUR_MS = 3_600_000
const later = (date: Date, hours: number) => wholeSecond(new Date(date.getTime() + hours * HOUR_MS))
/** Shopify's times have no fractions of a second. */
const wholeSecond = (date: Date) => new Date(date.getTime() - date.getUTCMilliseconds())

type Words = Pick<
  OrderFacts,
  'financial' | 'fulfillment' | 'returnStatus' | 'cancelledAt' | 'cancelReason' | 'closedAt' | 'paidAt'
>

/** The world's state of an order in Shopify's words; many words mean one state, and all of them occur. */
function wordsOf(order: WorldOrder): Words {
  const { state, placedAt } = order
  const updatedAt = wholeSecond(order.updatedAt)
  const cash = order.payment.onDelivery
  const open: Words = {
    financial: 'PENDING',
    fulfillment: 'UNFULFILLED',
    returnStatus: 'NO_RETURN',
    cancelledAt: null,
    cancelReason: null,
    closedAt: null,
    paidAt: null,
  }
  const paid: Words = { ...open, financial: 'PAID', paidAt: later(placedAt, 1) }
  const variety = order.id % 4
  switch (state) {
    case 'pending':
      return variety === 0 ? { ...open, fulfillment: 'SCHEDULED' } : open
    case 'on_hold':
      return cash
        ? { ...open, financial: 'AUTHORIZED', fulfillment: 'ON_HOLD' }
        : { ...paid, fulfillment: variety === 0 ? 'REQUEST_DECLINED' : 'ON_HOLD' }
    case 'processing':
      if (order.trackingNumber)
        return cash ? { ...open, fulfillment: 'FULFILLED' } : { ...paid, fulfillment: 'PARTIALLY_FULFILLED' }
      if (cash) return { ...open, fulfillment: 'IN_PROGRESS' }
      return variety === 0 ? { ...open, financial: 'AUTHORIZED' } : paid
    case 'completed': {
      const financial = order.refundedCents > 0 ? 'PARTIALLY_REFUNDED' : 'PAID'
      const closedAt = variety === 1 ? null : updatedAt
      return { ...paid, financial, fulfillment: 'FULFILLED', closedAt }
    }
    case 'cancelled':
      return {
        ...(variety === 0 ? { ...paid, financial: 'REFUNDED' } : { ...open, financial: 'VOIDED' }),
        cancelledAt: updatedAt,
        cancelReason: variety === 1 ? 'INVENTORY' : 'CUSTOMER',
        closedAt: updatedAt,
      }
    case 'refunded':
      return variety === 0
        ? { ...paid, financial: 'REFUNDED', fulfillment: 'FULFILLED', returnStatus: 'RETURNED' }
        : { ...paid, financial: 'REFUNDED', closedAt: updatedAt }
    case 'failed':
      if (variety === 0)
        return { ...open, financial: 'VOIDED', cancelledAt: updatedAt, cancelReason: 'DECLINED' }
      return { ...open, financial: variety === 1 ? 'EXPIRED' : 'VOIDED' }
  }
}

function linesOf(order: WorldOrder, included: boolean): LineFacts[] {
  return order.lines.map((line) => ({
    id: line.id,
    title: line.product.name,
    variantTitle: line.variant ? Object.values(line.variant.options).join(' / ') : null,
    sku: line.variant?.sku ?? line.product.sku,
    productId: line.product.id,
    variantId: line.variant?.id ?? (line.product.variants.length === 0 ? line.product.id : null),
    quantity: line.quantity,
    unitCents: included ? grossCents(line.netCents) : line.netCents,
    taxable: true,
  }))
}

function shipmentsOf(order: WorldOrder, words: Words): ShipmentFacts[] {
  if (!['FULFILLED', 'PARTIALLY_FULFILLED'].includes(words.fulfillment)) return []
  const delivered = words.fulfillment === 'FULFILLED' && order.id % 3 === 0
  const number = order.trackingNumber
  return [
    {
      id: order.id * 10,
      status: 'SUCCESS',
      displayStatus: delivered ? 'DELIVERED' : order.id % 3 === 1 ? 'IN_TRANSIT' : null,
      createdAt: later(order.placedAt, 20),
      deliveredAt: delivered ? later(order.placedAt, 44) : null,
      tracking: number ? [{ company: 'GLS', number, url: `https://tracking.example/${number}` }] : [],
    },
  ]
}

/** An order of the world as Shopify has it. */
export function orderOf(order: WorldOrder): OrderFacts {
  const words = wordsOf(order)
  const { person } = order
  const included = person.country === 'HU'
  const base: OrderFacts = {
    ...words,
    id: order.id,
    name: `#${order.id}`,
    createdAt: wholeSecond(order.placedAt),
    updatedAt: wholeSecond(order.updatedAt),
    processedAt: wholeSecond(order.placedAt),
    customerId: order.guest ? null : person.id,
    person,
    email: person.email,
    phone: order.id % 2 === 0 ? person.phone : null,
    lines: linesOf(order, included),
    discount: order.coupon && {
      type: 'code',
      label: order.coupon.code,
      percent: order.coupon.percent,
      shippingCents: 0,
    },
    shipping: {
      title: order.shipping.title,
      cents: included ? grossCents(order.shipping.netCents) : order.shipping.netCents,
    },
    taxesIncluded: included,
    presentment: included ? 'HUF' : 'EUR',
    gateways: [order.payment.title],
    shipments: shipmentsOf(order, words),
    refunds: [],
    note: order.note,
    tags: order.coupon ? ['kupon'] : [],
    test: false,
  }
  const { total } = orderSums(base)
  const part =
    words.financial === 'REFUNDED'
      ? total
      : words.financial === 'PARTIALLY_REFUNDED'
        ? Math.round(total / 4)
        : 0
  if (part === 0) return base
  const madeAt = later(order.updatedAt, 0)
  const refund = {
    id: order.id,
    cents: part,
    note: order.id % 2 ? 'Visszaküldött termék' : null,
    createdAt: madeAt,
    processedAt: madeAt,
  }
  return { ...base, refunds: [refund] }
}
