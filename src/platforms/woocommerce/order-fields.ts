// Which keys of an order are asked for: those that the answer, the filter and the paging need, and no other.
import type { FieldSelection } from '../../model/fields.ts'
import type { OrderFilter } from '../../model/filter.ts'
import type { ReadOptions } from '../platform.ts'

/** Always there: the order's id, its place in the list, and whether it belongs in one. */
const ALWAYS = ['id', 'number', 'status', 'date_created_gmt']
const STATUS = ['status', 'date_completed_gmt', 'date_paid_gmt']
const PAYMENT = [...STATUS, 'total', 'refunds']

const TOTALS: Readonly<Record<string, readonly string[]>> = {
  subtotal: ['line_items'],
  discount: ['discount_total'],
  shipping: ['shipping_total'],
  tax: ['total_tax'],
  total: ['total'],
  refunded: ['refunds', 'total'],
  prices_include_tax: [],
}

/** Unified field → keys of wc/v3. `totals` is looked up by its parts, since lines are the dear ones. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  id: [],
  number: [],
  status: STATUS,
  payment_status: PAYMENT,
  fulfillment_status: ['date_completed_gmt'],
  platform_status: [],
  currency: ['currency'],
  customer: ['customer_id', 'billing'],
  billing_address: ['billing', 'meta_data'],
  shipping_address: ['shipping'],
  line_items: ['line_items', 'currency'],
  discounts: ['coupon_lines', 'currency'],
  shipping_lines: ['shipping_lines', 'currency'],
  fulfillments: ['meta_data'],
  refunds: ['refunds', 'currency'],
  payment_method: ['payment_method_title', 'payment_method'],
  note: ['customer_note'],
  cancel_reason: [],
  placed_at: [],
  updated_at: ['date_modified_gmt'],
  paid_at: ['date_paid_gmt'],
  cancelled_at: [],
  completed_at: ['date_completed_gmt'],
  platform_specific: [
    'prices_include_tax',
    'created_via',
    'payment_method',
    'transaction_id',
    'parent_id',
    'discount_tax',
    'shipping_tax',
    'cart_tax',
    'tax_lines',
    'fee_lines',
    'shipping_lines',
    'meta_data',
    'needs_payment',
    'needs_processing',
  ],
}

/** Keys that say who the buyer is, or may: not asked for when customers are switched off. */
const PERSONAL = new Set([
  'billing',
  'shipping',
  'customer_id',
  'customer_note',
  'transaction_id',
  'fee_lines',
  'meta_data',
])

const FILTER_KEYS: Readonly<Record<keyof OrderFilter, readonly string[]>> = {
  status: STATUS,
  payment_status: PAYMENT,
  fulfillment_status: ['date_completed_gmt'],
  customer_id: ['customer_id'],
  email: ['billing'],
  phone: ['billing'],
  number: [],
  created_after: [],
  created_before: [],
  updated_after: ['date_modified_gmt'],
}

function keysOf(field: string, parts: FieldSelection): readonly string[] {
  if (field !== 'totals') return KEYS[field] ?? []
  const names = Object.keys(parts).length > 0 ? Object.keys(parts) : Object.keys(TOTALS)
  return ['currency', ...names.flatMap((name) => TOTALS[name] ?? [])]
}

/**
 * The `_fields` of an order request. Without `fields` it is everything that is mapped, so that order keys,
 * payment addresses, IP addresses and user agents never travel.
 */
export function orderFields({ fields, includeCustomer }: ReadOptions, filter: OrderFilter): string {
  const selected = fields ?? Object.fromEntries([...Object.keys(KEYS), 'totals'].map((name) => [name, {}]))
  const wanted = [
    ...ALWAYS,
    ...Object.entries(selected).flatMap(([field, parts]) => keysOf(field, parts)),
    ...Object.keys(filter).flatMap((name) => FILTER_KEYS[name as keyof OrderFilter] ?? []),
  ]
  return [...new Set(wanted)].filter((key) => includeCustomer || !PERSONAL.has(key)).join(',')
}

/** Whether the refunds themselves are wanted, which say more on a call of their own. */
export function wantsRefunds({ fields }: ReadOptions): boolean {
  const [, parts] = Object.entries(fields ?? { refunds: {} }).find(([name]) => name === 'refunds') ?? []
  return parts !== undefined && (Object.keys(parts).length === 0 || 'created_at' in parts)
}
