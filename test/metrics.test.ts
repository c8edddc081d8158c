// `/metrics`: closed to who has not the secret, true in what it counts, and without a word of a caller's or a shop's.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateApiKey } from '../src/access/api-key-format.ts'
import { createPrometheusMetrics } from '../src/entry/metrics.ts'
import { createLoad } from '../src/http-load.ts'
import { BEHIND_PROXY, createOwner, freshAddress, from } from './support/owner.ts'
import { SERVICE_SECRET, startTestService, type TestService } from './support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService(BEHIND_PROXY)
}, 120_000)
afterAll(() => service.close())

const read = () => service.call('/metrics', { token: SERVICE_SECRET })

/** The sum of a metric's samples whose labels hold all of these. */
async function value(name: string, labels: Record<string, string> = {}): Promise<number> {
  const { text } = await read()
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => Object.entries(labels).every(([key, label]) => line.includes(`${key}="${label}"`)))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

test('is closed to everybody else', async () => {
  const owner = await createOwner(service)
  const { apiKey } = await owner.key()
  for (const token of [
    null,
    '',
    'x',
    SERVICE_SECRET.slice(0, -1),
    `${SERVICE_SECRET}x`,
    owner.token,
    apiKey,
  ]) {
    const answer = await service.call('/metrics', { token })
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized'])
    expect(answer.text).not.toContain('shopcall_')
  }
  const basic = await service.call('/metrics', { headers: { authorization: `Basic ${SERVICE_SECRET}` } })
  expect(basic.status).toBe(401)
  const answer = await read()
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('text/plain'),
  ])
})

test('guesses cost no bcrypt, and a key that is used a hundred times costs one', async () => {
  const owner = await createOwner(service, ['woocommerce'])
  const { apiKey } = await owner.key()
  const before = await value('shopcall_bcrypt_checks_total')
  const strangers = await value('shopcall_strangers_total', { reason: 'unknown_key' })
  for (let wave = 0; wave < 10; wave++) {
    await Promise.all(
      Array.from({ length: 30 }, () => service.data('stores', generateApiKey(), from(freshAddress()))),
    )
  }
  expect(await value('shopcall_bcrypt_checks_total')).toBe(before)
  expect(await value('shopcall_strangers_total', { reason: 'unknown_key' })).toBe(strangers + 300)
  const route = '/functions/v1/webshop-data-api/stores'
  const answered = await value('shopcall_requests_total', { route, status: '200' })
  for (let wave = 0; wave < 4; wave++)
    await Promise.all(Array.from({ length: 25 }, () => service.data('stores', apiKey)))
  expect(await value('shopcall_bcrypt_checks_total')).toBe(before + 1)
  expect(await value('shopcall_requests_total', { route, status: '200' })).toBe(answered + 100)
  expect(await value('shopcall_request_duration_seconds_count', { route })).toBeGreaterThanOrEqual(400)
})

test('names nothing of a caller or a shop, however much they make up', async () => {
  const owner = await createOwner(service, ['woocommerce', 'shopify', 'shoprenter'])
  const { apiKey, id } = await owner.key()
  for (const storeId of owner.storeIds) {
    const orders = await service.data(`orders?store_id=${storeId}&limit=2`, apiKey)
    expect(orders.status).toBe(200)
    await service.data(`orders/${orders.body.data[0].id}?store_id=${storeId}`, apiKey)
    await service.data(`customers?store_id=${storeId}&email=kanari@example.hu`, apiKey)
  }
  const size = (text: string) => text.split('\n').length
  const before = await read()
  for (let n = 0; n < 50; n++) {
    await service.call(`/functions/v1/kanari-${n}/x`, { method: 'POST', headers: { 'user-agent': 'kanari' } })
    await service.call(`/functions/v1/api/stores/${crypto.randomUUID()}`, { token: owner.token })
  }
  const { text } = await read()
  expect(size(text)).toBeLessThan(size(before.text) + 40)
  for (const secret of ['kanari', 'example.hu', '127.0.0.1', apiKey, id, owner.userId, ...owner.storeIds])
    expect(text).not.toContain(secret)
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/)
  for (const platform of ['woocommerce', 'shopify', 'shoprenter'])
    expect(await value('shopcall_shop_calls_total', { platform, outcome: 'ok' })).toBeGreaterThan(0)
  for (const name of [
    'nodejs_eventloop_lag_seconds',
    'process_resident_memory_bytes',
    'shopcall_abuse_actions_total',
    'shopcall_blocked_requests_total',
    'shopcall_database_connections',
    'shopcall_event_loop_lag_seconds',
    'shopcall_requests_under_way',
    'shopcall_shed_requests_total',
    'shopcall_shop_breakers',
  ])
    expect(text).toContain(`\n${name}`)
})

test('shows what waits in the queue, and everything else when the queue does not answer', async () => {
  const metrics = createPrometheusMetrics()
  let depths = async () => [{ job: 'retention', waiting: 2, active: 1 }]
  metrics.watch(
    service.host.services,
    () => depths(),
    createLoad({ lagMs: 1, underWay: 1 }, () => 0),
  )
  const { text } = await metrics.render()
  expect(text).toContain('shopcall_jobs{job="retention",state="waiting"} 2')
  expect(text).toContain('shopcall_jobs{job="retention",state="active"} 1')
  depths = async () => {
    throw new Error('away')
  }
  expect((await metrics.render()).text).toContain('shopcall_bcrypt_checks_total')
})
