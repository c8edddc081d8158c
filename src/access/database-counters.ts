// The counters that edge functions share where there is no Valkey: a table, counted by the database itself.
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { describeError, type Log } from '../log.ts'
import type { Counted, Counters, SharedCounters } from './valkey.ts'

type Row = { readonly points: number; readonly ms_left: number }

const toCounted = (row: Row): Counted => ({ consumedPoints: row.points, msBeforeNext: row.ms_left })

function countersOf({ service }: Database): Counters {
  return {
    async penalty(name, points, { customDuration }) {
      const { rows } = await sql<Row>`
        select * from shopcall.count_limit(${name}, ${points}, ${customDuration})`.execute(service)
      const [row] = rows
      if (!row) throw new Error('the database counted nothing')
      return toCounted(row)
    },
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
    isAnswering: async () => (await ask(async () => (await sql`select 1`.execute(database.service)) !== null)) ?? false,
    close: () => undefined,
  }
}

/** Deletes counts that have ended; gives how many. */
export async function forgetEndedCounts({ service }: Database): Promise<number> {
  const { rows } = await sql<{ forgotten: number }>`select shopcall.forget_limits() as forgotten`.execute(service)
  return rows[0]?.forgotten ?? 0
}
