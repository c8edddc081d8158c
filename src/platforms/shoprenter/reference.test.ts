// Reference data: read once an hour, complete from more than one page, and again when it lacks something new.
import { expect, onTestFinished, test } from 'vitest'
import { serveShop } from '../../../sandbox/shop.ts'
import { createShopRenterShop, type ShopRenterOptions } from '../../../sandbox/shoprenter/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import type { PageRequest } from '../../model/page.ts'
import { shoprenter } from './index.ts'

const world = createWorld('shoprenter', { people: 30, products: 30, orders: 60 })
const all = { fields: null, includeCustomer: true }
const page: PageRequest = { limit: 50, position: { page: 1 } }

async function openShop(options: ShopRenterOptions = {}) {
  const program = createShopRenterShop({ world, ratePerSecond: 10_000, ...options })
  const running = await serveShop(program)
  const origins = { shoprenterApi: running.origin, shoprenterToken: running.origin }
  let time = Date.now()
  const { context, close } = testContext({ origins, deadlineMs: 60_000, now: () => time })
  onTestFinished(async () => {
    await close()
    await running.close()
  })
  const shop = shoprenter.connect(program.credentials, context)
  const pass = (ms: number) => {
    time += ms
  }
  const callsOf = (resource: string) =>
    running.calls.list().filter((call) => call.includes(`/${resource}?`)).length
  return { program, running, shop, callsOf, pass }
}

test('is read once an hour', async () => {
  const { shop, callsOf, pass } = await openShop()
  for (let round = 0; round < 3; round++) await shop.listOrders({}, page, all)
  expect(['settings', 'languages', 'orderStatusDescriptions'].map(callsOf)).toEqual([1, 1, 1])
  pass(3_600_001)
  await shop.listOrders({}, page, all)
  expect(['settings', 'languages', 'orderStatusDescriptions'].map(callsOf)).toEqual([2, 2, 2])
})

test('settings that are not on the first page are asked for by their keys', async () => {
  const { shop, running, callsOf } = await openShop({ fillerSettings: 250 })
  const { items } = await shop.listOrders({ status: ['cancelled'] }, page, all)
  expect(items.some((order) => order.platform_status === 'Lezárt & archivált')).toBe(true)
  expect(callsOf('settings')).toBe(6)
  expect(running.calls.list()).toContain(
    'GET /api/settings?key=storno_order_status_id&full=1&page=0&limit=200',
  )
})

test('a status that is new is read when an order has it, but the list not more often than once a minute', async () => {
  const { shop, running, callsOf, pass } = await openShop()
  running.faults.set(
    { kind: 'status', status: 200, body: '{"pageCount":1,"items":[]}' },
    { path: /orderStatusDescriptions/, times: 1 },
  )
  const namesOf = async () => {
    const { items } = await shop.listOrders({}, page, all)
    return items.map((order) => order.platform_status)
  }
  expect(new Set(await namesOf())).toEqual(new Set([null]))
  await namesOf()
  expect(callsOf('orderStatusDescriptions')).toBe(1)
  pass(60_001)
  expect(await namesOf()).not.toContain(null)
  expect(callsOf('orderStatusDescriptions')).toBe(2)
})

test('countries on the second page are known', async () => {
  const people = world.people.map((person) => ({ ...person, country: 'US' }))
  const { program, shop } = await openShop({ world: { ...world, people } })
  const customer = program.customers.find(({ person }) => person.id % 77 !== 0 && person.id % 7 === 1)
  const { item } = await shop.getCustomer(String(customer?.number), all)
  expect(item.addresses.map(({ country }) => country)).toEqual(['US'])
})
