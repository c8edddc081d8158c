// The filters of the three lists, and whether a record really is what a filter asked for.
import type { UnifiedCustomer } from './customer.ts'
import { compareDecimals } from './money.ts'
import type { FulfillmentStatus, OrderStatus, PaymentStatus, UnifiedOrder } from './order.ts'
import type { ProductStatus, UnifiedProduct } from './product.ts'

/** Instants are ISO 8601 in UTC with `Z`; `after` and `before` are strict. */
type CreatedRange = { readonly created_after?: string; readonly created_before?: string }

/** `phone` is E.164 already (read in the store's country); `email` is trimmed; `search` is free text. */
export type CustomerFilter = CreatedRange & {
  readonly email?: string
  readonly phone?: string
  readonly search?: string
  readonly updated_after?: string
}

/** `phone` is E.164 already; `number` is what people see, with or without a leading `#`. */
export type OrderFilter = CreatedRange & {
  readonly status?: readonly OrderStatus[]
  readonly payment_status?: readonly PaymentStatus[]
  readonly fulfillment_status?: readonly FulfillmentStatus[]
  readonly customer_id?: string
  readonly email?: string
  readonly phone?: string
  readonly number?: string
  readonly updated_after?: string
}

/**
 * `search` is free text; the rest is exact. Prices are decimals in the shop's currency; a product matches with any
 * of its variants' prices between them. No platform answers them: the catalogue does.
 */
export type ProductFilter = {
  readonly search?: string
  readonly sku?: string
  readonly status?: readonly ProductStatus[]
  readonly in_stock?: boolean
  readonly updated_after?: string
  readonly price_min?: string
  readonly price_max?: string
}

export type CustomerFilterName = keyof CustomerFilter
export type OrderFilterName = keyof OrderFilter
export type ProductFilterName = keyof ProductFilter

/**
 * E-mail addresses are compared without case, as shops do. Both cases have to agree: the Kelvin sign is a `k`
 * in lower case only, and `ß` an `SS` in upper case only, and they are other people's addresses.
 */
export function sameEmail(a: string | null | undefined, b: string | null | undefined): boolean {
  const [one, other] = [a?.trim() ?? '', b?.trim() ?? '']
  if (one === '' || one.toLowerCase() !== other.toLowerCase()) return false
  return one.toUpperCase() === other.toUpperCase()
}

/** Order numbers are compared without case and without the `#` that people and Shopify put before them. */
export function sameOrderNumber(a: string, b: string): boolean {
  const bare = (text: string) => text.trim().replace(/^#/, '').trim().toLowerCase()
  return bare(a) !== '' && bare(a) === bare(b)
}

function sameSku(a: string | null, b: string): boolean {
  const wanted = b.trim().toLowerCase()
  return wanted !== '' && a?.trim().toLowerCase() === wanted
}

function isAfter(instant: string | null, limit: string | undefined): boolean {
  return limit === undefined || (instant !== null && Date.parse(instant) > Date.parse(limit))
}

function isBefore(instant: string | null, limit: string | undefined): boolean {
  return limit === undefined || (instant !== null && Date.parse(instant) < Date.parse(limit))
}

function isOneOf<T>(value: T, allowed: readonly T[] | undefined): boolean {
  return allowed === undefined || allowed.includes(value)
}

/**
 * Whether the record is what was asked for. A shop's search is fuzzy and may ignore what it does not know:
 * nothing leaves for which this is false. `search` is the one filter that is not looked at.
 */
export function matchesCustomer(customer: UnifiedCustomer, filter: CustomerFilter): boolean {
  const phones = [customer.phone, customer.default_address?.phone ?? null]
  return (
    (filter.email === undefined || sameEmail(customer.email, filter.email)) &&
    (filter.phone === undefined || phones.includes(filter.phone)) &&
    isAfter(customer.created_at, filter.created_after) &&
    isBefore(customer.created_at, filter.created_before) &&
    isAfter(customer.updated_at, filter.updated_after)
  )
}

/** As `matchesCustomer`. A phone counts where it is the buyer's: on the order or its billing address. */
export function matchesOrder(order: UnifiedOrder, filter: OrderFilter): boolean {
  const phones = [order.customer?.phone ?? null, order.billing_address?.phone ?? null]
  return (
    isOneOf(order.status, filter.status) &&
    isOneOf(order.payment_status, filter.payment_status) &&
    isOneOf(order.fulfillment_status, filter.fulfillment_status) &&
    (filter.customer_id === undefined || order.customer?.id === filter.customer_id) &&
    (filter.email === undefined || sameEmail(order.customer?.email, filter.email)) &&
    (filter.phone === undefined || phones.includes(filter.phone)) &&
    (filter.number === undefined || sameOrderNumber(order.number, filter.number)) &&
    isAfter(order.placed_at, filter.created_after) &&
    isBefore(order.placed_at, filter.created_before) &&
    isAfter(order.updated_at, filter.updated_after)
  )
}

function isPricedBetween(product: UnifiedProduct, min: string | undefined, max: string | undefined): boolean {
  if (min === undefined && max === undefined) return true
  const low = product.price_range?.min ?? product.price
  const high = product.price_range?.max ?? product.price
  return (
    low !== null &&
    high !== null &&
    (min === undefined || compareDecimals(high.amount, min) >= 0) &&
    (max === undefined || compareDecimals(low.amount, max) <= 0)
  )
}

/** As `matchesCustomer`. A SKU counts on the product or on one of its variants. */
export function matchesProduct(product: UnifiedProduct, filter: ProductFilter): boolean {
  const { sku } = filter
  return (
    (sku === undefined ||
      sameSku(product.sku, sku) ||
      product.variants.some((variant) => sameSku(variant.sku, sku))) &&
    isOneOf(product.status, filter.status) &&
    (filter.in_stock === undefined || product.in_stock === filter.in_stock) &&
    isAfter(product.updated_at, filter.updated_after) &&
    isPricedBetween(product, filter.price_min, filter.price_max)
  )
}
