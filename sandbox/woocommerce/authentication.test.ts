// Who gets in: every row of what was seen on a real shop, over http and over what the shop takes for https.
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { ApiKey } from './keys.ts'
import { createWooCommerceShop } from './shop.ts'
import { askRaw, basic } from './testing.ts'

const SIZE = { customers: 3, orders: 5, products: 3 }
const escape3986 = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

type Signing = { base?: string; hash?: 'sha1' | 'sha256'; nonce?: string; at?: number; suffix?: string }

/** Signs by hand, so that the shop's check is not tested with itself. */
function signed(key: ApiKey, path: string, query: Record<string, string> = {}, more: Signing = {}) {
  const hash = more.hash ?? 'sha256'
  const all: Record<string, string> = {
    ...query,
    oauth_consumer_key: key.consumer_key,
    oauth_nonce: more.nonce ?? crypto.randomUUID(),
    oauth_signature_method: hash === 'sha1' ? 'HMAC-SHA1' : 'HMAC-SHA256',
    oauth_timestamp: String(more.at ?? Math.floor(Date.now() / 1000)),
  }
  const pairs = Object.entries(all).map(([name, value]) => `${escape3986(name)}=${escape3986(value)}`)
  const base = ['GET', `${more.base ?? 'http://shop.example'}${path}`, pairs.sort().join('&')]
  const secret = `${key.consumer_secret}${more.suffix ?? '&'}`
  const signature = createHmac(hash, secret).update(base.map(escape3986).join('&')).digest('base64')
  return `${path}?${pairs.join('&')}&oauth_signature=${escape3986(signature)}`
}

const ORDERS = '/wp-json/wc/v3/orders'

