// The shop's user accounts: buyers, and those who only bought besides being something else.
import type { Person, World } from '../world.ts'
import { addressOf, billingOf, userIdOf } from './orders.ts'
import { NO_ADDRESS, type StoredUser } from './stored.ts'

/** Ids of the users that are hard cases. */
export type UserCases = {
  readonly administrator: 1
  readonly sharedPhoneFirst: number
  readonly sharedPhoneSecond: number
  readonly changedPhone: number
  readonly spacedPhone: number
  readonly noPhone: number
  readonly noBillingEmail: number
  readonly otherBillingEmail: number
  readonly noProfileName: number
  readonly plusEmail: number
  readonly subscriber: number
  readonly shopManager: number
}

function userOf(person: Person): StoredUser {
  const modifiedAt = new Date(Math.min(person.createdAt.getTime() + 86_400_000, Date.UTC(2026, 10, 20)))
  return {
    id: userIdOf(person),
    role: 'customer',
    username: `vevo${person.id}`,
    email: person.email,
    firstName: person.given,
    lastName: person.family,
    displayName: `${person.family} ${person.given}`,
    billing: billingOf(person),
    shipping: person.id % 3 === 0 ? NO_ADDRESS : { ...addressOf(person), phone: '' },
    registeredAt: person.createdAt,
    modifiedAt: person.id % 10 === 0 ? null : modifiedAt,
    paying: person.id % 2 === 0,
    meta: [
      ...(person.taxNumber ? [{ key: 'billing_vat_number', value: person.taxNumber }] : []),
      { key: 'wc_last_active', value: '1795465935' },
    ],
  }
}

function caseOf(id: number, name: [string, string], more: Partial<StoredUser> = {}): StoredUser {
  const [lastName, firstName] = name
  const email = more.email ?? `eset${id}@example.hu`
  return {
    id,
    role: 'customer',
    username: `eset${id}`,
    email,
    firstName,
    lastName,
    displayName: `${lastName} ${firstName}`,
    billing: {
      ...NO_ADDRESS,
      first_name: firstName,
      last_name: lastName,
      city: 'Szeged',
      postcode: '6720',
      address_1: 'Kárász utca 8',
      country: 'HU',
      email,
    },
    shipping: NO_ADDRESS,
    registeredAt: new Date(Date.UTC(2025, 4, 1, 8, 0, id % 60)),
    modifiedAt: new Date(Date.UTC(2025, 5, 1)),
    paying: true,
    meta: [],
    ...more,
  }
}

const withPhone = (user: StoredUser, phone: string): StoredUser => ({
  ...user,
  billing: { ...user.billing, phone },
})

function storeCases(id: UserCases): StoredUser[] {
  const { administrator, shopManager, subscriber } = id
  const bare = caseOf(id.noBillingEmail, ['Számlacím', 'Nélküli'])
  const other = caseOf(id.otherBillingEmail, ['Másik', 'Emília'])
  const nameless = caseOf(id.noProfileName, ['Profil', 'Nélküli'])
  return [
    caseOf(administrator, ['Admin', 'Aladár'], { role: 'administrator', username: 'admin' }),
    withPhone(caseOf(id.sharedPhoneFirst, ['Közös', 'Kálmán']), '+36301234567'),
    withPhone(caseOf(id.sharedPhoneSecond, ['Közös', 'Kata']), '+36301234567'),
    withPhone(caseOf(id.changedPhone, ['Régi', 'Szám']), '+36207654321'),
    withPhone(caseOf(id.spacedPhone, ['Szóközös', 'Szilárd']), '06 30 123 4567'),
    caseOf(id.noPhone, ['Telefon', 'Nélküli']),
    { ...bare, billing: { ...bare.billing, email: '' } },
    { ...other, billing: { ...other.billing, email: 'szamla@example.com' } },
    { ...nameless, firstName: '', lastName: '', displayName: 'eset', modifiedAt: null },
    caseOf(id.plusEmail, ['Plusz', 'Pál'], { email: 'pal+bolt@example.hu' }),
    withPhone(
      caseOf(subscriber, ['Feliratkozó', 'Fanni'], { role: 'subscriber', email: 'fanni@example.hu' }),
      '+36209876543',
    ),
    caseOf(shopManager, ['Boltvezető', 'Bea'], { role: 'shop_manager' }),
  ]
}

/** Everybody, and the ids of the hard cases, which follow the world's people. */
export function storeUsers(world: World, hardCases: boolean): { users: StoredUser[]; cases: UserCases } {
  const first = world.people.length + 2
  const cases: UserCases = {
    administrator: 1,
    sharedPhoneFirst: first,
    sharedPhoneSecond: first + 1,
    changedPhone: first + 2,
    spacedPhone: first + 3,
    noPhone: first + 4,
    noBillingEmail: first + 5,
    otherBillingEmail: first + 6,
    noProfileName: first + 7,
    plusEmail: first + 8,
    subscriber: first + 9,
    shopManager: first + 10,
  }
  const people = world.people.map(userOf)
  return { users: hardCases ? [...people, ...storeCases(cases)] : people, cases }
}
