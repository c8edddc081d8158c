// Load: turned away before queues grow, never what takes access away; and a stop that cuts nobody.
import { afterEach, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { productionWarnings } from '../src/entry/production-warnings.ts'
import { maySkip } from '../src/http-load.ts'
import { createTraces } from '../src/traces.ts'
import { SERVICE_SECRET, startTestService, type TestService } from './support/service.ts'

let service: TestService
let close: () => Promise<unknown> = async () => undefined
afterEach(async () => {
  await close()
  close = async () => undefined
})

test('too many requests under way: 503 with Retry-After, but health, metrics and revoking go through', async () => {
  service = await startTestService({ SHED_REQUESTS_UNDER_WAY: '1' })
  close = service.close
  const { token } = await service.signUp()
  await service.connect(token, 'woocommerce')
  const { apiKey, id } = await service.createKey(token)
  const stores = await service.data('stores', apiKey)
  const storeId = stores.body.data[0].id
  service.sandbox.woocommerce.faults.set({ kind: 'slow', ms: 1_500 })
  const slow = service.data(`orders?store_id=${storeId}`, apiKey)
  const underWay = async () => (await service.call('/metrics', { token: SERVICE_SECRET })).text
  while (!(await underWay()).includes('shopcall_requests_under_way 2'))
    await new Promise((resolve) => setTimeout(resolve, 50))
  const shed = await service.data('stores', apiKey)
  expect([shed.status, shed.body.code]).toEqual([503, 'overloaded'])
  expect(Number(shed.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect((await service.call('/healthz')).status).toBe(200)
  const revoked = await service.call('/functions/v1/api-key-management/revoke', {
    token,
    body: { key_id: id },
  })
  expect(revoked.status).toBe(200)
  // Its key ended on the way.
  expect((await slow).status).toBe(401)
  expect((await service.data('stores', apiKey)).status).toBe(401)
}, 60_000)

test('a stop is announced: not ready, connections end with their answer, and the answer under way is whole', async () => {
  service = await startTestService()
  close = () => Promise.all([service.sandbox.close(), service.db.close()])
  const { token } = await service.signUp()
  await service.connect(token, 'woocommerce')
  const { apiKey } = await service.createKey(token)
  const storeId = (await service.data('stores', apiKey)).body.data[0].id
  service.sandbox.woocommerce.faults.set({ kind: 'slow', ms: 1_500 })
  const slow = service.data(`orders?store_id=${storeId}`, apiKey)
  const stopped = service.host.stop(1_000)
  const ready = await service.call('/readyz')
  expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close'])
  expect((await service.call('/healthz')).status).toBe(200)
  expect((await slow).status).toBe(200)
  await stopped
  await expect(service.call('/healthz')).rejects.toThrow()
}, 60_000)

test.each([
  ['GET', '/functions/v1/webshop-data-api/orders', true],
  ['POST', '/functions/v1/webshop-data-api/customers/search', true],
  ['GET', '/functions/v1/api/stores', true],
  ['POST', '/auth/v1/sign-in/email', true],
  ['GET', '/healthz', false],
  ['GET', '/readyz', false],
  ['POST', '/functions/v1/api-key-management/revoke', false],
  ['PUT', '/functions/v1/api/stores/x/permissions', false],
  ['DELETE', '/functions/v1/api/me', false],
])('%s %s may be turned away: %s', (method, path, may) => expect(maySkip(method, path)).toBe(may))

const PRODUCTION = {
  DATABASE_URL: 'postgres://db/shopcall',
  ENCRYPTION_KEYS: `a:${btoa('k'.repeat(32))}`,
  SERVICE_SECRET: 's'.repeat(32),
  PUBLIC_URL: 'https://shopcall.example',
  TRUSTED_PROXIES: '10.0.0.1',
}

test('nothing is said of a configuration for production, and each fault of another is', () => {
  const reasons = (environment: Record<string, string>) =>
    productionWarnings(readConfig(environment)).map(({ reason }) => reason)
  expect(reasons(PRODUCTION)).toEqual([])
  expect(reasons({ ...PRODUCTION, DATABASE_URL: '' })).toEqual(['embedded_database'])
  expect(reasons({ ...PRODUCTION, ENCRYPTION_KEYS: '' })).toEqual(['generated_encryption_key'])
  expect(reasons({ ...PRODUCTION, SERVICE_SECRET: '' })).toEqual(['generated_service_secret'])
  expect(reasons({ ...PRODUCTION, SANDBOX: 'true' })).toEqual(['sandbox'])
  expect(reasons({ ...PRODUCTION, ALLOW_PRIVATE_SHOP_ADDRESSES: 'true' })).toEqual(['private_shop_addresses'])
  expect(reasons({ ...PRODUCTION, PUBLIC_URL: 'http://shop.example' })).toEqual(['public_url_without_tls'])
  expect(reasons({ ...PRODUCTION, TRUSTED_PROXIES: '' })).toEqual(['no_trusted_proxies'])
  expect(reasons({ ...PRODUCTION, PUBLIC_URL: '' })).toEqual(['no_public_url'])
  expect(reasons({ ...PRODUCTION, SHOPIFY_API_ORIGIN: 'http://127.0.0.1:1' })).toEqual([
    'platform_origin_changed',
  ])
})

test('traces: a request and its calls under the caller’s trace; none where the caller wants none', async () => {
  const sent: string[] = []
  const traces = createTraces('http://collector.example', {
    version: '1',
    post: async (url, { body }) => {
      sent.push(url, body)
      return { body: null }
    },
  })
  const request = {
    requestId: 'r1',
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    method: 'GET',
    route: '/orders',
    status: 200,
    startedAt: 1_000,
    ms: 20,
    calls: [{ startedAt: 1_005, ms: 10, status: 200, platform: 'shopify' }],
  }
  traces.request({ ...request, traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-00` })
  await traces.flush()
  expect(sent).toEqual([])
  traces.request(request)
  await traces.flush()
  expect(sent[0]).toBe('http://collector.example/v1/traces')
  const [server, call] = JSON.parse(sent[1] ?? '').resourceSpans[0].scopeSpans[0].spans
  expect(server).toMatchObject({
    traceId: 'a'.repeat(32),
    parentSpanId: 'b'.repeat(16),
    startTimeUnixNano: '1000000000',
  })
  expect(call).toMatchObject({
    traceId: server.traceId,
    parentSpanId: server.spanId,
    endTimeUnixNano: '1015000000',
  })
})
