// The watch for abuse by itself, on a real database: attempts as the door shows them, and what came of them.
import { createAbuse } from '../../src/access/abuse.ts'
import type { AbuseRule } from '../../src/access/abuse-rules.ts'
import { createLimitStore } from '../../src/access/rate-limit-store.ts'
import type { OwnerNotice } from '../../src/access/security-events.ts'
import type { Attempt } from '../../src/access/sightings.ts'
import type { ApiKeyCaller } from '../../src/caller.ts'
import { AppError } from '../../src/errors.ts'
import { createLog } from '../../src/log.ts'
import type { TestDatabase } from './database.ts'

/** A watch by these rules, with a memory of its own unless it is given one. */
export function watchBy(db: TestDatabase, rules: readonly AbuseRule[], store = createLimitStore(null)) {
  const notices: OwnerNotice[] = []
  const abuse = createAbuse({
    rules,
    stores: { keys: store, strangers: store },
    database: db.database,
    notifyOwner: async (notice) => void notices.push(notice),
    log: createLog(() => undefined),
    now: Date.now,
  })
  const see = async (...attempts: readonly Attempt[]) => {
    for (const attempt of attempts) abuse.observe(attempt)
    await abuse.drain()
  }
  const blockOf = (address: string, kind: 'api_key' | 'user' = 'api_key') =>
    abuse.assertNotBlocked(kind, address).then(
      () => null,
      (error: AppError) => error.retryAfterSeconds,
    )
  return { abuse, see, blockOf, notices }
}

/** A key in the database, as the caller that it makes. */
export async function makeKey(db: TestDatabase): Promise<ApiKeyCaller> {
  const userId = crypto.randomUUID()
  await db.admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [
    userId,
    'T',
    `${userId}@x.hu`,
  ])
  const [row] = await db.admin(
    `insert into user_api_keys (user_id, name, prefix, digest, hash, expires_at)
     values ($1, 'k', 'abcdef', $2, 'h', now() + interval '1 year') returning id`,
    [userId, crypto.getRandomValues(new Uint8Array(32))],
  )
  const may = { customers: true, orders: true, products: true }
  const keyId = String(row?.['id'])
  return {
    kind: 'api_key',
    userId,
    keyId,
    may,
    storeIds: null,
    allowedIps: null,
    expiresAt: Number.MAX_VALUE,
  }
}

export const ADDRESS = '203.0.113.7'
const STORE = { id: '11111111-1111-4111-8111-111111111111' }
const unauthorized = new AppError('unauthorized', 'x')

/** With a caller: their key's attempt. Without: a stranger's. */
export function attemptOf(caller: ApiKeyCaller | null, changes: Partial<Attempt> = {}): Attempt {
  return {
    callerKind: 'api_key',
    request: { authorization: 'Bearer x', address: ADDRESS },
    known: { caller, keyId: caller?.keyId ?? null, store: STORE },
    error: null,
    walkedRecords: 0,
    ...changes,
  }
}
/** A bad credential. */
export const guess = (address = ADDRESS) =>
  attemptOf(null, { error: unauthorized, request: { authorization: 'Bearer x', address } })

export const eventsOf = (db: TestDatabase, rule: AbuseRule) =>
  db.admin('select * from security_events where rule = $1 order by id', [rule.name])
export const revokedReason = async (db: TestDatabase, { keyId }: ApiKeyCaller) =>
  (await db.admin('select revoked_reason from user_api_keys where id = $1', [keyId]))[0]?.['revoked_reason']
