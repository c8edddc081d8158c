// Attempts without a credential that matched: counted in memory, written as a few counters, never as rows of a log.
import ipaddr from 'ipaddr.js'
import { sql } from 'kysely'
import { bearerToken } from '../caller.ts'
import type { Database } from '../db/database.ts'
import type { StrangerAttemptsTable } from '../db/tables.ts'
import type { Operation } from '../operation.ts'
import { isApiKeyShaped } from './api-key-format.ts'

export type StrangerReason = StrangerAttemptsTable['reason']

export type StrangerLog = {
  count(address: string | null, reason: StrangerReason): void
  /** All that were counted since the start; for metrics. */
  totals(): Readonly<Record<StrangerReason, number>>
  /** Writes what is counted; what cannot be written is kept for the next time. Never throws. */
  flush(): Promise<void>
}

const FLUSH_MS = 5_000
const MINUTE_MS = 60_000
/** Networks and reasons that one minute may name: with more, addresses are made up, and a row each says nothing. */
const MAX_ROWS_PER_MINUTE = 400
/** Stands for every network beyond that, and for an address that is not known. */
const EVERYWHERE = '0.0.0.0/0'

/** Why a credential of this kind did not match. */
export function strangerReason(caller: Operation['caller'], authorization: string | null): StrangerReason {
  if (authorization === null) return 'no_credential'
  if (caller === 'user') return 'bad_token'
  return isApiKeyShaped(bearerToken(authorization) ?? '') ? 'unknown_key' : 'malformed_key'
}

/** `203.0.113.7` → `203.0.113.0/24`, an IPv6 address → its /48. */
function networkOf(address: string | null): string {
  if (address === null || !ipaddr.isValid(address)) return EVERYWHERE
  const parsed = ipaddr.process(address)
  const bits = parsed.kind() === 'ipv4' ? 24 : 48
  const bytes = parsed.toByteArray().map((byte, index) => (index < bits / 8 ? byte : 0))
  return `${ipaddr.fromByteArray(bytes)}/${bits}`
}

/** Writes at most every 5 seconds: one row for a network, a reason and a minute, however many attempts. */
export function createStrangerLog(database: Database, now: () => number = Date.now): StrangerLog {
  const totals: Record<StrangerReason, number> = {
    no_credential: 0,
    malformed_key: 0,
    unknown_key: 0,
    bad_token: 0,
  }
  let counts = new Map<string, number>()
  let minute = 0
  let rowsOfMinute = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let writing: Promise<void> = Promise.resolve()

  function add(key: string, attempts: number): void {
    counts.set(key, (counts.get(key) ?? 0) + attempts)
  }

  async function write(): Promise<void> {
    if (counts.size === 0) return
    const taken = counts
    counts = new Map()
    const rows = [...taken].map(([key, attempts]) => {
      const [at, network, reason] = key.split(' ')
      return { minute: new Date(Number(at)).toISOString(), network, reason, attempts }
    })
    try {
      // In one order, so that instances that write the same rows never wait for each other in a circle.
      await sql`
        insert into public.stranger_attempts as s (minute, network, reason, attempts)
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as r (minute timestamptz, network cidr, reason text, attempts bigint) order by 1, 2, 3
        on conflict (minute, network, reason) do update set attempts = s.attempts + excluded.attempts
      `.execute(database.service)
    } catch {
      for (const [key, attempts] of taken) add(key, attempts)
      later()
    }
  }

  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    writing = writing.then(write)
    return writing
  }

  function later(): void {
    timer ??= setTimeout(() => void flush(), FLUSH_MS)
  }

  return {
    totals: () => totals,
    count(address, reason) {
      totals[reason]++
      const current = Math.floor(now() / MINUTE_MS) * MINUTE_MS
      if (current !== minute) {
        minute = current
        rowsOfMinute = new Set()
      }
      const row = `${networkOf(address)} ${reason}`
      const isNamed = rowsOfMinute.has(row) || rowsOfMinute.size < MAX_ROWS_PER_MINUTE
      if (isNamed) rowsOfMinute.add(row)
      add(`${minute} ${isNamed ? row : `${EVERYWHERE} ${reason}`}`, 1)
      later()
    },
    flush,
  }
}
