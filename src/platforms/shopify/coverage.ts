// What an answer of Shopify's can not contain, said in the words of the unified models.
import type { CoverageReason } from '../../model/page.ts'
import type { DeniedPath } from './answer-errors.ts'

/** Without `read_all_orders` Shopify shows only these; source: the Order object's description. */
const HISTORY_DAYS = 60
const DAY_MS = 86_400_000

/** What the wire's fields become, by their name below the record or below an address. */
const ADDRESS_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    firstName: 'first_name',
    lastName: 'last_name',
    company: 'company',
    address1: 'line1',
    address2: 'line2',
    city: 'city',
    province: 'region',
    zip: 'postal_code',
    countryCodeV2: 'country',
    phone: 'phone',
  }),
)
const ADDRESSES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    billingAddress: 'billing_address',
    shippingAddress: 'shipping_address',
    defaultAddress: 'default_address',
    addressesV2: 'addresses',
  }),
)
const CUSTOMER_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    firstName: 'first_name',
    lastName: 'last_name',
    defaultEmailAddress: 'email',
    defaultPhoneNumber: 'phone',
    amountSpent: 'total_spent',
    numberOfOrders: 'orders_count',
  }),
)
const ORDER_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    email: 'customer.email',
    phone: 'customer.phone',
    firstName: 'customer.name',
    lastName: 'customer.name',
    defaultPhoneNumber: 'customer.phone',
    customer: 'customer',
    note: 'note',
    lineItems: 'line_items',
    fulfillments: 'fulfillments',
    refunds: 'refunds',
    transactions: 'paid_at',
  }),
)

/** The unified name of a withheld field: one of ours, whatever the path says. */
function unifiedName(path: DeniedPath, names: ReadonlyMap<string, string>): string {
  const words = path.filter((part): part is string => typeof part === 'string')
  const address = ADDRESSES.get(words.find((word) => ADDRESSES.has(word)) ?? '')
  if (address !== undefined) {
    const part = ADDRESS_NAMES.get(words.at(-1) ?? '')
    return part === undefined ? address : `${address}.${part}`
  }
  return names.get(words.findLast((word) => names.has(word)) ?? '') ?? 'platform_specific'
}

const NAMES = { customer: CUSTOMER_NAMES, order: ORDER_NAMES, product: new Map<string, string>() } as const

/** The reason for fields that Shopify withheld; none when there are none. */
export function withheldFields(
  denied: readonly DeniedPath[],
  kind: keyof typeof NAMES,
): readonly CoverageReason[] {
  if (denied.length === 0) return []
  const names = [...new Set(denied.map((path) => unifiedName(path, NAMES[kind])))].sort()
  const detail = `Shopify has not approved this app for these fields, which are null: ${names.join(', ')}.`
  return [{ code: 'protected_data_not_approved', detail }]
}

/** The reason for orders that are too old to be seen. */
export function historyWindow(scopes: readonly string[], now: number): readonly CoverageReason[] {
  if (scopes.includes('read_all_orders')) return []
  const since = new Date(now - HISTORY_DAYS * DAY_MS).toISOString()
  const detail = 'Without the scope read_all_orders Shopify shows the orders of the last 60 days only.'
  return [{ code: 'order_history_window', detail, since }]
}

/** Customers are found by their own number; one that stands only on an address cannot be searched. */
export const ADDRESS_PHONES: CoverageReason = {
  code: 'address_phones_not_searchable',
  detail: 'Shopify finds customers by their own phone number only, not by one on an address.',
}

/** Orders have no search by phone: only those of the customer who has the number are found. */
export const GUEST_PHONES: CoverageReason = {
  code: 'guest_phones_not_searchable',
  detail:
    'Shopify cannot search orders by phone: only the orders of a customer with this number are found, not those of guests.',
}

/** The reason for lists inside records that were not read to their end. */
export function cutLists(code: 'addresses_cut' | 'line_items_cut' | 'variants_cut', count: number) {
  return cut(code, count, 'Read the single record for the whole of it.')
}

/** The same for pictures and categories, which are never read further. */
export function cutParts(code: 'categories_cut' | 'images_cut', count: number) {
  return cut(code, count, 'Only the first ones are given.')
}

function cut(code: string, count: number, advice: string): readonly CoverageReason[] {
  if (count === 0) return []
  const words = code.replace(/_cut$/, '').replace('_', ' ')
  return [{ code, detail: `There are more ${words} in ${count} of these records. ${advice}` }]
}
