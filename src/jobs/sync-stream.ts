// Reading a shop's stream batch by batch while the sync stays ours: one batch is written while the next is read.
import type { Services } from '../services.ts'
import { keepBatch, type Lease, type SyncPlace, type TakenSync } from './sync-lease.ts'

/** How a sync stopped before its end: `paused` goes on at once wherever there is time. */
export type Stop = 'paused' | 'cancelled' | 'lost'

/** Thrown to leave a sync from any depth; it is no error. */
export class SyncStopped extends Error {
  override name = 'SyncStopped'
  readonly stop: Stop
  constructor(stop: Stop) {
    super(stop)
    this.stop = stop
  }
}

/** One sync under way. */
export type SyncRun = {
  readonly services: Services
  readonly sync: TakenSync
  readonly lease: Lease
  /** Milliseconds since 1970: the sync pauses at the next batch after it. */
  readonly deadlineAt: number
  readonly signal: AbortSignal
  /** `services.now()` when the sync was taken. */
  readonly takenAtMs: number
}

/** The time by the database's clock: what was seen when is compared with what other instances wrote. */
const timeOf = ({ services, sync, takenAtMs }: SyncRun): Date =>
  new Date(sync.takenAt.getTime() + Math.max(0, services.now() - takenAtMs))

const ignore = () => undefined

/** Resolves after so many milliseconds, or when the signal says so. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}

function assertTimeLeft(run: SyncRun): void {
  if (run.signal.aborted || run.services.now() >= run.deadlineAt) throw new SyncStopped('paused')
}

/** `keepBatch`, with an exception for a sync that is not ours or not wanted any more. */
export async function keep(
  run: SyncRun,
  progress: Parameters<typeof keepBatch>[3],
  work?: Parameters<typeof keepBatch>[4],
): Promise<void> {
  const hold = await keepBatch(run.services.database, run.sync, run.lease, progress, work)
  if (hold !== 'held') throw new SyncStopped(hold === 'off' ? 'cancelled' : 'lost')
}

/** Waits for a shop however long it takes, with a sign of life three times in a lease. */
export async function waitFor<T>(pending: Promise<T>, run: SyncRun): Promise<T> {
  const beatMs = (run.lease.seconds * 1000) / 3
  const done = pending.then((value) => ({ value }))
  done.catch(ignore)
  for (;;) {
    const leftMs = Math.max(0, run.deadlineAt - run.services.now())
    const waiting = new AbortController()
    const signal = AbortSignal.any([run.signal, waiting.signal])
    const won = await Promise.race([done, pause(Math.min(beatMs, leftMs), signal).then(() => null)]).finally(
      () => waiting.abort(),
    )
    if (won) return won.value
    assertTimeLeft(run)
    await keep(run, {})
  }
}

/**
 * Gives every batch to `take`, in order, with the time when it was asked for. The end of the stream is the return; its failure is thrown. The next
 * batch is asked for while one is written, so that shop and database work at the same time.
 */
export async function drain<Batch>(
  stream: AsyncIterable<Batch>,
  run: SyncRun,
  take: (batch: Batch, askedAt: Date) => Promise<void>,
): Promise<void> {
  const iterator = stream[Symbol.asyncIterator]()
  const ask = () => {
    const askedAt = timeOf(run)
    const result = iterator.next()
    result.catch(ignore)
    return { askedAt, result }
  }
  let pending = ask()
  try {
    for (;;) {
      const { askedAt } = pending
      const result = await waitFor(pending.result, run)
      if (result.done) return
      pending = ask()
      await take(result.value, askedAt)
      assertTimeLeft(run)
    }
  } finally {
    // Not waited for: a call that is under way takes its time, and nothing of it is used.
    void Promise.resolve(iterator.return?.()).catch(ignore)
  }
}

/** The place after a batch. */
export const at = (phase: SyncPlace['phase'], point: SyncPlace['point'] = null): SyncPlace => ({
  phase,
  point,
})
