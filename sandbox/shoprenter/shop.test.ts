// The sandbox shop is as awkward as the platform: forms of answers, pages, filters, tokens, limits, hard cases.
import { describe, expect, test } from 'vitest'
import { createWorld } from '../world.ts'
import { createShopRenterShop, type ShopRenterOptions } from './shop.ts'

const world = createWorld('shoprenter')
const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' }

type Item = {
  id: string
  innerId: string
  href: string
  fax: unknown
  customer: unknown
  taxNumber: unknown
  total: string
  orderTotals: { type: string; value: string }[]
  orderProducts: { stock1: string; stock2: string }[]
  orderProductAddons: { total: string }[]
}
type List = { page: unknown; pageCount: unknown; limit: unknown; next: unknown; items: Item[] }

function open(options: ShopRenterOptions = {}) {
  const shop = createShopRenterShop({ world, ratePerSecond: 10_000, ...options })
  const askToken = (body: object, name = shop.credentials.shop) =>
    shop.fetch(
      new Request(`http://sandbox/${name}/app/token`, {
        method: 'POST',
        headers: JSON_HEADERS,
        body: JSON.stringify(body),
      }),
    )
  const { client_id, client_secret } = shop.credentials
  let token: Promise<string> | null = null
  const newToken = async () => {
    const answer = await askToken({ grant_type: 'client_credentials', client_id, client_secret })
    return ((await answer.json()) as { access_token: string }).access_token
  }
  const get = async (path: string, headers: Record<string, string> = JSON_HEADERS) => {
    token ??= newToken()
    const authorization = `Bearer ${await token}`
    return shop.fetch(new Request(`http://sandbox/api/${path}`, { headers: { authorization, ...headers } }))
  }
  const list = async (path: string) => (await (await get(path)).json()) as List
  return { shop, askToken, newToken, get, list }
}

describe('the token endpoint', () => {
  test('gives an RS256 JWT with the shop and its scopes', async () => {
    const { shop, askToken } = open()
    const { client_id, client_secret } = shop.credentials
    const answer = await askToken({ grant_type: 'client_credentials', client_id, client_secret })
    expect(answer.status).toBe(200)
    const body = (await answer.json()) as { access_token: string }
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
    const [header, payload] = body.access_token
      .split('.', 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object)
    expect(header).toMatchObject({ alg: 'RS256' })
    expect(payload).toMatchObject({
      aud: client_id,
      realm: 'tesztbolt',
      scopes: expect.arrayContaining(['order.order:read']),
    })
  })

  test.each([
    [
      { grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' },
      'tesztbolt',
      401,
      'invalid_client',
    ],
    [
      { grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' },
      'masik',
      401,
      'invalid_client',
    ],
    [{ grant_type: 'client_credentials' }, 'tesztbolt', 400, 'invalid_request'],
    [{ grant_type: 'password' }, 'tesztbolt', 400, 'invalid_request'],
  ])('answers %j for %s with %i', async (body, name, status, error) => {
    const answer = await open().askToken(body, name)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ error })
  })

  test('tokens end before their time, and the API says so in a header', async () => {
    const { shop, get } = open()
    expect((await get('languages')).status).toBe(200)
    shop.expireTokens()
    const answer = await get('languages')
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toContain('invalid_token')
    expect(await answer.text()).toBe('')
  })

  test('a scope that is missing is a 403', async () => {
    const { get } = open({ scopes: ['product.product:read'] })
    expect((await get('products')).status).toBe(200)
    expect((await get('orders')).status).toBe(403)
    expect((await get('domains')).status).toBe(403)
  })
})

