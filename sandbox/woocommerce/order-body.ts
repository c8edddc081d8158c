// An order and its refunds as wc/v3 writes them.
import { formatAmount, type Micro } from './amount.ts'
import { toGmt, toLocal } from './local-time.ts'
import { lineBody, metaRows, type Rendering, rowsOf } from './order-rows.ts'
import type { StoredOrder, StoredRefund } from './stored.ts'

const SYMBOL = { HUF: 'Ft', EUR: '€', USD: '$' } as const
const sum = (amounts: readonly Micro[]): Micro => amounts.reduce((all, amount) => all + amount, 0)

/** What the buyer owes, tax and shipping included; refunds do not lower it. */
export function orderTotal(order: StoredOrder): Micro {
  const rows = [...order.lines, ...order.shippingLines, ...order.fees]
  return sum(rows.map((row) => row.total + row.totalTax))
}

function totalsOf(order: StoredOrder, dp: number) {
  const money = (amount: Micro) => formatAmount(amount, dp)
  const shippingTax = sum(order.shippingLines.map((row) => row.totalTax))
  const cartTax = sum([...order.lines, ...order.fees].map((row) => row.totalTax))
  return {
    discount_total: money(sum(order.lines.map((line) => line.subtotal - line.total))),
    discount_tax: money(sum(order.lines.map((line) => line.subtotalTax - line.totalTax))),
    shipping_total: money(sum(order.shippingLines.map((row) => row.total))),
    shipping_tax: money(shippingTax),
    cart_tax: money(cartTax),
    total: money(orderTotal(order)),
    total_tax: money(cartTax + shippingTax),
  }
}

const local = (date: Date | null) => (date ? toLocal(date) : null)
const gmt = (date: Date | null) => (date ? toGmt(date) : null)

type OrderBody = ReturnType<typeof writeOrder>
const written = new WeakMap<StoredOrder, { home: string; dp: number; body: OrderBody }>()

/** The 47 keys of an order and its links; kept for the next time, since the same is asked again and again. */
export function orderBody(order: StoredOrder, rendering: Rendering): OrderBody {
  const { home, dp } = rendering
  const known = written.get(order)
  if (known?.home === home && known.dp === dp) return known.body
  const body = writeOrder(order, rendering)
  written.set(order, { home, dp, body })
  return body
}

function writeOrder(order: StoredOrder, rendering: Rendering) {
  const { home } = rendering
  const key = `wc_order_${(order.id * 2_654_435_761).toString(36)}`
  const self = `${home}/wp-json/wc/v3/orders/${order.id}`
  return {
    id: order.id,
    parent_id: 0,
    status: order.status,
    currency: order.currency,
    version: '11.0.1',
    prices_include_tax: order.pricesIncludeTax,
    date_created: local(order.createdAt),
    date_modified: local(order.modifiedAt),
    ...totalsOf(order, rendering.dp),
    customer_id: order.customerId,
    order_key: key,
    billing: order.billing,
    shipping: order.shipping,
    payment_method: order.paymentMethod,
    payment_method_title: order.paymentTitle,
    transaction_id: order.transactionId,
    customer_ip_address: `192.0.2.${order.id % 250}`,
    customer_user_agent: 'Mozilla/5.0 (Sandbox)',
    created_via: order.createdVia,
    customer_note: order.note,
    date_completed: local(order.completedAt),
    date_paid: local(order.paidAt),
    cart_hash: `${(order.id * 40_503).toString(16)}cafe`,
    number: rendering.numberOf(order.id),
    meta_data: metaRows(order.meta, order.id * 20, false),
    ...rowsOf(order, rendering),
    payment_url: `${home}/checkout/order-pay/${order.id}/?pay_for_order=true&key=${key}`,
    is_editable: ['pending', 'on-hold'].includes(order.status),
    needs_payment: ['pending', 'failed'].includes(order.status),
    needs_processing: true,
    date_created_gmt: gmt(order.createdAt),
    date_modified_gmt: gmt(order.modifiedAt),
    date_completed_gmt: gmt(order.completedAt),
    date_paid_gmt: gmt(order.paidAt),
    currency_symbol: SYMBOL[order.currency],
    _links: {
      self: [{ href: self, targetHints: { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] } }],
      collection: [{ href: `${home}/wp-json/wc/v3/orders` }],
      email_templates: [{ embeddable: true, href: `${self}/actions/email_templates` }],
      ...(order.customerId > 0
        ? { customer: [{ href: `${home}/wp-json/wc/v3/customers/${order.customerId}` }] }
        : {}),
    },
  }
}

/** A refund as `/orders/{id}/refunds` has it: the amount positive, the lines negative. */
export function refundBody(order: StoredOrder, refund: StoredRefund, rendering: Rendering) {
  const collection = `${rendering.home}/wp-json/wc/v3/orders/${order.id}/refunds`
  const partial = refund.total < orderTotal(order) && refund.tax > 0
  const lines = partial ? order.lines.slice(0, 1) : []
  return {
    id: refund.id,
    date_created: toLocal(refund.createdAt),
    date_created_gmt: toGmt(refund.createdAt),
    amount: formatAmount(refund.total, rendering.dp),
    reason: refund.reason,
    refunded_by: 1,
    refunded_payment: false,
    meta_data: [{ id: refund.id * 10, key: '_refund_type', value: partial ? 'partial' : 'full' }],
    line_items: lines.map((line) => lineBody(line, rendering, -1)),
    shipping_lines: [],
    tax_lines: [],
    fee_lines: [],
    _links: {
      self: [{ href: `${collection}/${refund.id}`, targetHints: { allow: ['GET', 'DELETE'] } }],
      collection: [{ href: collection }],
      up: [{ href: `${rendering.home}/wp-json/wc/v3/orders/${order.id}` }],
    },
  }
}
