// The sync of one store's products: everything or what changed, then what is gone; resumable at every batch.
import { findStore, openShop } from '../access/stores.ts'
import { markSynced, writeProducts } from '../catalogue/storage.ts'
import { type AppError, asAppError } from '../errors.ts'
import type { Shop } from '../platforms/platform.ts'
import type { ResumePoint } from '../platforms/product-stream.ts'
import type { Services } from '../services.ts'
import { lookAtAccess } from './access-look.ts'
import { completeSync, failSync, syncErrorOf } from './sync-end.ts'
import { type AccessOnly, keepAccessWords, type Lease, letGo, type TakenSync } from './sync-lease.ts'
import { markSeen, removeGone } from './sync-removal.ts'
import { at, drain, keep, type Stop, type SyncRun, SyncStopped, waitFor } from './sync-stream.ts'

/** How a sync ended here. `paused`: the time was over; `lost`: the store is gone or another worker has it. */
export type SyncOutcome = 'completed' | 'failed' | Stop

export type ProductSyncOptions = {
  readonly lease: Lease
  readonly deadlineAt: number
  readonly signal: AbortSignal
}

/** A call that is under way when the time is over may end; nothing of it is used. */
const LAST_CALL_MS = 30_000

/** Goes on with a sync until it is over or the time is. Throws only when the database does not answer. */
export async function runProductSync(
  services: Services,
  sync: TakenSync,
  options: ProductSyncOptions,
): Promise<SyncOutcome> {
  const { lease } = options
  const takenAtMs = services.now()
  const run: SyncRun = {
    services,
    sync,
    lease,
    deadlineAt: options.deadlineAt,
    signal: options.signal,
    takenAtMs,
  }
  const outcome = await attempt(run).catch(async (thrown: unknown): Promise<SyncOutcome> => {
    if (thrown instanceof SyncStopped) return thrown.stop
    const error = asAppError(thrown)
    if (error.code === 'store_not_found') return 'lost'
    await fail(run, error)
    return 'failed'
  })
  if (outcome === 'paused') await letGo(services.database, sync, lease)
  services.log.info('product sync', {
    store_id: sync.storeId,
    kind: sync.kind,
    outcome,
    duration_ms: Math.round(services.now() - takenAtMs),
  })
  return outcome
}

async function fail({ services, sync, lease }: SyncRun, error: AppError): Promise<void> {
  const word = syncErrorOf(error.code)
  if (word === 'internal') services.report(error.cause ?? error, { job: 'product-sync' })
  else services.log.warn('shop call failed', { store_id: sync.storeId, code: error.code, ...reasonOf(error) })
  await failSync(services.database, sync, lease, word)
}

const reasonOf = (error: AppError) => (error.reason === undefined ? {} : { reason: error.reason })

/** Reads and writes product batches, each together with the place after it. */
function readProducts(run: SyncRun, shop: Shop, resume: ResumePoint | null): Promise<void> {
  const { sync } = run
  const updatedAfter = sync.updatedAfter?.toISOString() ?? null
  return drain(shop.streamProducts({ updatedAfter, resume }), run, ({ products, resume: point }, askedAt) => {
    const count = products.length
    return keep(run, { place: at('products', point), read: count, written: count }, (trx) =>
      writeProducts(trx, sync.storeId, products, askedAt),
    )
  })
}

/** Notes of every id that the shop still has that it was seen. */
function readIds(run: SyncRun, shop: Shop, resume: ResumePoint | null): Promise<void> {
  return drain(shop.streamProductIds(resume), run, ({ ids, resume: point }, askedAt) =>
    keep(run, { place: at('ids', point) }, (trx) => markSeen(trx, run.sync.storeId, ids, askedAt)),
  )
}

async function attempt(run: SyncRun): Promise<SyncOutcome> {
  const { services, sync, lease } = run
  const store = await findStore(services.database, sync.userId, sync.storeId)
  if (sync.isNew) {
    const words = await waitFor(lookAtAccess(services, store), run)
    await keepAccessWords(services.database, sync, words)
  }
  const shop = await openShop(services, store, { deadlineAt: run.deadlineAt + LAST_CALL_MS })
  let place = sync.place ?? at('products')
  if (place.phase === 'products') {
    await readProducts(run, shop, place.point)
    place = at(sync.kind === 'sweep' ? 'ids' : 'removal')
    await keep(run, { place })
  }
  if (place.phase === 'ids') {
    await readIds(run, shop, place.point)
    await keep(run, { place: at('removal') })
  }
  const doubted = sync.kind === 'incremental' ? false : await removeGone(run)
  const isOurs = await completeSync(services.database, sync, lease, { doubted }, async (trx) => {
    if (!doubted) await markSynced(trx, sync.storeId, sync.roundAt)
  })
  return isOurs ? 'completed' : 'lost'
}

/** Where products are off there is nothing to sync: only whether the rest can be read is looked at. */
export async function lookAtAccessOnly(services: Services, { userId, storeId }: AccessOnly): Promise<void> {
  const store = await findStore(services.database, userId, storeId).catch(() => null)
  if (store) await lookAtAccess(services, store)
}
