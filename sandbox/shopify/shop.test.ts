// The sandbox shop, as a program speaking GraphQL to it would find it.
import { describe, expect, test } from 'vitest'
import { createWorld } from '../world.ts'
import { HARD } from './hard-ids.ts'
import { createShopifyShop, type ShopifyShop, type ShopifyShopOptions } from './shop.ts'

const SMALL = createWorld('shopify', { people: 20, products: 20, orders: 100 })
const open = (options: ShopifyShopOptions = {}) => createShopifyShop({ world: SMALL, ...options })

type Reply = {
  data?: Record<string, never> | null
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[]
  extensions?: { cost?: { requestedQueryCost: number; throttleStatus: { currentlyAvailable: number } } }
}

async function call(
  shop: ShopifyShop,
  path: string,
  body: unknown,
  token = 'shpat_sandbox0000000000000000000000',
) {
  const headers = { 'x-shopify-access-token': token, 'content-type': 'application/json' }
  const request = new Request(`http://127.0.0.1:1${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  return shop.fetch(request)
}

async function ask(shop: ShopifyShop, query: string, variables: object = {}): Promise<Reply> {
  const answer = await call(shop, '/admin/api/2026-10/graphql.json', { query, variables })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Reply
}

describe('the world in it', () => {
  test('is large enough to play with, and the same in every run', () => {
    const [a, b] = [createShopifyShop(), createShopifyShop()]
    expect(a.facts.customers.length).toBeGreaterThanOrEqual(200)
    expect(a.facts.orders.length).toBeGreaterThanOrEqual(1_000)
    expect(a.facts.products.length).toBeGreaterThanOrEqual(500)
    expect(JSON.stringify(a.facts)).toBe(JSON.stringify(b.facts))
  })

  test('adds up: lines, discounts, shipping and tax make the total', async () => {
    const shop = open()
    const sums = `subtotalPriceSet { shopMoney { amount } } totalShippingPriceSet { shopMoney { amount } }
      totalTaxSet { shopMoney { amount } } totalPriceSet { shopMoney { amount } } taxesIncluded`
    const { data } = await ask(shop, `{ orders(first: 100) { nodes { ${sums} } } }`)
    const { nodes } = (
      data as unknown as { orders: { nodes: Record<string, { shopMoney: { amount: string } }>[] } }
    ).orders
    const cents = (bag: { shopMoney: { amount: string } } | undefined) =>
      Math.round(Number(bag?.shopMoney.amount) * 100)
    expect(nodes.length).toBe(100)
    for (const order of nodes) {
      const tax = order['taxesIncluded'] ? 0 : cents(order['totalTaxSet'])
      const parts = cents(order['subtotalPriceSet']) + cents(order['totalShippingPriceSet']) + tax
      expect(cents(order['totalPriceSet'])).toBe(parts)
    }
  })
})

describe('the schema', () => {
  test('is Shopify’s: an unknown field is refused, and so is a variable of another type', async () => {
    const unknown = await ask(open(), '{ shop { colour } }')
    expect(unknown.errors?.[0]?.message).toContain('colour')
    const wrong = await ask(open(), 'query ($n: Int!) { orders(first: $n) { nodes { id } } }', { n: 'x' })
    expect(wrong.errors?.[0]?.extensions).toEqual({ code: 'INVALID_VARIABLE' })
    expect((await ask(open(), '{ shop {')).errors).toHaveLength(1)
  })

  test('has a field that this shop does not model: that is said, not invented', async () => {
    const { data, errors } = await ask(open(), '{ shop { email } }')
    expect(data).toBeNull()
    expect(errors?.[0]?.message).toBe('The sandbox shop has no Shop.email.')
  })
})

describe('what a query costs', () => {
  test.each([
    ['{ shop { name } currentAppInstallation { accessScopes { handle } } }', 3],
    ['{ customers(first: 25) { nodes { id } } }', 8],
    ['{ orders(first: 50) { edges { node { id lineItems(first: 50) { nodes { id } } } } } }', 72],
    ['{ orders(first: 250) { pageInfo { endCursor } } }', 13],
  ])('%s → %i', async (query, cost) => {
    expect((await ask(open(), query)).extensions?.cost?.requestedQueryCost).toBe(cost)
  })

  test('over a thousand is refused before anything is read', async () => {
    const query =
      '{ customers(first: 250) { nodes { orders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } } } } } }'
    const { data, errors } = await ask(open(), query)
    expect(data).toBeUndefined()
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'MAX_COST_EXCEEDED', maxCost: 1000 } })
  })

  test('comes out of a bucket, which says so when it is empty', async () => {
    const shop = open({ bucketSize: 100, restoreRate: 1 })
    shop.drainTo(2)
    const { data, errors, extensions } = await ask(shop, '{ customers(first: 25) { nodes { id } } }')
    expect(data).toBeUndefined()
    expect(errors).toMatchObject([{ message: 'Throttled', extensions: { code: 'THROTTLED' } }])
    expect(extensions).toMatchObject({
      cost: {
        requestedQueryCost: 8,
        actualQueryCost: null,
        throttleStatus: { maximumAvailable: 100, currentlyAvailable: 2, restoreRate: 1 },
      },
    })
  })
})

describe('lists', () => {
  test('give at most 250, and want to know how many', async () => {
    expect((await ask(open(), '{ orders(first: 251) { nodes { id } } }')).errors).toHaveLength(1)
    expect((await ask(open(), '{ orders { nodes { id } } }')).errors).toHaveLength(1)
  })

  test('refuse a cursor of another order', async () => {
    const shop = open()
    const { data } = await ask(shop, '{ orders(first: 1) { pageInfo { endCursor } } }')
    const after = (data as unknown as { orders: { pageInfo: { endCursor: string } } }).orders.pageInfo
      .endCursor
    const other = 'query ($a: String) { orders(first: 1, after: $a, sortKey: UPDATED_AT) { nodes { id } } }'
    expect((await ask(shop, other, { a: after })).errors?.[0]?.message).toBe(
      'Invalid cursor for current pagination sort.',
    )
  })

  test('of products show only active ones, unless a status is asked for', async () => {
    const query = (text: string) => `{ productsCount(query: "${text}") { count } }`
    const count = async (text: string) =>
      ((await ask(open(), query(text))).data as unknown as { productsCount: { count: number } }).productsCount
        .count
    const all = await count('status:active,draft,archived,unlisted')
    expect(all).toBe(open().facts.products.length)
    expect(await count('')).toBeLessThan(all)
    expect(await count('status:unlisted')).toBe(1)
  })
})

describe('access', () => {
  test('needs a token that is good', async () => {
    const answer = await call(
      open(),
      '/admin/api/2026-10/graphql.json',
      { query: '{ shop { name } }' },
      'other',
    )
    expect(answer.status).toBe(401)
    expect(await answer.json()).toEqual({
      errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
    })
  })

  test('is given for a day by the client-credentials grant, as JSON or as a form', async () => {
    const shop = open()
    const { client_id, client_secret } = shop.credentials
    const grant = { grant_type: 'client_credentials', client_id, client_secret }
    const json = await call(shop, '/admin/oauth/access_token', grant)
    expect(await json.json()).toMatchObject({ expires_in: 86_399, access_token: expect.any(String) })
    const body = new URLSearchParams(grant)
    const form = await shop.fetch(new Request('http://x/admin/oauth/access_token', { method: 'POST', body }))
    const { access_token } = (await form.json()) as { access_token: string }
    const asked = () =>
      call(shop, '/admin/api/2026-10/graphql.json', { query: '{ shop { name } }' }, access_token)
    expect((await asked()).status).toBe(200)
    shop.expireTokens()
    expect((await asked()).status).toBe(401)
    const wrong = await call(shop, '/admin/oauth/access_token', { ...grant, client_secret: 'x' })
    expect([wrong.status, await wrong.json()]).toEqual([400, { error: 'invalid_client' }])
  })

  test('without a scope is denied as a whole, since the lists may not be null', async () => {
    const shop = open({ scopes: ['read_orders'] })
    const { data, errors } = await ask(shop, '{ customers(first: 1) { nodes { id } } }')
    expect(data).toBeNull()
    expect(errors).toMatchObject([
      {
        message: 'Access denied for customers field. Required access: `read_customers` access scope.',
        path: ['customers'],
        extensions: { code: 'ACCESS_DENIED', requiredAccess: '`read_customers` access scope.' },
      },
    ])
  })

  test('to personal fields is denied one by one, and the rest comes', async () => {
    const shop = open({ approved: ['name'] })
    const id = 'gid://shopify/Customer/7000000000001'
    const { data, errors } = await ask(
      shop,
      'query ($id: ID!) { customer(id: $id) { firstName defaultEmailAddress { emailAddress } } }',
      { id },
    )
    expect(data).toMatchObject({ customer: { firstName: expect.any(String), defaultEmailAddress: null } })
    expect(errors?.[0]?.path).toEqual(['customer', 'defaultEmailAddress', 'emailAddress'])
    expect(errors?.[0]?.message).toMatch(/^This app is not approved to access the \w+ object\./)
    expect(errors?.[0]?.extensions).toBeUndefined()
  })

  test('is at the root or below the shop’s name, and nowhere else', async () => {
    const shop = open()
    const status = async (path: string) => (await call(shop, path, { query: '{ shop { name } }' })).status
    expect(await status(`/${shop.shop}/admin/api/2026-10/graphql.json`)).toBe(200)
    expect(await status('/other.myshopify.com/admin/api/2026-10/graphql.json')).toBe(404)
    expect(await status('/admin/api/2025-01/graphql.json')).toBe(404)
  })
})

test('a record that is not there is null, without an error; what is no id is one', async () => {
  const one = async (id: string) => ask(open(), 'query ($id: ID!) { order(id: $id) { name } }', { id })
  expect(await one('gid://shopify/Order/1')).toMatchObject({ data: { order: null } })
  expect((await one(`gid://shopify/Order/${5_000_000_000_000 + HARD.orders.suffix}`)).data).toEqual({
    order: { name: '#1001-A' },
  })
  expect((await one('1')).errors).toHaveLength(1)
})
