// The world's orders as the shop has them in its database.
import type { Person, World, WorldLine, WorldOrder } from '../world.ts'
import { TAX_PERCENT } from '../world.ts'
import { MICRO_PER_CENT, type Micro } from './amount.ts'
import type {
  Meta,
  StoredAddress,
  StoredBilling,
  StoredCoupon,
  StoredLine,
  StoredOrder,
  StoredRefund,
  StoredShippingLine,
} from './stored.ts'

const HOUR_MS = 3_600_000
const STATUS = {
  pending: 'pending',
  on_hold: 'on-hold',
  processing: 'processing',
  completed: 'completed',
  cancelled: 'cancelled',
  refunded: 'refunded',
  failed: 'failed',
} as const
const PAYMENT: Readonly<Record<string, string>> = {
  Bankkártya: 'barion',
  Utánvét: 'cod',
  'Banki átutalás': 'bacs',
}

/** User 1 is the shop's administrator, so people begin at 2. */
export const userIdOf = (person: Person): number => person.id + 1

/** A person's address on a bill, with the phone as they typed it. */
export function billingOf(person: Person): StoredBilling {
  return { ...addressOf(person), email: person.email }
}

/** The same without the e-mail, which only bills have. */
export function addressOf(person: Person): StoredAddress {
  return {
    first_name: person.given,
    last_name: person.family,
    company: person.company ?? '',
    address_1: person.line1,
    address_2: person.line2 ?? '',
    city: person.city,
    state: '',
    postcode: person.postalCode,
    country: person.country,
    phone: person.phoneTyped,
  }
}

/** Shares of `total` in the proportion of `parts`, in whole cents; the last takes what rounding left. */
function share(total: number, parts: readonly number[]): number[] {
  const sum = parts.reduce((all, part) => all + part, 0)
  let left = total
  return parts.map((part, index) => {
    const own = index === parts.length - 1 ? left : sum === 0 ? 0 : Math.round((total * part) / sum)
    left -= own
    return own
  })
}

const taxOf = (cents: number) => Math.round((cents * TAX_PERCENT) / 100)
const micro = (cents: number): Micro => cents * MICRO_PER_CENT

function variationMeta(line: WorldLine): Meta[] {
  return Object.entries(line.variant?.options ?? {}).map(([name, option]) =>
    name === 'Szín'
      ? { key: 'pa_szin', value: option.toLowerCase(), label: `Szín\n${option}` }
      : { key: 'meret', value: option, label: `Méret\n${option}` },
  )
}

function storeLine(
  line: WorldLine,
  cents: { subtotal: number; total: number; subtotalTax: number; totalTax: number },
): StoredLine {
  const options = Object.values(line.variant?.options ?? {})
  return {
    id: line.id,
    name: line.variant ? `${line.product.name} - ${options.join(', ')}` : line.product.name,
    parentName: line.variant ? line.product.name : null,
    productId: line.product.id,
    variationId: line.variant?.id ?? 0,
    sku: line.variant?.sku ?? line.product.sku,
    quantity: line.quantity,
    subtotal: micro(cents.subtotal),
    total: micro(cents.total),
    subtotalTax: micro(cents.subtotalTax),
    totalTax: micro(cents.totalTax),
    meta: variationMeta(line),
    image: line.product.id % 3 === 0 ? null : 10 + (line.product.id % 9),
  }
}

type Amounts = { lines: StoredLine[]; shipping: StoredShippingLine; coupons: StoredCoupon[] }

/** Lines, shipping and coupon whose sums are the world's gross total to the cent. */
function amountsOf(order: WorldOrder): Amounts {
  const subtotals = order.lines.map((line) => line.netCents * line.quantity)
  const gross = subtotals.reduce((sum, part) => sum + part, 0)
  const net = Math.round((gross * (100 - (order.coupon?.percent ?? 0))) / 100)
  const totals = share(net, subtotals)
  const shippingTax = taxOf(order.shipping.netCents)
  const lineTaxes = share(taxOf(net + order.shipping.netCents) - shippingTax, totals)
  const lines = order.lines.map((line, index) => {
    const [subtotal, total] = [subtotals[index] ?? 0, totals[index] ?? 0]
    const totalTax = lineTaxes[index] ?? 0
    const subtotalTax = order.coupon ? taxOf(subtotal) : totalTax
    return storeLine(line, { subtotal, total, subtotalTax, totalTax })
  })
  const base = order.id * 10 + 5
  const coupons = order.coupon
    ? [{ id: base + 1, code: order.coupon.code.toLowerCase(), discount: micro(gross - net), tax: 0 }]
    : []
  const shipping = {
    id: base,
    title: order.shipping.title,
    methodId: order.shipping.title.startsWith('FOXPOST') ? 'foxpost' : 'flat_rate',
    total: micro(order.shipping.netCents),
    totalTax: micro(shippingTax),
    meta: order.shipping.title.startsWith('FOXPOST')
      ? [{ key: 'pickup_point', value: `FOX-${order.id % 90}` }]
      : [],
  }
  return { lines, shipping, coupons }
}

