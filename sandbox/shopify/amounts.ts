// Money as Shopify writes it, and the sums of an order in whole hundredths.
import type { Cents, DiscountFacts, LineFacts, OrderFacts } from './facts.ts'

/** The shop's currency. */
export const SHOP_CURRENCY = 'HUF'
/** Percent of tax on everything taxable. */
export const TAX_PERCENT = 27
/** Forints for one euro, the rate of every order in euros. */
const EURO_RATE = 400

/** The scalar `Money`: two decimals. */
export function moneyText(cents: Cents): string {
  const sign = cents < 0 ? '-' : ''
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** The scalar `Decimal` of MoneyV2: no needless zeros, but one decimal at least: `1290.0`, `1290.33`. */
export function decimalText(cents: Cents): string {
  return moneyText(cents).replace(/0$/, '')
}

/** A MoneyV2 in the shop's currency. */
export function moneyV2(cents: Cents) {
  return { amount: decimalText(cents), currencyCode: SHOP_CURRENCY }
}

/** A MoneyBag: the shop's money, and the same in the currency that the buyer saw. */
export function moneyBag(cents: Cents, presentment: OrderFacts['presentment']) {
  const shown = presentment === 'EUR' ? Math.round(cents / EURO_RATE) : cents
  return {
    shopMoney: moneyV2(cents),
    presentmentMoney: { amount: decimalText(shown), currencyCode: presentment },
  }
}

/** The tax in an amount that contains it, or on one that does not. */
export function taxCents(cents: Cents, included: boolean): Cents {
  return Math.round((cents * TAX_PERCENT) / (included ? 100 + TAX_PERCENT : 100))
}

/** A net price with tax: what a Hungarian shop shows. */
export function grossCents(netCents: Cents): Cents {
  return netCents + taxCents(netCents, false)
}

export type LineSums = { readonly original: Cents; readonly discount: Cents; readonly tax: Cents }

/** What one line comes to. */
export function lineSums(line: LineFacts, discount: DiscountFacts | null, included: boolean): LineSums {
  const original = line.unitCents * line.quantity
  const off = Math.round((original * (discount?.percent ?? 0)) / 100)
  return { original, discount: off, tax: line.taxable ? taxCents(original - off, included) : 0 }
}

/** What an order comes to, before anything was given back. `subtotal` is after the discounts of its lines. */
export function orderSums(order: OrderFacts) {
  const lines = order.lines.map((line) => lineSums(line, order.discount, order.taxesIncluded))
  const sum = (of: (line: LineSums) => number) => lines.reduce((total, line) => total + of(line), 0)
  const shippingOff = order.shipping ? (order.discount?.shippingCents ?? 0) : 0
  const shipping = (order.shipping?.cents ?? 0) - shippingOff
  const shippingTax = taxCents(shipping, order.taxesIncluded)
  const subtotal = sum((line) => line.original - line.discount)
  const tax = sum((line) => line.tax) + shippingTax
  return {
    lines,
    subtotal,
    shipping,
    shippingOff,
    shippingTax,
    discount: sum((line) => line.discount) + shippingOff,
    tax,
    total: subtotal + shipping + (order.taxesIncluded ? 0 : tax),
    refunded: order.refunds.reduce((total, refund) => total + refund.cents, 0),
  }
}
