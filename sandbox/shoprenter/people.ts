// The shop's registered customers: the world's people, and a few who are easily taken for each other.
import type { Person, World } from '../world.ts'
import { type Collection, dateFilters } from './collection.ts'
import { countryId } from './countries.ts'
import { encodeText, type Json, type JsonObject, type Links, resourceId } from './ids.ts'
import { localTime } from './local-time.ts'
import { groupId } from './reference.ts'

/** A customer. `id` is the resource id, which another system may have replaced by its own. */
export type Customer = {
  readonly number: number
  readonly id: string
  readonly person: Person
  readonly updatedAt: Date
}

const FIRST_NUMBER = 101
const DAY_MS = 86_400_000
/** An id of the merchant's ERP: an Outer ID, which is in links as well. */
const OUTER_ID = 'ERP-UGYFEL-77'

function twins(world: World): Person[] {
  const model = world.people[0]
  if (!model) return []
  return [
    { ...model, id: 9001, email: 'Anna.Iker@example.hu', given: 'Anna', family: 'Iker' },
    { ...model, id: 9002, email: 'anna.iker+akcio@example.hu', given: 'Anna', family: 'Iker-Akciós' },
    { ...model, id: 9003, email: 'anna.iker@example.hu.test', given: 'Annamária', family: 'Iker' },
  ].map((person, index) => ({
    ...person,
    country: 'HU',
    company: null,
    taxNumber: null,
    phone: `+3630555010${index}`,
    phoneTyped: `06 30 555 010${index}`,
    createdAt: new Date(world.now.getTime() - (3 - index) * DAY_MS),
  }))
}

/** Somebody whose last order is long ago: what is said of Outer IDs then shows on old pages only. */
function personWithOuterId(world: World): Person | undefined {
  const recent = new Set(world.orders.slice(-400).map((order) => order.person.id))
  const ordered = world.orders.filter((order) => !order.guest && !recent.has(order.person.id))
  return ordered[0]?.person
}

/** Numbers rise with the day of registration. */
export function createCustomers(world: World): Customer[] {
  const outer = personWithOuterId(world)
  const people = [...world.people, ...twins(world)]
  return people
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.id - b.id)
    .map((person, index) => {
      const number = FIRST_NUMBER + index
      const updated = person.createdAt.getTime() + (person.id % 9) * DAY_MS
      return {
        number,
        id: person === outer ? OUTER_ID : resourceId('customer', { customer_id: number }),
        person,
        updatedAt: new Date(Math.min(updated, world.now.getTime())),
      }
    })
}

type AddressRow = {
  readonly id: string
  readonly number: number
  readonly body: JsonObject
  readonly customer: string
}

function addressRows({ number, id, person, updatedAt }: Customer, links: Links, empty: Json): AddressRow[] {
  const write = (index: number, part: Partial<Person>, type: string): AddressRow => {
    const owner = { ...person, ...part }
    const addressNumber = number * 10 + index
    const addressId = resourceId('address', { address_id: addressNumber })
    const body = {
      ...links.link('addresses', addressId),
      id: addressId,
      innerId: String(addressNumber),
      company: owner.company ?? empty,
      // The family name comes first, in Hungarian and in the API.
      firstname: encodeText(owner.family),
      lastname: encodeText(owner.given),
      taxNumber: owner.taxNumber ?? (number % 2 === 0 ? '0' : empty),
      type,
      address1: encodeText(owner.line1),
      address2: owner.line2 ?? empty,
      postcode: owner.postalCode,
      city: owner.city,
      dateCreated: localTime(person.createdAt),
      dateUpdated: localTime(updatedAt),
      telephone: index === 1 ? owner.phoneTyped : empty,
      customer: links.link('customers', id),
      country: links.link('countries', countryId(owner.country)),
      zone: empty,
    }
    return { id: addressId, number: addressNumber, body, customer: id }
  }
  if (person.id % 11 === 0) return []
  const own = write(0, {}, person.company === null ? 'private' : 'business')
  if (person.id % 7 !== 0) return [own]
  return [
    own,
    write(1, { line1: 'Raktár köz 3.', city: 'Vác', postalCode: '2600', country: 'HU' }, 'private'),
  ]
}

