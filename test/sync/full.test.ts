// A store's first sync on every platform: all products, counted, and nothing but products.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runSyncRound } from '../../src/jobs/sync-round.ts'
import { PLATFORM_IDS } from '../../src/platforms/platform.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
let token: string
beforeAll(async () => {
  service = await startTestService()
  token = (await service.signUp()).token
})
afterAll(() => service.close())

describe.each(PLATFORM_IDS)('%s', (platform) => {
  test('is due at once when it was connected, and ends with every product', async () => {
    const store = (await service.connect(token, platform)).body.data.id
    const counts = await runSyncRound(service.host.services, { budgetMs: 60_000 })
    expect(counts).toMatchObject({ completed: 1, failed: 0 })
    const answer = await service.call(`/functions/v1/api/stores/${store}/syncs`, { token })
    const [sync] = answer.body.data
    expect(sync).toMatchObject({ kind: 'full', state: 'completed', error: null, products_removed: 0 })
    const [kept] = await service.db.admin(
      'select count(*)::int as products from catalogue_products where store_id = $1',
      [store],
    )
    expect(kept?.['products']).toBeGreaterThan(500)
    expect(answer.body.meta).toMatchObject({ products: kept?.['products'], synced_at: expect.any(String) })
    expect(sync.products_read).toBeGreaterThanOrEqual(Number(kept?.['products']))
    expect(await runSyncRound(service.host.services, { budgetMs: 60_000 })).toMatchObject({ completed: 0 })
  })
})
