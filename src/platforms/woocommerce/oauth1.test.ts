// Signatures: against a value made with another library, and against the sandbox shop for any text.
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createWooCommerceShop } from '../../../sandbox/woocommerce/shop.ts'
import { createSigner, encodePairs, encodeRfc3986 } from './oauth1.ts'

it('signs what RFC 5849 says', async () => {
  const signer = createSigner('ck_key', 'cs_secret', () => 1_795_000_000_000)
  const signed = new Map(
    await signer.sign('GET', 'http://shop.example/wp-json/wc/v3/orders', [['search', 'a b+c']]),
  )
  const nonce = signed.get('oauth_nonce') ?? ''
  const base =
    'GET&http%3A%2F%2Fshop.example%2Fwp-json%2Fwc%2Fv3%2Forders&oauth_consumer_key%3Dck_key' +
    `%26oauth_nonce%3D${nonce}%26oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1795000000` +
    '%26oauth_version%3D1.0%26search%3Da%2520b%252Bc'
  expect(signed.get('oauth_signature')).toBe(createHmac('sha256', 'cs_secret&').update(base).digest('base64'))
  expect(nonce).toMatch(/^[0-9a-f]{32}$/)
})

it('escapes everything but what RFC 3986 leaves alone', () => {
  expect(encodeRfc3986("aZ09-._~ !'()*+%ő")).toBe('aZ09-._~%20%21%27%28%29%2A%2B%25%C5%91')
  expect(encodeRfc3986('half \ud800 a character')).toBe('half%20%EF%BF%BD%20a%20character')
})

it('any text in any parameter is signed as the shop checks it', async () => {
  const shop = createWooCommerceShop({ customers: 1, orders: 1, products: 1, hardCases: false })
  const { consumer_key, consumer_secret } = shop.keys.read
  const signer = createSigner(consumer_key, consumer_secret, Date.now)
  const url = 'http://shop.example/wp-json/wc/v3/products'
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      async (sku, search) => {
        const pairs = await signer.sign('GET', url, [
          ['search', search],
          ['sku', sku],
          ['_fields', 'id,name'],
        ])
        const answer = await shop.fetch(new Request(`${url}?${encodePairs(pairs)}`))
        expect(answer.status).toBe(200)
      },
    ),
    { numRuns: 60 },
  )
})