describe('an answer', () => {
  test('is XML unless JSON is asked for, errors too', async () => {
    const { get } = open()
    const xml = await get('orderExtend?full=1&limit=1', { 'content-type': 'application/json' })
    expect(xml.headers.get('content-type')).toContain('application/xml')
    expect(await xml.text()).toMatch(/^<\?xml .*\n<response><href>/)
    const error = await get('orderExtend?page=9999', { 'content-type': 'application/json' })
    expect(error.status).toBe(400)
    expect(await error.text()).toContain('40008')
  })

  test('to a call without Content-Type is an error', async () => {
    const answer = await open().get('languages', { accept: 'application/json' })
    expect(answer.status).toBe(400)
  })

  test('beyond three calls a second is a 429 that is no JSON', async () => {
    const { get } = open({ ratePerSecond: 3, retryAfterSeconds: 2 })
    const statuses = []
    for (let call = 0; call < 4; call++) statuses.push(await get('languages'))
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 429])
    expect(statuses[3]?.headers.get('retry-after')).toBe('2')
    expect(await statuses[3]?.text()).toBe('Too Many Requests')
  })
})

describe('a list', () => {
  test('has links on the old host unless it is to be full', async () => {
    const { items } = await open().list('orderExtend?limit=2')
    expect(items.map((item) => Object.keys(item))).toEqual([['href'], ['href']])
    expect(items[0]?.href).toMatch(/^http:\/\/tesztbolt\.api\.myshoprenter\.hu\/orderExtend\/[A-Za-z0-9]+=*$/)
  })

  test('of orders has numbers as numbers, others as text; pages begin at 0, 25 at a time', async () => {
    const { list } = open()
    expect(await list('orderExtend')).toMatchObject({ page: 0, limit: 25, pageCount: 54 })
    expect(await list('customers')).toMatchObject({ page: '0', limit: '25', pageCount: '10' })
    const first = await list('orderExtend?limit=1')
    expect(first.pageCount).toBe(world.orders.length + 36)
  })

  test('beyond its end, or over 200, is an error', async () => {
    const { get } = open()
    const beyond = await get('orderExtend?limit=200&page=7')
    expect(beyond.status).toBe(400)
    expect(await beyond.json()).toEqual({
      error: 40008,
      message: 'Page not found! This Resource minimum page is 0 and maximum page is 6',
    })
    expect((await get('orderExtend?limit=201')).status).toBe(400)
  })

  test('that is empty has no pages', async () => {
    expect(await open().list('orderExtend?innerId=1')).toMatchObject({ pageCount: 0, items: [], next: null })
  })

  test('may lack pageCount, come in another order, and ignore filters', async () => {
    expect(await open({ pageCount: 'missing' }).list('orderExtend')).not.toHaveProperty('pageCount')
    const [last] = (await open({ order: 'descending' }).list('orderExtend?full=1&limit=1')).items
    expect(last?.innerId).toBe('2306')
    expect((await open({ ignoreFilters: true }).list('orderExtend?innerId=1500')).items).toHaveLength(25)
  })

  test('ignores what it does not know, or refuses it', async () => {
    expect((await open().get('orderExtend?phone=1')).status).toBe(200)
    const refused = await open({ unknownParameters: 'refused' }).get('orderExtend?phone=1')
    expect(await refused.json()).toMatchObject({ error: 40010 })
  })

  test('wants dates in one form', async () => {
    const answer = await open().get('orderExtend?createdAtMin=2026-01-01')
    expect(await answer.json()).toMatchObject({ error: 40009 })
  })
})

describe('a single item', () => {
  test('is found by its id, an Outer ID too', async () => {
    const { get, list } = open()
    const [order] = (await list('orderExtend?full=1&limit=1')).items
    expect(await (await get(`orderExtend/${order?.id}`)).json()).toMatchObject({ innerId: order?.innerId })
    const outer = await get(`productExtend/${encodeURIComponent('ERP/00042 A')}`)
    expect(await outer.json()).toMatchObject({ id: 'ERP/00042 A' })
  })

  test.each([
    [404, 40401],
    [400, 40007],
  ] as const)('that is unknown is a %i', async (unknownId, error) => {
    const answer = await open({ unknownId }).get('orderExtend/xyz')
    expect(answer.status).toBe(unknownId)
    expect(await answer.json()).toMatchObject({ error })
  })

  test('has other forms of empty than a list', async () => {
    const { get, list } = open()
    const customers = (await list('customerExtend?full=1&limit=200')).items
    const customer = customers.find((item) => Array.isArray(item.fax) && item.fax.length === 0)
    expect(customer).toBeDefined()
    expect(await (await get(`customerExtend/${customer?.id}`)).json()).toMatchObject({ fax: {} })
    const orders = (await list('orderExtend?full=1&limit=50&page=3')).items
    expect(orders.some((order) => order.customer === null && order.taxNumber === '')).toBe(true)
  })
})

