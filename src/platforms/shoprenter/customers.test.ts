// Customers from a sandbox shop: every one valid, filters exact, and nothing given that must not be read.
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveShop } from '../../../sandbox/shop.ts'
import { createShopRenterShop, type ShopRenterOptions } from '../../../sandbox/shoprenter/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { customerSchema } from '../../model/customer.ts'
import type { CustomerFilter } from '../../model/filter.ts'
import type { PageRequest } from '../../model/page.ts'
import { shoprenter } from './index.ts'

const world = createWorld('shoprenter')
const all = { fields: null, includeCustomer: true }
const page = (limit: number, number = 1): PageRequest => ({ limit, position: { page: number } })

async function openShop(options: ShopRenterOptions = {}) {
  const program = createShopRenterShop({ world, ratePerSecond: 10_000, ...options })
  const running = await serveShop(program)
  const origins = { shoprenterApi: running.origin, shoprenterToken: running.origin }
  const { context, close } = testContext({ origins, deadlineMs: 60_000 })
  onTestFinished(async () => {
    await close()
    await running.close()
  })
  const shop = shoprenter.connect(program.credentials, context)
  const numbers = async (filter: CustomerFilter, request = page(100)) =>
    (await shop.listCustomers(filter, request, all)).items.map((customer) => Number(customer.id))
  return { program, running, shop, numbers }
}

test('every customer is a valid unified one, with hashes, faxes and points dropped', async () => {
  const { program, shop } = await openShop()
  const pages = await Promise.all([1, 2, 3].map((number) => shop.listCustomers({}, page(100, number), all)))
  const customers = pages.flatMap(({ items }) => items)
  expect(customers).toHaveLength(program.customers.length)
  for (const customer of customers) expect(customerSchema.parse(customer)).toEqual(customer)
  const said = JSON.stringify(customers)
  for (const hidden of ['$2y$', 'TITKOS', 'password', 'fax', '19998877', 'loyalty'])
    expect(said).not.toContain(hidden)
})

test('a customer is the world’s person: names the right way round, phone and country read', async () => {
  const { program, shop } = await openShop()
  const foreign = program.customers.find(({ person }) => person.country === 'GB')
  const { item } = await shop.getCustomer(String(foreign?.number), all)
  const { person } = foreign ?? {}
  expect(item).toMatchObject({
    email: person?.email,
    first_name: 'Siobhán',
    last_name: "O'Neill",
    name: "Siobhán O'Neill",
    phone: person?.phone,
    company: person?.company ?? null,
    platform_specific: {
      customerGroup: { name: expect.stringMatching(/^(Alapértelmezett|Nagyker & viszonteladó)$/) },
    },
  })
  expect(item.default_address).toMatchObject({ country: 'GB', city: 'Leeds', name: "Siobhán O'Neill" })
})

describe('by e-mail', () => {
  test('finds one by one call, in any case, and says that guests are not customers', async () => {
    const { running, shop } = await openShop()
    await shop.listCustomers({ email: 'anna.iker@example.hu' }, page(25), all)
    running.calls.clear()
    const list = await shop.listCustomers({ email: 'ANNA.IKER@example.hu' }, page(25), all)
    expect(list.items.map(({ email }) => email)).toEqual(['Anna.Iker@example.hu'])
    expect(list.coverage.map(({ code }) => code)).toEqual(['guests_not_listed'])
    expect(running.calls.list()).toHaveLength(1)
  })

  test('a plus sign is a plus sign, and those who are nearly called so are others', async () => {
    const { shop } = await openShop()
    const emailsOf = async (email: string) =>
      (await shop.listCustomers({ email }, page(25), all)).items.map((customer) => customer.email)
    expect(await emailsOf('anna.iker+akcio@example.hu')).toEqual(['anna.iker+akcio@example.hu'])
    expect(await emailsOf('anna.iker akcio@example.hu')).toEqual([])
    expect(await emailsOf('anna.iker@example.hu.test')).toEqual(['anna.iker@example.hu.test'])
    expect(await emailsOf('iker@example.hu')).toEqual([])
  })

  test('is exact in a shop that ignores it', async () => {
    const { numbers, program } = await openShop({ ignoreFilters: true })
    const person = program.customers[5]
    expect(await numbers({ email: person?.person.email ?? '' })).toEqual([person?.number])
    expect(await numbers({ email: 'nobody@example.hu' })).toEqual([])
  })
})

