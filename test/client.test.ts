// The typed client against the whole service: a journey over every page, what it waits for, and that it is current.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createShopCall, items, ShopCallError } from '../clients/typescript/src/index.ts'
import { startTestService, type TestService } from './support/service.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)
let service: TestService
let store_id: string
let apiKey: string

beforeAll(async () => {
  service = await startTestService()
  const { token } = await service.signUp()
  store_id = (await service.connect(token, 'woocommerce')).body.data.id
  apiKey = (await service.createKey(token)).apiKey
})
afterAll(() => service?.close())

test('walks over every customer of a shop, finds one and reads their orders', async () => {
  const client = createShopCall({ baseUrl: service.host.url, token: apiKey })
  const seen = new Set<string>()
  let total: number | null = null
  const everyone = items(async (page) => {
    const answer = await client.GET('/webshop-data-api/customers', {
      params: { query: { store_id, limit: 100, ...page } },
    })
    total = answer.data?.pagination.total ?? total
    return answer
  })
  let email: string | null = null
  for await (const customer of everyone) {
    seen.add(customer.id)
    email ??= customer.email
  }
  expect(total).toBeGreaterThan(100)
  expect(seen.size).toBe(total)
  const found = await client.POST('/webshop-data-api/customers/search', {
    body: { store_id, email: email ?? '' },
  })
  const id = found.data?.data[0]?.id ?? ''
  const path = { id }
  const orders = await client.GET('/webshop-data-api/customers/{id}/orders', {
    params: { path, query: { store_id } },
  })
  expect(orders.response.status).toBe(200)
  expect(found.data?.data[0]?.email).toBe(email)
})

test('a list that is refused says why', async () => {
  const client = createShopCall({ baseUrl: service.host.url, token: 'nonsense' })
  const list = items((page) =>
    client.GET('/webshop-data-api/orders', { params: { query: { store_id, ...page } } }),
  )
  const thrown = await list.next().catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(ShopCallError)
  expect(thrown).toMatchObject({ problem: { code: 'unauthorized', status: 401 } })
})

/** A client in front of which so many calls are put off first. */
function putOff(times: number, retryAfter: string | null, status = 429) {
  const waited: number[] = []
  const bodies: string[] = []
  const client = createShopCall({
    baseUrl: service.host.url,
    token: apiKey,
    wait: async (ms) => void waited.push(ms),
    fetch: async (request) => {
      bodies.push(await request.clone().text())
      if (bodies.length > times) return fetch(request)
      return new Response('{}', { status, headers: retryAfter === null ? {} : { 'retry-after': retryAfter } })
    },
  })
  return { client, waited, bodies }
}
const search = (client: ReturnType<typeof createShopCall>) =>
  client.POST('/webshop-data-api/orders/search', { body: { store_id, limit: 1 } })

test('waits as long as it is asked to, and sends the same again', async () => {
  const { client, waited, bodies } = putOff(2, '7')
  expect((await search(client)).response.status).toBe(200)
  expect(waited).toEqual([7_000, 7_000])
  expect(new Set(bodies).size).toBe(1)
})

test.each([
  [9, '1', 429, 3],
  [1, '3600', 429, 0],
  [1, null, 503, 0],
  [1, '1', 502, 0],
])(
  'of %i refusals with Retry-After %s and status %i it waits for %i',
  async (times, header, status, waits) => {
    const { client, waited } = putOff(times, header, status)
    expect((await search(client)).response.status).toBe(status)
    expect(waited).toHaveLength(waits)
  },
)

test('its types are those of docs/openapi.json, and it can be packed', async () => {
  await run(process.execPath, ['scripts/client-types.ts', '--check'], { cwd: root })
  const packed = await run('npm', ['pack', '--dry-run', '--json'], { cwd: `${root}clients/typescript` })
  expect(packed.stdout).toContain('dist/index.js')
  expect(packed.stdout).toContain('dist/index.d.ts')
})
