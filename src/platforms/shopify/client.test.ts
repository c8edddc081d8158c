// Tokens, refusals, waiting and denials: every way a call can go, against the sandbox shop over HTTP.
import { afterEach, describe, expect, test } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { createShopifyShop, type ShopifyShopOptions } from '../../../sandbox/shopify/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { AppError } from '../../errors.ts'
import type { PageRequest } from '../../model/page.ts'
import type { ReadOptions } from '../platform.ts'
import type { ShopifyCredentials } from './credentials.ts'
import { shopify } from './index.ts'

const ALL: ReadOptions = { fields: null, includeCustomer: true }
const PAGE: PageRequest = { limit: 5, position: { page: 1 } }
const world = createWorld('shopify', { people: 20, products: 20, orders: 60 })
const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function open(options: ShopifyShopOptions = {}, permanent = true) {
  const program = createShopifyShop({ world, hardCases: false, ...options })
  const running = await serveShop(program)
  let passedMs = 0
  const setup = testContext({
    origins: { shopifyApi: `${running.origin}/{shop}` },
    now: () => Date.now() + passedMs,
  })
  closers.push(
    () => setup.close(),
    () => running.close(),
  )
  const credentials: ShopifyCredentials = permanent ? program.permanentCredentials : program.credentials
  const shop = () => shopify.connect(credentials, setup.refresh())
  const list = () => shop().listProducts({}, PAGE, ALL)
  const later = (ms: number) => {
    passedMs += ms
  }
  return { program, running, setup, credentials, shop, list, later }
}

const tokenCalls = (running: RunningShop) =>
  running.calls.list().filter((call) => call.endsWith('/admin/oauth/access_token'))

/** Makes the next answers a 200 with this body. */
function answerWith(running: RunningShop, body: object, times?: number) {
  running.faults.set(
    { kind: 'status', status: 200, body: JSON.stringify(body) },
    { path: /graphql/, ...(times === undefined ? {} : { times }) },
  )
}
const errorsOf = (code: string, data?: unknown) => ({
  ...(data === undefined ? {} : { data }),
  errors: [{ message: 'Something of Anna Kovács', extensions: { code } }],
})

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error('it did not fail as it should')
  return error
}

describe('a token', () => {
  test('is asked for once by many calls at once, and used again', async () => {
    const { running, list } = await open({}, false)
    await Promise.all([list(), list(), list()])
    await list()
    expect(tokenCalls(running)).toHaveLength(1)
  })

  test('is renewed once when it is refused, however many calls find out', async () => {
    const { program, running, list } = await open({}, false)
    await list()
    program.expireTokens()
    await Promise.all([list(), list(), list()])
    expect(tokenCalls(running)).toHaveLength(2)
  })

  test('is renewed some minutes before its end', async () => {
    const { running, list, later } = await open({}, false)
    await list()
    later(86_399_000 - 360_000)
    await list()
    expect(tokenCalls(running)).toHaveLength(1)
    later(120_000)
    await list()
    expect(tokenCalls(running)).toHaveLength(2)
    expect(running.calls.list().filter((call) => call.includes('graphql'))).toHaveLength(3)
  })

  test('that is permanent and refused is an end', async () => {
    const { setup, running, credentials } = await open()
    const refused = { ...credentials, access_token: 'shpat_other' }
    const error = await failureOf(shopify.connect(refused, setup.refresh()).listProducts({}, PAGE, ALL))
    expect(error).toMatchObject({ code: 'shop_unauthorized', reason: 'token_refused' })
    expect(running.calls.list()).toHaveLength(1)
  })

  test('is not given for another secret', async () => {
    const { program, setup } = await open()
    const other = { ...program.credentials, client_secret: 'shpss_wrong' }
    const error = await failureOf(shopify.probe(other, setup.refresh()))
    expect(error).toMatchObject({ code: 'shop_unauthorized', reason: 'credentials_refused' })
  })
})

