// Finding orders by what people know: a number, a phone, an e-mail; in shops of every kind.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { createWooCommerceShop, type WooCommerceShopOptions } from '../../../sandbox/woocommerce/shop.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import type { OrderFilter } from '../../model/filter.ts'
import type { UnifiedOrder } from '../../model/order.ts'
import { woocommerce } from './index.ts'

const ALL = { fields: null, includeCustomer: true }
const ids = (items: readonly UnifiedOrder[]) => items.map(({ id }) => id)
const served: RunningShop[] = []
const contexts: ReturnType<typeof testContext>[] = []

async function start(options: WooCommerceShopOptions = {}) {
  const shop = createWooCommerceShop(options)
  const running = await serveShop(shop)
  const tools = testContext({ deadlineMs: 30_000 })
  served.push(running)
  contexts.push(tools)
  const rest = `${running.origin}/wp-json`
  const open = () =>
    woocommerce.connect({ url: running.origin, ...shop.credentials, auth: 'oauth1', rest }, tools.refresh())
  const list = (filter: OrderFilter, limit = 25) =>
    open().listOrders(filter, { limit, position: { page: 1 } }, ALL)
  return { shop, running, open, list, cases: shop.cases.orders }
}

let plain: Awaited<ReturnType<typeof start>>
beforeAll(async () => {
  plain = await start()
  await plain.list({})
})
afterAll(async () => {
  for (const running of served) await running.close()
  for (const tools of contexts) await tools.close()
})

describe('by phone', () => {
  it('every spelling of the number, nobody else’s, each order once, newest first', async () => {
    const { cases, running, list } = plain
    running.calls.clear()
    const page = await list({ phone: '+36301234567' })
    expect(ids(page.items).sort()).toEqual(
      [
        cases.spacedPhone,
        cases.hyphenPhone,
        cases.pairedPhone,
        cases.sharedPhoneFirst,
        cases.sharedPhoneSecond,
        cases.changedPhone,
      ].map(String),
    )
    const dates = page.items.map(({ placed_at }) => placed_at)
    expect(dates).toEqual([...dates].sort().reverse())
    expect(page.coverage.map(({ code }) => code)).toEqual(['phone_spellings'])
    expect(running.calls.list().length).toBeLessThanOrEqual(7)
  })

  it('finds every person of the world by the number they typed', async () => {
    const { shop, list } = plain
    const people = shop.world.people.filter(({ id }) => id % 12 === 0)
    for (const person of people) {
      const own = shop.world.orders.filter((order) => order.person.id === person.id)
      const page = await list({ phone: person.phone }, 100)
      expect(ids(page.items).sort()).toEqual(own.map(({ id }) => String(id)).sort())
    }
  })

  it('pages through several searches at once without losing or doubling', async () => {
    const { open, list } = plain
    const all = await list({ phone: '+36301234567' }, 100)
    const found: string[] = []
    let next: string | null = null
    do {
      const position = next === null ? { page: 1 } : { after: next }
      const page = await open().listOrders({ phone: '+36301234567' }, { limit: 1, position }, ALL)
      found.push(...ids(page.items))
      next = page.next
    } while (next !== null)
    expect(found).toEqual(ids(all.items))
  })

  it('a spelling that was used for a while does not hide the others', async () => {
    const { shop, open } = await start({ customers: 1, orders: 1, products: 1, hardCases: false })
    const billing = { ...shop.placeOrder().billing, country: 'HU' }
    const spellings = ['+36301234567', '06 30 123 4567', '06-30/123-4567', '06301234567', '06 30 123 4567']
    const placed = spellings.flatMap((phone) =>
      Array.from({ length: 130 }, () => shop.placeOrder({ billing: { ...billing, phone } }).id),
    )
    const found: string[] = []
    let next: string | null = null
    do {
      const position = next === null ? { page: 1 } : { after: next }
      const page = await open().listOrders({ phone: '+36301234567' }, { limit: 40, position }, ALL)
      found.push(...ids(page.items))
      next = page.next
    } while (next !== null)
    expect(found).toEqual(placed.map(String).reverse())
  })

  it('more orders than one answer holds are all reached', async () => {
    const busy = await start({ customers: 1, orders: 260, products: 3, hardCases: false })
    const [person] = busy.shop.world.people
    const phone = person?.phone ?? ''
    const found: string[] = []
    let next: string | null = null
    do {
      const position = next === null ? { page: 1 } : { after: next }
      const page = await busy.open().listOrders({ phone }, { limit: 40, position }, ALL)
      found.push(...ids(page.items))
      next = page.next
    } while (next !== null)
    expect(found).toEqual(busy.shop.world.orders.map(({ id }) => String(id)).reverse())
  })
})

