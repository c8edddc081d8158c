// Lists: pages, cursors that cannot be forged or moved, filters, fields, and what bad input gets.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PLATFORM_IDS, type PlatformId } from '../src/platforms/platform.ts'
import { startTestService, type TestService } from './support/service.ts'

let service: TestService
let key: string
let userId: string
const stores = {} as Record<PlatformId, string>

beforeAll(async () => {
  service = await startTestService()
  const user = await service.signUp()
  userId = user.userId
  for (const platform of PLATFORM_IDS)
    stores[platform] = (await service.connect(user.token, platform)).body.data.id
  key = (await service.createKey(user.token)).apiKey
}, 120_000)
afterAll(() => service.close())

const get = (path: string) => service.data(path, key)
const cursorOf = async (path: string): Promise<string> => (await get(path)).body.pagination.next_cursor

describe.each(PLATFORM_IDS)('%s', (platform) => {
  const orders = (query = '') => `orders?store_id=${stores[platform]}${query}`

  test('a list has the contract’s shape', async () => {
    const answer = await get(orders())
    expect(answer.status).toBe(200)
    expect(answer.body.data).toHaveLength(25)
    expect(answer.body.pagination).toEqual({
      page: 1,
      limit: 25,
      total: answer.body.pagination.total,
      has_more: true,
      next_cursor: expect.any(String),
    })
    expect(answer.body.meta).toMatchObject({
      store_id: stores[platform],
      platform,
      source: 'live',
      fetched_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      request_id: answer.headers.get('x-request-id'),
      coverage: { complete: expect.any(Boolean), reasons: expect.any(Array) },
      sort: expect.stringMatching(/newest_first|unspecified/),
    })
    expect(answer.body.pagination.next_cursor.length).toBeLessThanOrEqual(1024)
  })

  test('the cursor goes on where the page ended, and counts the pages', async () => {
    const first = await get(orders('&limit=10'))
    const second = await get(orders(`&cursor=${first.body.pagination.next_cursor}`))
    expect(second.status).toBe(200)
    expect(second.body.pagination).toMatchObject({ page: 2, limit: 10 })
    const numbers = [...first.body.data, ...second.body.data].map((order: { number: string }) => order.number)
    expect(new Set(numbers).size).toBe(20)
  })

  test('a cursor of another filter, list, store or limit, or with a page, is refused', async () => {
    const cursor = await cursorOf(orders('&limit=10'))
    const otherStore = stores[platform === 'shopify' ? 'woocommerce' : 'shopify']
    const refused = [
      await get(orders(`&status=completed&cursor=${cursor}`)),
      await get(`products?store_id=${stores[platform]}&cursor=${cursor}`),
      await get(`orders?store_id=${otherStore}&cursor=${cursor}`),
      await get(orders(`&limit=11&cursor=${cursor}`)),
      await get(orders(`&page=2&cursor=${cursor}`)),
    ]
    expect(refused.map((answer) => [answer.status, answer.body.code])).toEqual(
      Array(5).fill([400, 'invalid_request']),
    )
  })

  test('fields cut the answer to what is named', async () => {
    const answer = await get(orders('&limit=3&fields=id,number,totals.total,line_items.sku,customer.email'))
    for (const order of answer.body.data) {
      expect(Object.keys(order).sort()).toEqual(['customer', 'id', 'line_items', 'number', 'totals'])
      expect(Object.keys(order.totals)).toEqual(['total'])
      expect(order.totals.total.amount).toMatch(/^\d+(\.\d+)?$/)
      for (const line of order.line_items) expect(Object.keys(line)).toEqual(['sku'])
    }
    const whole = await get(orders('&limit=3'))
    const cut = (order: { id: string; totals: { total: unknown } }) => [order.id, order.totals.total]
    expect(answer.body.data.map(cut)).toEqual(whole.body.data.map(cut))
  })

  test('what the platform cannot answer is refused by name, and the stores list says what it can', async () => {
    const listed = await get('stores')
    const store = listed.body.data.find((one: { id: string }) => one.id === stores[platform])
    for (const [kind, samples] of Object.entries({
      orders: {
        phone: '%2B36301234567',
        payment_status: 'paid',
        fulfillment_status: 'delivered',
        customer_id: '1',
      },
      customers: { phone: '%2B36301234567', search: 'Anna', updated_after: '2026-01-01T00:00:00Z' },
      products: { search: 'bögre', in_stock: 'true' },
    })) {
      for (const [name, value] of Object.entries(samples)) {
        const answer = await get(`${kind}?store_id=${stores[platform]}&${name}=${value}`)
        if (store.capabilities[kind].filters.includes(name))
          expect([200, 404, 422], `${kind} ${name}`).toContain(answer.status)
        else {
          expect([answer.status, answer.body.code]).toEqual([422, 'filter_not_supported'])
          expect(answer.body.detail).toContain(name)
        }
      }
    }
  })

  test('a person is found by the body, and by nobody else’s values', async () => {
    const list = await get(`customers?store_id=${stores[platform]}&limit=50`)
    const person = list.body.data.find((one: { email: string | null }) => one.email)
    const found = await service.data('customers/search', key, {
      body: { store_id: stores[platform], email: person.email.toUpperCase() },
    })
    expect(found.body.data.map((one: { id: string }) => one.id)).toContain(person.id)
    expect(
      found.body.data.every(
        (one: { email: string }) => one.email.toLowerCase() === person.email.toLowerCase(),
      ),
    ).toBe(true)
    const none = await service.data('customers/search', key, {
      body: { store_id: stores[platform], email: `x${person.email}` },
    })
    expect([none.status, none.body.data]).toEqual([200, []])
  })
})

