// Who may speak in a platform's name: the door of webhooks/{platform}, before anything has an effect.
import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signBase64 } from '../sandbox/deliveries.ts'
import { ping } from '../sandbox/woocommerce/webhooks.ts'
import type { TestService } from './support/service.ts'
import {
  addressOf,
  OLD_SHOPIFY_SECRET,
  SHOPIFY_SECRET,
  shopifySends,
  startWebhookService,
  waitingChanges,
} from './support/webhooks.ts'

let service: TestService
let store: string
let wooStore: string
let woo: { url: string; secret: string }

beforeAll(async () => {
  service = await startWebhookService()
  const { token } = await service.signUp()
  store = (await service.connect(token, 'shopify')).body.data.id
  wooStore = (await service.connect(token, 'woocommerce')).body.data.id
  const setup = await service.call(`/functions/v1/api/stores/${wooStore}/webhook`, { token })
  woo = { ...setup.body.data, url: `${addressOf(service, 'woocommerce')}?store=${wooStore}` }
}, 120_000)
afterAll(() => service.close())

const BODY = JSON.stringify({ id: 17, updated_at: '2026-11-25T10:00:00Z' })
const HEADERS = {
  'x-shopify-topic': 'products/update',
  'x-shopify-shop-domain': 'homokozo-bolt.myshopify.com',
}
const GOOD = signBase64(SHOPIFY_SECRET, BODY)

function post(body: string, headers: Record<string, string>) {
  return service.call('/functions/v1/webhooks/shopify', { body, headers: { ...HEADERS, ...headers } })
}

/** Bytes in chunks, on a connection of their own: one that is refused half-way is closed. */
function send(parts: readonly Buffer[], headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent: false, headers: { ...HEADERS, ...headers } }
    const call = request(addressOf(service, 'shopify'), options, (answer) => {
      resolve(answer.statusCode ?? 0)
      answer.resume()
    })
    // What is still on its way when the answer is there may break off.
    call.on('error', reject)
    for (const part of parts) call.write(part)
    call.end()
  })
}

describe('Shopify', () => {
  test.each([
    ['wrong', signBase64('another secret', BODY)],
    ['of another body', signBase64(SHOPIFY_SECRET, `${BODY} `)],
    ['short', GOOD.slice(0, 20)],
    ['cut by a byte', `${GOOD.slice(0, -2)}==`],
    ['long', `${GOOD}${GOOD}`],
    ['not base64', '*'.repeat(44)],
    ['in hex', Buffer.from(GOOD, 'base64').toString('hex')],
    ['empty', ''],
  ])('a signature that is %s: 401 and no effect', async (_name, signature) => {
    const answer = await post(BODY, { 'x-shopify-hmac-sha256': signature })
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized'])
    expect(await waitingChanges(service, store)).toEqual([])
  })

  test('no signature: 401', async () => {
    expect((await post(BODY, {})).status).toBe(401)
  })

  test('the same JSON in other bytes: 401', async () => {
    const answer = await post(JSON.stringify(JSON.parse(BODY), null, 1), { 'x-shopify-hmac-sha256': GOOD })
    expect(answer.status).toBe(401)
  })

  test('the secret before a rotation still counts, one before that does not', async () => {
    const topic = 'orders/create'
    expect(await shopifySends(service, topic, { secret: OLD_SHOPIFY_SECRET })).toEqual([200])
    expect(await shopifySends(service, topic, { secret: 'shpss_older' })).toEqual([401])
  })

  test('too large: 413, whatever the signature, and also where it does not say its length', async () => {
    const large = JSON.stringify({ id: 1, text: 'x'.repeat(1024 * 1024) })
    const answer = await post(large, { 'x-shopify-hmac-sha256': signBase64(SHOPIFY_SECRET, large) })
    expect([answer.status, answer.body.code]).toEqual([413, 'payload_too_large'])
    const parts = Array.from({ length: 40 }, () => Buffer.alloc(64 * 1024))
    expect(await send(parts, {})).toBe(413)
  })

  test.each([
    ['not JSON', '{"id": 17'],
    ['a list', '[1]'],
    ['without a product', '{"title": "x"}'],
    ['with a number that is text', '{"id": "17"}'],
    ['an order', '{"id": 17, "line_items": []}'],
    ['a person', '{"id": 17, "email": "kanari@example.hu"}'],
    ['another shop', '{"id": 17, "myshopify_domain": "x.myshopify.com"}'],
  ])('signed and %s: 400 that repeats nothing', async (_name, body) => {
    const answer = await post(body, { 'x-shopify-hmac-sha256': signBase64(SHOPIFY_SECRET, body) })
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
    expect(answer.text).not.toContain('kanari')
    expect(await waitingChanges(service, store)).toEqual([])
  })

  test('signed and not UTF-8: 400', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"id": 17, "x": "'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}'),
    ])
    const signature = createHmac('sha256', SHOPIFY_SECRET).update(bytes).digest('base64')
    expect(await send([bytes], { 'x-shopify-hmac-sha256': signature })).toBe(400)
  })

  test('a body that names a prototype changes none', async () => {
    const body =
      '{"id": 18, "__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'
    const answer = await post(body, { 'x-shopify-hmac-sha256': signBase64(SHOPIFY_SECRET, body) })
    expect(answer.status).toBe(200)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(await waitingChanges(service, store)).toEqual([['18', 1]])
    const strict = `{"shop_id": 1, "shop_domain": "${HEADERS['x-shopify-shop-domain']}", "__proto__": {"a": 1}}`
    expect(await shopifySends(service, 'shop/redact', { body: strict })).toEqual([400])
  })

  test.each(['', 'x.myshopify.com.evil.hu', 'https://x.myshopify.com', '../x.myshopify.com'])(
    'a shop that is no shop (%s): 400',
    async (shop) => {
      const headers = { 'x-shopify-shop-domain': shop }
      expect(await shopifySends(service, 'products/update', { headers })).toEqual([400])
    },
  )

  test('the shop in the body must be the one in the header', async () => {
    for (const topic of ['customers/data_request', 'customers/redact', 'shop/redact', 'app/uninstalled']) {
      const headers = { 'x-shopify-shop-domain': 'other-shop.myshopify.com' }
      expect(await shopifySends(service, topic, { headers }), topic).toEqual([400])
    }
    expect(await service.db.admin('select * from store_departures')).toEqual([])
  })

  test('topics that we do not use are answered and dropped unread', async () => {
    const body = 'kanari-order@example.hu is not even JSON'
    for (const topic of ['orders/create', 'customers/update', 'made/up', ''])
      expect(await shopifySends(service, topic, { body, headers: { 'x-shopify-topic': topic } })).toEqual([
        200,
      ])
    expect(service.logLines.join('\n')).not.toMatch(/kanari-order|orders\/create|made\/up/)
  })

  test('a shop that is not connected gets the very same answer', async () => {
    const send = async (shop: string) => {
      const body = JSON.stringify({ id: 900, n: shop })
      const answer = await post(body, {
        'x-shopify-hmac-sha256': signBase64(SHOPIFY_SECRET, body),
        'x-shopify-shop-domain': shop,
        'x-request-id': 'same',
      })
      const { status, text } = answer
      const headers = [...answer.headers.keys()].filter((name) => name !== 'date')
      return { status, text, headers }
    }
    expect(await send('homokozo-bolt.myshopify.com')).toEqual(await send('nobody-here.myshopify.com'))
    expect(await service.db.admin('select count(*)::int as n from webhook_receipts')).toEqual([{ n: 2 }])
  })
})

