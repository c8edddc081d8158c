// Every problem code comes from a shop that has the problem, and has a hint in both languages.
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type Fault, type FaultScope, type ShopProgram, serveShop } from '../sandbox/shop.ts'
import { createShopifyShop, ALL_SCOPES as SHOPIFY_SCOPES } from '../sandbox/shopify/shop.ts'
import { ALL_SCOPES, createShopRenterShop } from '../sandbox/shoprenter/shop.ts'
import { createWooCommerceShop, type WooCommerceShopOptions } from '../sandbox/woocommerce/shop.ts'
import type { AppError } from '../src/errors.ts'
import {
  HEALTH_KINDS,
  type HealthKind,
  hintOf,
  overallState,
  PROBLEM_CODES,
  PROBLEMS,
  type ProblemCode,
} from '../src/model/health.ts'
import { problemOf } from '../src/model/problem-of.ts'
import { PLATFORMS } from '../src/platforms/index.ts'
import type { PlatformId } from '../src/platforms/platform.ts'
import { createCertificate } from './support/certificate.ts'
import { testContext } from './support/shop-context.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

type Setting = {
  readonly fault?: readonly [Fault, FaultScope?]
  /** By which name the shop on loopback is called. */
  readonly host?: string
}

/** What a check of a kind says is wrong, as the store's owner is told. */
async function found(
  id: PlatformId,
  origin: string,
  credentials: object,
  kind: HealthKind,
): Promise<ProblemCode | null> {
  const origins = { shopifyApi: origin, shoprenterApi: origin, shoprenterToken: origin }
  const context = testContext({ origins })
  closing.push(() => context.close())
  const shop = PLATFORMS[id].connect(credentials, context.context)
  return shop.checkAccess(kind).catch((error: AppError) => problemOf(error))
}

async function serve(program: ShopProgram, { fault }: Setting) {
  const running = await serveShop(program)
  closing.push(() => running.close())
  if (fault) running.faults.set(...fault)
  return running
}

/** A shop that was connected over http while all was well. */
async function woo(
  options: WooCommerceShopOptions,
  kind: HealthKind,
  setting: Setting = {},
  key: 'read' | 'customer' | 'revoked' = 'read',
) {
  const shop = createWooCommerceShop({ customers: 3, orders: 3, products: 3, ...options })
  const running = await serve(shop, setting)
  const { consumer_key, consumer_secret } = shop.keys[key === 'revoked' ? 'read' : key]
  if (key === 'revoked') shop.revokeKey(shop.keys.read)
  const url = setting.host ? running.origin.replace('127.0.0.1', setting.host) : running.origin
  const sign = `${running.origin}/wp-json`
  const credentials = { url, consumer_key, consumer_secret, auth: 'oauth1', rest: `${url}/wp-json`, sign }
  return found('woocommerce', running.origin, credentials, kind)
}

async function shopify(
  options: Parameters<typeof createShopifyShop>[0],
  kind: HealthKind,
  setting: Setting = {},
  extra: object = {},
) {
  const shop = createShopifyShop(options)
  const { origin } = await serve(shop, setting)
  return found('shopify', origin, { ...shop.permanentCredentials, ...extra }, kind)
}

async function shopRenter(
  scopes: readonly string[],
  kind: HealthKind,
  setting: Setting = {},
  extra: object = {},
) {
  const shop = createShopRenterShop({ scopes, ratePerSecond: 1000 })
  const { origin } = await serve(shop, setting)
  return found('shoprenter', origin, { ...shop.credentials, ...extra }, kind)
}

/** The same shop behind a certificate that nobody signed. */
async function behindBadCertificate(): Promise<ProblemCode | null> {
  const { cert, key } = createCertificate({ name: 'localhost' })
  const server = createServer({ cert, key }, (_, answer) => answer.end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve)))
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = {
    url,
    consumer_key: 'ck_x',
    consumer_secret: 'cs_x',
    auth: 'basic',
    rest: `${url}/wp-json`,
  }
  return found('woocommerce', url, credentials, 'products')
}

/** Loopback by a name that does not look like it, so that others could be on the way. */
const UNLIKE_LOOPBACK = '[::ffff:127.0.0.1]'
const without = (scopes: readonly string[], gone: string) => scopes.filter((scope) => scope !== gone)
const DAY_MS = 86_400_000

/** Each code's shops. `not_connected` and `credentials_unreadable` need no shop: see health.test.ts. */
const SHOPS: Record<
  Exclude<ProblemCode, 'not_connected' | 'credentials_unreadable'>,
  readonly (() => Promise<ProblemCode | null>)[]
