// Owners are reminded 30, 7 and 1 days before a key ends: once each, whoever runs the job and how often.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import type { OwnerNotice } from '../access/security-events.ts'
import { createLog } from '../log.ts'
import type { Services } from '../services.ts'
import { runKeyReminders } from './key-reminders.ts'

let db: TestDatabase
let userId: string
beforeAll(async () => {
  db = await openTestDatabase()
  userId = crypto.randomUUID()
  await db.admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [
    userId,
    'T',
    `${userId}@x.hu`,
  ])
})
afterAll(() => db.close())

/** A key that was made so many days ago and ends in so many. */
async function makeKey(
  endsInDays: number,
  madeDaysAgo = 300,
  columns: Record<string, unknown> = {},
): Promise<string> {
  const extra = Object.keys(columns)
  const [row] = await db.admin(
    `insert into user_api_keys (user_id, name, prefix, digest, hash, expires_at, created_at${extra.map((name) => `, ${name}`).join('')})
     values ($1, 'k', 'abcdef', $2, 'h', now() + make_interval(secs => $3), now() - make_interval(secs => $4)
       ${extra.map((_, index) => `, $${index + 5}`).join('')}) returning id`,
    [
      userId,
      crypto.getRandomValues(new Uint8Array(32)),
      endsInDays * 86_400,
      madeDaysAgo * 86_400,
      ...Object.values(columns),
    ],
  )
  return String(row?.['id'])
}

const moveEnd = (keyId: string, endsInDays: number) =>
  db.admin('update user_api_keys set expires_at = now() + make_interval(secs => $2) where id = $1', [
    keyId,
    endsInDays * 86_400,
  ])

/** What a run tells of this key. */
async function run(keyId: string, times = 1): Promise<(number | undefined)[]> {
  const notices: OwnerNotice[] = []
  const services = {
    database: db.database,
    log: createLog(() => undefined),
    notifyOwner: async (notice: OwnerNotice) => void notices.push(notice),
  } as unknown as Services
  await Promise.all(Array.from({ length: times }, () => runKeyReminders(services)))
  return notices.flatMap((notice) =>
    notice.kind === 'key_expires' && notice.keyId === keyId ? [notice.days] : [],
  )
}

test('each step is told once as the end comes near', async () => {
  const keyId = await makeKey(31)
  expect(await run(keyId)).toEqual([])
  for (const [endsInDays, days] of [
    [29.9, 30],
    [7.1, null],
    [6.9, 7],
    [1.1, null],
    [0.9, 1],
  ] as const) {
    await moveEnd(keyId, endsInDays)
    expect(await run(keyId)).toEqual(days === null ? [] : [days])
    expect(await run(keyId)).toEqual([])
  }
  await moveEnd(keyId, -1)
  expect(await run(keyId)).toEqual([])
})

test('of many runs at once one tells', async () => {
  const keyId = await makeKey(20)
  expect(await run(keyId, 8)).toEqual([30])
})

test('who was away for weeks is told the newest step alone', async () => {
  const keyId = await makeKey(0.5)
  expect(await run(keyId)).toEqual([1])
  expect(await run(keyId)).toEqual([])
})

test('a key made for a week is not announced to end in a month', async () => {
  const keyId = await makeKey(5, 1)
  expect(await run(keyId)).toEqual([])
  await moveEnd(keyId, 0.5)
  expect(await run(keyId)).toEqual([1])
})

test('nobody is told of a key that ended, or that another replaced', async () => {
  const revoked = await makeKey(5, 300, { revoked_at: new Date() })
  expect(await run(revoked)).toEqual([])
  const old = await makeKey(5)
  await makeKey(365, 0, { rotated_from: old })
  expect(await run(old)).toEqual([])
})

test('a notice that cannot be sent stops no other', async () => {
  const keys = [await makeKey(5), await makeKey(6)]
  const asked: string[] = []
  const services = {
    database: db.database,
    log: createLog(() => undefined),
    notifyOwner: async (notice: OwnerNotice) => {
      asked.push(notice.keyId)
      if (notice.keyId === keys[0]) throw new Error('no mail')
    },
  } as unknown as Services
  expect(await runKeyReminders(services)).toBe(1)
  expect(asked).toEqual(keys)
})

test('the service sees no key of nobody’s outside the job', async () => {
  await makeKey(5)
  expect(await db.database.service.selectFrom('user_api_keys').selectAll().execute()).toEqual([])
})
