// Calls to the shop: found out on first use, signed anew when they have to be, and what comes back wrong.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fault, type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { createWooCommerceShop } from '../../../sandbox/woocommerce/shop.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { AppError } from '../../errors.ts'
import { woocommerce } from './index.ts'

const shop = createWooCommerceShop({ customers: 5, orders: 40, products: 5 })
const ALL = { fields: null, includeCustomer: true }
const FIRST = { limit: 25, position: { page: 1 } }
let running: RunningShop
const sleepless = { egress: { sleep: async () => {} } }
const tools = testContext(sleepless)
const bare = () => ({ url: running.origin, ...shop.credentials })

beforeAll(async () => {
  running = await serveShop(shop)
})
afterAll(async () => {
  await running.close()
  await tools.close()
})

it('what connecting did not find out is found out once', async () => {
  const first = await woocommerce.connect(bare(), tools.refresh()).listOrders({}, FIRST, ALL)
  expect(first.items).toHaveLength(25)
  running.calls.clear()
  await woocommerce.connect(bare(), tools.refresh()).listOrders({}, FIRST, ALL)
  expect(running.calls.list()).toHaveLength(1)
})

it('a repeated try is signed anew when the shop has seen its nonce', async () => {
  let failures = 1
  const flaky = await serveShop({
    fetch: async (request) => {
      const answer = await shop.fetch(request)
      const isList = new URL(request.url).pathname.endsWith('/orders')
      return isList && answer.status === 200 && failures-- > 0
        ? new Response('busy', { status: 503 })
        : answer
    },
  })
  const own = testContext(sleepless)
  const credentials = {
    url: flaky.origin,
    ...shop.credentials,
    auth: 'oauth1',
    rest: `${flaky.origin}/wp-json`,
  } as const
  const page = await woocommerce.connect(credentials, own.context).listOrders({}, FIRST, ALL)
  expect(page.items).toHaveLength(25)
  expect(flaky.calls.list().filter((call) => call.includes('/orders?'))).toHaveLength(3)
  await own.close()
  await flaky.close()
})

it('a key that was revoked', async () => {
  const other = createWooCommerceShop({ customers: 2, orders: 3, products: 2 })
  const served = await serveShop(other)
  const own = testContext()
  const { credentials } = await woocommerce.probe(
    { url: served.origin, ...other.keys.readWrite },
    own.context,
  )
  other.revokeKey(other.keys.readWrite)
  await expect(
    woocommerce.connect(credentials, own.refresh()).listOrders({}, FIRST, ALL),
  ).rejects.toMatchObject({ code: 'shop_unauthorized', reason: 'key_refused' })
  await own.close()
  await served.close()
})

describe('answers that are none', () => {
  const faults: [Fault, string, string | undefined][] = [
    [{ kind: 'html' }, 'shop_invalid_response', 'html_instead_of_json'],
    [{ kind: 'broken_json' }, 'shop_invalid_response', 'broken_json'],
    [{ kind: 'wrong_shape' }, 'shop_invalid_response', undefined],
    [{ kind: 'warning_before_json' }, 'shop_invalid_response', 'html_instead_of_json'],
    [{ kind: 'redirect', location: 'http://169.254.169.254/' }, 'shop_invalid_response', 'redirect'],
    [{ kind: 'status', status: 403, body: '<html>blocked</html>' }, 'shop_invalid_response', 'rest_blocked'],
    [{ kind: 'status', status: 404, body: '{"code":"rest_no_route"}' }, 'shop_invalid_response', 'no_route'],
    [{ kind: 'status', status: 429, headers: { 'retry-after': '60' } }, 'shop_rate_limited', undefined],
    [{ kind: 'status', status: 500 }, 'shop_unavailable', undefined],
  ]

  it.each(faults)('%o', async (fault, code, reason) => {
    const own = testContext(sleepless)
    const open = () => woocommerce.connect(bare(), own.refresh())
    await open().listOrders({}, FIRST, ALL)
    running.faults.set(fault)
    const reads = [
      open().listOrders({}, FIRST, ALL),
      open().getOrder('1001', ALL),
      open().listCustomers({}, FIRST, ALL),
    ]
    const thrown = await Promise.all(reads.map((read) => read.catch((error: unknown) => error)))
    running.faults.clear()
    for (const error of thrown) {
      expect(error).toBeInstanceOf(AppError)
      expect(error).toMatchObject(reason === undefined ? { code } : { code, reason })
      expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/KANARI|kanari|Vendeg/)
    }
    await own.close()
  })

  it('a byte order mark is no reason to fail', async () => {
    running.faults.set({ kind: 'bom' })
    const page = await woocommerce.connect(bare(), tools.refresh()).listOrders({}, FIRST, ALL)
    running.faults.clear()
    expect(page.items).toHaveLength(25)
  })
})