describe('by e-mail', () => {
  it('exact, without case: not an address that only holds it', async () => {
    const { cases, list } = plain
    const page = await list({ email: 'VENDEG.vevo@example.hu' })
    expect(ids(page.items)).toEqual([String(cases.mixedCaseEmail)])
    expect(page.items[0]?.customer?.email).toBe('Vendeg.Vevo@Example.hu')
    expect((await list({ email: 'vevo@example.hu' })).items).toEqual([])
    expect(await list({ email: ' ' })).toMatchObject({ items: [], total: 0 })
  })

  it('guests and customers alike', async () => {
    const { shop, list } = plain
    const person = shop.world.people.find(({ id }) => {
      const own = shop.world.orders.filter((order) => order.person.id === id)
      return own.some(({ guest }) => guest) && own.some(({ guest }) => !guest)
    })
    const own = shop.world.orders.filter((order) => order.person.id === person?.id)
    const page = await list({ email: person?.email ?? '' }, 100)
    expect(ids(page.items)).toEqual(own.map(({ id }) => String(id)).reverse())
    expect(page.items.map(({ customer }) => customer?.id === null)).toEqual(
      own.map(({ guest }) => guest).reverse(),
    )
  })

  it('with another filter', async () => {
    const { list, shop } = plain
    const [order] = shop.world.orders.slice(-300)
    const filter = { email: order?.person.email ?? '', phone: order?.person.phone ?? '' }
    expect(ids((await list(filter, 100)).items)).toContain(String(order?.id))
    expect((await list({ ...filter, phone: '+36201111111' })).items).toEqual([])
  })
})

describe('by number', () => {
  it('is one call where numbers are ids, with or without #', async () => {
    const { running, list } = plain
    running.calls.clear()
    for (const number of ['1477', '#1477', ' 1477 ']) {
      expect(ids((await list({ number })).items)).toEqual(['1477'])
    }
    expect(running.calls.list()).toHaveLength(3)
  })

  it('one that is not there, and texts that are only in addresses', async () => {
    const { list } = plain
    for (const number of ['999999', 'FOXPOST', '#', '0', '6720', '1e3']) {
      expect(await list({ number }), number).toMatchObject({ items: [], coverage: [] })
    }
  })

  it('not from the trash, nor a draft; an order without a known status is found', async () => {
    const { cases, list } = plain
    for (const id of [cases.trashed, cases.draftOne])
      expect((await list({ number: String(id) })).items).toEqual([])
    const [lost] = (await list({ number: String(cases.unregisteredStatus) })).items
    expect([lost?.status, lost?.platform_status]).toEqual(['pending', 'eltunt'])
  })

  it('the other filters hold', async () => {
    const { list, shop } = plain
    const order = shop.world.orders.find(({ state }) => state === 'completed')
    const number = String(order?.id)
    expect((await list({ number, status: ['completed'] })).items).toHaveLength(1)
    expect((await list({ number, status: ['failed'] })).items).toHaveLength(0)
  })

  it('numbers of a plugin that cannot be searched are looked for among the newest', async () => {
    const { shop, list, running } = await start({ numberingPlugin: true })
    const newest = shop.world.orders.at(-1)
    expect((await list({ number: shop.numberOf(newest?.id ?? 0) })).items.map(({ id }) => id)).toEqual([
      String(newest?.id),
    ])
    const old = await list({ number: shop.numberOf(1001) })
    expect(old.items).toEqual([])
    expect(old.coverage.map(({ code }) => code)).toEqual(['order_number_scan'])
    running.calls.clear()
    expect((await list({ number: '1477' })).items).toEqual([])
    expect(running.calls.list().length).toBeLessThanOrEqual(12)
  })
})

describe('shops that cannot do as much', () => {
  it('an older WooCommerce ignores modified_after: the answer is right all the same', async () => {
    const older = await start({ older: true, legacyStorage: true })
    const filter = { updated_after: '2026-11-10T00:00:00Z' }
    const expected = await plain.list(filter, 100)
    const page = await older.list(filter, 100)
    expect(ids(page.items)).toEqual(ids(expected.items))
    expect(page.items.length).toBeGreaterThan(20)
    expect(page.total).toBeNull()
    const second = await older.open().listOrders(filter, { limit: 10, position: { page: 2 } }, ALL)
    expect(ids(second.items)).toEqual(ids(expected.items).slice(10, 20))
  })

  it('an older WooCommerce tells its statuses in a report', async () => {
    const older = await start({ older: true })
    const filter: OrderFilter = { status: ['completed'] }
    expect(ids((await older.list(filter)).items)).toEqual(ids((await plain.list(filter)).items))
  })
})
