// The verdicts on stores: kept by kind of data, and shown as the health of a store.
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import {
  HEALTH_KINDS,
  type HealthKind,
  type HintLanguage,
  hintOf,
  overallState,
  type ProblemCode,
} from '../model/health.ts'
import type { StoreHealth } from '../model/store.ts'
import { isAllowed } from './guard.ts'
import type { StoreRow } from './stores.ts'

/** What one look at a kind of data found. */
export type Verdict = {
  readonly kind: HealthKind
  readonly reachable: boolean
  readonly problem: ProblemCode | null
  /** When the look began. */
  readonly checked_at: Date
}

/** A verdict with how long the shop took. `shop_busy` and `not_connected` are never kept. */
export type Look = Verdict & { readonly latency_ms: number }

type VerdictRow = Verdict & { readonly store_id: string }

/** The last verdicts on a user's stores, by store. */
export async function findVerdicts(
  database: Database,
  userId: string,
  storeId: string | null = null,
): Promise<ReadonlyMap<string, readonly Verdict[]>> {
  const found = await sql<VerdictRow>`
    select * from shopcall.find_store_health(${userId}, ${storeId})`.execute(database.service)
  const byStore = new Map<string, Verdict[]>()
  for (const row of found.rows) byStore.set(row.store_id, [...(byStore.get(row.store_id) ?? []), row])
  return byStore
}

/** PostgreSQL's code for a store that was deleted in the same moment. */
const FOREIGN_KEY_VIOLATION = '23503'

/** Keeps what was found; a later look that was kept already wins. */
export async function keepVerdicts(
  database: Database,
  store: Pick<StoreRow, 'id' | 'user_id'>,
  verdicts: readonly Verdict[],
): Promise<void> {
  if (verdicts.length === 0) return
  const rows = JSON.stringify(verdicts)
  try {
    await sql`select shopcall.keep_store_health(${store.user_id}, ${store.id}, ${rows}::jsonb)`.execute(
      database.service,
    )
  } catch (thrown) {
    const isGone = thrown instanceof Error && 'code' in thrown && thrown.code === FOREIGN_KEY_VIOLATION
    if (!isGone) throw thrown
  }
}

/** What is known of a store's health without asking the shop. Kinds that are switched off count for nothing. */
export function healthOf(
  store: Pick<StoreRow, 'credentials' | 'data_access_permissions'>,
  verdicts: readonly Verdict[],
  language: HintLanguage,
): StoreHealth {
  const isConnected = store.credentials !== null
  const shown = (kind: HealthKind) => {
    const isOn = isConnected && isAllowed(store.data_access_permissions, kind)
    const verdict = isOn ? verdicts.find((one) => one.kind === kind) : undefined
    const problem = isConnected ? (verdict?.problem ?? null) : 'not_connected'
    return {
      problem,
      hint: hintOf(problem, language),
      checked_at: verdict?.checked_at.toISOString() ?? null,
    }
  }
  const [products, customers, orders] = [shown('products'), shown('customers'), shown('orders')]
  const problems = HEALTH_KINDS.map((kind) => ({ products, customers, orders })[kind].problem)
  return { state: overallState(isConnected, problems), products, customers, orders }
}
