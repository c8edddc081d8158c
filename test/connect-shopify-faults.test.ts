// The Shopify shop that dies, refuses or talks rubbish while it is being connected: no store, no credential, one error.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../sandbox/shop.ts'
import { createOwner } from './support/owner.ts'
import { startTestService, type TestService } from './support/service.ts'
import { begin, clickInstall, comeBack, leftBehind, NOTHING, SHOPIFY_APP } from './support/shopify-install.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService({ ...SHOPIFY_APP, TRUSTED_PROXIES: '127.0.0.1' })
}, 120_000)
afterAll(() => service.close())
afterEach(() => service.sandbox.shopify.faults.clear())

const json = (status: number, body: unknown): Fault => ({
  kind: 'status',
  status,
  body: JSON.stringify(body),
})
const BAD_TOKEN = 'shpat_kanari\r\nx: y'

const AT_TOKEN: [string, Fault, number, string][] = [
  ['resets', { kind: 'reset' }, 503, 'shop_unavailable'],
  ['is cut off', { kind: 'truncated' }, 503, 'shop_unavailable'],
  ['fails', json(500, {}), 503, 'shop_unavailable'],
  ['is busy', json(429, {}), 503, 'shop_rate_limited'],
  ['refuses the code', json(400, { error: 'invalid_request' }), 502, 'shop_unauthorized'],
  ['refuses the app', json(401, { error: 'invalid_client' }), 502, 'shop_unauthorized'],
  ['is gone', json(404, { errors: 'Not Found' }), 502, 'shop_invalid_response'],
  ['shows a page', { kind: 'html' }, 502, 'shop_invalid_response'],
  ['breaks its JSON', { kind: 'broken_json' }, 502, 'shop_invalid_response'],
  ['says something else', { kind: 'wrong_shape' }, 502, 'shop_invalid_response'],
  ['sends us elsewhere', { kind: 'redirect', location: 'http://127.0.0.1:9/' }, 502, 'shop_invalid_response'],
  ['gives no token', json(200, { access_token: '' }), 502, 'shop_invalid_response'],
  ['gives a token for a header', json(200, { access_token: BAD_TOKEN }), 502, 'shop_invalid_response'],
  [
    'gives a token that ends and cannot be renewed',
    json(200, { access_token: 'shpat_x', expires_in: 3600 }),
    502,
    'shop_invalid_response',
  ],
  [
    'gives less than was asked',
    json(200, { access_token: 'shpat_x', scope: 'read_orders', refresh_token: 'shprt_x' }),
    502,
    'shop_unauthorized',
  ],
]

describe.each(AT_TOKEN)('the token endpoint %s', (_what, fault, status, code) => {
  test(`${status} ${code}, and nothing is kept`, async () => {
    const owner = await createOwner(service)
    const begun = await begin(service, owner.token)
    const back = await clickInstall(begun)
    service.sandbox.shopify.faults.set(fault, { path: /access_token/ })
    const answer = await comeBack(service, back, { cookie: begun.cookie })
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(answer.text).not.toMatch(/kanari|shpat_|shprt_/i)
    expect(await leftBehind(service, owner.userId)).toEqual(NOTHING)
    // The code works once, so it is never sent twice.
    const sent = service.sandbox.shopify.calls.list().filter((call) => call.includes('access_token'))
    expect(sent).toHaveLength(1)
    service.sandbox.shopify.calls.clear()
  })
})

const AT_PROBE: [string, Fault, number, string][] = [
  ['resets', { kind: 'reset' }, 503, 'shop_unavailable'],
  ['refuses the token', json(401, { errors: 'x' }), 502, 'shop_unauthorized'],
  ['shows a page', { kind: 'html' }, 502, 'shop_invalid_response'],
  ['says something else', json(200, { data: {} }), 502, 'shop_invalid_response'],
]

describe.each(AT_PROBE)('with its tokens in our hands the shop %s', (_what, fault, status, code) => {
  test(`${status} ${code}, and nothing is kept`, async () => {
    const owner = await createOwner(service)
    const begun = await begin(service, owner.token)
    service.sandbox.shopify.faults.set(fault, { path: /graphql/ })
    const answer = await comeBack(service, await clickInstall(begun), { cookie: begun.cookie })
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(await leftBehind(service, owner.userId)).toEqual(NOTHING)
  })
})
