// The rows of an order as wc/v3 writes them: lines, shipping, fees, coupons, taxes, refunds.
import { amountNumber, formatAmount, type Micro, typedAmount } from './amount.ts'
import type { Meta, StoredLine, StoredOrder } from './stored.ts'

/** What an answer depends on beside the record: the address that was asked, the decimals, the numbering. */
export type Rendering = {
  /** The shop's base as the caller used it, without a slash at the end. */
  readonly home: string
  readonly dp: number
  readonly numberOf: (id: number) => string
}

const sum = (amounts: readonly Micro[]): Micro => amounts.reduce((all, amount) => all + amount, 0)

/** Meta as lists have it; rows of items also say how it is shown. */
export function metaRows(meta: readonly Meta[], firstId: number, display: boolean) {
  return meta.map(({ key, value, label }, index) => {
    const [displayKey, displayValue] = label?.split('\n') ?? [key, String(value)]
    const row = { id: firstId + index, key, value }
    return display ? { ...row, display_key: displayKey, display_value: displayValue } : row
  })
}

/** A line; with `sign` -1 as a refund has it. */
export function lineBody(line: StoredLine, { dp, home }: Rendering, sign: 1 | -1 = 1) {
  const money = (amount: Micro) => formatAmount(sign * amount, dp)
  const deleted = line.productId === 0
  return {
    id: line.id,
    name: line.name,
    product_id: line.productId,
    variation_id: line.variationId,
    quantity: sign * line.quantity,
    tax_class: '',
    subtotal: money(line.subtotal),
    subtotal_tax: money(line.subtotalTax),
    total: money(line.total),
    total_tax: money(line.totalTax),
    taxes: [{ id: 1, total: money(line.totalTax), subtotal: money(line.subtotalTax) }],
    meta_data: metaRows(line.meta, line.id * 10, true),
    sku: line.sku,
    global_unique_id: deleted ? null : '',
    price: amountNumber(line.total) / line.quantity,
    image: imageOf(line, home),
    parent_name: line.parentName,
  }
}

function imageOf(line: StoredLine, home: string) {
  if (line.productId === 0) return { id: 0, src: '' }
  if (line.image === null) return { id: '', src: '' }
  const src = `${home}/wp-content/uploads/2026/11/termek-${line.image - 10}.png`
  return { id: line.variationId === 0 ? String(line.image) : line.image, src }
}

function taxLine(order: StoredOrder, dp: number) {
  const cartTax = sum([...order.lines, ...order.fees].map((row) => row.totalTax))
  const shippingTax = sum(order.shippingLines.map((row) => row.totalTax))
  return {
    id: order.id * 10 + 9,
    rate_code: 'HU-ÁFA 27%-1',
    rate_id: 1,
    label: 'ÁFA 27%',
    compound: false,
    tax_total: formatAmount(cartTax, dp),
    shipping_tax_total: formatAmount(shippingTax, dp),
    rate_percent: 27,
    meta_data: [],
  }
}

/** All rows of an order. */
export function rowsOf(order: StoredOrder, rendering: Rendering) {
  const money = (amount: Micro) => formatAmount(amount, rendering.dp)
  const taxes = (amount: Micro) => [{ id: 1, total: money(amount), subtotal: '' }]
  return {
    line_items: order.lines.map((line) => lineBody(line, rendering)),
    tax_lines: [taxLine(order, rendering.dp)],
    shipping_lines: order.shippingLines.map((row) => ({
      id: row.id,
      method_title: row.title,
      method_id: row.methodId,
      instance_id: '1',
      total: money(row.total),
      total_tax: money(row.totalTax),
      taxes: taxes(row.totalTax),
      tax_status: 'taxable',
      meta_data: metaRows(row.meta, row.id * 10, true),
    })),
    fee_lines: order.fees.map((row) => ({
      id: row.id,
      name: row.name,
      tax_class: '',
      tax_status: 'taxable',
      amount: '',
      total: money(row.total),
      total_tax: money(row.totalTax),
      taxes: taxes(row.totalTax),
      meta_data: [],
    })),
    coupon_lines: order.coupons.map((row) => ({
      id: row.id,
      code: row.code,
      discount: typedAmount(row.discount),
      discount_tax: typedAmount(row.tax),
      meta_data: [],
      discount_type: 'percent',
      nominal_amount: 10,
      free_shipping: false,
    })),
    refunds: order.refunds.map((row) => ({
      id: row.id,
      reason: row.reason,
      total: money(-row.total),
      total_tax: money(-row.tax),
    })),
  }
}
