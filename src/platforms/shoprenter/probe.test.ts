// Connecting a shop: what is learnt of it, and what is said when it cannot be read.
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveShop } from '../../../sandbox/shop.ts'
import { ALL_SCOPES, createShopRenterShop, type ShopRenterOptions } from '../../../sandbox/shoprenter/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { shoprenter } from './index.ts'
import { scopesOf } from './token.ts'

const world = createWorld('shoprenter', { people: 5, products: 5, orders: 5 })

async function openShop(options: ShopRenterOptions = {}) {
  const program = createShopRenterShop({ world, ratePerSecond: 10_000, ...options })
  const running = await serveShop(program)
  const origins = { shoprenterApi: running.origin, shoprenterToken: running.origin }
  const { context, close } = testContext({ origins, store: { country: null, currency: null } })
  onTestFinished(async () => {
    await close()
    await running.close()
  })
  const probe = (change: object = {}) => shoprenter.probe({ ...program.credentials, ...change }, context)
  return { program, running, probe }
}

test('a shop is known by its settings and its main domain', async () => {
  const { program, running, probe } = await openShop()
  expect(await probe()).toEqual({
    description: {
      name: 'Teszt Bolt & Társa',
      url: 'https://www.tesztbolt.example.hu',
      country: 'HU',
      currency: 'HUF',
    },
    credentials: program.credentials,
  })
  // Nothing of a person is asked for when the token says what it may read.
  expect(running.calls.list().filter((call) => /orderExtend|customerExtend/.test(call))).toEqual([])
})

describe('scopes that are missing', () => {
  test('are named, all of them', async () => {
    const { probe } = await openShop({
      scopes: ['order.order:read', 'order.status:read', 'product.product:read'],
    })
    await expect(probe()).rejects.toMatchObject({
      code: 'shop_unauthorized',
      reason: 'missing_scope',
      detail:
        "The shop's API client lacks these scopes: customer.customer:read, customer.customerGroup:read, product.category:read, taxClass.taxClass:read, localization.language:read, localization.location:read, store.setting:read, store.domain:read.",
    })
  })

  test('are not missed where only a brand’s name hangs on them', async () => {
    const { probe } = await openShop({
      scopes: ALL_SCOPES.filter((scope) => !/manufacturer|currency/.test(scope)),
    })
    expect((await probe()).description.name).toBe('Teszt Bolt & Társa')
  })
})

describe('a token whose scopes cannot be read', () => {
  const opaque = {
    kind: 'status',
    status: 200,
    body: '{"access_token":"opaque","expires_in":"3600"}',
  } as const

  test('is tried on one link each of orders, customers and products', async () => {
    const { running, probe } = await openShop()
    running.faults.set(opaque, { path: /token/ })
    running.faults.set(
      { kind: 'status', status: 200, body: '{"pageCount":9,"items":[{"href":"x"}]}' },
      { path: /Extend/ },
    )
    running.faults.set({ kind: 'status', status: 403, body: '' }, { path: /settings|domains/ })
    await expect(probe()).rejects.toMatchObject({ reason: 'missing_scope' })
    expect(running.calls.list().slice(1, 4)).toEqual([
      'GET /api/orderExtend?page=0&limit=1',
      'GET /api/customerExtend?page=0&limit=1',
      'GET /api/productExtend?page=0&limit=1',
    ])
  })

  test('that may not read is refused, and the scope is named', async () => {
    const { running, probe } = await openShop()
    running.faults.set(opaque, { path: /token/ })
    running.faults.set({ kind: 'status', status: 403, body: 'Forbidden' }, { path: /api/ })
    await expect(probe()).rejects.toMatchObject({
      code: 'shop_unauthorized',
      reason: 'missing_scope',
      detail: expect.stringContaining('order.order:read'),
    })
  })
})

test('wrong credentials are refused by one call', async () => {
  const { running, probe } = await openShop()
  await expect(probe({ client_secret: 'wrong' })).rejects.toMatchObject({
    code: 'shop_unauthorized',
    reason: 'invalid_client',
  })
  expect(running.calls.list()).toHaveLength(1)
})

test('what is no such API is said to be none', async () => {
  const { running, probe } = await openShop()
  running.faults.set({ kind: 'html' }, { path: /api/ })
  await expect(probe()).rejects.toMatchObject({ code: 'shop_invalid_response' })
})

describe('the payload of a token', () => {
  const tokenOf = (payload: string) =>
    `h.${btoa(unescape(encodeURIComponent(payload)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')}.s`

  test('is read as base64url of UTF-8', () => {
    expect(scopesOf(tokenOf('{"scopes":["a:read"],"realm":"ű?>~ÿ"}'))).toEqual(['a:read'])
  })

  test.each(['', 'opaque', 'a.b.c', 'a..c', tokenOf('[]'), tokenOf('{"scopes":"a"}'), tokenOf('{')])(
    '%j says nothing',
    (token) => {
      expect(scopesOf(token)).toBeNull()
    },
  )
})
