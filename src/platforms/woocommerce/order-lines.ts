// The lines of an order and its totals: the shop's own figures, and exact sums of them.
import {
  absoluteDecimal,
  addDecimals,
  compareDecimals,
  decimalsOf,
  isDecimal,
  multiplyDecimals,
  subtractDecimals,
  toMoney,
} from '../../model/money.ts'
import type { LineItem, OrderTotals } from '../../model/order.ts'
import { refundedSum } from './statuses.ts'
import { present, toId } from './values.ts'
import type { WireLine, WireOrder } from './wire.ts'

/** How many digits beyond the amount's own a price of one is looked for with. */
const EXTRA_DECIMALS = [0, 2, 4]

/**
 * The price of one before discounts, when it is exact: a candidate counts only if its product with the quantity
 * is the subtotal to the digit. Else the shop's own `price`, which is after discounts, so only without one.
 */
function unitPriceOf(line: WireLine): string | null {
  const { subtotal, quantity } = line
  for (const extra of quantity === 0 ? [] : EXTRA_DECIMALS) {
    const candidate = (Number(subtotal) / quantity).toFixed(decimalsOf(subtotal) + extra)
    if (
      isDecimal(candidate) &&
      compareDecimals(multiplyDecimals(candidate, String(quantity)), subtotal) === 0
    ) {
      return candidate
    }
  }
  const price = String(line.price ?? '')
  return compareDecimals(subtotal, line.total) === 0 && isDecimal(price) ? price : null
}

/** `Bögre - Piros, S` under the parent `Bögre` is the variant `Piros, S`. */
function namesOf(line: WireLine): { name: string | null; variant_name: string | null } {
  const [name, parent] = [present(line.name), present(line.parent_name)]
  if (!parent) return { name, variant_name: null }
  const prefix = `${parent} - `
  return { name: parent, variant_name: name?.startsWith(prefix) ? present(name.slice(prefix.length)) : null }
}

/** A line of an order; its amounts are net, whatever the shop's setting is. */
export function toLineItem(line: WireLine, currency: string | null | undefined): LineItem {
  const money = (amount: string | null) => toMoney(amount, currency)
  return {
    id: String(line.id),
    product_id: toId(line.product_id),
    variant_id: toId(line.variation_id),
    sku: present(line.sku),
    ...namesOf(line),
    quantity: line.quantity,
    unit_price: money(unitPriceOf(line)),
    discount: money(subtractDecimals(line.subtotal, line.total)),
    tax: money(line.total_tax),
    total: money(line.total),
  }
}

/** The totals of an order. What `_fields` left out is null. */
export function totalsOf(order: WireOrder): OrderTotals {
  const money = (amount: string | null | undefined) => toMoney(amount, order.currency)
  const zero = order.total ? subtractDecimals(order.total, order.total) : '0'
  return {
    subtotal: order.line_items
      ? money(addDecimals(zero, ...order.line_items.map((line) => line.subtotal)))
      : null,
    discount: order.discount_total ? money(absoluteDecimal(order.discount_total)) : null,
    shipping: money(order.shipping_total),
    tax: money(order.total_tax),
    total: money(order.total),
    refunded: order.refunds ? money(addDecimals(zero, refundedSum(order))) : null,
    prices_include_tax: false,
  }
}