test('no text is a cursor', async () => {
  const cursor = await cursorOf(`orders?store_id=${stores.woocommerce}&limit=5`)
  const forge = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc
      .tuple(fc.nat(cursor.length - 2), fc.constantFrom('A', 'z', '9', '.'))
      .map(([at, char]) => cursor.slice(0, at) + char + cursor.slice(at + 1)),
    fc.nat(cursor.length - 1).map((length) => cursor.slice(0, length)),
  )
  await fc.assert(
    fc.asyncProperty(forge, async (forged) => {
      fc.pre(forged !== cursor)
      const answer = await get(`orders?store_id=${stores.woocommerce}&cursor=${encodeURIComponent(forged)}`)
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
      expect(answer.body.errors[0].field).toBe('cursor')
    }),
    { numRuns: 60 },
  )
}, 60_000)

test.each([
  'limit=0',
  'limit=101',
  'limit=ten',
  'limit=1.5',
  'page=0',
  'page=-1',
  'page=',
  'status=shipped',
  'status=pending,shipped',
  'status=',
  'created_after=yesterday',
  'created_after=2026-13-01T00:00:00Z',
  'created_after=2026-01-01',
  'phone=kanari',
  'phone=12',
  'number=',
  'fields=secret',
  'fields=totals.secret',
  'fields=__proto__',
  'fields=constructor',
  'email=',
  'search=x',
  'limit=5&limit=6',
  'store_id=again',
])('orders?%s is refused, without its value', async (query) => {
  const answer = await get(`orders?store_id=${stores.woocommerce}&${query}`)
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
  expect(answer.body.errors.length).toBeGreaterThan(0)
  expect(answer.text).not.toMatch(/kanari|yesterday|shipped,|\bten\b/)
})

test('what was asked for is in no row and no line of the log', async () => {
  const secret = 'kanari.vendeg@example.hu'
  await get(`orders?store_id=${stores.woocommerce}&email=${encodeURIComponent(secret)}`)
  await service.data('orders/search', key, {
    body: { store_id: stores.woocommerce, phone: '+36 30 765 4321' },
  })
  await get(`customers?store_id=${stores.woocommerce}&search=kanari`)
  await get(`orders/kanari?store_id=${stores.woocommerce}`)
  const rows = JSON.stringify(await service.accessRows(userId))
  expect(rows).not.toMatch(/kanari|7654321|765 4321/)
  expect(service.logLines.join('\n')).not.toMatch(/kanari|7654321|765 4321/)
  expect(service.logLines.length).toBeGreaterThan(10)
})
