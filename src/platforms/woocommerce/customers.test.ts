// Customers against a sandbox shop: accounts of every role, by what is known of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { createWooCommerceShop } from '../../../sandbox/woocommerce/shop.ts'
import { ask } from '../../../sandbox/woocommerce/testing.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { customerSchema, type UnifiedCustomer } from '../../model/customer.ts'
import { cutFields, selectFields } from '../../model/fields.ts'
import type { CustomerFilter } from '../../model/filter.ts'
import type { PagePosition } from '../../model/page.ts'
import { woocommerce } from './index.ts'

const shop = createWooCommerceShop()
const truth = createWooCommerceShop({ tls: 'pretend' })
const { users } = shop.cases
const tools = testContext({ deadlineMs: 30_000 })
const ALL = { fields: null, includeCustomer: true }
let running: RunningShop
let newestFirst: { id: string; at: string }[]

const open = () =>
  woocommerce.connect(
    { url: running.origin, ...shop.credentials, auth: 'oauth1', rest: `${running.origin}/wp-json` },
    tools.refresh(),
  )
const list = (filter: CustomerFilter, limit = 25, position: PagePosition = { page: 1 }) =>
  open().listCustomers(filter, { limit, position }, ALL)
const ids = (items: readonly UnifiedCustomer[]) => items.map(({ id }) => id)
const codes = (coverage: readonly { code: string }[]) => coverage.map(({ code }) => code)

beforeAll(async () => {
  running = await serveShop(shop)
  const pages = await Promise.all(
    [1, 2, 3].map((page) =>
      ask(truth, `/customers?role=all&per_page=100&orderby=registered_date&order=desc&page=${page}`),
    ),
  )
  newestFirst = pages
    .flatMap(({ rows }) => rows)
    .map((row) => ({ id: String(row.id), at: String(row.date_created_gmt) }))
})
afterAll(async () => {
  await running.close()
  await tools.close()
})

async function walk(filter: CustomerFilter, limit: number): Promise<string[]> {
  const found: string[] = []
  let next: string | null = null
  do {
    const page = await list(filter, limit, next === null ? { page: 1 } : { after: next })
    found.push(...ids(page.items))
    next = page.next
  } while (next !== null)
  return found
}

