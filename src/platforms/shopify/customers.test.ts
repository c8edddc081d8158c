// The customer list, the exact look-ups and single customers, against the sandbox shop over HTTP.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { HARD, MANY_ADDRESSES } from '../../../sandbox/shopify/hard-ids.ts'
import { createShopifyShop } from '../../../sandbox/shopify/shop.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { customerSchema } from '../../model/customer.ts'
import { selectFields } from '../../model/fields.ts'
import type { CustomerFilter } from '../../model/filter.ts'
import type { PageRequest } from '../../model/page.ts'
import type { ReadOptions } from '../platform.ts'
import { shopify } from './index.ts'

const ALL: ReadOptions = { fields: null, includeCustomer: true }
const program = createShopifyShop({ bucketSize: 1_000_000 })
const { world, facts } = program
let running: RunningShop
let setup: ReturnType<typeof testContext>

beforeAll(async () => {
  running = await serveShop(program)
  setup = testContext({ origins: { shopifyApi: running.origin } })
  await customers({})
})
afterAll(async () => {
  await setup.close()
  await running.close()
})
beforeEach(() => {
  running.calls.clear()
  program.forget()
})

const shop = () => shopify.connect(program.credentials, setup.refresh())
const customers = (
  filter: CustomerFilter,
  limit = 25,
  options = ALL,
  position: PageRequest['position'] = { page: 1 },
) => shop().listCustomers(filter, { limit, position }, options)
const idOf = (number: number) => String(7_000_000_000_000 + number)
const person = world.people[4]

describe('a list of customers', () => {
  test('comes newest first, in one call, and knows how many there are', async () => {
    const page = await customers({}, 100)
    expect(page.total).toBe(facts.customers.length)
    expect(page.items).toHaveLength(100)
    const times = page.items.map((customer) => customer.created_at ?? '')
    expect(times).toEqual([...times].sort().reverse())
    for (const customer of page.items) expect(customerSchema.parse(customer)).toEqual(customer)
    // One call for the list, and one for the customer with more addresses than a list shows.
    expect(program.documents().map((document) => /query (\w+)/.exec(document.query)?.[1])).toEqual([
      'Customers',
      'CustomerAddresses',
    ])
  })

  test('goes on by cursor and by number alike', async () => {
    const byNumber = await customers({}, 30, ALL, { page: 3 })
    const one = await customers({}, 60)
    const byCursor = await customers({}, 30, ALL, { after: one.next ?? '' })
    expect(byNumber.items).toEqual(byCursor.items)
    expect(byNumber.items).toHaveLength(30)
  })
})

describe('a customer is found', () => {
  test('by e-mail address, exactly, in one call', async () => {
    const page = await customers({ email: ` ${person?.email.toUpperCase()} `.trim() })
    expect(page.items.map((customer) => customer.id)).toEqual([idOf(person?.id ?? 0)])
    expect(page).toMatchObject({ total: 1, next: null, coverage: [] })
    expect(running.calls.list()).toHaveLength(1)
    expect((await customers({ email: 'example.hu' })).items).toEqual([])
    expect((await customers({ email: person?.email ?? '' }, 25, ALL, { page: 2 })).items).toEqual([])
  })

  test('by phone, exactly, and it is said whom this cannot find', async () => {
    const page = await customers({ phone: person?.phone ?? '' })
    expect(page.items.map((customer) => customer.id)).toEqual([idOf(person?.id ?? 0)])
    expect(page.coverage.map((reason) => reason.code)).toEqual(['address_phones_not_searchable'])
    const unreachable = world.people.find((one) => one.id % 9 === 0)
    expect((await customers({ phone: unreachable?.phone ?? '' })).items).toEqual([])
  })

  test('by both, when both are theirs', async () => {
    const email = person?.email ?? ''
    expect((await customers({ email, phone: person?.phone ?? '' })).items).toHaveLength(1)
    expect((await customers({ email, phone: '+36301111111' })).items).toEqual([])
    expect((await customers({ email, created_after: '2026-11-20T00:00:00Z' })).items).toEqual([])
  })

  test('by words, all of which are somewhere in the record', async () => {
    const family = person?.family ?? ''
    const page = await customers({ search: `${person?.given} ${family}` })
    expect(page.items.length).toBeGreaterThan(0)
    for (const customer of page.items) {
      expect([customer.first_name, customer.last_name]).toEqual([person?.given, family])
    }
    const narrowed = await customers({ search: family, email: person?.email ?? '' })
    expect(narrowed.items.map((customer) => customer.id)).toEqual([idOf(person?.id ?? 0)])
    const number = await customers({ search: family, phone: person?.phone ?? '' })
    expect(number.items.map((customer) => customer.id)).toEqual([idOf(person?.id ?? 0)])
  })

  test('by words that hold Shopify’s own syntax, as words', async () => {
    for (const search of ['" OR email:*', 'NOT x)', '(email:* OR', 'email:gmail.com', '\\" OR ""']) {
      expect((await customers({ search })).items).toEqual([])
    }
    await expect(customers({ search: ' \u0000 ' })).rejects.toMatchObject({ code: 'invalid_request' })
  })

  test('by when they were made or changed, strictly, though Shopify tells only days apart', async () => {
    const [newer, older] = [facts.customers[7], facts.customers[9]]
    const instants = [newer?.createdAt ?? new Date(), older?.createdAt ?? new Date()].sort(
      (a, b) => a.getTime() - b.getTime(),
    )
    const [after, before] = instants.map((date) => date.toISOString())
    const created = await customers({ created_after: after ?? '', created_before: before ?? '' }, 100)
    const between = facts.customers.filter(
      ({ createdAt }) => createdAt > new Date(after ?? '') && createdAt < new Date(before ?? ''),
    )
    expect(created.items).toHaveLength(Math.min(100, between.length))
    const changed = facts.customers[20]?.updatedAt.toISOString() ?? ''
    const ids = new Set<string>()
    let position: PageRequest['position'] = { page: 1 }
    for (;;) {
      const page = await customers({ updated_after: changed }, 50, ALL, position)
      for (const customer of page.items) ids.add(customer.id)
      if (page.next === null) break
      position = { after: page.next }
    }
    const expected = facts.customers.filter(({ updatedAt }) => updatedAt > new Date(changed))
    expect(ids).toEqual(new Set(expected.map((customer) => idOf(customer.id))))
  })
})

describe('one customer', () => {
  test('has all addresses', async () => {
    const { item, coverage } = await shop().getCustomer(idOf(HARD.customers.manyAddresses), ALL)
    expect(item.addresses).toHaveLength(MANY_ADDRESSES)
    expect(item.default_address).toEqual(item.addresses[0])
    expect(coverage).toEqual([])
  })

  test('may have hardly anything', async () => {
    const { item } = await shop().getCustomer(idOf(HARD.customers.nameless), ALL)
    expect(item).toMatchObject({
      email: null,
      phone: null,
      first_name: null,
      name: null,
      default_address: null,
      addresses: [],
      orders_count: 1,
      accepts_marketing: null,
    })
  })

  test.each(['0', '99', 'abc', '1\n', ''])('%j is not there', async (id) => {
    await expect(shop().getCustomer(id, ALL)).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('a selection of fields narrows what is asked of the shop', async () => {
  await customers({}, 25, { fields: selectFields(['id', 'email']), includeCustomer: true })
  expect(program.documents()[0]?.variables).toMatchObject({
    names: false,
    email: true,
    phone: false,
    address: false,
    addresses: false,
    extras: false,
  })
})
