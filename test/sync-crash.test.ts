// kill -9 of the sync's worker at 20 random points: it is finished by the next, with nothing lost, doubled or stale.
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../sandbox/random.ts'
import { engine } from './support/database.ts'
import { KILLS } from './support/kills.ts'
import { minutesAgo, type StoreOfTest, syncsOf } from './support/sync-stores.ts'
import { openSyncWorld, type SyncWorld } from './support/sync-world.ts'

const PRODUCTS = 2_500
/** A full sync makes more calls than this. */
const MOST_CALLS = 40
const ENCRYPTION_KEYS = `crash:${btoa('c'.repeat(32))}`

// The embedded database belongs to one process.
describe.runIf(engine === 'postgres')('on PostgreSQL', () => {
  const random = createRandom('sync-crash')
  let world: SyncWorld
  let store: StoreOfTest
  let child: ChildProcess | null = null

  beforeAll(async () => {
    world = await openSyncWorld(PRODUCTS, { ENCRYPTION_KEYS })
    store = await world.connect()
  })
  afterAll(async () => {
    child?.kill('SIGKILL')
    await world.close()
  })

  const startWorker = () =>
    spawn(process.execPath, [fileURLToPath(new URL('./support/sync-worker.ts', import.meta.url))], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: world.service.db.url ?? '',
        ENCRYPTION_KEYS,
        ALLOW_PRIVATE_SHOP_ADDRESSES: 'true',
        PORT: '0',
        LEASE_SECONDS: '1',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  const kill = async (worker: ChildProcess) => {
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    worker.kill('SIGKILL')
    await ended
  }
  /** Starts another full sync whenever one is over, until `isOver`. */
  const keepBusy = async (isOver: () => boolean) => {
    while (!isOver()) {
      await world.service.db.admin(
        "insert into store_syncs (store_id, kind) values ($1, 'full') on conflict do nothing",
        [store.storeId],
      )
      await sleep(100)
    }
  }

  test(`${KILLS} kills`, async () => {
    const phases = new Set<unknown>()
    for (let kills = 0; kills < KILLS; kills++) {
      const worker = startWorker()
      child = worker
      let isKilled = false
      const busy = keepBusy(() => isKilled)
      await new Promise<void>((resolve) => {
        world.beforeCall(random.int(1, MOST_CALLS), async () => resolve())
      })
      await sleep(random.int(0, 40))
      await kill(worker)
      isKilled = true
      await busy
      phases.add((await syncsOf(world.service.db, store.storeId))[0]?.['products_read'])
      world.catalogue.changeProduct(random.int(1, PRODUCTS))
      world.catalogue.deleteProduct(random.int(1, PRODUCTS))
      world.catalogue.addProduct()
    }
    // It was not always the same point.
    expect(phases.size).toBeGreaterThan(KILLS / 4)

    child = startWorker()
    const current = async () => (await syncsOf(world.service.db, store.storeId))[0]
    const ends = async (kind: string) => {
      for (;;) {
        const sync = await current()
        if (sync?.['kind'] === kind && sync['finished_at'] !== null) return sync
        await sleep(200)
      }
    }
    await keepBusy(() => true)
    expect(await ends('full')).toMatchObject({ state: 'completed' })
    // What changed while it was killed again and again: the next round by the clock has to find it.
    await world.due(store, { swept_at: minutesAgo(25 * 60) })
    expect(await ends('sweep')).toMatchObject({ state: 'completed' })
    await kill(child)

    const kept = await world.kept(store)
    expect(kept).toEqual(await world.shown(store))
    const [counted] = await world.service.db.admin(
      `select products, (select count(*)::int from catalogue_products p where p.store_id = c.store_id) as rows
         from catalogues c where store_id = $1`,
      [store.storeId],
    )
    expect(counted).toEqual({ products: kept.size, rows: kept.size })
    const running = (await syncsOf(world.service.db, store.storeId)).filter(
      (sync) => sync['state'] === 'running',
    )
    expect(running).toEqual([])
  }, 580_000)
})
