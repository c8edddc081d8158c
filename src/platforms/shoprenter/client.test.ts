// Talking to a shop: tokens and their ends, refusals, and answers that are not the API's.
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Fault, serveShop } from '../../../sandbox/shop.ts'
import { ALL_SCOPES, createShopRenterShop, type ShopRenterOptions } from '../../../sandbox/shoprenter/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { type TestContextOptions, testContext } from '../../../test/support/shop-context.ts'
import type { AppError } from '../../errors.ts'
import type { PageRequest } from '../../model/page.ts'
import { shoprenter } from './index.ts'

const world = createWorld('shoprenter', { people: 20, products: 20, orders: 60 })
const all = { fields: null, includeCustomer: true }
const firstPage: PageRequest = { limit: 25, position: { page: 1 } }
const CANARY = 'KANARI'

async function openShop(options: ShopRenterOptions = {}, more: Partial<TestContextOptions> = {}) {
  const program = createShopRenterShop({ world, ratePerSecond: 10_000, ...options })
  const running = await serveShop(program)
  const origins = { shoprenterApi: running.origin, shoprenterToken: running.origin }
  const { context, refresh, close } = testContext({ origins, ...more })
  onTestFinished(async () => {
    await close()
    await running.close()
  })
  const connect = (change: object = {}) =>
    shoprenter.connect({ ...program.credentials, ...change }, refresh())
  const orders = () => connect().listOrders({}, firstPage, all)
  const tokens = () => running.calls.list().filter((call) => call.startsWith('POST')).length
  return { program, running, context, connect, orders, tokens }
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  try {
    await work
  } catch (thrown) {
    return thrown as AppError
  }
  return expect.unreachable('it did not fail')
}

