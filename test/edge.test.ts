// The contract on the edge functions under Deno: the same answers as on Node, and the same refusals.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { PLATFORM_IDS, type PlatformId } from '../src/platforms/platform.ts'
import { engine } from './support/database.ts'
import { startTestEdge, type TestEdge } from './support/edge.ts'
import { type Answer, SERVICE_SECRET } from './support/service.ts'

const remaining = (answer: Answer) => Number(/r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1])

describe.runIf(engine === 'postgres')('the edge functions', () => {
  let edge: TestEdge
  let user: { token: string; userId: string }
  let key: { apiKey: string; id: string }
  let other: { apiKey: string; id: string }
  const stores = new Map<PlatformId, string>()
  const storeOf = (platform: PlatformId) => stores.get(platform) ?? ''

  beforeAll(async () => {
    edge = await startTestEdge({ RATE_LIMIT_PER_MINUTE: '100', RATE_LIMIT_PER_STORE_PER_MINUTE: '10000' })
    user = await edge.signUp()
    for (const platform of PLATFORM_IDS) {
      const made = await edge.connect(user.token, platform)
      expect([platform, made.status]).toEqual([platform, 201])
      stores.set(platform, made.body.data.id)
    }
    key = await edge.createKey(user.token)
    other = await edge.createKey((await edge.signUp()).token)
  }, 120_000)
  afterAll(() => edge.close())

  /** The edge's answer, which must say of the shop what Node's says. */
  async function same(path: string, apiKey: string): Promise<Answer> {
    // One after the other: to a shop that limits its callers both are one.
    const there = await edge.data(path, apiKey)
    const here = await edge.service.data(path, apiKey)
    expect(there.status, `${path}: ${there.text.slice(0, 300)}`).toBe(here.status)
    expect(there.body.data).toEqual(here.body.data)
    const { next_cursor: _, ...pagination } = here.body.pagination ?? {}
    expect(there.body.pagination ?? {}).toMatchObject(pagination)
    return there
  }

  describe.each(PLATFORM_IDS)('%s', (platform) => {
    test.each(['customers', 'orders', 'products'])('%s: a page, the next, one, and none', async (kind) => {
      const at = `store_id=${storeOf(platform)}`
      const first = await same(`${kind}?${at}&limit=10`, key.apiKey)
      expect(first.status).toBe(200)
      expect(first.body.data).toHaveLength(10)
      const cursor = first.body.pagination.next_cursor
      const next = await edge.data(`${kind}?${at}&limit=10&cursor=${cursor}`, key.apiKey)
      const second = await edge.service.data(`${kind}?${at}&limit=10&page=2`, key.apiKey)
      expect(next.body.data).toEqual(second.body.data)
      const one = await same(`${kind}/${first.body.data[0].id}?${at}`, key.apiKey)
      expect(one.body.data.id).toBe(first.body.data[0].id)
      expect((await same(`${kind}/999999999?${at}`, key.apiKey)).body.code).toBe('not_found')
    })

    test('an order by its number, and none of another’s store', async () => {
      const at = `store_id=${storeOf(platform)}`
      const [order] = (await edge.data(`orders?${at}&limit=1`, key.apiKey)).body.data
      const found = await same(`orders?${at}&number=${encodeURIComponent(order.number)}`, key.apiKey)
      expect(found.body.data.map((one: { id: string }) => one.id)).toEqual([order.id])
      const stranger = await edge.data(`orders?${at}`, other.apiKey)
      expect([stranger.status, stranger.body.code]).toEqual([404, 'store_not_found'])
    })
  })

  test('customers off: nothing of a customer at the next request, in every isolate', async () => {
    const path = `api/stores/${storeOf('woocommerce')}/permissions`
    const put = (allowed: boolean) =>
      edge.call(path, {
        method: 'PUT',
        token: user.token,
        body: {
          data_access_permissions: {
            allow_customer_access: allowed,
            allow_order_access: true,
            allow_product_access: true,
          },
        },
      })
    const at = `store_id=${storeOf('woocommerce')}&limit=1`
    expect((await put(false)).status).toBe(200)
    for (const _ of [1, 2]) {
      expect((await edge.data(`customers?${at}`, key.apiKey)).body.code).toBe('data_access_disabled')
      const [order] = (await edge.data(`orders?${at}`, key.apiKey)).body.data
      expect([order.customer, order.billing_address, order.shipping_address]).toEqual([null, null, null])
    }
    expect((await put(true)).status).toBe(200)
    for (const _ of [1, 2]) expect((await edge.data(`customers?${at}`, key.apiKey)).status).toBe(200)
  })

  test('of 200 requests exactly 100 pass, though the isolates share no memory; each has its row', async () => {
    const owner = await edge.signUp()
    const { apiKey } = await edge.createKey(owner.token)
    const answers: Answer[] = []
    while (answers.length < 200)
      answers.push(...(await Promise.all(Array.from({ length: 40 }, () => edge.data('stores', apiKey)))))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(100)
    expect(answers.filter(({ body }) => body.code === 'rate_limited')).toHaveLength(100)
    const left = answers.filter(({ status }) => status === 200).map(remaining)
    expect(left.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index))
    const rows = await edge.service.accessRows(owner.userId)
    expect(rows.filter((row) => row['outcome'] === 'allowed')).toHaveLength(100)
    expect(rows.filter((row) => row['code'] === 'rate_limited')).toHaveLength(100)
    // What is written beside the answer was written: nobody waited for it here.
    const used = 'select last_used_at from user_api_keys where user_id = $1'
    await vi.waitFor(async () =>
      expect((await edge.service.db.admin(used, [owner.userId]))[0]?.['last_used_at']).toBeInstanceOf(Date),
    )
  })

  test('a revoked key is refused at the next request in every isolate', async () => {
    const { apiKey, id } = await edge.createKey(user.token)
    for (const _ of [1, 2]) expect((await edge.data('stores', apiKey)).status).toBe(200)
    await edge.call('api-key-management/revoke', { token: user.token, body: { key_id: id } })
    for (const _ of [1, 2]) expect((await edge.data('stores', apiKey)).status).toBe(401)
  })

  test('a key made here is good on Node, and one made there is good here', async () => {
    expect((await edge.service.data('stores', key.apiKey)).status).toBe(200)
    const made = await edge.service.createKey(user.token)
    expect((await edge.data('stores', made.apiKey)).status).toBe(200)
  })

  test('a JWT counts only as Supabase Auth signs it', async () => {
    const sub = user.userId
    const wrong = [
      await edge.sign({ sub }, 'stranger'),
      await edge.sign({ sub, iss: 'https://another.supabase.co/auth/v1' }),
      await edge.sign({ sub, aud: 'anon' }),
      await edge.sign({ sub, exp: '-30m' }),
      await edge.sign({ sub: 'no-uuid' }),
      `${user.token.slice(0, -6)}AAAAAA`,
      key.apiKey,
      null,
    ]
    const answers = await Promise.all(wrong.map((token) => edge.call('api/stores', { token })))
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      wrong.map(() => [401, 'unauthorized']),
    )
    expect((await edge.call('api/stores', { token: user.token })).body.data).toHaveLength(3)
  })

  test('the clock’s call needs the service secret, and syncs the stores', async () => {
    const ring = (token: string | null) => edge.call('scheduled-sync', { method: 'POST', token })
    for (const token of [null, user.token, key.apiKey, `${SERVICE_SECRET}x`])
      expect((await ring(token)).status).toBe(401)
    await edge.service.db.admin(
      "insert into shopcall.limit_counts values ('old', 1, now() - interval '1 hour') on conflict do nothing",
    )
    const round = await ring(SERVICE_SECRET)
    expect([round.status, round.body?.data]).toMatchObject([200, { completed: 3, failed: 0 }])
    const products = await edge.data(`products?store_id=${storeOf('shopify')}&limit=1`, key.apiKey)
    expect(products.body.meta.source).toBe('catalogue')
    await vi.waitFor(async () =>
      expect(await edge.service.db.admin("select 1 from shopcall.limit_counts where name = 'old'")).toEqual(
        [],
      ),
    )
  })

  test('webhooks, the way home from a shop, and the reference are there; the accounts are not', async () => {
    expect((await edge.call('webhooks/shopify', { body: {} })).status).toBe(401)
    for (const platform of ['shopify', 'woocommerce', 'shoprenter'])
      expect((await edge.call(`oauth-${platform}/start`, { body: {} })).status).not.toBe(500)
    const document = await edge.call('docs/openapi.json')
    expect(document.body.openapi).toMatch(/^3\.1/)
    expect((await edge.call('api/nothing')).body.code).toBe('not_found')
  })
})