> = {
  keys_revoked: [
    () => woo({}, 'orders', {}, 'revoked'),
    () => shopRenter(ALL_SCOPES, 'orders', {}, { client_secret: 'revoked' }),
  ],
  token_refused: [
    () => shopify({}, 'orders', {}, { access_token: 'shpat_removed' }),
    () =>
      shopRenter(ALL_SCOPES, 'products', {
        fault: [{ kind: 'status', status: 401, body: '' }, { path: /\/api\// }],
      }),
  ],
  token_about_to_lapse: [() => shopify({}, 'products', {}, { refresh_expires_at: Date.now() + 6 * DAY_MS })],
  missing_scope: [
    () => shopify({ scopes: without(SHOPIFY_SCOPES, 'read_customers') }, 'customers'),
    () => shopRenter(without(ALL_SCOPES, 'customer.customer:read'), 'customers'),
    () => shopRenter(without(ALL_SCOPES, 'order.status:read'), 'orders'),
    () =>
      shopRenter(ALL_SCOPES, 'orders', { fault: [{ kind: 'status', status: 403 }, { path: /orderExtend/ }] }),
  ],
  key_may_not_read: [() => woo({}, 'customers', {}, 'customer')],
  protected_data_not_approved: [
    () => shopify({ approved: ['name', 'address', 'phone'] }, 'customers'),
    () => shopify({ approved: [], denialHasCode: true }, 'customers'),
  ],
  order_history_limited: [() => shopify({ scopes: without(SHOPIFY_SCOPES, 'read_all_orders') }, 'orders')],
  rest_blocked: [
    () => woo({ restBlocked: 'all' }, 'products'),
    () =>
      woo({}, 'orders', { fault: [{ kind: 'status', status: 401, body: '{"code":"rest_not_logged_in"}' }] }),
  ],
  plain_permalinks: [() => woo({ plainPermalinks: true }, 'products')],
  address_moved: [
    () => woo({}, 'orders', { fault: [{ kind: 'redirect', location: 'https://elsewhere.example/' }] }),
  ],
  http_only: [() => woo({}, 'products', { host: UNLIKE_LOOPBACK })],
  slow_search: [() => woo({}, 'orders', { fault: [{ kind: 'slow', ms: 4_000 }, { path: /search=/ }] })],
  certificate_invalid: [behindBadCertificate],
  not_the_shops_api: [
    () => woo({}, 'products', { fault: [{ kind: 'html' }] }),
    () => shopRenter(ALL_SCOPES, 'products', { fault: [{ kind: 'html' }, { path: /\/api\// }] }),
    () => shopify({}, 'products', { fault: [{ kind: 'broken_json' }] }),
  ],
  shop_closed: [
    () => shopify({}, 'products', { fault: [{ kind: 'status', status: 402 }] }),
    () => shopify({}, 'products', { fault: [{ kind: 'status', status: 423 }] }),
  ],
  shop_unreachable: [
    () => shopify({}, 'products', { fault: [{ kind: 'status', status: 503 }] }),
    () => woo({}, 'products', { fault: [{ kind: 'reset' }] }),
  ],
  shop_busy: [
    () =>
      shopify({}, 'products', { fault: [{ kind: 'status', status: 429, headers: { 'retry-after': '60' } }] }),
  ],
}

describe.each(Object.entries(SHOPS))('%s', (code, shops) => {
  test.each(shops.map((shop, index) => [index + 1, shop] as const))('comes from shop %i', async (_, shop) => {
    expect(await shop()).toBe(code)
  })
})

test('a shop that is well has no problem, whatever the platform', async () => {
  for (const kind of HEALTH_KINDS) {
    expect(await woo({}, kind)).toBeNull()
    expect(await shopify({}, kind)).toBeNull()
    expect(await shopRenter(ALL_SCOPES, kind)).toBeNull()
  }
})

test('of Shopify one record of the asked kind is wanted, and of an order nothing about who bought', async () => {
  const shop = createShopifyShop()
  const { origin } = await serve(shop, {})
  for (const kind of HEALTH_KINDS) {
    shop.forget()
    await found('shopify', origin, shop.permanentCredentials, kind)
    const [first, ...rest] = shop.documents().map(({ query }) => query)
    const lists = String(first).match(/\w+\(first: \d+\)/g)
    expect(lists).toEqual([`${kind}(first: 1)`])
    expect(rest.join()).not.toMatch(/first:/)
    if (kind !== 'customers')
      expect([first, ...rest].join()).not.toMatch(/customer|email|phone|name|address/i)
  }
})

test('a token that will be replaced at its next use is not about to lapse', async () => {
  const refresh_expires_at = Date.now() + 6 * DAY_MS
  expect(await shopify({}, 'products', {}, { refresh_expires_at: Date.now() + 30 * DAY_MS })).toBeNull()
  expect(await shopify({}, 'products', {}, { refresh_expires_at, expires_at: Date.now() - 1 })).toBeNull()
})

test.each(PROBLEM_CODES)('%s: a hint in each language, in whole sentences', (code) => {
  const [en, hu] = [hintOf(code, 'en') ?? '', hintOf(code, 'hu') ?? '']
  expect(en).toMatch(/^[A-Z].{30,}\.$/)
  expect(hu).toMatch(/^[A-ZÁÉÍÓÖŐÚÜŰ].{30,}\.$/)
  expect(hu).toMatch(/[áéíóöőúüű]/)
  expect(en).not.toMatch(/[áéíóöőúüű]/)
  expect(PROBLEMS[code].state).not.toBe('ok')
})

test('the state of a store is the gravest of its kinds', () => {
  expect(overallState(true, [])).toBe('ok')
  expect(overallState(true, [null, null, null])).toBe('ok')
  expect(overallState(true, [null, 'http_only', null])).toBe('needs_attention')
  expect(overallState(true, ['http_only', 'shop_unreachable'])).toBe('unreachable')
  expect(overallState(true, ['shop_unreachable', 'missing_scope', null])).toBe('needs_reconnect')
  expect(overallState(false, [null])).toBe('disconnected')
})