describe('an answer by its status', () => {
  test.each([
    [401, 'shop_unauthorized', 'token_refused'],
    [402, 'shop_unavailable', 'shop_frozen'],
    [403, 'shop_unauthorized', 'forbidden'],
    [404, 'shop_invalid_response', 'shop_not_found'],
    [406, 'shop_invalid_response', 'http_406'],
    [423, 'shop_unavailable', 'shop_locked'],
    [430, 'shop_unavailable', 'security_rejection'],
  ])('%i is %s, %s, and not tried again', async (status, code, reason) => {
    const { running, list } = await open()
    running.faults.set({ kind: 'status', status })
    expect(await failureOf(list())).toMatchObject({ code, reason })
    expect(running.calls.list()).toHaveLength(1)
  })

  test('another shop’s address is no shop', async () => {
    const { program, setup } = await open()
    const other = { ...program.permanentCredentials, shop: 'other.myshopify.com' }
    const error = await failureOf(shopify.connect(other, setup.refresh()).listProducts({}, PAGE, ALL))
    expect(error).toMatchObject({ code: 'shop_invalid_response', reason: 'shop_not_found' })
  })

  test.each(['html', 'broken_json', 'wrong_shape', 'warning_before_json'] as const)(
    '%s is no API',
    async (kind) => {
      const { running, list } = await open()
      running.faults.set({ kind })
      const error = await failureOf(list())
      expect(error.code).toBe('shop_invalid_response')
      expect(JSON.stringify([error.detail, error.reason, error.message])).not.toMatch(/kanari|Virag/i)
    },
  )

  test('503 twice is tried again, since a query only reads', async () => {
    const { running, list } = await open()
    running.faults.set({ kind: 'status', status: 503 }, { times: 2 })
    expect((await list()).items).toHaveLength(5)
  })
})

describe('an error inside a 200', () => {
  test('of Shopify’s own is tried again', async () => {
    const { running, list } = await open()
    answerWith(running, errorsOf('INTERNAL_SERVER_ERROR', { products: { edges: [], pageInfo: {} } }), 1)
    expect((await list()).items).toHaveLength(5)
  })

  test('of Shopify’s own is never an empty shop', async () => {
    const { running, list } = await open()
    const empty = { products: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } } }
    answerWith(running, errorsOf('INTERNAL_SERVER_ERROR', empty))
    expect(await failureOf(list())).toMatchObject({
      code: 'shop_unavailable',
      reason: 'internal_error_in_answer',
    })
    expect(running.calls.list()).toHaveLength(3)
  })

  test.each([
    ['SHOP_INACTIVE', 'shop_unavailable', 'shop_inactive'],
    ['undefinedField', 'shop_invalid_response', 'graphql_error'],
    ['constructor', 'shop_invalid_response', 'graphql_error'],
  ])('%s is %s', async (word, code, reason) => {
    const { running, list } = await open()
    answerWith(running, errorsOf(word))
    const error = await failureOf(list())
    expect(error).toMatchObject({ code, reason })
    expect(JSON.stringify([error.detail, error.message, String(error.cause)])).not.toContain('Anna')
  })

  test('THROTTLED is waited for where that is soon enough', async () => {
    const { program, running, list } = await open({ restoreRate: 1000 })
    await list()
    running.calls.clear()
    program.drainTo(-1_500)
    expect((await list()).items).toHaveLength(5)
    expect(running.calls.list()).toHaveLength(2)
  })

  test('THROTTLED is handed on where it would take too long', async () => {
    const { program, running, list } = await open({ restoreRate: 10 })
    program.drainTo(0)
    const error = await failureOf(list())
    expect(error.code).toBe('shop_rate_limited')
    expect(error.retryAfterSeconds).toBeGreaterThan(5)
    expect(running.calls.list()).toHaveLength(1)
  })

  test('MAX_COST_EXCEEDED is mended by smaller steps, which are remembered', async () => {
    const { running, shop } = await open({ costModel: 'linear', bucketSize: 1_000_000 })
    const read = async () => shop().listOrders({}, { limit: 25, position: { page: 1 } }, ALL)
    const page = await read()
    expect(page.items).toHaveLength(25)
    expect(new Set(page.items.map((order) => order.id)).size).toBe(25)
    running.calls.clear()
    expect((await read()).items).toEqual(page.items)
    // Steps of seven: nothing is asked for that the shop refuses.
    expect(running.calls.list()).toHaveLength(4)
  })
})
