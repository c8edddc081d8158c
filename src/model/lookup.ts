// Who a lookup asks for, whether a record is theirs, and which people the records found belong to.
import type { Address } from './address.ts'
import type { UnifiedCustomer } from './customer.ts'
import { matchesCustomer, matchesOrder, sameEmail } from './filter.ts'
import type { UnifiedOrder } from './order.ts'

/** What a lookup asks by; `phone` is E.164 already, `number` without a leading `#`. */
export type LookupQuestion =
  | { readonly by: 'phone'; readonly phone: string }
  | { readonly by: 'email'; readonly email: string }
  | { readonly by: 'order_number'; readonly number: string }
  | { readonly by: 'name'; readonly name: string; readonly postalCode: string }

/** A question that names a person. */
export type PersonQuestion = Exclude<LookupQuestion, { readonly by: 'order_number' }>

/** The words of `matched_by`. */
export const MATCHED_BY = ['phone', 'email', 'order_number', 'name_and_postal_code'] as const
export type MatchedBy = (typeof MATCHED_BY)[number]

/** Somebody whom records name: the parts that are enough to greet a caller, or to tell two apart. */
export type LookupPerson = {
  readonly customer_id: string | null
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
}

/** One person with their orders, newest first; `person` is null where who it is may not be said. */
export type PersonFound = { readonly person: LookupPerson | null; readonly orders: readonly UnifiedOrder[] }

function nameWords(name: string): readonly string[] {
  const words = name.normalize('NFC').split(/[\s,]+/u)
  return words
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
    .sort()
}

/**
 * Whether two texts are the same name: the same words, in either order and case, to the accent. Families come
 * first in Hungary and last elsewhere; `Kovacs` and `Kovács` are two families.
 */
export function sameName(a: string | null | undefined, b: string): boolean {
  const [one, other] = [nameWords(a ?? ''), nameWords(b)]
  return one.length > 0 && one.length === other.length && one.every((word, index) => word === other[index])
}

/** Whether two postal codes are the same, whatever spaces and dashes are in them. */
export function samePostalCode(a: string | null | undefined, b: string): boolean {
  const bare = (text: string) => text.toUpperCase().replace(/[\s-]/g, '')
  return bare(b) !== '' && bare(a ?? '') === bare(b)
}

function livesAt(address: Address | null, postalCode: string): boolean {
  return samePostalCode(address?.postal_code, postalCode)
}

/** Whether this customer is who was asked for; a customer says nothing of an order number. */
export function isAskedCustomer(customer: UnifiedCustomer, question: LookupQuestion): boolean {
  switch (question.by) {
    case 'phone':
      return matchesCustomer(customer, { phone: question.phone })
    case 'email':
      return matchesCustomer(customer, { email: question.email })
    case 'name': {
      const addresses = [customer.default_address, ...customer.addresses]
      return (
        sameName(customer.name, question.name) &&
        addresses.some((address) => livesAt(address, question.postalCode))
      )
    }
    case 'order_number':
      return false
  }
}

/** Whether this order is the one asked for, or was placed by who was asked for: by the buyer's parts alone. */
export function isAskedOrder(order: UnifiedOrder, question: LookupQuestion): boolean {
  switch (question.by) {
    case 'phone':
      return matchesOrder(order, { phone: question.phone })
    case 'email':
      return matchesOrder(order, { email: question.email })
    case 'name': {
      const names = [order.customer?.name, order.billing_address?.name]
      return (
        names.some((name) => sameName(name, question.name)) &&
        livesAt(order.billing_address, question.postalCode)
      )
    }
    case 'order_number':
      return matchesOrder(order, { number: question.number })
  }
}

function personOfCustomer(customer: UnifiedCustomer): LookupPerson {
  const phone = customer.phone ?? customer.default_address?.phone ?? null
  return { customer_id: customer.id, name: customer.name, email: customer.email, phone }
}

function personOfOrder({ customer, billing_address: billing }: UnifiedOrder): LookupPerson | null {
  const person = {
    customer_id: customer?.id ?? null,
    name: customer?.name ?? billing?.name ?? null,
    email: customer?.email ?? null,
    phone: customer?.phone ?? billing?.phone ?? null,
  }
  return Object.values(person).every((part) => part === null) ? null : person
}

/**
 * Two accounts are two people, and so are two names in one account or at one address: a couple may share it. Only
 * who was asked for by the e-mail address is whoever writes from it, whatever name stood on an order.
 */
function isSamePerson(a: LookupPerson, b: LookupPerson, by: LookupQuestion['by']): boolean {
  const hasOneEmail = sameEmail(a.email, b.email)
  const hasTwoEmails = Boolean(a.email?.trim() && b.email?.trim()) && !hasOneEmail
  const isNamed = a.name !== null && b.name !== null && sameName(a.name, b.name)
  const mayBeNamed = a.name === null || b.name === null || isNamed
  if (a.customer_id !== null && b.customer_id !== null) {
    if (a.customer_id !== b.customer_id) return false
    return isNamed || (!hasTwoEmails && (by === 'email' || mayBeNamed))
  }
  if (hasOneEmail) return by === 'email' || mayBeNamed
  return !hasTwoEmails && isNamed && a.phone !== null && a.phone === b.phone
}

function join(a: LookupPerson, b: LookupPerson): LookupPerson {
  return {
    customer_id: a.customer_id ?? b.customer_id,
    name: a.name ?? b.name,
    email: a.email ?? b.email,
    phone: a.phone ?? b.phone,
  }
}

function newestFirst(a: UnifiedOrder, b: UnifiedOrder): number {
  return Date.parse(b.placed_at ?? '') - Date.parse(a.placed_at ?? '') || 0
}

/**
 * The people whom these records of one store belong to, the newest buyer first. Records of which nothing says
 * that they are one person's are several people's: who asks has to tell them apart, nobody guesses.
 */
export function peopleOf(
  customers: readonly UnifiedCustomer[],
  orders: readonly UnifiedOrder[],
  by: LookupQuestion['by'],
): readonly PersonFound[] {
  const people: { person: LookupPerson | null; orders: UnifiedOrder[] }[] = []
  const add = (person: LookupPerson | null, own: readonly UnifiedOrder[]) => {
    const known = person && people.find((entry) => entry.person && isSamePerson(entry.person, person, by))
    if (!known?.person || !person) return void people.push({ person, orders: [...own] })
    known.person = join(known.person, person)
    known.orders.push(...own)
  }
  for (const customer of customers) add(personOfCustomer(customer), [])
  for (const order of [...orders].sort(newestFirst)) add(personOfOrder(order), [order])
  return people
}

/** Whether two people of different stores are one: only a shared e-mail address says so. */
export function isSameAcrossStores(a: LookupPerson | null, b: LookupPerson | null): boolean {
  return sameEmail(a?.email, b?.email)
}

/** The question's word in `matched_by`. */
export function matchedBy(by: LookupQuestion['by']): MatchedBy {
  return by === 'name' ? 'name_and_postal_code' : by
}
