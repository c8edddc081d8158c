// A shop's address that leads inside: refused in every spelling, and the listener inside is never hit.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
let user: { token: string }
let inside: Server
let port = 0
let hits = 0

beforeAll(async () => {
  inside = createServer((_request, response) => {
    hits++
    response.end('{"secret":"kanari"}')
  })
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve))
  port = (inside.address() as AddressInfo).port
  service = await startTestService({
    ALLOW_PRIVATE_SHOP_ADDRESSES: 'false',
    PUBLIC_URL: 'https://shopcall.example.com',
  })
  user = await service.signUp()
}, 120_000)
afterAll(async () => {
  await service.close()
  await new Promise((resolve) => inside.close(resolve))
})

const HOSTS = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '0177.0.0.1',
  '0',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  'localhost',
  'localhost.',
  'x.localhost',
  'LOCALHOST',
  '①②⑦.0.0.1',
  '127。0。0。1',
  '169.254.169.254',
  '[fd00:ec2::254]',
  '168.63.129.16',
  '10.0.0.1',
  '192.168.0.1',
  '100.64.0.1',
  'shop.internal',
  'shop.local',
  'kubernetes.default.svc',
  'example',
  'shop.test',
]

/** Both calls to which a user gives an address. */
const STEPS = [
  ['connect', { consumer_key: 'ck_x', consumer_secret: 'cs_x' }],
  ['start', {}],
] as const

test.each(HOSTS)('%s', async (host) => {
  for (const url of [
    `http://${host}:${port}`,
    `https://${host}`,
    `http://${host}`,
    `http://${host}:${port}/bolt`,
  ]) {
    for (const [step, keys] of STEPS) {
      const answer = await service.call(`/functions/v1/oauth-woocommerce/${step}`, {
        token: user.token,
        body: { url, ...keys },
      })
      expect([400, 503], `${step} ${url}`).toContain(answer.status)
      expect(answer.text).not.toContain('kanari')
    }
  }
  expect(hits).toBe(0)
})

test.each([
  'file:///etc/passwd',
  'gopher://127.0.0.1',
  'ftp://127.0.0.1',
  'http://a:b@127.0.0.1',
  'javascript:alert(1)',
  'http://shop.example.com?x=http://127.0.0.1',
  '//127.0.0.1',
  'http://[',
  '',
  'http://shop.example.com/../../x',
])('the address %j is none', async (url) => {
  for (const [step, keys] of STEPS) {
    const answer = await service.call(`/functions/v1/oauth-woocommerce/${step}`, {
      token: user.token,
      body: { url, ...keys },
    })
    expect([400, 503], step).toContain(answer.status)
  }
  expect(hits).toBe(0)
})

test.each([
  '../x',
  'a/b',
  'a%2fb',
  'a.b',
  'evil.com/',
  'x@127.0.0.1',
  'x#',
  'x?y',
  'a b',
  'a\nb',
  'ő',
  '-x',
  '',
])('no ShopRenter or Shopify shop is called %j', async (shop) => {
  const calls = [service.sandbox.shopify.calls, service.sandbox.shoprenter.calls]
  for (const list of calls) list.clear()
  const bodies = { shoprenter: shop, shopify: `${shop}.myshopify.com` }
  for (const [platform, name] of Object.entries(bodies)) {
    const answer = await service.call(`/functions/v1/oauth-${platform}/connect`, {
      token: user.token,
      body: { shop: name, client_id: 'x', client_secret: 'y' },
    })
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
  }
  expect(calls.flatMap((list) => list.list())).toEqual([])
})
