// The contract on the edge functions under Deno: the same answers as on Node, and the same refusals.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PLATFORM_IDS, type PlatformId } from '../src/platforms/platform.ts'
import { engine } from './support/database.ts'
import { startTestEdge, type TestEdge } from './support/edge.ts'
import { type Answer, SERVICE_SECRET } from './support/service.ts'



describe.runIf(engine === 'postgres')('the edge functions', () => {
  let edge: TestEdge
  let user: { token: string; userId: string }
  let key: { apiKey: string; id: string }
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
  }, 120_000)
  afterAll(() => edge.close())

  /** The edge's answer, which must say of the shop what Node's says. */
  async function same(path: string, apiKey: string): Promise<Answer> {
    const [there, here] = await Promise.all([edge.data(path, apiKey), edge.service.data(path, apiKey)])
    expect(there.status, `${path}: ${there.text.slice(0, 300)}`).toBe(here.status)
    expect(there.body.data).toEqual(here.body.data)
    const { next_cursor: _, ...pagination } = here.body.pagination ?? {}
    expect(there.body.pagination ?? {}).toMatchObject(pagination)
    return there
  }

  describe.each(PLATFORM_IDS)('%s', (platform) => {
    test.each(['customers', 'orders', 'products'])('%s, a page, the next, and one of them', async (kind) => {
      const { apiKey } = await edge.createKey(user.token)
      const at = `store_id=${storeOf(platform)}`
      const first = await same(`${kind}?${at}&limit=10`, apiKey)
      expect(first.status).toBe(200)
      expect(first.body.data).toHaveLength(10)
      const next = await edge.data(
        `${kind}?${at}&limit=10&cursor=${first.body.pagination.next_cursor}`,
        apiKey,
      )
      expect(next.body.data).toEqual(
        (await edge.service.data(`${kind}?${at}&limit=10&page=2`, apiKey)).body.data,
      )
      const one = await same(`${kind}/${first.body.data[0].id}?${at}`, apiKey)
      expect(one.body.data.id).toBe(first.body.data[0].id)
      expect((await same(`${kind}/999999999?${at}`, apiKey)).body.code).toBe('not_found')
    })

    test('an order by its number, and who it was, in one call', async () => {
      const [order] = (await edge.data(`orders?store_id=${storeOf(platform)}&limit=1`, key.apiKey)).body.data
      const answer = await edge.data('lookup', key.apiKey, {
        body: { order_number: order.number, store_id: storeOf(platform) },
      })
      expect(answer.status).toBe(200)
      expect(answer.text).toContain(order.id)
    })
  })
})