test('by time of registration and of change', async () => {
  const { numbers, program } = await openShop()
  const newestFirst = program.customers.toReversed()
  const [after, before] = [new Date('2025-06-01T00:00:00Z'), new Date('2026-06-01T00:00:00Z')]
  const created = newestFirst.filter(({ person }) => person.createdAt > after && person.createdAt < before)
  const filter = { created_after: after.toISOString(), created_before: before.toISOString() }
  expect(await numbers(filter)).toEqual(created.map(({ number }) => number).slice(0, 100))
  const changed = newestFirst.filter(({ updatedAt }) => updatedAt > before)
  expect(await numbers({ updated_after: before.toISOString() })).toEqual(changed.map(({ number }) => number))
})

describe('what cannot be answered', () => {
  test.each([{ phone: '+36301234567' }, { search: 'Kovács' }, { email: 'a@b.hu', search: 'x' }])(
    '%j is refused without a call',
    async (filter) => {
      const { running, shop } = await openShop()
      await expect(shop.listCustomers(filter, page(25), all)).rejects.toMatchObject({
        code: 'filter_not_supported',
        detail: expect.stringContaining('email, created_after, created_before, updated_after'),
      })
      expect(running.calls.list()).toEqual([])
    },
  )

  test('customers that are switched off are not asked for', async () => {
    const { running, shop } = await openShop()
    const closed = { fields: null, includeCustomer: false }
    await expect(shop.listCustomers({}, page(1), closed)).rejects.toMatchObject({
      code: 'data_access_disabled',
    })
    await expect(shop.getCustomer('101', closed)).rejects.toMatchObject({ code: 'data_access_disabled' })
    expect(running.calls.list()).toEqual([])
  })
})

describe('one customer', () => {
  test('by one call once warm, also with an Outer ID', async () => {
    const { program, running, shop } = await openShop()
    const outer = program.customers.find(({ id }) => id === 'ERP-UGYFEL-77')
    await shop.getCustomer('101', all)
    running.calls.clear()
    const { item } = await shop.getCustomer(String(outer?.number), all)
    expect(item).toMatchObject({ id: String(outer?.number), email: outer?.person.email })
    expect(running.calls.list()).toHaveLength(1)
  })

  test.each(['999999', 'ERP-UGYFEL-77', '../101', ''])('%j is none', async (id) => {
    const { shop } = await openShop()
    await expect(shop.getCustomer(id, all)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('who is nobody by an error instead of an empty list is none too', async () => {
    const { running, shop } = await openShop()
    const unknown = [
      { status: 404, body: '{"error":40401,"message":"Resource not found! customerExtend"}' },
      { status: 400, body: '{"error":40007,"message":"Wrong id!"}' },
      { status: 400, body: '<response><error>40008</error></response>' },
    ]
    for (const answer of unknown) {
      running.faults.set({ kind: 'status', ...answer }, { times: 1, path: /customerExtend/ })
      await expect(shop.getCustomer('101', all)).rejects.toMatchObject({ code: 'not_found' })
    }
  })
})

test('what is not wanted is not asked for', async () => {
  const { running, shop } = await openShop()
  await shop.listCustomers({}, page(5), { fields: { id: {}, email: {} }, includeCustomer: true })
  expect(running.calls.list().filter((call) => /countries|customerGroups/.test(call))).toEqual([])
})
