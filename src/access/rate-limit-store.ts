// Counters that end by themselves: in this process always, and in Valkey too where instances share them.
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Counted, SharedCounters } from './valkey.ts'

/** How much was counted, and how long the count still stands. */
export type Count = { readonly count: number; readonly msLeft: number }

/** Names are ours: a word, ids, an address bucket. Nothing here throws or waits for a server that is lost. */
export type LimitStore = {
  /** Adds to a count, which ends `seconds` after it began. Exact however many add at once. */
  add(name: string, points: number, seconds: number): Promise<Count>
  /** Sets a count, which ends `seconds` from now. */
  put(name: string, count: number, seconds: number): Promise<void>
  /** null: there is none. */
  read(name: string): Promise<Count | null>
}

function toCount(result: Counted | null): Count | null {
  if (result === null || result.msBeforeNext <= 0) return null
  return { count: result.consumedPoints, msLeft: result.msBeforeNext }
}

const larger = (local: Count, shared: Count | null) =>
  shared !== null && shared.count >= local.count ? shared : local

/**
 * The larger of both counts holds, so nobody gains from a Valkey that is lost, or comes back empty: an instance
 * by itself never lets more pass than the whole limit in a window. Dividing it by the number of instances would
 * be stricter, but none knows how many there are: while Valkey is away, n of them let pass n times the limit.
 *
 * After `maxNames` new names this process forgets its own counts: strangers choose the names, so they bound it.
 */
export function createLimitStore(
  shared: SharedCounters | null,
  maxNames = Number.POSITIVE_INFINITY,
): LimitStore {
  const fresh = () => new RateLimiterMemory({ points: 1, duration: 1, keyPrefix: '' })
  let memory = fresh()
  let names = 0

  function noteName(): void {
    names++
    if (names <= maxNames) return
    memory = fresh()
    names = 0
  }

  return {
    async add(name, points, seconds) {
      const options = { customDuration: seconds }
      const result = await memory.penalty(name, points, options)
      if (result.isFirstInDuration) noteName()
      const local = { count: result.consumedPoints, msLeft: result.msBeforeNext }
      if (!shared) return local
      return larger(local, toCount(await shared.ask((counters) => counters.penalty(name, points, options))))
    },
    async put(name, count, seconds) {
      await memory.set(name, count, seconds)
      noteName()
      await shared?.ask((counters) => counters.set(name, count, seconds))
    },
    async read(name) {
      const local = toCount(await memory.get(name))
      if (local || !shared) return local
      const theirs = toCount(await shared.ask((counters) => counters.get(name)))
      // Remembered, so that a flood from a blocked address asks once, and the block outlives the server.
      if (theirs) {
        await memory.set(name, theirs.count, Math.ceil(theirs.msLeft / 1000))
        noteName()
      }
      return theirs
    },
  }
}