describe('the list', () => {
  it('holds everybody with an account, newest first, one call a page', async () => {
    running.calls.clear()
    const page = await list({})
    expect(running.calls.list()).toHaveLength(1)
    expect(page).toMatchObject({ total: newestFirst.length, sort: 'newest_first', coverage: [] })
    for (const customer of page.items) expect(customerSchema.parse(customer)).toEqual(customer)
    expect(await walk({}, 40)).toEqual(newestFirst.map(({ id }) => id))
    expect(newestFirst.map(({ id }) => id)).toContain(String(users.administrator))
  })

  it('by page number', async () => {
    running.calls.clear()
    const page = await list({}, 30, { page: 4 })
    expect(running.calls.list()).toHaveLength(1)
    expect(ids(page.items)).toEqual(newestFirst.slice(90, 120).map(({ id }) => id))
    expect(await list({}, 30, { page: 99 })).toMatchObject({ items: [], next: null, total: null })
    await expect(list({}, 30, { after: '0:30~x' })).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

describe('by e-mail', () => {
  it.each([
    ['FANNI@example.hu', 'subscriber'],
    ['pal+bolt@example.hu', 'plusEmail'],
  ] as const)('%s, whatever the case and the role', async (email, name) => {
    running.calls.clear()
    const page = await list({ email })
    expect(running.calls.list()).toHaveLength(1)
    expect(ids(page.items)).toEqual([String(users[name])])
    expect(codes(page.coverage)).toEqual(['guests_not_listed'])
  })

  it('not the address on a bill, nor what is no address', async () => {
    for (const email of ['szamla@example.com', 'nem-cim', 'a@b', 'x@example.hu', ' ']) {
      expect((await list({ email })).items, email).toEqual([])
    }
  })
})

describe('by phone', () => {
  it('through the orders: those whose own number it is', async () => {
    running.calls.clear()
    const page = await list({ phone: '+36301234567' })
    expect(ids(page.items).sort()).toEqual(
      [String(users.sharedPhoneFirst), String(users.sharedPhoneSecond)].sort(),
    )
    expect(codes(page.coverage)).toEqual(['guests_not_listed', 'phone_by_orders'])
    expect(running.calls.list().length).toBeLessThanOrEqual(8)
    const [first] = (await list({ phone: '+36301234567' }, 1)).items
    const second = await list({ phone: '+36301234567' }, 1, { page: 2 })
    expect([first?.id, second.items[0]?.id].sort()).toEqual(ids(page.items).sort())
  })

  it('finds people of the world who ordered with their account', async () => {
    const buyers = shop.world.people.filter(
      ({ id }) => id % 20 === 0 && shop.world.orders.some(({ person, guest }) => person.id === id && !guest),
    )
    expect(buyers.length).toBeGreaterThan(5)
    for (const person of buyers) {
      expect(ids((await list({ phone: person.phone })).items)).toEqual([String(person.id + 1)])
    }
  })

  it('nobody', async () => {
    expect((await list({ phone: '+36209999999' })).items).toEqual([])
  })
})

describe('by words and dates', () => {
  it('search looks at names without accents, and says that guests are not among them', async () => {
    const page = await list({ search: 'kozos kata' })
    expect(ids(page.items)).toEqual([String(users.sharedPhoneSecond)])
    expect(codes(page.coverage)).toEqual(['guests_not_listed'])
  })

  it('created_after stops where it is too old, created_before reads on to what is old enough', async () => {
    const after = '2026-08-01T00:00:00Z'
    const before = '2025-06-01T00:00:00Z'
    const own = (keep: (at: string) => boolean) =>
      newestFirst.filter(({ at }) => keep(at)).map(({ id }) => id)
    running.calls.clear()
    expect(await walk({ created_after: after }, 10)).toEqual(own((at) => `${at}Z` > after))
    expect(running.calls.list().length).toBeLessThan(8)
    expect(await walk({ created_before: before }, 25)).toEqual(own((at) => `${at}Z` < before))
    expect(await walk({ created_after: '2026-01-01T00:00:00Z', created_before: after }, 9)).toEqual(
      own((at) => at > '2026-01-01T00:00:00' && `${at}Z` < after),
    )
  })

  it('what cannot be answered exactly is refused, with what can', async () => {
    for (const filter of [
      { updated_after: '2026-01-01T00:00:00Z' },
      { search: 'a', email: 'a@b.hu' },
      { search: 'a', phone: '+36301234567' },
    ]) {
      await expect(list(filter)).rejects.toMatchObject({ code: 'filter_not_supported' })
    }
  })
})

describe('one customer', () => {
  it.each(['administrator', 'subscriber', 'shopManager', 'noPhone'] as const)('%s', async (name) => {
    const id = String(users[name])
    running.calls.clear()
    const { item } = await open().getCustomer(id, ALL)
    expect(running.calls.list()).toHaveLength(1)
    expect(customerSchema.parse(item)).toEqual(item)
    expect(item.id).toBe(id)
  })

  it('without a name in the profile has the one on the bill', async () => {
    const { item } = await open().getCustomer(String(users.noProfileName), ALL)
    expect(item).toMatchObject({ name: 'Profil Nélküli', updated_at: null, phone: null })
  })

  it('who is not there', async () => {
    await expect(open().getCustomer('999999', ALL)).rejects.toMatchObject({ code: 'not_found' })
    running.calls.clear()
    for (const id of ['0', 'abc', '1/orders', '']) {
      await expect(open().getCustomer(id, ALL)).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(running.calls.list()).toEqual([])
  })
})

it('fields: asked for no more than they need, and the same as without', async () => {
  const selection = selectFields(['id', 'email', 'name'])
  const whole = await list({})
  running.calls.clear()
  const cut = await open().listCustomers(
    {},
    { limit: 25, position: { page: 1 } },
    { ...ALL, fields: selection },
  )
  const [call = ''] = running.calls.list()
  expect(new URL(call.slice(4), running.origin).searchParams.get('_fields')).toBe(
    'id,email,first_name,last_name,billing',
  )
  expect(cut.items.map((item) => cutFields(item, selection))).toEqual(
    whole.items.map((item) => cutFields(item, selection)),
  )
})
