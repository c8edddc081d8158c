// Rows of the access log for tests: made as the service makes them, written at any time, changed as an attacker would.
import { createHash } from 'node:crypto'
import type { AccessRecord } from '../../src/access/access-log.ts'
import { type ChainHead, verifyAccessLog } from '../../src/access/log-chain.ts'
import type { Ask } from '../../src/access/log-chain-row.ts'
import type { TestDatabase } from './database.ts'

/** A record with something in every field that has no default. */
export function accessRecord(changes: Partial<AccessRecord> = {}): AccessRecord {
  return {
    user_id: crypto.randomUUID(),
    key_id: null,
    store_id: null,
    operation: 'orders.list',
    resource: 'orders',
    outcome: 'allowed',
    code: null,
    status: 200,
    item_count: 25,
    request_id: crypto.randomUUID(),
    address: '203.0.113.7',
    agent: 'test agent "é"',
    duration_ms: 12,
    shop_ms: 10,
    ...changes,
  }
}

/** Writes records as if it were then. */
export async function recordAt(
  db: Pick<TestDatabase, 'admin'>,
  at: Date,
  records: readonly Partial<AccessRecord>[],
): Promise<void> {
  await db.admin('select shopcall.append_accesses($1::jsonb, $2::timestamptz)', [
    JSON.stringify(records.map(accessRecord)),
    at.toISOString(),
  ])
}

/** What somebody can do who has the whole database: statements past every trigger. */
export async function tamper(db: Pick<TestDatabase, 'admin'>, statements: string): Promise<void> {
  await db.admin(
    `do $attack$ begin perform set_config('session_replication_role', 'replica', true); ${statements}; end $attack$`,
  )
}

/** The verifier as the command runs it. */
export function verify(ask: Ask, earlier: readonly ChainHead[] = []) {
  return verifyAccessLog(ask, (bytes) => createHash('sha256').update(bytes).digest(), earlier)
}
