// One round of the product sync: takes the stores whose turn it is, a few at a time, until there are none.
import { describeError } from '../log.ts'
import type { Services } from '../services.ts'
import { lookAtAccessOnly, runProductSync, type SyncOutcome } from './product-sync.ts'
import { takeSync } from './sync-lease.ts'
import { pause } from './sync-stream.ts'

/** Stores at once: on the embedded database all share one connection. */
const PARALLEL = { postgres: 4, embedded: 2 } as const
/** Who dies is missed after this; a sign of life comes three times as often. */
const LEASE_SECONDS = 60
/** While others of the round still work, a free hand looks this often for a store that has come up. */
const IDLE_MS = 2_000

export type RoundOptions = {
  /** A sync that is not over by then goes on in the next round. */
  readonly budgetMs: number
  readonly signal?: AbortSignal
  readonly parallel?: number
  readonly leaseSeconds?: number
}

/** How many stores' syncs ended how in a round. `accessOnly`: products are off there. */
export type RoundCounts = { [outcome in SyncOutcome | 'accessOnly']: number }

/**
 * Safe beside any number of others, in any number of processes: each store is taken by one of them. A sync that
 * fails stops no other.
 */
export async function runSyncRound(services: Services, options: RoundOptions): Promise<RoundCounts> {
  const signal = options.signal ?? new AbortController().signal
  const deadlineAt = services.now() + options.budgetMs
  const lease = { holder: crypto.randomUUID(), seconds: options.leaseSeconds ?? LEASE_SECONDS }
  const run = { lease, deadlineAt, signal }
  const counts: RoundCounts = { completed: 0, failed: 0, cancelled: 0, paused: 0, lost: 0, accessOnly: 0 }
  let busy = 0
  const isOver = () => signal.aborted || services.now() >= deadlineAt

  const hand = async () => {
    while (!isOver()) {
      busy++
      const found = await takeOne(services, run, counts).finally(() => busy--)
      if (found) continue
      if (busy === 0) return
      await pause(Math.min(IDLE_MS, deadlineAt - services.now()), signal)
    }
  }
  const parallel = options.parallel ?? PARALLEL[services.database.engine]
  await Promise.all(Array.from({ length: parallel }, hand))
  return counts
}

type OneRun = Parameters<typeof runProductSync>[2]

async function takeOne(services: Services, run: OneRun, counts: RoundCounts): Promise<boolean> {
  const taken = await takeSync(services.database, run.lease)
  if (taken === null) return false
  if (taken.syncId === null) {
    await lookAtAccessOnly(services, taken)
    counts.accessOnly++
    return true
  }
  try {
    counts[await runProductSync(services, taken, run)]++
  } catch (thrown) {
    // Not even its failure could be written: its lease lapses, and the next round has it.
    services.log.error('background work failed', { ...describeError(thrown), store_id: taken.storeId })
    counts.lost++
  }
  return true
}