describe('over plain http', () => {
  const shop = createWooCommerceShop(SIZE)
  const { keys } = shop

  it('Basic and query keys are silently not looked at', async () => {
    const query = `?consumer_key=${keys.read.consumer_key}&consumer_secret=${keys.read.consumer_secret}`
    const asked = [
      await askRaw(shop, ORDERS),
      await askRaw(shop, ORDERS, basic(keys.read)),
      await askRaw(shop, `${ORDERS}${query}`),
      await askRaw(shop, ORDERS, { ...basic(keys.read), 'x-forwarded-proto': 'https' }),
    ]
    for (const { status, code } of asked) {
      expect([status, code]).toEqual([401, 'woocommerce_rest_cannot_view'])
    }
    expect(new Set(asked.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  })

  it('OAuth gets in, with SHA-256 and SHA-1, in the query and in the header', async () => {
    expect((await askRaw(shop, signed(keys.read, ORDERS))).status).toBe(200)
    expect((await askRaw(shop, signed(keys.read, ORDERS, {}, { hash: 'sha1' }))).status).toBe(200)
    const [path = '', query = ''] = signed(keys.read, ORDERS).split('?')
    const header = query.replaceAll('&', '", ').replaceAll('=', '="')
    expect((await askRaw(shop, path, { authorization: `OAuth ${header}"` })).status).toBe(200)
  })

  it('commas, accents, %, brackets and spaces are signed', async () => {
    const query = { search: 'Őri, László 100% *!()', 'status[0]': 'pending', _fields: 'id,billing' }
    expect((await askRaw(shop, signed(keys.read, ORDERS, query))).status).toBe(200)
  })

  it.each([
    ['the & is missing', { suffix: '' }, 'Érvénytelen aláírás'],
    ['another scheme was signed', { base: 'https://shop.example' }, 'Érvénytelen aláírás'],
    ['it is 16 minutes old', { at: Math.floor(Date.now() / 1000) - 960 }, 'időbélyeg'],
  ])('refuses when %s', async (_name, signing, words) => {
    const { status, code, value } = await askRaw(shop, signed(keys.read, ORDERS, {}, signing))
    expect([status, code]).toEqual([401, 'woocommerce_rest_authentication_error'])
    expect(value('message')).toContain(words)
  })

  it('takes a nonce once', async () => {
    const request = signed(keys.read, ORDERS, {}, { nonce: 'once' })
    expect((await askRaw(shop, request)).status).toBe(200)
    expect((await askRaw(shop, request)).value('message')).toContain('nonce')
  })

  it('names an unknown key with the same code and other words', async () => {
    const unknown = { ...keys.read, consumer_key: 'ck_unknown' }
    const { code, value } = await askRaw(shop, signed(unknown, ORDERS))
    expect(code).toBe('woocommerce_rest_authentication_error')
    expect(value('message')).toContain('consumer key')
  })
})

describe('over https', () => {
  const shop = createWooCommerceShop({ ...SIZE, tls: 'pretend', home: 'https://shop.example' })
  const { keys } = shop
  const query = `?consumer_key=${keys.read.consumer_key}&consumer_secret=${keys.read.consumer_secret}`

  it('all three ways get in, and the query keys come back in the Link header', async () => {
    expect((await askRaw(shop, ORDERS, basic(keys.read))).status).toBe(200)
    expect((await askRaw(shop, signed(keys.read, ORDERS, {}, { base: 'https://shop.example' }))).status).toBe(
      200,
    )
    const asked = await askRaw(shop, `${ORDERS}${query}&per_page=1`)
    expect(asked.status).toBe(200)
    expect(asked.header('link')).toContain(keys.read.consumer_secret)
  })

  it('an unknown key is nobody, a wrong secret is an error before anything else is looked at', async () => {
    const unknown = await askRaw(shop, ORDERS, basic({ ...keys.read, consumer_key: 'ck_no' }))
    expect([unknown.status, unknown.code]).toEqual([401, 'woocommerce_rest_cannot_view'])
    const wrong = basic({ ...keys.read, consumer_secret: 'cs_no' })
    for (const path of [ORDERS, `${ORDERS}?per_page=101`, '/wp-json/wc/v3/nincs']) {
      expect((await askRaw(shop, path, wrong)).code).toBe('woocommerce_rest_authentication_error')
    }
  })

  it('rights: write-only, a customer, a shop manager, revoked', async () => {
    const writeOnly = await askRaw(shop, ORDERS, basic(keys.writeOnly))
    expect([writeOnly.status, writeOnly.code]).toEqual([401, 'woocommerce_rest_authentication_error'])
    const customer = await askRaw(shop, ORDERS, basic(keys.customer))
    expect([customer.status, customer.code]).toEqual([403, 'woocommerce_rest_cannot_view'])
    expect((await askRaw(shop, ORDERS, basic(keys.shopManager))).status).toBe(200)
    shop.revokeKey(keys.shopManager)
    expect((await askRaw(shop, ORDERS, basic(keys.shopManager))).code).toBe('woocommerce_rest_cannot_view')
  })

  it('checks parameters and routes before it asks who it is', async () => {
    expect((await askRaw(shop, `${ORDERS}?per_page=101`)).status).toBe(400)
    expect((await askRaw(shop, '/wp-json/wc/v3/nincs')).code).toBe('rest_no_route')
    expect((await askRaw(shop, `${ORDERS}/999999`)).status).toBe(401)
    expect((await askRaw(shop, '/wp-json/wc/v3/customers/999999')).code).toBe('wc_user_invalid_id')
    expect((await askRaw(shop, '/wp-json/wc/v3/orders/statuses')).status).toBe(200)
  })

  it('outside of wc/ a key is an unknown user name', async () => {
    const index = await askRaw(shop, '/wp-json/', basic(keys.read))
    expect([index.status, index.code]).toEqual([401, 'invalid_username'])
    expect((await askRaw(shop, '/wp-json/')).status).toBe(200)
  })
})

describe('sites that are set up otherwise', () => {
  it('a host that drops Authorization: OAuth in the query works, Basic does not', async () => {
    const shop = createWooCommerceShop({ ...SIZE, tls: 'pretend', dropAuthorization: true })
    expect((await askRaw(shop, ORDERS, basic(shop.keys.read))).status).toBe(401)
    const request = signed(shop.keys.read, ORDERS, {}, { base: 'https://shop.example' })
    expect((await askRaw(shop, request)).status).toBe(200)
  })

  it('a proxy that ends TLS: only what is signed for http works', async () => {
    const shop = createWooCommerceShop({ ...SIZE, tls: 'proxied', home: 'https://shop.example' })
    expect((await askRaw(shop, ORDERS, basic(shop.keys.read))).status).toBe(401)
    expect(
      (await askRaw(shop, signed(shop.keys.read, ORDERS, {}, { base: 'https://shop.example' }))).status,
    ).toBe(401)
    expect((await askRaw(shop, signed(shop.keys.read, ORDERS))).status).toBe(200)
  })

  it('plain permalinks: pages instead of the API, and keys that do not count', async () => {
    const shop = createWooCommerceShop({ ...SIZE, tls: 'pretend', plainPermalinks: true })
    const page = await askRaw(shop, '/wp-json/')
    expect([page.status, page.header('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(page.header('link')).toContain('index.php?rest_route=/')
    expect((await askRaw(shop, ORDERS)).status).toBe(301)
    const byRoute = '/?rest_route=/wc/v3/orders&per_page=1'
    expect((await askRaw(shop, byRoute, basic(shop.keys.read))).code).toBe('woocommerce_rest_cannot_view')
    const trick = '/?_=wp-json/wc/&rest_route=/wc/v3/orders&per_page=1'
    expect((await askRaw(shop, trick, basic(shop.keys.read))).status).toBe(200)
    const index = await askRaw(shop, '/?rest_route=/&_fields=namespaces')
    expect(index.value('namespaces')).toContain('wc/v3')
  })

  it('a folder: everything is below it, and it is signed', async () => {
    const shop = createWooCommerceShop({ ...SIZE, subFolder: '/bolt' })
    expect((await askRaw(shop, '/wp-json/')).status).toBe(404)
    expect((await askRaw(shop, signed(shop.keys.read, `/bolt${ORDERS}`))).status).toBe(200)
  })

  it('a closed API', async () => {
    const toStrangers = createWooCommerceShop({ ...SIZE, restBlocked: 'anonymous' })
    expect((await askRaw(toStrangers, '/wp-json/')).code).toBe('rest_not_logged_in')
    expect((await askRaw(toStrangers, signed(toStrangers.keys.read, ORDERS))).status).toBe(200)
    const toAll = createWooCommerceShop({ ...SIZE, restBlocked: 'all' })
    const refused = await askRaw(toAll, signed(toAll.keys.read, ORDERS))
    expect([refused.status, refused.header('content-type')]).toEqual([403, 'text/html; charset=UTF-8'])
  })
})
