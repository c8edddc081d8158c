// What is too old goes, and nothing before its time: by the database's clock, whatever the caller's says.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordAt } from '../../test/support/access-records.ts'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { runRetention } from './retention.ts'

const DAY_MS = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS)

let db: TestDatabase
const user = crypto.randomUUID()
const other = crypto.randomUUID()

beforeAll(async () => {
  db = await openTestDatabase()
  for (const [index, id] of [user, other].entries()) {
    await db.admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [
      id,
      'x',
      `${index}@example.hu`,
    ])
  }
})
afterAll(() => db.close())

const run = (changes: Partial<Parameters<typeof runRetention>[1]> = {}) =>
  runRetention(db.database, { now: Date.now(), retentionDays: 180, addressDays: 90, ...changes })
const addresses = async () =>
  (await db.admin('select address, address_salt is null as bare from access_log order by at, seq')).map(
    (row) => [row['address'], row['bare']],
  )

test('addresses become networks after their time, months go after theirs', async () => {
  await recordAt(db, daysAgo(300), [{ user_id: user }, { user_id: other }])
  await recordAt(db, daysAgo(91), [
    { user_id: user },
    { user_id: user, address: '2001:db8:1:2::3' },
    { user_id: user, address: null },
  ])
  await recordAt(db, daysAgo(89), [{ user_id: user }])
  const result = await run()
  expect(result).toMatchObject({ addresses: 4, months: 1 })
  expect(await addresses()).toEqual([
    ['203.0.113.0/24', true],
    ['2001:db8:1::/48', true],
    [null, true],
    ['203.0.113.7', false],
  ])
  expect(
    await db.admin('select user_id, seq::int from shopcall.access_log_kept_heads order by seq, user_id'),
  ).toEqual([user, other].toSorted().map((user_id) => ({ user_id, seq: 1 })))
  expect(await run()).toEqual({
    addresses: 0,
    months: 0,
    counters: 0,
    keys: 0,
    connections: 0,
    networks: 0,
    events: 0,
  })
})

test('a month stays until its last moment is too old', async () => {
  const end = new Date()
  end.setUTCDate(1)
  end.setUTCHours(0, 0, 0, 0)
  end.setUTCMonth(end.getUTCMonth() - 2)
  const age = (Date.now() - end.getTime()) / DAY_MS
  await recordAt(db, new Date(end.getTime() - 1), [{ user_id: crypto.randomUUID() }])
  const left = async () =>
    (await db.admin('select 1 from access_log where at = $1', [new Date(end.getTime() - 1)])).length
  await run({ retentionDays: Math.ceil(age), addressDays: 30 })
  expect(await left()).toBe(1)
  await run({ retentionDays: Math.floor(age), addressDays: 30 })
  expect(await left()).toBe(0)
})

test('a caller’s clock may be behind, and deletes nothing early when it is ahead', async () => {
  await recordAt(db, daysAgo(20), [{ user_id: user }])
  const before = await addresses()
  expect(await run({ now: daysAgo(-3650).getTime(), retentionDays: 30, addressDays: 25 })).toMatchObject({
    months: 0,
  })
  expect(await addresses()).toEqual(before)
  expect(await run({ now: daysAgo(15).getTime(), addressDays: 10 })).toMatchObject({ addresses: 0 })
})

test.each([{ retentionDays: 29 }, { retentionDays: 731 }, { addressDays: 0 }, { retentionDays: Number.NaN }])(
  'settings out of bounds are refused: %o',
  async (settings) => {
    await expect(run(settings)).rejects.toThrow()
  },
)

test('more addresses than one statement takes', async () => {
  await recordAt(
    db,
    daysAgo(95),
    Array.from({ length: 4_500 }, () => ({ user_id: other })),
  )
  expect(await run()).toMatchObject({ addresses: 4_500 })
}, 60_000)

test('keys of all users that ended over 90 days ago, and counters as old as the log', async () => {
  const key = (owner: string, name: string, expired: Date, revoked: Date | null) =>
    db.admin(
      `insert into user_api_keys (user_id, name, prefix, digest, hash, expires_at, revoked_at)
       values ($1, $2, 'abcdef', sha256(convert_to($2, 'UTF8')), 'x', $3, $4)`,
      [owner, name, expired, revoked],
    )
  await key(user, 'expired long ago', daysAgo(91), null)
  await key(user, 'expired lately', daysAgo(89), null)
  await key(other, 'revoked long ago', daysAgo(-100), daysAgo(91))
  await key(other, 'in use', daysAgo(-100), null)
  await db.admin(
    `insert into stranger_attempts values ($1, '203.0.113.0/24', 'unknown_key', 1), ($2, '203.0.113.0/24', 'unknown_key', 1)`,
    [daysAgo(181), daysAgo(179)],
  )
  expect(await run()).toMatchObject({ keys: 2, connections: 0, counters: 1 })
  const left = await db.admin('select name from user_api_keys order by name')
  expect(left.map((row) => row['name'])).toEqual(['expired lately', 'in use'])
})

describe('security events', () => {
  const add = (at: Date, network: string | null, rule: string) =>
    db.admin(
      "insert into security_events (at, user_id, kind, rule, network, count) values ($1, $2, 'warning', $3, $4, 1)",
      [at, user, rule, network],
    )
  const kept = async () =>
    (await db.admin('select rule, network, severity from security_events order by rule')).map((row) => [
      row['rule'],
      row['network'],
      row['severity'],
    ])

  test('lose their addresses after their time, and go with the log of theirs', async () => {
    await add(daysAgo(181), '203.0.113.7/32', 'gone')
    await add(daysAgo(91), '203.0.113.7/32', 'old_four')
    await add(daysAgo(91), '2001:db8:1:2::/64', 'old_six')
    await add(daysAgo(91), null, 'old_without')
    await add(daysAgo(89), '203.0.113.7/32', 'young')
    const left = [
      ['old_four', '203.0.113.0/24', 'warning'],
      ['old_six', '2001:db8:1::/48', 'warning'],
      ['old_without', null, 'warning'],
      ['young', '203.0.113.7/32', 'warning'],
    ]
    // The one that goes loses its address first: whatever breaks off, nothing is kept whole for longer.
    expect(await run()).toMatchObject({ networks: 3, events: 1 })
    expect(await kept()).toEqual(left)
    expect(await run({ now: daysAgo(-3650).getTime() })).toMatchObject({ networks: 0, events: 0 })
    expect(await kept()).toEqual(left)
  })

  test('can be changed by nobody in any other way', async () => {
    const attempts = [
      ['shopcall_service', "update security_events set rule = 'x'"],
      ['shopcall_service', 'delete from security_events'],
      ['shopcall_service', 'truncate security_events'],
      ['shopcall_retention', "update security_events set network = '198.51.100.0/24'"],
      ['shopcall_retention', "update security_events set rule = 'x'"],
      ['shopcall_retention', 'truncate security_events'],
      ['none', "update security_events set rule = 'x'"],
      ['none', 'delete from security_events'],
      ['none', 'truncate security_events'],
    ] as const
    const before = await kept()
    for (const [role, statement] of attempts) {
      const tried = db.admin(`do $$ begin set local role ${role}; ${statement}; end $$`)
      await expect(tried, `${role}: ${statement}`).rejects.toMatchObject({ code: '42501' })
    }
    expect(await kept()).toEqual(before)
    for (const days of [29, 731])
      await expect(run({ retentionDays: days })).rejects.toMatchObject({ code: '22023' })
  })
})
