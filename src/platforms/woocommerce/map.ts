// WooCommerce's orders and customers as ours; pure.
import type { Address } from '../../model/address.ts'
import type { UnifiedCustomer } from '../../model/customer.ts'
import { absoluteDecimal, toMoney } from '../../model/money.ts'
import { displayName } from '../../model/name.ts'
import type { UnifiedOrder } from '../../model/order.ts'
import { withoutCustomer } from '../../model/redact.ts'
import { countryOf, toAddress, toOrderCustomer } from './address.ts'
import { cleanMeta, fulfillmentsOf, taxNumberOf } from './metadata.ts'
import { toLineItem, totalsOf } from './order-lines.ts'
import { fulfillmentStatusOf, orderStatusOf, paymentStatusOf } from './statuses.ts'
import { present, toInstant } from './values.ts'
import type { WireCustomer, WireOrder } from './wire.ts'

/** What mapping needs to know beside the record. */
export type MapContext = {
  /** Where names and numbers without a country belong. */
  readonly storeCountry: string | null
  /** False: nothing of the buyer is in the result. */
  readonly includeCustomer: boolean
}

/** Keys of an order's `platform_specific` that say nothing of a person. */
export const IMPERSONAL_ORDER_KEYS = [
  'prices_include_tax',
  'created_via',
  'payment_method',
  'parent_id',
  'discount_tax',
  'shipping_tax',
  'cart_tax',
  'tax_lines',
  'needs_payment',
  'needs_processing',
] as const

function specificOf(order: WireOrder): Record<string, unknown> {
  return {
    prices_include_tax: order.prices_include_tax ?? null,
    created_via: present(order.created_via),
    payment_method: present(order.payment_method),
    transaction_id: present(order.transaction_id),
    parent_id: order.parent_id ?? null,
    discount_tax: order.discount_tax ?? null,
    shipping_tax: order.shipping_tax ?? null,
    cart_tax: order.cart_tax ?? null,
    tax_lines: order.tax_lines ?? [],
    fee_lines: (order.fee_lines ?? []).map(({ name, total, total_tax }) => ({
      name: name ?? null,
      total,
      total_tax: total_tax ?? null,
    })),
    shipping_lines: (order.shipping_lines ?? []).map((line) => ({
      method_id: present(line.method_id),
      total_tax: line.total_tax ?? null,
      meta_data: cleanMeta(line.meta_data),
    })),
    meta_data: cleanMeta(order.meta_data),
    needs_payment: order.needs_payment ?? null,
    needs_processing: order.needs_processing ?? null,
  }
}

/** An order; what `_fields` left out holds a placeholder. */
export function toOrder(order: WireOrder, { storeCountry, includeCustomer }: MapContext): UnifiedOrder {
  const money = (amount: string | null | undefined) => toMoney(amount, order.currency)
  const billing = toAddress(order.billing, storeCountry, taxNumberOf(order.meta_data))
  const mapped: UnifiedOrder = {
    id: String(order.id),
    number: order.number ?? String(order.id),
    status: orderStatusOf(order),
    payment_status: paymentStatusOf(order),
    fulfillment_status: fulfillmentStatusOf(order),
    platform_status: present(order.status),
    currency: order.currency && /^[A-Z]{3}$/.test(order.currency) ? order.currency : null,
    totals: totalsOf(order),
    customer: toOrderCustomer(order.customer_id, order.billing?.email, billing),
    billing_address: billing,
    shipping_address: toAddress(order.shipping, storeCountry, null),
    line_items: (order.line_items ?? []).map((line) => toLineItem(line, order.currency)),
    discounts: (order.coupon_lines ?? []).map(({ code, discount }) => ({
      code: present(code),
      amount: money(discount),
    })),
    shipping_lines: (order.shipping_lines ?? []).map((line) => ({
      title: present(line.method_title),
      total: money(line.total),
    })),
    fulfillments: fulfillmentsOf(order.meta_data),
    refunds: (order.refunds ?? []).map(({ id, total, reason }) => ({
      id: String(id),
      amount: money(absoluteDecimal(total)),
      reason: present(reason),
      created_at: null,
    })),
    payment_method: present(order.payment_method_title) ?? present(order.payment_method),
    note: present(order.customer_note),
    cancel_reason: null,
    placed_at: toInstant(order.date_created_gmt),
    updated_at: toInstant(order.date_modified_gmt),
    paid_at: toInstant(order.date_paid_gmt),
    cancelled_at: null,
    completed_at: toInstant(order.date_completed_gmt),
    platform_specific: specificOf(order),
  }
  return includeCustomer ? mapped : withoutCustomer(mapped, IMPERSONAL_ORDER_KEYS)
}

/** Of an account's meta only what forms ask a buyer: plugins keep second factors and tokens there too. */
const isFormField = (key: string) => /^_?(billing|shipping)_/.test(key)

/** A customer: a user account, whatever its role. */
export function toCustomer(
  customer: WireCustomer,
  { storeCountry }: Pick<MapContext, 'storeCountry'>,
): UnifiedCustomer {
  const billing = toAddress(customer.billing, storeCountry, taxNumberOf(customer.meta_data))
  const shipping = toAddress(customer.shipping, storeCountry, null)
  const firstName = present(customer.first_name) ?? billing?.first_name ?? null
  const lastName = present(customer.last_name) ?? billing?.last_name ?? null
  return {
    id: String(customer.id),
    email: present(customer.email),
    phone: billing?.phone ?? null,
    phone_raw: billing?.phone_raw ?? null,
    first_name: firstName,
    last_name: lastName,
    name: displayName(firstName, lastName, countryOf(customer.billing) ?? storeCountry),
    company: billing?.company ?? null,
    default_address: billing,
    addresses: [billing, shipping].filter((address): address is Address => address !== null),
    orders_count: null,
    total_spent: null,
    accepts_marketing: null,
    tags: [],
    created_at: toInstant(customer.date_created_gmt),
    updated_at: toInstant(customer.date_modified_gmt),
    platform_specific: {
      role: present(customer.role),
      username: present(customer.username),
      billing_email: present(customer.billing?.email),
      is_paying_customer: customer.is_paying_customer ?? null,
      avatar_url: present(customer.avatar_url),
      meta_data: cleanMeta(customer.meta_data, isFormField),
    },
  }
}
