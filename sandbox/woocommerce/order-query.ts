// Which orders a request means, and in which order: the filters of `GET /orders`.
import { parameterTime } from './local-time.ts'
import type { Parameters } from './parameters.ts'
import type { StoredAddress, StoredBilling, StoredOrder } from './stored.ts'
import { fold } from './text-search.ts'

/** Statuses that the shop knows, without `wc-`. `trash` may be asked for, but is not among them. */
export const ORDER_STATUSES = [
  'pending',
  'processing',
  'on-hold',
  'completed',
  'cancelled',
  'refunded',
  'failed',
  'csomagolva',
  'checkout-draft',
] as const

const REGISTERED: ReadonlySet<string> = new Set(ORDER_STATUSES)

type Indexed = { readonly order: StoredOrder; readonly haystack: string }

/** The orders with their search index, oldest first as `orderby=date&order=asc` has them. */
export type OrderTable = { readonly rows: Indexed[]; readonly byId: Map<number, StoredOrder> }

const byDate = (a: StoredOrder, b: StoredOrder) =>
  a.createdAt.getTime() - b.createdAt.getTime() || a.id - b.id

function addressText(address: StoredAddress | StoredBilling): string {
  const parts = [
    address.first_name,
    address.last_name,
    address.company,
    address.address_1,
    address.address_2,
    address.city,
    address.state,
    address.postcode,
    address.country,
    'email' in address ? address.email : '',
    address.phone,
  ]
  return parts.filter(Boolean).join(' ')
}

/** First name first; also the names of shipping, fee, coupon and tax rows. Not: SKU, meta, notes, number. */
function haystackOf(order: StoredOrder, legacy: boolean): string {
  const texts = [
    addressText(order.billing),
    addressText(order.shipping),
    ...order.lines.map((line) => line.name),
    ...order.shippingLines.map((row) => row.title),
    ...order.fees.map((row) => row.name),
    ...order.coupons.map((row) => row.code),
    'HU-ÁFA 27%-1',
    legacy ? '' : order.transactionId,
  ]
  return fold(texts.join('\n'))
}

/** Puts one order in its place. */
export function addOrder(table: OrderTable, order: StoredOrder, legacy: boolean): void {
  table.rows.push({ order, haystack: haystackOf(order, legacy) })
  table.rows.sort((a, b) => byDate(a.order, b.order))
  table.byId.set(order.id, order)
}

/** Indexes the orders; `legacy` storage does not search transaction ids. */
export function createOrderTable(orders: readonly StoredOrder[], legacy: boolean): OrderTable {
  const rows = orders.map((order) => ({ order, haystack: haystackOf(order, legacy) }))
  return {
    rows: rows.sort((a, b) => byDate(a.order, b.order)),
    byId: new Map(orders.map((order) => [order.id, order])),
  }
}

/** `any` is every registered status but checkout-draft; beside it others are as good as not there. */
function hasStatus(order: StoredOrder, asked: readonly string[]): boolean {
  if (asked.includes('any')) return REGISTERED.has(order.status) && order.status !== 'checkout-draft'
  return asked.includes(order.status)
}

type Within = (order: StoredOrder) => boolean

/** The date filters, strict on both sides, by whole seconds. */
function withinOf(parameters: Parameters): Within {
  const gmt = parameters.flag('dates_are_gmt')
  const limit = (name: string, otherwise: number) => {
    const text = parameters.text(name)
    return text === null ? otherwise : parameterTime(text, gmt)
  }
  const second = (date: Date) => Math.floor(date.getTime() / 1000) * 1000
  const after = limit('after', Number.NEGATIVE_INFINITY)
  const before = limit('before', Number.POSITIVE_INFINITY)
  const modifiedAfter = limit('modified_after', Number.NEGATIVE_INFINITY)
  const modifiedBefore = limit('modified_before', Number.POSITIVE_INFINITY)
  return ({ createdAt, modifiedAt }) => {
    const [created, modified] = [second(createdAt), second(modifiedAt)]
    return created > after && created < before && modified > modifiedAfter && modified < modifiedBefore
  }
}

/** As text, or as the id. */
function finderOf(term: string): (row: Indexed) => boolean {
  const folded = fold(term)
  const id = /^\d+$/.test(term) ? Number(term) : null
  return ({ order, haystack }) => haystack.includes(folded) || order.id === id
}

type Compare = (a: StoredOrder, b: StoredOrder) => number
const byId: Compare = (a, b) => a.id - b.id
const SORTS: Readonly<Record<string, Compare>> = {
  modified: (a, b) => a.modifiedAt.getTime() - b.modifiedAt.getTime() || a.id - b.id,
}

/** The orders that match, sorted, before they are cut into pages. */
export function queryOrders(table: OrderTable, parameters: Parameters): StoredOrder[] {
  const asked = parameters.list('status')
  const statuses = asked.length > 0 ? asked : ['any']
  const term = parameters.text('search')?.trim() ?? ''
  const customer = parameters.text('customer')
  const include = parameters.list('include').map(Number)
  const exclude = new Set(parameters.list('exclude').map(Number))
  const product = parameters.text('product')
  const createdVia = parameters.text('created_via')
  const isWithin = withinOf(parameters)
  const isFound = finderOf(term)
  const found = table.rows.filter(
    (row) =>
      hasStatus(row.order, statuses) &&
      (include.length === 0 || include.includes(row.order.id)) &&
      !exclude.has(row.order.id) &&
      (customer === null || row.order.customerId === Number(customer)) &&
      (product === null || row.order.lines.some((line) => line.productId === Number(product))) &&
      (createdVia === null || row.order.createdVia === createdVia) &&
      isWithin(row.order) &&
      (term === '' || isFound(row)),
  )
  const orderBy = parameters.text('orderby') ?? 'date'
  const orders = found.map((row) => row.order)
  if (orderBy === 'include') return orders.sort((a, b) => include.indexOf(a.id) - include.indexOf(b.id))
  if (orderBy !== 'date') orders.sort(SORTS[orderBy] ?? byId)
  return parameters.text('order') === 'asc' ? orders : orders.reverse()
}
