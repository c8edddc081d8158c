// When, from where and by what a key was used last: noted in passing, written by batch.
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { describeError, type Log } from '../log.ts'

/** One use of a key. */
export type KeyUse = {
  readonly userId: string
  readonly keyId: string
  readonly address: string | null
  readonly agent: string | null
}

export type KeyUsage = {
  /** Costs the request nothing; of many uses the newest is written, at most once a minute for a key. */
  note(use: KeyUse): void
  /** Writes at once what is due, where nothing may be left for later. */
  flush(): Promise<void>
  /** Writes what waits and resolves when it is written; nothing is written by itself afterwards. */
  drain(): Promise<void>
}

const PAUSE_MS = 60_000
const MAX_BATCH = 500

type Waiting = KeyUse & { readonly atMs: number }

export function createKeyUsage(
  database: Database,
  log: Log,
  now: () => number,
  options: { readonly gatherMs: number } = { gatherMs: 1_000 },
): KeyUsage {
  const waiting = new Map<string, Waiting>()
  const writtenAt = new Map<string, number>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let writing: Promise<void> | null = null

  async function write(batch: readonly Waiting[]): Promise<void> {
    const uses = batch.map(({ userId, keyId, address, agent, atMs }) => ({
      user_id: userId,
      key_id: keyId,
      used_at: new Date(atMs).toISOString(),
      address,
      agent: agent?.slice(0, 200) ?? null,
    }))
    await sql`select shopcall.note_key_usage(${JSON.stringify(uses)}::jsonb)`.execute(database.service)
  }

  async function writeDue(isDue: (keyId: string) => boolean): Promise<void> {
    const batch = [...waiting.values()].filter((use) => isDue(use.keyId)).slice(0, MAX_BATCH)
    if (batch.length === 0) return
    for (const { keyId } of batch) {
      waiting.delete(keyId)
      writtenAt.set(keyId, now())
    }
    try {
      await write(batch)
    } catch (thrown) {
      // A note that is lost is no harm: the next use writes it.
      log.error('background work failed', describeError(thrown))
    }
    await writeDue(isDue)
  }

  function schedule(): void {
    timer ??= setTimeout(tick, options.gatherMs)
  }

  function tick(): void {
    for (const [keyId, atMs] of writtenAt) if (now() - atMs >= PAUSE_MS) writtenAt.delete(keyId)
    writing = writeDue((keyId) => !writtenAt.has(keyId)).finally(() => {
      writing = null
      timer = null
      if (waiting.size > 0) schedule()
    })
  }

  return {
    note(use) {
      waiting.set(use.keyId, { ...use, atMs: now() })
      schedule()
    },
    async flush() {
      await writing
      if (timer !== null) clearTimeout(timer)
      tick()
      await writing
    },
    async drain() {
      await writing
      if (timer !== null) clearTimeout(timer)
      timer = null
      await writeDue(() => true)
    },
  }
}
