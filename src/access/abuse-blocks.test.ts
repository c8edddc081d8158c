// An address that sends bad credentials is blocked: for how long, who else is meant, and who is not.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { ADDRESS, eventsOf, guess, watchBy } from '../../test/support/abuse.ts'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { createLog } from '../log.ts'
import { abuseRules } from './abuse-rules.ts'
import { createLimitStore } from './rate-limit-store.ts'
import type { Attempt } from './sightings.ts'
import { connectValkey } from './valkey.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

describe('a block', () => {
  const flood = (address?: string) => Array.from({ length: 100 }, () => guess(address))

  test('doubles each time, up to a day, and is forgotten a day after the last', async () => {
    const { see, blockOf } = watchBy(db, abuseRules(100))
    const minutes: number[] = []
    for (let times = 0; times < 13; times++) {
      await see(...flood())
      const seconds = (await blockOf(ADDRESS)) ?? 0
      minutes.push(seconds / 60)
      pass(seconds - 1)
      expect(await blockOf(ADDRESS)).toBe(1)
      pass(60)
      expect(await blockOf(ADDRESS)).toBeNull()
    }
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440])
    pass(86_400)
    await see(...flood())
    expect(await blockOf(ADDRESS)).toBe(60)
  })

  test('means an IPv4 address or an IPv6 /64, and the kind of call that was abused', async () => {
    const { see, blockOf, abuse } = watchBy(db, abuseRules(100))
    await see(
      ...flood('198.51.100.1'),
      ...flood('2001:db8:1:2::1').map((one, index) => fromSame64(one, index)),
    )
    expect(await blockOf('198.51.100.1')).toBe(60)
    expect(await blockOf('198.51.100.2')).toBeNull()
    expect(await blockOf('198.51.100.1', 'user')).toBeNull()
    expect(await blockOf('2001:db8:1:2:ffff::9')).toBe(60)
    expect(await blockOf('2001:db8:1:3::1')).toBeNull()
    expect(abuse.counts()).toMatchObject({ blocked: 2, byRule: { bad_credentials: 2 } })
  })

  const fromSame64 = (attempt: Attempt, index: number): Attempt => ({
    ...attempt,
    request: { ...attempt.request, address: `2001:db8:1:2::${index.toString(16)}` },
  })

  test('does not follow from no credential, an ended key, or an address nobody knows', async () => {
    const { see, abuse } = watchBy(db, abuseRules(100))
    const without = { ...guess(), request: { authorization: null, address: ADDRESS } }
    const ended = { ...guess(), known: { caller: null, keyId: crypto.randomUUID(), store: null } }
    const nowhere = { ...guess(), request: { authorization: 'Bearer x', address: null } }
    await see(...Array.from({ length: 300 }, () => [without, ended, nowhere]).flat())
    expect(abuse.counts().byRule['bad_credentials']).toBe(0)
  })

  test('of very many addresses only twenty a minute become events', async () => {
    const [rule] = abuseRules(100)
    if (!rule) throw new Error('no rules')
    const before = (await eventsOf(db, rule)).length
    const { see, abuse } = watchBy(db, [rule])
    for (let index = 0; index < 50; index++) await see(...flood(`10.0.0.${index}`))
    expect(abuse.counts().byRule['bad_credentials']).toBe(50)
    expect(await eventsOf(db, rule)).toHaveLength(before + 20)
  })

  const url = process.env['REDIS_URL']
  if (url) {
    test('holds on every instance that shares the Valkey', async () => {
      const prefix = crypto.randomUUID()
      const connect = () =>
        connectValkey(
          url,
          createLog(() => undefined),
          prefix,
        )
      const shared = [await connect(), await connect()]
      const [one, two] = shared.map((counters) => watchBy(db, abuseRules(100), createLimitStore(counters)))
      // Half of the guesses at each: neither alone saw enough.
      await Promise.all([one?.see(...flood().slice(50)), two?.see(...flood().slice(50))])
      expect([await one?.blockOf(ADDRESS), await two?.blockOf(ADDRESS)]).toEqual([60, 60])
      for (const counters of shared) counters.close()
    })
  }
})
