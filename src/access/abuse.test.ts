// Each rule against abuse acts at its threshold and not before, on whom it should and on nobody else.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  ADDRESS,
  attemptOf,
  eventsOf,
  guess,
  makeKey,
  revokedReason,
  watchBy,
} from '../../test/support/abuse.ts'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import type { ApiKeyCaller } from '../caller.ts'
import { AppError } from '../errors.ts'
import { abuseRules, type Watch } from './abuse-rules.ts'
import type { Attempt } from './sightings.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

/** An attempt that shows what a rule watches, once. */
const SHOWING: Record<Watch, (caller: ApiKeyCaller, index: number) => Attempt> = {
  bad_credential: () => guess(),
  outside_allow_list: (caller) =>
    attemptOf(caller, { error: new AppError('insufficient_scope', 'x', { reason: 'outside_allow_list' }) }),
  not_found: (caller) => attemptOf(caller, { error: new AppError('not_found', 'x') }),
  over_limit: (caller) => attemptOf(caller, { error: new AppError('rate_limited', 'x') }),
  network: (caller, index) =>
    attemptOf(caller, { request: { authorization: 'Bearer x', address: `10.${index}.0.1` } }),
  walked_record: (caller) => attemptOf(caller, { walkedRecords: 1 }),
}

describe.each(abuseRules(100).map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  const show = SHOWING[rule.watches]
  const byKey = rule.watches !== 'bad_credential'
  // A walk of a hundred thousand is shown by a few long pages.
  const step = rule.watches === 'walked_record' ? 1_000 : 1
  const attempts = (caller: ApiKeyCaller, count: number) =>
    Array.from({ length: Math.ceil(count / step) }, (_, index) => ({
      ...show(caller, index),
      walkedRecords: rule.watches === 'walked_record' ? Math.min(step, count - index * step) : 0,
    }))

  test('acts at its threshold, not before', async () => {
    const caller = await makeKey(db)
    const { see, abuse, blockOf, notices } = watchBy(db, [rule])
    await see(...attempts(caller, rule.threshold - 1))
    expect([await eventsOf(db, rule), notices, abuse.counts().byRule[rule.name]]).toEqual([[], [], 0])
    expect([await revokedReason(db, caller), await blockOf(ADDRESS)]).toEqual([null, null])

    await see({ ...show(caller, rule.threshold), walkedRecords: rule.watches === 'walked_record' ? 1 : 0 })
    const kind = { warn: 'warning', block_address: 'address_blocked', revoke_key: 'key_revoked' }[rule.action]
    const events = await eventsOf(db, rule)
    const eventId = String(events[0]?.['id'])
    expect(events).toMatchObject([
      {
        kind,
        severity: rule.action === 'revoke_key' ? 'critical' : 'warning',
        user_id: byKey ? caller.userId : null,
        key_id: byKey ? caller.keyId : null,
        count: rule.threshold,
        lasts_seconds: byKey ? null : 60,
      },
    ])
    expect(notices).toEqual(
      byKey ? [{ kind, rule: rule.name, userId: caller.userId, keyId: caller.keyId, eventId }] : [],
    )
    expect(await revokedReason(db, caller)).toBe(rule.action === 'revoke_key' ? `abuse:${rule.name}` : null)
    expect(await blockOf(ADDRESS)).toBe(rule.action === 'block_address' ? 60 : null)
    expect(abuse.counts().byRule[rule.name]).toBe(1)
  })

  if (rule.threshold > 1) {
    test('begins anew with each window', async () => {
      const caller = await makeKey(db)
      const { see, abuse } = watchBy(db, [rule])
      await see(...attempts(caller, rule.threshold - 1))
      pass(rule.windowSeconds)
      await see(...attempts(caller, rule.threshold - 1))
      expect(abuse.counts().byRule[rule.name]).toBe(0)
    })
  }

  if (byKey) {
    test('counts nothing of a stranger, and nothing of a key that ended', async () => {
      const caller = await makeKey(db)
      const { see, abuse } = watchBy(db, [rule])
      const shown = attempts(caller, rule.threshold)
      await see(
        ...shown.map((one) => ({ ...one, known: { ...one.known, caller: null, keyId: null } })),
        ...shown.map((one) => ({ ...one, known: { ...one.known, caller: null } })),
      )
      expect(abuse.counts().byRule[rule.name]).toBe(0)
      expect(await revokedReason(db, caller)).toBeNull()
    })

    if (rule.threshold > 1) {
      test('counts each key for itself', async () => {
        const { see, abuse } = watchBy(db, [rule])
        for (const caller of [await makeKey(db), await makeKey(db)]) {
          await see(...attempts(caller, rule.threshold - 1))
        }
        expect(abuse.counts().byRule[rule.name]).toBe(0)
      })
    }
  }
})

test('thresholds of what grows with requests grow with what a key is allowed', () => {
  const named = (perMinute: number, name: string) => abuseRules(perMinute).find((rule) => rule.name === name)
  expect(named(1000, 'id_enumeration')?.threshold).toBe(500)
  expect(named(1, 'id_enumeration')?.threshold).toBe(50)
  expect(named(1000, 'many_networks')?.threshold).toBe(5)
  expect(named(1000, 'bad_credentials')?.threshold).toBe(100)
})

test('of a hundred requests at once over the threshold one ends the key', async () => {
  const caller = await makeKey(db)
  const [rule] = abuseRules(100).filter(({ name }) => name === 'many_networks_mass')
  if (!rule) throw new Error('no such rule')
  const before = (await eventsOf(db, rule)).length
  const { see, notices } = watchBy(db, [rule])
  await see(...Array.from({ length: 100 }, (_, index) => SHOWING.network(caller, index)))
  expect(notices).toHaveLength(1)
  expect(await eventsOf(db, rule)).toHaveLength(before + 1)
})

test('an owner is told of the same thing again after six hours', async () => {
  const caller = await makeKey(db)
  const { see, notices } = watchBy(
    db,
    abuseRules(100).filter(({ name }) => name === 'id_enumeration'),
  )
  const enumerate = () => see(...Array.from({ length: 50 }, (_, index) => SHOWING.not_found(caller, index)))
  await enumerate()
  pass(3_600)
  await enumerate()
  expect(notices).toHaveLength(1)
  pass(5 * 3_600)
  await enumerate()
  expect(notices).toHaveLength(2)
})