describe('WooCommerce', () => {
  const sends = async (topic: string, options: object = {}) =>
    (
      await service.sandbox.programs.woocommerce.sendWebhook(topic, {
        to: woo.url,
        secret: woo.secret,
        ...options,
      })
    ).statuses

  test('signed with the store’s own secret: taken; with another, or for another store: 401', async () => {
    expect(await sends('product.updated')).toEqual([200])
    expect(await sends('product.updated', { secret: 'x' })).toEqual([401])
    const foreign = `${addressOf(service, 'woocommerce')}?store=${crypto.randomUUID()}`
    expect(await sends('product.updated', { to: foreign })).toEqual([401])
    expect(await sends('product.updated', { to: addressOf(service, 'woocommerce') })).toEqual([401])
    expect(await sends('product.updated', { to: `${woo.url}&store=${wooStore}` })).toEqual([401])
    expect(await waitingChanges(service, wooStore)).toHaveLength(1)
  })

  test('the ping of a new webhook is answered, and nothing else without a signature is', async () => {
    expect((await ping(woo.url)).statuses).toEqual([200])
    for (const body of ['webhook_id=1&store=2', 'webhook_id=x', '', '{}']) {
      const answer = await service.call('/functions/v1/webhooks/woocommerce', { method: 'POST', body })
      expect(answer.status, body).toBe(401)
    }
  })

  test('orders and customers are answered and dropped', async () => {
    const before = await service.db.admin('select count(*) from webhook_receipts')
    for (const topic of ['order.created', 'customer.updated', 'coupon.created', 'action.x'])
      expect(await sends(topic)).toEqual([200])
    expect(await service.db.admin('select count(*) from webhook_receipts')).toEqual(before)
  })
})

test('what is no platform, or no such call of it: 404', async () => {
  const asked = [
    ['POST', 'magento'],
    ['POST', '__proto__'],
    ['GET', 'shopify'],
    ['GET', 'woocommerce'],
    ['POST', ''],
  ] as const
  for (const [method, platform] of asked) {
    const options = method === 'POST' ? { method, body: '{}' } : { method }
    const answer = await service.call(`/functions/v1/webhooks/${platform}`, options)
    expect([answer.status, answer.body.code], `${method} ${platform}`).toEqual([404, 'not_found'])
  }
})