function writeCustomer(
  customer: Customer,
  links: Links,
  empty: Json,
  extend: boolean,
  form: string,
): JsonObject {
  const { number, id, person, updatedAt } = customer
  const addresses = addressRows(customer, links, empty)
  // Of two the second is the default; some name none.
  const main = person.id % 13 === 0 ? undefined : addresses.at(-1)
  return {
    ...links.link(extend ? 'customerExtend' : 'customers', id),
    id,
    innerId: String(number),
    firstname: encodeText(person.family),
    lastname: encodeText(person.given),
    email: person.email,
    telephone: person.id % 17 === 0 ? empty : person.phoneTyped,
    fax: person.id % 5 === 0 ? '+3619998877' : empty,
    password: `$2y$10$${String(number).padStart(6, '0')}TITKOSJELSZOHASHVALUEDROPTHISATONCEabcdefghijk`,
    newsletter: person.acceptsMarketing ? '1' : '0',
    status: '1',
    approved: person.id % 19 === 0 ? '0' : '1',
    dateCreated: localTime(person.createdAt),
    dateUpdated: localTime(updatedAt),
    freeShipping: '0',
    defaultAddress: main ? links.link('addresses', main.id) : empty,
    customerGroup: links.link('customerGroups', groupId(person.company === null ? 8 : 6)),
    addresses: extend
      ? addresses.map(({ body }) => body)
      : { href: links.href(`addresses?customerId=${id}`) },
    loyaltyPoints: extend
      ? loyaltyPoints(customer, links, empty)
      : { href: links.href(`loyaltyPoints?${form}`) },
  }
}

function loyaltyPoints({ number, id, person }: Customer, links: Links, empty: Json): JsonObject[] {
  if (person.id % 6 !== 0) return []
  const pointId = resourceId('loyaltyPoint', { id: number })
  const owner = links.link('customers', id)
  const dates = { dateAdded: '-0001-11-30T00:00:00', dateExpiration: '2027-10-04T15:13:01' }
  return [
    {
      ...links.link('loyaltyPoints', pointId),
      id: pointId,
      ...dates,
      value: '100',
      customer: owner,
      order: empty,
    },
  ]
}

/** `customers`, `customerExtend` and `addresses`. Empty is {} in single items and [] in lists. */
export function customerCollections(customers: () => readonly Customer[], links: Links) {
  const scope = 'customer.customer:read'
  const create = (name: string, extend: boolean): Collection<Customer> => ({
    name,
    scope,
    records: customers,
    idOf: ({ id }) => id,
    render: (customer, form) => writeCustomer(customer, links, form === 'single' ? {} : [], extend, form),
    filters: {
      innerId: ({ number }, value) => String(number) === value,
      // As MySQL compares by default: without regard to case.
      email: ({ person }, value) => person.email.toLowerCase() === value.toLowerCase(),
      createdAtMin: ({ person }, value) => dateFilters.from(localTime(person.createdAt), value),
      createdAtMax: ({ person }, value) => dateFilters.to(localTime(person.createdAt), value),
      updatedAtMin: ({ updatedAt }, value) => dateFilters.from(localTime(updatedAt), value),
      updatedAtMax: ({ updatedAt }, value) => dateFilters.to(localTime(updatedAt), value),
    },
    numbers: 'string',
  })
  const addresses: Collection<AddressRow> = {
    name: 'addresses',
    scope,
    records: () => customers().flatMap((customer) => addressRows(customer, links, [])),
    idOf: ({ id }) => id,
    render: ({ body }) => body,
    filters: {
      innerId: (address, value) => String(address.number) === value,
      customerId: ({ customer }, value) => customer === value,
    },
    numbers: 'string',
  }
  return { customers: create('customers', false), customerExtend: create('customerExtend', true), addresses }
}
