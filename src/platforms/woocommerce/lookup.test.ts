// The lookup of a WooCommerce shop: how many calls it takes, and a plugin's order numbers.
import { afterAll, expect, test } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { createWooCommerceShop, type WooCommerceShopOptions } from '../../../sandbox/woocommerce/shop.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { woocommerce } from './index.ts'
import { wordOrders } from './lookup.ts'

const ALL = { fields: null, includeCustomer: true }
const served: RunningShop[] = []
const contexts: ReturnType<typeof testContext>[] = []

async function start(options: WooCommerceShopOptions = {}) {
  const shop = createWooCommerceShop(options)
  const running = await serveShop(shop)
  const tools = testContext({ deadlineMs: 30_000 })
  served.push(running)
  contexts.push(tools)
  const rest = `${running.origin}/wp-json`
  const credentials = { url: running.origin, ...shop.credentials, auth: 'oauth1' as const, rest }
  const opened = woocommerce.connect(credentials, tools.refresh())
  // So that settings and numbering are known, as they are after the first request of an hour.
  await opened.lookupNumber?.('1', ALL)
  running.calls.clear()
  return { shop, running, opened }
}
afterAll(async () => {
  for (const running of served) await running.close()
  for (const tools of contexts) await tools.close()
})

test('a number is one call where it is an id, and two where it is none', async () => {
  const { opened, running } = await start()
  const found = await opened.lookupNumber?.('1477', ALL)
  expect(found?.orders.map(({ number }) => number)).toEqual(['1477'])
  expect(running.calls.list()).toHaveLength(1)
  running.calls.clear()
  expect((await opened.lookupNumber?.('99999', ALL))?.orders).toEqual([])
  expect(running.calls.list()).toHaveLength(2)
})

test('a plugin’s number is looked for at once in all places; an old one is said to be out of sight', async () => {
  const { shop, opened, running } = await start({ numberingPlugin: true })
  const newest = shop.world.orders.at(-1)?.id ?? 0
  const found = await opened.lookupNumber?.(shop.numberOf(newest), ALL)
  expect(found?.orders.map(({ id }) => id)).toEqual([String(newest)])
  expect(running.calls.list()).toHaveLength(6)
  const old = await opened.lookupNumber?.(shop.numberOf(1001), ALL)
  expect(old?.orders).toEqual([])
  expect(old?.coverage.map(({ code }) => code)).toEqual(['order_number_scan'])
})

test('a phone number is a call for each spelling and no more, an e-mail address two', async () => {
  const { opened, running } = await start()
  const phone = await opened.lookup?.({ by: 'phone', phone: '+36301234567' }, 3, ALL)
  expect(phone?.orders.length).toBeGreaterThan(3)
  expect(running.calls.list()).toHaveLength(7)
  running.calls.clear()
  await opened.lookup?.({ by: 'email', email: 'eset@example.hu' }, 3, ALL)
  expect(running.calls.list()).toHaveLength(2)
})

test('a name is tried with each of its words first', () => {
  expect(wordOrders('Nagy Anna')).toEqual(['Nagy Anna', 'Anna Nagy'])
  expect(wordOrders('dr. Nagy Anna Mária Éva')).toHaveLength(4)
})
