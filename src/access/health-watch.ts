// Keeps the health of stores true from the reads that happen anyway: a refusal is noted, and so is its end.
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { AppError } from '../errors.ts'
import { describeError, type Log } from '../log.ts'
import { type HealthKind, PROBLEM_CODES, PROBLEMS, type ProblemCode } from '../model/health.ts'
import { problemOf } from '../model/problem-of.ts'
import type { Shop } from '../platforms/platform.ts'
import { keepVerdicts, type Look, type Verdict } from './store-health.ts'
import type { StoreRow } from './stores.ts'

type Watched = Pick<StoreRow, 'id' | 'user_id'>

/** So long this process takes its own word for what the database says of a kind. */
const REMEMBERED_MS = 10 * 60_000
/** Between two changes of a store's verdict by reads. */
const BETWEEN_CHANGES_MS = 60_000
/** Of a check that somebody asked for, the answer serves everybody for so long. */
const CHECK_SERVES_MS = 10_000
const MAX_STORES = 10_000

/** What only says that no read can succeed is gone when one did. */
const WHOLE_STORE = PROBLEM_CODES.filter((code) => PROBLEMS[code].wholeStore && PROBLEMS[code].stops)

type Memory = {
  readonly known: Map<HealthKind, { readonly problem: ProblemCode | null; readonly until: number }>
  changedAt: number
}

export type HealthWatch = {
  /** The same shop, whose reads are watched; a read that succeeds as the last one did costs a look into a map. */
  watch(shop: Shop, store: Watched): Shop
  /** Notes a refusal that came before any read: the credentials could not be opened. */
  failed(store: Watched, kinds: readonly HealthKind[], thrown: unknown, startedAt: number): void
  /** What a check has just found and kept. */
  learned(store: Watched, verdicts: readonly Verdict[]): void
  /** Runs a check, or gives the one with this key that began in the last ten seconds. */
  shareCheck(key: string, check: () => Promise<readonly Look[]>): Promise<readonly Look[]>
  /** Forgets a store whose credentials were replaced. */
  forget(storeId: string): void
  /** Waits for what is being written. */
  drain(): Promise<void>
}

type Options = { readonly database: Database; readonly log: Log; readonly now: () => number }

/** The oldest entries of a map go first. */
function trim(map: Map<string, unknown>): void {
  const oldest = map.size > MAX_STORES ? map.keys().next() : undefined
  if (oldest && !oldest.done) map.delete(oldest.value)
}

/** One for a process. Nothing here is waited for by a request, and nothing from a shop is kept: codes alone. */
export function createHealthWatch({ database, log, now }: Options): HealthWatch {
  const stores = new Map<string, Memory>()
  const checks = new Map<string, { readonly at: number; readonly looks: Promise<readonly Look[]> }>()
  const writing = new Set<Promise<void>>()

  function memoryOf(storeId: string): Memory {
    const memory = stores.get(storeId) ?? { known: new Map(), changedAt: Number.NEGATIVE_INFINITY }
    stores.set(storeId, memory)
    trim(stores)
    return memory
  }

  function inBackground(store: Watched, write: () => Promise<unknown>): void {
    const done: Promise<void> = write()
      .catch((thrown: unknown) => {
        stores.delete(store.id)
        log.error('background work failed', { ...describeError(thrown), store_id: store.id })
      })
      .then(() => void writing.delete(done))
    writing.add(done)
  }

  function succeeded(store: Watched, kind: HealthKind, startedAt: number): void {
    const time = now()
    const known = stores.get(store.id)?.known.get(kind)
    const isSure = known !== undefined && known.until > time
    if (isSure && known.problem === null) return
    const memory = memoryOf(store.id)
    if (isSure && time - memory.changedAt < BETWEEN_CHANGES_MS) return
    if (isSure) memory.changedAt = time
    memory.known.set(kind, { problem: null, until: time + REMEMBERED_MS })
    const at = new Date(startedAt).toISOString()
    inBackground(store, () =>
      sql`select shopcall.note_store_read(${store.user_id}, ${store.id}, ${kind}, ${WHOLE_STORE}::text[], ${at}::timestamptz)`.execute(
        database.service,
      ),
    )
  }

  function failed(store: Watched, kinds: readonly HealthKind[], thrown: unknown, startedAt: number): void {
    // A failure that passes by itself is the access check's to judge: one lost call says nothing of a store.
    if (!(thrown instanceof AppError) || thrown.code !== 'shop_unauthorized' || !thrown.reason) return
    const problem = problemOf(thrown)
    const time = now()
    const memory = memoryOf(store.id)
    const isKnown = (kind: HealthKind) => {
      const known = memory.known.get(kind)
      return known?.problem === problem && known.until > time
    }
    if (kinds.every(isKnown) || time - memory.changedAt < BETWEEN_CHANGES_MS) return
    memory.changedAt = time
    for (const kind of kinds) memory.known.set(kind, { problem, until: time + REMEMBERED_MS })
    const checked_at = new Date(startedAt)
    const verdicts = kinds.map((kind) => ({ kind, reachable: false, problem, checked_at }))
    inBackground(store, () => keepVerdicts(database, store, verdicts))
  }

  function watchRead<Args extends unknown[], Result>(
    store: Watched,
    kind: HealthKind,
    read: (...args: Args) => Promise<Result>,
  ): (...args: Args) => Promise<Result> {
    return async (...args) => {
      const startedAt = now()
      try {
        const result = await read(...args)
        succeeded(store, kind, startedAt)
        return result
      } catch (thrown) {
        failed(store, [kind], thrown, startedAt)
        throw thrown
      }
    }
  }

  return {
    watch: (shop, store) => ({
      ...shop,
      ...(shop.lookupNumber ? { lookupNumber: watchRead(store, 'orders', shop.lookupNumber) } : {}),
      ...(shop.lookup ? { lookup: watchRead(store, 'customers', shop.lookup) } : {}),
      listCustomers: watchRead(store, 'customers', shop.listCustomers),
      getCustomer: watchRead(store, 'customers', shop.getCustomer),
      listOrders: watchRead(store, 'orders', shop.listOrders),
      getOrder: watchRead(store, 'orders', shop.getOrder),
      listProducts: watchRead(store, 'products', shop.listProducts),
      getProduct: watchRead(store, 'products', shop.getProduct),
    }),
    failed,
    learned(store, verdicts) {
      const memory = memoryOf(store.id)
      const until = now() + REMEMBERED_MS
      for (const { kind, problem, reachable } of verdicts)
        memory.known.set(kind, { problem: reachable ? null : problem, until })
    },
    shareCheck(key, check) {
      const recent = checks.get(key)
      if (recent && now() - recent.at < CHECK_SERVES_MS) return recent.looks
      const looks = check()
      const entry = { at: now(), looks }
      checks.delete(key)
      checks.set(key, entry)
      trim(checks)
      looks.catch(() => {
        if (checks.get(key) === entry) checks.delete(key)
      })
      return looks
    },
    forget: (storeId) => void stores.delete(storeId),
    drain: async () => {
      await Promise.all(writing)
    },
  }
}