describe('what is in it', () => {
  test('is the same in every run, and enough', async () => {
    const path = 'orderExtend?full=1&limit=3&page=100'
    expect(await open().list(path)).toEqual(await open({ world: createWorld('shoprenter') }).list(path))
    const { shop } = open()
    expect(shop.customers.length).toBeGreaterThanOrEqual(200)
    expect(shop.orders().length).toBeGreaterThanOrEqual(1000)
    expect(shop.products.length).toBeGreaterThanOrEqual(500)
  })

  test('numbers rise with time, everywhere', () => {
    const { shop } = open()
    const rows = [
      shop.orders().map(({ number, createdAt }) => [number, createdAt.getTime()] as const),
      shop.customers.map(({ number, person }) => [number, person.createdAt.getTime()] as const),
      shop.products.map(({ number, createdAt }) => [number, createdAt.getTime()] as const),
    ]
    for (const list of rows) {
      const falls = list.filter(([number, time], index) => {
        const [before, earlier] = list[index - 1] ?? [0, 0]
        return number <= before || time < earlier
      })
      expect(falls).toEqual([])
    }
  })

  test('carts have no status and no quantities, and stay away when asked to', async () => {
    const { shop, list } = open()
    const carts = shop.orders().filter(({ status }) => status === null)
    expect(carts).toHaveLength(36)
    const [cart] = (await list(`orderExtend?full=1&innerId=${carts.at(-1)?.number}`)).items
    expect(cart).toMatchObject({ orderStatus: null })
    const stocks = cart?.orderProducts.map(({ stock1, stock2 }) => `${stock1} ${stock2}`)
    expect(new Set(stocks)).toEqual(new Set(['0 0']))
    const without = await list(`orderExtend?innerId=${carts.at(-1)?.number}&excludeAbandonedCart=1`)
    expect(without.items).toEqual([])
  })

  test('holds what must not be given on', async () => {
    const { get } = open()
    expect(await (await get('customerExtend?full=1&limit=200')).text()).toContain('"password":"$2y$10$')
    const orders = await (await get('orderExtend?full=1&limit=200&page=3')).text()
    for (const hidden of ['"ip":"203.0.113.', 'Csomagpont tér', '"fax":"+3619998877"']) {
      expect(orders).toContain(hidden)
    }
    expect(await (await get('productExtend?full=1&limit=5')).text()).toContain('"cost":"')
  })

  test('totals of an order add up to what it says', async () => {
    const { list } = open()
    const pages = await Promise.all(
      [0, 1, 2, 3, 4, 5, 6].map((page) => list(`orderExtend?full=1&limit=200&page=${page}`)),
    )
    for (const order of pages.flatMap(({ items }) => items)) {
      const rows = order.orderTotals
      const addons = order.orderProductAddons
      const counted = rows.filter(
        ({ type }) => !['SUB_TOTAL', 'TAX', 'LOYALTYPOINTS_TO_GET', 'TOTAL'].includes(type),
      )
      const sum = [...counted.map(({ value }) => value), ...addons.map(({ total }) => total)]
      const total = sum.reduce((whole, part) => whole + Math.round(Number(part) * 10_000), 0)
      // The shop rounds tax to a hundredth once, rows have four decimals.
      expect(Math.abs(total - Math.round(Number(order.total) * 10_000))).toBeLessThan(100)
    }
  })
})
