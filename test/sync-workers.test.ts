// Two workers and 50 stores: in every round each store is synced once, by one of them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { type Host, startHost } from '../src/entry/host.ts'
import { runSyncRound } from '../src/jobs/sync-round.ts'
import { engine } from './support/database.ts'
import { openSyncWorld, type SyncWorld } from './support/sync-world.ts'

const STORES = 50
const PRODUCTS = 12
const ENCRYPTION_KEYS = `workers:${btoa('w'.repeat(32))}`

let world: SyncWorld
const workers: Host[] = []
beforeAll(async () => {
  world = await openSyncWorld(PRODUCTS, { ENCRYPTION_KEYS })
  workers.push(world.service.host)
  // The embedded database belongs to one process, and there to one worker.
  if (world.service.db.url === null) return
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: world.service.db.url,
    ENCRYPTION_KEYS,
    ALLOW_PRIVATE_SHOP_ADDRESSES: 'true',
  })
  workers.push(await startHost(config, () => undefined, { clock: false }))
})
afterAll(async () => {
  await workers[1]?.stop()
  await world.close()
})

const byState = () =>
  world.service.db.admin(
    `select store_id, count(*)::int as syncs, count(*) filter (where state = 'completed')::int as completed,
            sum(takeovers)::int as takeovers from store_syncs group by store_id`,
  )

test(`${STORES} stores, ${engine === 'postgres' ? 'two workers' : 'one worker'}, three rounds`, async () => {
  for (let made = 0; made < STORES; made += 10)
    await Promise.all(Array.from({ length: 10 }, () => world.connect()))
  for (let round = 1; round <= 3; round++) {
    const counts = await Promise.all(
      workers.map(({ services }) => runSyncRound(services, { budgetMs: 300_000 })),
    )
    expect(counts.reduce((sum, { completed }) => sum + completed, 0)).toBe(STORES)
    for (const { completed, failed, lost } of counts) {
      expect(completed).toBeGreaterThan(0)
      expect([failed, lost]).toEqual([0, 0])
    }
    const stores = await byState()
    expect(stores.length).toBe(STORES)
    for (const store of stores) expect(store).toMatchObject({ syncs: round, completed: round, takeovers: 0 })
    // Nobody's turn until they are due again.
    expect(await world.round()).toMatchObject({ completed: 0 })
    await world.service.db.admin("update store_sync_config set next_due_at = now() - interval '1 second'")
  }
  const kept = await world.service.db.admin('select products from catalogues')
  expect(kept.map((row) => row['products'])).toEqual(Array.from({ length: STORES }, () => PRODUCTS))
}, 500_000)
