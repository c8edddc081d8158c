// The counters that edge functions share where there is no Valkey: a table, counted by the database itself.
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { describeError, type Log } from '../log.ts'
import { createGroup } from './group.ts'
import type { Counted, Counters, SharedCounters } from './valkey.ts'

type Row = { readonly points: number; readonly ms_left: number }
type Addition = { readonly name: string; readonly points: number; readonly seconds: number }

const MAX_BATCH = 500

const toCounted = (row: Row): Counted => ({ consumedPoints: row.points, msBeforeNext: row.ms_left })

/** One statement for all that wait; of several additions to one count each gets its own place in the order. */
async function addAll({ service }: Database, additions: readonly Addition[]): Promise<Counted[]> {
  const sums = new Map<string, Addition>()
  const before = additions.map(({ name, points, seconds }) => {
    const sum = sums.get(name) ?? { name, points: 0, seconds }
    sums.set(name, { ...sum, points: sum.points + points })
    return sum.points
  })
  const { rows } = await sql<Row & { name: string }>`
    select * from shopcall.count_limits(${JSON.stringify([...sums.values()])}::jsonb)`.execute(service)
  const counts = new Map(rows.map((row) => [row.name, row]))
  return additions.map(({ name, points }, index) => {
    const row = counts.get(name)
    if (!row) throw new Error('the database counted nothing')
    const start = row.points - (sums.get(name)?.points ?? 0)
    return toCounted({ points: start + (before[index] ?? 0) + points, ms_left: row.ms_left })
  })
}

function countersOf(database: Database): Counters {
  const { service } = database
  // What comes while a statement is under way goes together with the next one.
  const group = createGroup((additions: readonly Addition[]) => addAll(database, additions), {
    max: MAX_BATCH,
    lanes: 1,
    retriesAlone: false,
  })
  return {
    penalty: (name, points, { customDuration }) => group.ask({ name, points, seconds: customDuration }),
    async set(name, count, seconds) {
      await sql`select shopcall.set_limit(${name}, ${count}, ${seconds})`.execute(service)
    },
    async get(name) {
      const { rows } = await sql<Row>`select * from shopcall.read_limit(${name})`.execute(service)
      return rows[0] ? toCounted(rows[0]) : null
    },
  }
}

/** As lenient as Valkey when it is lost: this process's own counts hold, and the request fails where it needs data. */
export function createDatabaseCounters(database: Database, log: Log): SharedCounters {
  const counters = countersOf(database)
  let isLost = false
  async function ask<T>(question: (counters: Counters) => Promise<T>): Promise<T | null> {
    try {
      const answer = await question(counters)
      if (isLost) log.info('shared limits back')
      isLost = false
      return answer
    } catch (thrown) {
      if (!isLost) log.warn('shared limits lost', describeError(thrown))
      isLost = true
      return null
    }
  }
  return {
    ask,
    isAnswering: async () =>
      (await ask(async () => (await sql`select 1`.execute(database.service)) !== null)) ?? false,
    close: () => undefined,
  }
}

/** Deletes counts that have ended; gives how many. */
export async function forgetEndedCounts({ service }: Database): Promise<number> {
  const { rows } = await sql<{ forgotten: number }>`select shopcall.forget_limits() as forgotten`.execute(
    service,
  )
  return rows[0]?.forgotten ?? 0
}
