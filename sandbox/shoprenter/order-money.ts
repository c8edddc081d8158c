// The amounts of an order as the shop has them: in its own currency, with four decimals.
import { grossCents, TAX_PERCENT, type WorldLine } from '../world.ts'
import { amount, encodeText, type JsonObject, type Links, resourceId } from './ids.ts'
import { localTime, NULL_TIME } from './local-time.ts'
import type { Order } from './orders.ts'
import type { Product } from './products.ts'

/** Hundredths to ten-thousandths. */
const SCALE = 100
const PAYMENT_FEE = 290 * 10_000
const DEPOSIT = 100 * 10_000
const POINTS = -500 * 10_000
const CART_DISCOUNT = -200 * 10_000
const EUR_RATE = 0.0025

/** Orders with a fee, a deposit, a discount on the cart and points that were paid with: none is in a line. */
export const hasExtras = ({ number }: Order) => number % 29 === 0

/** Orders in euros: amounts stay in forints, only unit prices have a twin in the order's currency. */
export const isForeign = ({ number }: Order) => number % 23 === 0

const extrasOf = (order: Order) => (hasExtras(order) ? PAYMENT_FEE + DEPOSIT + POINTS + CART_DISCOUNT : 0)

const total = (order: Order) => grossCents(order.world) * SCALE + extrasOf(order)

/** Gross, all in. */
export const totalOf = (order: Order) => amount(total(order))

type Row = { readonly name: string; readonly value: number; readonly type: string; readonly key?: string }

function rowsOf(order: Order, shippingName: string): Row[] {
  const { lines, shipping, coupon } = order.world
  const net = lines.reduce((sum, line) => sum + line.netCents * line.quantity, 0) * SCALE
  const tax = (net * TAX_PERCENT) / 100
  const shippingGross = (shipping.netCents * SCALE * (100 + TAX_PERCENT)) / 100
  const discount = grossCents(order.world) * SCALE - net - tax - shippingGross
  return [
    { name: 'Nettó részösszeg:', value: net, type: 'SUB_TOTAL' },
    { name: 'ÁFA (27%):', value: tax, type: 'TAX' },
    { name: 'Bruttó részösszeg:', value: net + tax, type: 'SUB_TOTAL_WITH_TAX' },
    ...(coupon === null ? [] : [{ name: `Kupon (${coupon.code}):`, value: discount, type: 'COUPON' }]),
    { name: `${shippingName}:`, value: shippingGross, type: 'SHIPPING' },
    ...(hasExtras(order)
      ? [
          { name: 'Utánvét díja:', value: PAYMENT_FEE, type: 'PAYMENT' },
          { name: 'Kosárkedvezmény:', value: CART_DISCOUNT, type: 'DISCOUNT', key: 'CART_AMOUNT_DISCOUNT' },
          { name: 'Felhasznált hűségpontok:', value: POINTS, type: 'LOYALTYPOINTS_TO_USE' },
          { name: 'Szerezhető hűségpontok:', value: 120_000, type: 'LOYALTYPOINTS_TO_GET' },
        ]
      : []),
    { name: 'Összesen bruttó:', value: total(order), type: 'TOTAL' },
  ]
}

/** The rows of an order's sum; the shipping row's name holds a parcel point's address. */
export function writeTotals(order: Order, shippingName: string, links: Links): JsonObject[] {
  return rowsOf(order, shippingName).map(({ name, value, type, key }, index) => {
    const id = resourceId('orderTotal', { order_total_id: order.number * 10 + index })
    return {
      ...links.link('orderTotals', id),
      id,
      name,
      valueText: `${Math.round(value / 10_000).toLocaleString('de-DE')} Ft`,
      value: amount(value),
      sortOrder: String(index + 1),
      type,
      key: key ?? (order.number % 2 === 0 ? null : ''),
      description: null,
      dateCreated: NULL_TIME,
      dateUpdated: NULL_TIME,
      order: links.link('orders', order.id),
    }
  })
}

function stocksOf(order: Order, line: WorldLine): JsonObject {
  const quantity = order.status === null ? 0 : line.quantity
  const second = quantity > 1 ? 1 : 0
  return { stock1: String(quantity - second), stock2: String(second), stock3: '0', stock4: '0' }
}

function writeLine(order: Order, line: WorldLine, product: Product | undefined, links: Links): JsonObject {
  const id = resourceId('orderProduct', { order_product_id: line.id })
  const net = line.netCents * SCALE
  const gross = (net * (100 + TAX_PERCENT)) / 100
  const inCurrency = (value: number) => amount(isForeign(order) ? Math.round(value * EUR_RATE) : value)
  const isDeleted = order.number % 53 === 0
  const productNumber = isDeleted ? 99 : (product?.number ?? 99)
  const kind = line.variant ? ` – ${Object.values(line.variant.options).join(', ')}` : ''
  // Lines of old orders lack what came later.
  const isOld = order.number < 1200
  return {
    ...links.link('orderProducts', id),
    id,
    ...(!isOld && {
      innerId: String(line.id),
      productInnerId: String(productNumber),
      grossPrice: amount(gross).replace(/\.?0+$/, ''),
      originalGrossPrice: amount(gross).replace(/\.?0+$/, ''),
      priceCurrency: inCurrency(net),
      originalPriceCurrency: inCurrency(net),
      grossPriceCurrency: inCurrency(gross),
      originalGrossPriceCurrency: inCurrency(gross),
      parentProduct: product?.parent ? links.link('products', product.parent.id) : null,
    }),
    name: isDeleted ? 'Deleted product' : encodeText(`${line.product.name}${kind}`),
    sku: line.variant?.sku ?? line.product.sku,
    modelNumber: isOld ? null : '',
    gtin: '',
    originalPrice: amount(net),
    price: amount(net),
    total: amount(net * line.quantity),
    taxRate: `${TAX_PERCENT}.0000`,
    ...stocksOf(order, line),
    subtractStock: '1',
    durableMediaDevice: '0',
    dateCreated: isOld ? NULL_TIME : localTime(order.createdAt),
    dateUpdated: isOld ? NULL_TIME : localTime(order.createdAt),
    order: links.link('orders', order.id),
    product: links.link('products', product && !isDeleted ? product.id : deletedProductId),
    orderProductOptions: { href: links.href(`orderProductOptions?orderProductId=${id}`) },
  }
}

const deletedProductId = resourceId('product', { product_id: 99 })

/** The lines of an order: net, with the quantity spread over four stocks. */
export function writeLines(order: Order, products: ReadonlyMap<number, Product>, links: Links): JsonObject[] {
  return order.world.lines.map((line) =>
    writeLine(order, line, products.get(line.variant?.id ?? line.product.id), links),
  )
}

/** The deposit on bottles, which is in the total and in no line. */
export function addonsOf(order: Order): JsonObject[] {
  if (!hasExtras(order)) return []
  const deposit = { name: 'Visszaváltási díj', sku: 'BETETDIJ', type: 'DEPOSIT_FEE' }
  return [{ ...deposit, price: '50.0000', quantity: '2', total: '100.0000', taxRate: '0.0000' }]
}