function refundsOf(order: WorldOrder, completedAt: Date | null): StoredRefund[] {
  if (order.refundedCents === 0) return []
  const createdAt = new Date(Math.max(order.updatedAt.getTime(), completedAt?.getTime() ?? 0))
  const tax = Math.round((order.refundedCents * TAX_PERCENT) / (100 + TAX_PERCENT))
  const reason = order.id % 2 === 0 ? 'Hibás termék' : ''
  return [{ id: 500_000 + order.id, reason, total: micro(order.refundedCents), tax: micro(tax), createdAt }]
}

function metaOf(order: WorldOrder, shippedAt: Date): Meta[] {
  const meta: Meta[] = [{ key: '_szamlaszam', value: `SZ-2026/${order.id}` }]
  if (order.person.taxNumber) meta.push({ key: '_billing_vat_number', value: order.person.taxNumber })
  if (order.id % 4 === 0) {
    meta.push(
      { key: '_wc_order_attribution_user_agent', value: 'Mozilla/5.0 (X11; Linux x86_64) Sandbox/1.0' },
      { key: '_wc_order_attribution_source_type', value: 'organic' },
      { key: '_customer_ip', value: `192.0.2.${order.id % 250}` },
    )
  }
  if (order.trackingNumber) {
    const item = {
      tracking_provider: '',
      custom_tracking_provider: order.shipping.title.split(' ')[0],
      custom_tracking_link: `https://example.com/kovetes/${order.trackingNumber}`,
      tracking_number: order.trackingNumber,
      date_shipped: String(Math.floor(shippedAt.getTime() / 1000)),
      tracking_id: `t${order.id}`,
    }
    meta.push({ key: '_wc_shipment_tracking_items', value: [item] })
  }
  return meta
}

function statusOf(order: WorldOrder): string {
  return order.state === 'processing' && order.id % 5 === 0 ? 'csomagolva' : STATUS[order.state]
}

function storeOrder(order: WorldOrder): StoredOrder {
  const { lines, shipping, coupons } = amountsOf(order)
  const completed = order.state === 'completed' || (order.state === 'refunded' && order.id % 2 === 0)
  const completedAt = completed ? order.updatedAt : null
  const paid = completed || (order.state === 'processing' && !order.payment.onDelivery)
  const paidAt = order.payment.onDelivery ? completedAt : new Date(order.placedAt.getTime() + HOUR_MS / 60)
  const method = PAYMENT[order.payment.title] ?? ''
  return {
    id: order.id,
    status: statusOf(order),
    currency: 'HUF',
    pricesIncludeTax: false,
    createdAt: order.placedAt,
    modifiedAt: order.updatedAt,
    paidAt: paid ? paidAt : null,
    completedAt,
    customerId: order.guest ? 0 : userIdOf(order.person),
    billing: billingOf(order.person),
    shipping: { ...addressOf(order.person), phone: '' },
    lines,
    shippingLines: [shipping],
    fees: [],
    coupons,
    refunds: refundsOf(order, completedAt),
    paymentMethod: method,
    paymentTitle: order.payment.title,
    transactionId: method === 'barion' && paid ? `BAR-${(order.id * 7919).toString(16)}` : '',
    note: order.note ?? '',
    createdVia: order.id % 11 === 0 ? 'admin' : 'checkout',
    meta: metaOf(order, order.updatedAt),
  }
}

/** All orders of the world, in its order. */
export function storeOrders(world: World): StoredOrder[] {
  return world.orders.map(storeOrder)
}
