// The filters of orders in Shopify's search syntax: as narrow as can be said, and never too narrow.
import type { OrderFilter } from '../../model/filter.ts'
import type { FulfillmentStatus, OrderStatus, PaymentStatus } from '../../model/order.ts'
import { allOf, anyOf, type Fit, type Search, searchRange, searchTerm } from './search-query.ts'

const NOT_CANCELLED = 'NOT status:cancelled'
const PAID = '(financial_status:paid OR financial_status:partially_refunded)'

/**
 * What an order of each status must be, by the inverse of the rules in statuses.ts. Shopify has words for
 * fewer things than its enums have values, so that these find more, and the rest goes when compared.
 */
const STATUS_CLAUSES: Readonly<Record<OrderStatus, string>> = {
  cancelled: 'status:cancelled',
  failed: '(status:cancelled OR financial_status:voided OR financial_status:expired)',
  refunded: `(financial_status:refunded ${NOT_CANCELLED})`,
  on_hold: `((fulfillment_status:on_hold OR fulfillment_status:request_declined) ${NOT_CANCELLED})`,
  completed: `(${PAID} ${NOT_CANCELLED})`,
  // A missing financial status has no word: so everything that has one is left out.
  pending: `(${NOT_CANCELLED} NOT financial_status:paid NOT financial_status:authorized NOT financial_status:partially_paid NOT financial_status:partially_refunded NOT financial_status:refunded NOT financial_status:voided NOT financial_status:expired NOT fulfillment_status:fulfilled)`,
  processing: `(${NOT_CANCELLED} NOT financial_status:refunded NOT (${PAID} fulfillment_status:fulfilled))`,
}

/** null: no order has it by a word that Shopify's search knows. */
const PAYMENT_CLAUSES: Readonly<Record<PaymentStatus, string | null>> = {
  unpaid: 'financial_status:pending',
  authorized: 'financial_status:authorized',
  partially_paid: 'financial_status:partially_paid',
  paid: 'financial_status:paid',
  partially_refunded: 'financial_status:partially_refunded',
  refunded: 'financial_status:refunded',
  voided: '(financial_status:voided OR financial_status:expired)',
  unknown: null,
}

/** null: more than the search has a word for, e.g. what needs no fulfilment. */
const FULFILLMENT_CLAUSES: Readonly<Record<FulfillmentStatus, string | null>> = {
  unfulfilled: 'NOT fulfillment_status:fulfilled',
  partially_fulfilled: 'fulfillment_status:partial',
  fulfilled: null,
  delivered: 'fulfillment_status:fulfilled',
  returned: 'return_status:returned',
  unknown: null,
}

type Narrowing = { readonly clauses: readonly string[]; readonly fit: Fit }

const EVERYTHING: Narrowing = { clauses: [], fit: 'exact' }

function narrowBy<T extends string>(
  asked: readonly T[] | undefined,
  table: Readonly<Record<T, string | null>>,
  fit: Fit,
): Narrowing {
  if (asked === undefined) return EVERYTHING
  const clauses = [...new Set(asked)].map((value) => table[value])
  const known = clauses.filter((clause): clause is string => clause !== null)
  if (known.length < clauses.length || known.length === 0) return { clauses: [], fit: 'loose' }
  return { clauses: [anyOf(known)], fit }
}

function narrowByNumber(number: string | undefined): Narrowing {
  if (number === undefined) return EVERYTHING
  const bare = number.trim().replace(/^#/, '')
  return { clauses: [anyOf([searchTerm('name', bare), searchTerm('name', `#${bare}`)])], fit: 'close' }
}

/** The worst fit of all that were used. */
function worstOf(fits: readonly Fit[]): Fit {
  return fits.includes('loose') ? 'loose' : fits.includes('close') ? 'close' : 'exact'
}

/** The query for a filter; its phone number is not in it, since orders cannot be searched by one. */
export function toOrderSearch(filter: OrderFilter): Search {
  const { customer_id: customerId, email } = filter
  if (customerId !== undefined && !/^\d{1,20}$/.test(customerId)) return null
  // Shopify always says how far an order is: none of ours is `unknown`.
  if (filter.fulfillment_status?.every((status) => status === 'unknown')) return null
  const dates = [
    ...searchRange('created_at', filter.created_after, filter.created_before),
    ...searchRange('updated_at', filter.updated_after),
  ]
  const parts: readonly Narrowing[] = [
    narrowBy(filter.status, STATUS_CLAUSES, 'loose'),
    narrowBy(filter.payment_status, PAYMENT_CLAUSES, 'exact'),
    narrowBy(filter.fulfillment_status, FULFILLMENT_CLAUSES, 'loose'),
    narrowByNumber(filter.number),
    { clauses: customerId === undefined ? [] : [searchTerm('customer_id', customerId)], fit: 'exact' },
    {
      clauses: email === undefined ? [] : [searchTerm('email', email)],
      fit: email === undefined ? 'exact' : 'close',
    },
    { clauses: dates, fit: dates.length === 0 ? 'exact' : 'close' },
  ]
  return { query: allOf(parts.flatMap((part) => part.clauses)), fit: worstOf(parts.map((part) => part.fit)) }
}
