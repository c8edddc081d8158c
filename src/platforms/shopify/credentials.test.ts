// Which credentials are taken, and where the API of a shop is.
import { expect, test } from 'vitest'
import { originOf, shopifyCredentialsSchema } from './credentials.ts'

const app = { client_id: 'id', client_secret: 'shpss_secret' }

const expiring = {
  shop: 'shop.myshopify.com',
  access_token: 'shpat_1',
  refresh_token: 'shprt_1',
  issued_at: 1,
  expires_at: 2,
  refresh_expires_at: 3,
  previous_refresh_token: null,
}

test('the expiring tokens of an installation are taken as they are', () => {
  expect(shopifyCredentialsSchema.parse(expiring)).toEqual(expiring)
})

test.each([
  'shop',
  'shop.myshopify.com\n',
  '\nshop.myshopify.com',
  'shop.myshopify.com.evil.example',
  'evil.example/shop.myshopify.com',
  'a.b.myshopify.com',
  '-shop.myshopify.com',
  'shop_1.myshopify.com',
  'shop.myshopify.com:8080',
  'shop.myshopify.com/admin',
  `${'a'.repeat(61)}.myshopify.com`,
  '.myshopify.com',
  'shop.myshopify.io',
  '',
])('%j is no shop', (shop) => {
  expect(shopifyCredentialsSchema.safeParse({ shop, ...app }).success).toBe(false)
})

test('a shop’s name is taken in any case, and kept in lower case', () => {
  expect(shopifyCredentialsSchema.parse({ shop: 'My-Shop.MyShopify.com', ...app })).toEqual({
    shop: 'my-shop.myshopify.com',
    ...app,
  })
  const token = { shop: `${'a'.repeat(60)}.myshopify.com`, access_token: 'shpat_1' }
  expect(shopifyCredentialsSchema.parse(token)).toEqual(token)
})

test.each([
  { shop: 'shop.myshopify.com' },
  { shop: 'shop.myshopify.com', access_token: 'a\r\nX-Other: b' },
  { shop: 'shop.myshopify.com', access_token: '' },
  { shop: 'shop.myshopify.com', client_id: 'id' },
  { shop: 'shop.myshopify.com', ...app, access_token: 'shpat_1' },
  { shop: 'shop.myshopify.com', ...app, more: 1 },
  { shop: 'shop.myshopify.com', access_token: 'shpat_1', refresh_token: 'shprt_1' },
  { ...expiring, expires_at: 'soon' },
  { ...expiring, refresh_token: 'a\r\nX-Other: b' },
  { ...expiring, shop: 'evil.example' },
])('%j are no credentials', (credentials) => {
  expect(shopifyCredentialsSchema.safeParse(credentials).success).toBe(false)
})

test('the origin is the platform’s, or a sandbox’s with the shop in it or without', () => {
  expect(originOf('https://{shop}', 'a.myshopify.com')).toBe('https://a.myshopify.com')
  expect(originOf('http://127.0.0.1:1/{shop}', 'a.myshopify.com')).toBe('http://127.0.0.1:1/a.myshopify.com')
  expect(originOf('http://127.0.0.1:1/', 'a.myshopify.com')).toBe('http://127.0.0.1:1')
})
