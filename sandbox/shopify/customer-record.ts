// A customer as Shopify's GraphQL shows one, and by what customers can be searched.
import { moneyV2 } from './amounts.ts'
import { type ConnectionArgs, plainConnection } from './connection.ts'
import { type AddressFacts, type CustomerFacts, ids, type OrderFacts } from './facts.ts'
import type { SearchFields } from './search-match.ts'

const COUNTRY_NAMES = new Intl.DisplayNames(['en'], { type: 'region' })

/** A MailingAddress. */
export function addressRecord(address: AddressFacts) {
  return {
    __typename: 'MailingAddress',
    firstName: address.firstName,
    lastName: address.lastName,
    name: [address.firstName, address.lastName].filter(Boolean).join(' ') || null,
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    province: address.province ?? null,
    provinceCode: null,
    zip: address.zip,
    country: address.countryCode && COUNTRY_NAMES.of(address.countryCode),
    countryCodeV2: address.countryCode,
    phone: address.phone,
  }
}

export type CustomerHistory = {
  /** Every order of the customer, also those that the app may not see. */
  readonly lifetime: () => number
  readonly spentCents: () => number
  readonly orders: (
    args: ConnectionArgs & { query?: string | null; sortKey: string; reverse: boolean },
  ) => unknown
  readonly last: () => unknown
}

function consent(subscribed: boolean) {
  return {
    state: subscribed ? 'SUBSCRIBED' : 'NEVER_SUBSCRIBED',
    optInLevel: subscribed ? 'SINGLE_OPT_IN' : null,
    updatedAt: null,
    collectedFrom: null,
  }
}

/** A Customer. */
export function customerRecord(facts: CustomerFacts, history: CustomerHistory) {
  const id = ids.customer(facts.id)
  const name = [facts.firstName, facts.lastName].filter(Boolean).join(' ')
  const [first] = facts.addresses
  return {
    __typename: 'Customer',
    id: `gid://shopify/Customer/${id}`,
    legacyResourceId: String(id),
    firstName: facts.firstName,
    lastName: facts.lastName,
    displayName: name || facts.email || facts.phone || '',
    state: facts.email ? 'ENABLED' : 'DISABLED',
    verifiedEmail: facts.email !== null,
    locale: 'hu',
    note: facts.note,
    tags: facts.tags,
    taxExempt: false,
    createdAt: facts.createdAt.toISOString().replace('.000Z', 'Z'),
    updatedAt: facts.updatedAt.toISOString().replace('.000Z', 'Z'),
    numberOfOrders: () => String(history.lifetime()),
    amountSpent: () => moneyV2(history.spentCents()),
    defaultEmailAddress: facts.email && {
      emailAddress: facts.email,
      marketingState: facts.acceptsMarketing ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED',
      marketingOptInLevel: facts.acceptsMarketing ? 'SINGLE_OPT_IN' : null,
      marketingUpdatedAt: null,
      validFormat: true,
      openTrackingLevel: 'UNKNOWN',
    },
    defaultPhoneNumber: facts.phone && {
      phoneNumber: facts.phone,
      smsMarketingConsent: consent(facts.acceptsMarketing),
    },
    defaultAddress: first ? addressRecord(first) : null,
    addressesV2: (args: ConnectionArgs) => plainConnection(facts.addresses, args, addressRecord),
    orders: history.orders,
    lastOrder: history.last,
  }
}

const paid = (order: OrderFacts) => order.paidAt !== null

/** Hundredths of all orders that were paid. */
export function spentCents(orders: readonly OrderFacts[], totalOf: (order: OrderFacts) => number): number {
  return orders.filter(paid).reduce((sum, order) => sum + totalOf(order), 0)
}

/** The filters of `customers`. `updated_at` tells only days apart (facts: "matching a whole day"). */
export const CUSTOMER_SEARCH: SearchFields<CustomerFacts> = {
  default: {
    kind: 'text',
    of: (customer) => [
      customer.firstName,
      customer.lastName,
      customer.email,
      customer.phone,
      customer.addresses[0]?.company ?? null,
    ],
  },
  email: { kind: 'text', of: (customer) => [customer.email] },
  first_name: { kind: 'text', of: (customer) => [customer.firstName] },
  last_name: { kind: 'text', of: (customer) => [customer.lastName] },
  phone: { kind: 'text', of: (customer) => [customer.phone] },
  country: { kind: 'word', of: (customer) => customer.addresses.map((address) => address.countryCode) },
  tag: { kind: 'word', of: (customer) => customer.tags },
  id: { kind: 'number', of: (customer) => ids.customer(customer.id) },
  customer_date: { kind: 'time', of: (customer) => customer.createdAt.toISOString() },
  updated_at: { kind: 'time', days: true, of: (customer) => customer.updatedAt.toISOString() },
}
