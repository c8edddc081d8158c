// A lookup in one store: the cheapest way its platform has, and nothing in the answer that was not compared.
import {
  isAskedCustomer,
  isAskedOrder,
  type LookupQuestion,
  type PersonFound,
  peopleOf,
} from '../model/lookup.ts'
import type { CoverageReason } from '../model/page.ts'
import { withoutCustomer } from '../model/redact.ts'
import type { LookupAnswer, Platform, ReadOptions, Shop } from '../platforms/platform.ts'

/** Which kinds of data a lookup may use, by the key and by the store. */
export type LookupRights = { readonly customers: boolean; readonly orders: boolean }

/** What one store knows of who was asked for. `isSure`: nobody else can be meant. */
export type StoreFound = {
  readonly people: readonly PersonFound[]
  readonly isSure: boolean
  readonly coverage: readonly CoverageReason[]
}

/** Where one order was asked for, a careless plugin may have given its number to a few. */
const MOST_OF_A_NUMBER = 10

/** Enough to say who somebody is. */
const PERSON_FIELDS = { email: {}, phone: {}, name: {}, default_address: {} }

/** How many orders of each person, and which of their fields. */
type Wanted = { readonly most: number; readonly options: ReadOptions }

const NOTHING: LookupAnswer = { customers: [], orders: [], isCut: false, coverage: [] }

function notSearchable(platform: Platform, what: 'phone' | 'name'): CoverageReason {
  const words = what === 'phone' ? 'a phone number' : 'a name'
  return {
    code: `${what}_not_searchable`,
    detail: `${platform.name} cannot be searched by ${words}. Ask for the order number or the e-mail address.`,
  }
}
const ORDERS_OFF: CoverageReason = {
  code: 'order_access_disabled',
  detail:
    'Orders may not be read in this store: only people with an account are found, and without their orders.',
}

/** The lists' own answers, side by side, for a platform without a way of its own. */
async function askLists(
  shop: Shop,
  platform: Platform,
  question: LookupQuestion,
  rights: LookupRights,
  { most, options }: Wanted,
): Promise<LookupAnswer> {
  if (question.by === 'order_number') {
    if (shop.lookupNumber) return shop.lookupNumber(question.number, options)
    const page = { limit: MOST_OF_A_NUMBER, position: { page: 1 } } as const
    const found = await shop.listOrders({ number: question.number }, page, options)
    return { ...NOTHING, orders: found.items, coverage: found.coverage }
  }
  if (question.by === 'name') return { ...NOTHING, coverage: [notSearchable(platform, 'name')] }
  const filter = question.by === 'phone' ? { phone: question.phone } : { email: question.email }
  const can = (kind: 'customers' | 'orders') =>
    rights[kind] && platform.capabilities[kind].filters.includes(question.by as 'phone' | 'email')
  const page = { limit: most, position: { page: 1 } } as const
  const person = { fields: PERSON_FIELDS, includeCustomer: true }
  const [customers, orders] = await Promise.all([
    can('customers') ? shop.listCustomers(filter, { ...page, limit: MOST_OF_A_NUMBER }, person) : null,
    can('orders') ? shop.listOrders(filter, page, options) : null,
  ])
  const isMissing = question.by === 'phone' && !customers
  return {
    customers: customers?.items ?? [],
    orders: orders?.items ?? [],
    isCut: Boolean(customers?.next) || (question.by === 'phone' && Boolean(orders?.next)),
    coverage: [
      ...(customers && !orders ? customers.coverage : []),
      ...(orders?.coverage ?? []),
      ...(isMissing ? [notSearchable(platform, 'phone')] : []),
    ],
  }
}

/**
 * Asks the shop, compares every record, and says which people they are, each with at most `most` orders. Where the
 * buyer may not be told, an order comes as the lists give it, without them.
 */
export async function lookInStore(
  shop: Shop,
  platform: Platform,
  question: LookupQuestion,
  rights: LookupRights,
  wanted: Wanted,
): Promise<StoreFound> {
  const { most, options } = wanted
  const ask =
    shop.lookup && question.by !== 'order_number' && rights.orders
      ? shop.lookup(question, Math.max(1, most), options)
      : askLists(shop, platform, question, rights, { ...wanted, most: Math.max(1, most) })
  const answer = await ask
  const customers = answer.customers.filter((customer) => isAskedCustomer(customer, question))
  const ids = new Set(customers.map(({ id }) => id))
  const isTheirs = ({ customer }: { customer: { id: string | null } | null }) =>
    customer?.id != null && ids.has(customer.id)
  const orders = answer.orders.filter((order) => isAskedOrder(order, question) || isTheirs(order))
  const shown = options.includeCustomer
    ? orders
    : orders.map((order) => withoutCustomer(order, platform.impersonalOrderKeys))
  const people = peopleOf(customers, shown, question.by).map((found) => ({
    ...found,
    orders: found.orders.slice(0, most),
  }))
  return {
    people,
    isSure: question.by === 'email' || !answer.isCut,
    coverage: [...answer.coverage, ...(rights.orders ? [] : [ORDERS_OFF])],
  }
}
