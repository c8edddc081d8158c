// The amounts of an order: the shop's own figures, in the order's currency.
import {
  absoluteDecimal,
  addDecimals,
  compareDecimals,
  type Money,
  multiplyDecimals,
  toMoney,
} from '../../model/money.ts'
import type { LineItem, OrderTotals, UnifiedOrder } from '../../model/order.ts'
import { innerIdOf } from './wire.ts'
import type { WireOrder, WireOrderLine } from './wire-order.ts'

/** How the amounts of one order become money. */
export type OrderMoney = {
  readonly currency: string | null
  /**
   * True when the order is not in the shop's own currency, in which the API has its amounts: they are then
   * exact products with the order's rate (facts: OpenCart's heritage; not verified on a live shop).
   */
  readonly isConverted: boolean
  /** An amount in the shop's currency as the order's. */
  of(amount: string | null): Money | null
}

/** `shopCurrency` is for orders that link to their currency only. */
export function moneyOf(order: WireOrder, shopCurrency: string | null): OrderMoney {
  const rate = order.value
  const isConverted = rate !== null && compareDecimals(rate, '1') !== 0
  const code = order.currency?.code?.toUpperCase() ?? (isConverted ? null : shopCurrency)
  const currency = code !== null && /^[A-Z]{3}$/.test(code) ? code : null
  return {
    currency,
    isConverted,
    of: (amount) =>
      toMoney(amount !== null && isConverted ? multiplyDecimals(amount, rate) : amount, currency),
  }
}

const DISCOUNT_TYPES = new Set(['COUPON', 'LOYALTYPOINTS_TO_USE'])

type TotalRow = WireOrder['orderTotals'][number]

const isOfType = (type: string) => (row: TotalRow) => row.type?.toUpperCase() === type
const isDiscount = (row: TotalRow) =>
  DISCOUNT_TYPES.has(row.type?.toUpperCase() ?? '') || row.key?.toUpperCase() === 'CART_AMOUNT_DISCOUNT'

const valuesOf = (rows: readonly TotalRow[]) => rows.map((row) => row.value).filter((value) => value !== null)

/**
 * Rows are read by their type and never summed up across types: fees, deposits and points are in `total` and in
 * no line. An order with rows but none of a kind has none of that kind; one without any rows does not say.
 */
export function toTotals(order: WireOrder, money: OrderMoney): OrderTotals {
  const rows = order.orderTotals
  const sumOf = (fits: (row: TotalRow) => boolean) =>
    rows.length === 0 ? null : addDecimals(...valuesOf(rows.filter(fits)))
  const lineTotals = order.orderProducts.map((line) => line.total).filter((total) => total !== null)
  const sumOfLines = lineTotals.length === 0 ? null : addDecimals(...lineTotals)
  const hasSubtotal = rows.some(isOfType('SUB_TOTAL'))
  const discount =
    rows.length === 0 ? null : addDecimals(...valuesOf(rows.filter(isDiscount)).map(absoluteDecimal))
  return {
    subtotal: money.of(hasSubtotal ? sumOf(isOfType('SUB_TOTAL')) : sumOfLines),
    discount: money.of(discount),
    shipping: money.of(sumOf(isOfType('SHIPPING'))),
    tax: money.of(sumOf(isOfType('TAX'))),
    total: money.of(order.total),
    refunded: null,
    prices_include_tax: false,
  }
}

/** The coupon, discounts on the cart, and points that were paid with, each with its positive amount. */
export function toDiscounts(order: WireOrder, money: OrderMoney): UnifiedOrder['discounts'] {
  return order.orderTotals.filter(isDiscount).map((row) => ({
    code: isOfType('COUPON')(row) ? (order.coupon?.code ?? null) : null,
    amount: money.of(row.value === null ? null : absoluteDecimal(row.value)),
  }))
}

/** The one method of an order, under `title`, with what it costs; none where neither is known. */
export function toShippingLines(
  order: WireOrder,
  title: string | null,
  money: OrderMoney,
): UnifiedOrder['shipping_lines'] {
  const costs = valuesOf(order.orderTotals.filter(isOfType('SHIPPING')))
  if (title === null && costs.length === 0) return []
  return [{ title, total: costs.length === 0 ? null : money.of(addDecimals(...costs)) }]
}

/** Lines have no quantity: it is what was taken from the four stocks, and in old orders total by price. */
function quantityOf(line: WireOrderLine): number {
  const stocks = [line.stock1, line.stock2, line.stock3, line.stock4].filter((stock) => stock !== null)
  const quantity = Number(addDecimals(...stocks))
  const price = Number(line.price ?? 0)
  return quantity > 0 || price <= 0 ? quantity : Math.round(Number(line.total ?? 0) / price)
}

/** A line, net. Its tax is the exact product of its total and its rate; the shop gives no figure of its own. */
export function toLineItem(line: WireOrderLine, money: OrderMoney): LineItem {
  const tax =
    line.total === null || line.taxRate === null
      ? null
      : multiplyDecimals(multiplyDecimals(line.total, line.taxRate), '0.01')
  return {
    id: line.innerId ?? innerIdOf(line.id),
    product_id: line.productInnerId ?? innerIdOf(line.product),
    variant_id: null,
    sku: line.sku,
    name: line.name,
    variant_name: null,
    quantity: quantityOf(line),
    unit_price:
      line.priceCurrency === null ? money.of(line.price) : toMoney(line.priceCurrency, money.currency),
    discount: null,
    tax: money.of(tax),
    total: money.of(line.total),
  }
}