describe('a token', () => {
  test('is asked for once by many that wait, and kept', async () => {
    const { running, connect, orders, tokens } = await openShop()
    await Promise.all([
      orders(),
      connect().listCustomers({}, firstPage, all),
      connect().getOrder('1001', all),
    ])
    await orders()
    expect(tokens()).toBe(1)
    expect(running.calls.list()[0]).toBe('POST /tesztbolt/app/token')
  })

  test('that ends before its time is renewed once by many, and each asks again once', async () => {
    const { program, running, orders, tokens } = await openShop()
    await orders()
    running.calls.clear()
    program.expireTokens()
    await Promise.all([orders(), orders(), orders(), orders()])
    expect(tokens()).toBe(1)
    expect(running.calls.list().filter((call) => call.includes('/orderExtend')).length).toBeLessThanOrEqual(8)
  })

  test('is renewed a minute before its end', async () => {
    let now = Date.now()
    const { orders, tokens } = await openShop({ expiresInSeconds: 600 }, { now: () => now })
    await orders()
    now += 539_000
    await orders()
    expect(tokens()).toBe(1)
    now += 2_000
    await orders()
    expect(tokens()).toBe(2)
  })

  test('that is refused even when new is an error, after one retry', async () => {
    const { running, connect } = await openShop()
    running.faults.set({ kind: 'status', status: 401, body: '' }, { path: /\/api\// })
    const error = await failureOf(connect().getOrder('1001', all))
    expect(error).toMatchObject({ code: 'shop_unauthorized', reason: 'token_refused' })
    expect(running.calls.list().map((call) => call.split('?')[0])).toEqual([
      'POST /tesztbolt/app/token',
      'GET /api/orderExtend',
      'POST /tesztbolt/app/token',
      'GET /api/orderExtend',
    ])
  })

  test.each([{ client_secret: 'wrong' }, { client_id: 'wrong' }, { shop: 'masik-bolt' }])(
    'is not given for %j',
    async (change) => {
      const { running, connect } = await openShop()
      const error = await failureOf(connect(change).listOrders({}, firstPage, all))
      expect(error).toMatchObject({ code: 'shop_unauthorized', reason: 'invalid_client' })
      expect(running.calls.list()).toHaveLength(1)
    },
  )

  test('does not count against the shop’s rate', async () => {
    const { orders } = await openShop({ ratePerSecond: 3 }, { callsPerSecond: 3 })
    expect((await orders()).items).toHaveLength(25)
  })
})

describe('a right that is missing', () => {
  test('is named by its scope', async () => {
    const scopes = ALL_SCOPES.filter((scope) => scope !== 'customer.customer:read')
    const { connect, orders } = await openShop({ scopes })
    const error = await failureOf(connect().listCustomers({}, firstPage, all))
    expect(error).toMatchObject({ code: 'shop_unauthorized', reason: 'missing_scope' })
    expect(error.detail).toContain('customer.customer:read')
    expect((await orders()).items).toHaveLength(25)
  })

  test('may be said by a 401 with a code of its own', async () => {
    const { running, connect } = await openShop()
    const body = '{"error":40101,"message":"You have no permission for this operation!"}'
    running.faults.set({ kind: 'status', status: 401, body }, { path: /orderExtend/ })
    const error = await failureOf(connect().getOrder('1001', all))
    expect(error).toMatchObject({ code: 'shop_unauthorized', reason: 'missing_scope' })
    expect(error.detail).toContain('order.order:read')
  })

  test('to the makers of products leaves their names out, and nothing else', async () => {
    const scopes = ALL_SCOPES.filter((scope) => scope !== 'product.manufacturer:read')
    const { connect } = await openShop({ scopes })
    const { items } = await connect().listProducts({}, firstPage, all)
    expect(items).toHaveLength(25)
    expect(items.every(({ brand }) => brand === null)).toBe(true)
  })
})

describe('an answer that is not the API’s', () => {
  const faults: readonly (readonly [Fault, string])[] = [
    [{ kind: 'html' }, 'shop_invalid_response'],
    [{ kind: 'broken_json' }, 'shop_invalid_response'],
    [{ kind: 'wrong_shape' }, 'shop_invalid_response'],
    [{ kind: 'warning_before_json' }, 'shop_invalid_response'],
    [{ kind: 'deep' }, 'shop_invalid_response'],
    [
      { kind: 'status', status: 400, body: '<response><error>40009</error></response>' },
      'shop_invalid_response',
    ],
    [{ kind: 'status', status: 400, body: '{"error":40010}' }, 'shop_invalid_response'],
    [{ kind: 'status', status: 404, body: '<html>KANARI</html>' }, 'shop_invalid_response'],
    [{ kind: 'redirect', location: 'http://127.0.0.1:1/' }, 'shop_invalid_response'],
    [{ kind: 'status', status: 500, body: '' }, 'shop_unavailable'],
    [{ kind: 'status', status: 429, body: '', headers: { 'retry-after': '60' } }, 'shop_rate_limited'],
  ]
  test.each(faults)('%j is %s, and nothing of it is told', async (fault, code) => {
    const { running, orders } = await openShop()
    running.faults.set(fault, { path: /orderExtend/ })
    const error = await failureOf(orders())
    expect(error.code).toBe(code)
    expect(`${error.message} ${error.detail} ${error.reason}`).not.toContain(CANARY)
  })

  test('from the token endpoint is one too', async () => {
    const { running, orders } = await openShop()
    running.faults.set({ kind: 'html' }, { path: /token/ })
    expect(await failureOf(orders())).toMatchObject({ code: 'shop_invalid_response' })
  })

  test('of a single broken record is broken as a whole', async () => {
    const { running, connect } = await openShop()
    const body = '{"pageCount":1,"items":[{"id":"x","innerId":"1001","total":"KANARI"}]}'
    running.faults.set({ kind: 'status', status: 200, body }, { path: /orderExtend/ })
    const error = await failureOf(connect().getOrder('1001', all))
    expect(error).toMatchObject({ code: 'shop_invalid_response', reason: 'unexpected_shape:items.#.total' })
  })

  test('with a mark at its beginning is read', async () => {
    const { running, orders } = await openShop()
    running.faults.set({ kind: 'bom' })
    expect((await orders()).items).toHaveLength(25)
  })
})

describe('the end of a list said by an error', () => {
  const outOfRange = '{"error":40008,"message":"Page not found! This Resource minimum page is 0"}'

  test('on page 0 is an empty list', async () => {
    const { running, connect } = await openShop()
    for (const body of [outOfRange, '<response><message>Page not found! …</message></response>']) {
      running.faults.set({ kind: 'status', status: 400, body }, { path: /customerExtend/, times: 2 })
      const page = await connect().listCustomers({ created_after: '2020-01-01T00:00:00Z' }, firstPage, all)
      expect(page).toMatchObject({ items: [], next: null })
      running.faults.clear()
    }
  })
})

test('a shop over its limit is waited for, and then answers', async () => {
  const { orders } = await openShop({ ratePerSecond: 2, retryAfterSeconds: 1 })
  expect((await orders()).items).toHaveLength(25)
})

test('hosts and folders are those of the shop', async () => {
  const { program, running, context } = await openShop()
  const origins = {
    ...context.origins,
    shoprenterApi: `${running.origin}/{shop}`,
    shoprenterToken: running.origin,
  }
  const error = await failureOf(
    shoprenter.connect(program.credentials, { ...context, origins }).getOrder('1001', all),
  )
  expect(error.code).toBe('not_found')
  expect(running.calls.list()[1]).toContain('GET /tesztbolt/api/orderExtend?')
})

test.each(['', 'Teszt', '-bolt', 'a/b', 'a.b', '../x', 'a%2fb', 'x'.repeat(64)])(
  '%j is no name of a shop',
  (shop) => {
    const result = shoprenter.credentials.safeParse({ shop, client_id: 'a', client_secret: 'b' })
    expect(result.success).toBe(false)
  },
)
