// Counts are exact, shared where Valkey is, and never wait for a Valkey that is lost.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Relay, startRelay } from '../../test/support/relay.ts'
import { createLog, type LogEvent } from '../log.ts'
import { createLimitStore, type LimitStore } from './rate-limit-store.ts'
import { connectValkey, type SharedCounters } from './valkey.ts'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function relayTo(target: { host: string; port: number } | null): Promise<Relay> {
  const relay = await startRelay(target)
  opened.push(relay)
  return relay
}

/** A store on a Valkey at this port, as one instance has it. */
async function instance(port: number, prefix: string) {
  const events: LogEvent[] = []
  const log = createLog((_level, event) => void events.push(event))
  const shared: SharedCounters = await connectValkey(`redis://127.0.0.1:${port}`, log, prefix)
  opened.push(shared)
  return { store: createLimitStore(shared), shared, events }
}

/** How many of `times` adds at once still find at most `limit`. */
async function passing(store: LimitStore, name: string, times: number, limit: number): Promise<number> {
  const counts = await Promise.all(Array.from({ length: times }, () => store.add(name, 1, 60)))
  return counts.filter(({ count }) => count <= limit).length
}

describe('in this process', () => {
  test('of 200 at once exactly 100 are within 100', async () => {
    expect(await passing(createLimitStore(null), 'k', 200, 100)).toBe(100)
  })

  test('a count ends, a name is its own, points can be given back', async () => {
    vi.useFakeTimers()
    try {
      const store = createLimitStore(null)
      await store.add('k', 5, 60)
      vi.advanceTimersByTime(20_000)
      expect(await store.add('k', -2, 60)).toEqual({ count: 3, msLeft: 40_000 })
      expect((await store.add('other', 1, 60)).count).toBe(1)
      vi.advanceTimersByTime(40_000)
      expect(await store.read('k')).toBeNull()
      expect(await store.add('k', 1, 60)).toEqual({ count: 1, msLeft: 60_000 })
    } finally {
      vi.useRealTimers()
    }
  })

  test('what is put is read, and replaces what was counted', async () => {
    const store = createLimitStore(null)
    await store.add('k', 1, 60)
    await store.put('k', 7, 3_600)
    expect(await store.read('k')).toMatchObject({ count: 7 })
    expect((await store.read('k'))?.msLeft).toBeGreaterThan(3_599_000)
  })

  test('strangers’ names are forgotten once there are too many', async () => {
    const store = createLimitStore(null, 1_000)
    await store.add('first', 1, 60)
    for (let index = 0; index < 999; index++) await store.add(`${index}`, 1, 60)
    expect((await store.add('first', 1, 60)).count).toBe(2)
    await store.add('one too many', 1, 60)
    expect((await store.add('first', 1, 60)).count).toBe(1)
  })
})

describe('when Valkey is not there', () => {
  test('nothing listens: this process counts, and says so once', async () => {
    const relay = await relayTo(null)
    await relay.close()
    const { store, shared, events } = await instance(relay.port, 'x')
    expect(await passing(store, 'k', 200, 100)).toBe(100)
    await store.put('b', 1, 60)
    expect(await store.read('b')).toMatchObject({ count: 1 })
    expect(await store.read('none')).toBeNull()
    expect(await shared.isAnswering()).toBe(false)
    expect(events).toEqual(['shared limits lost'])
  })

  test('it takes the connection and never answers: the same', async () => {
    const relay = await relayTo(null)
    const { store, shared, events } = await instance(relay.port, 'x')
    expect(await passing(store, 'k', 200, 100)).toBe(100)
    expect(await shared.isAnswering()).toBe(false)
    expect(events).toEqual(['shared limits lost'])
  })
})

// With REDIS_URL, as the suite on PostgreSQL and Valkey sets it.
const url = process.env['REDIS_URL']
if (url) {
  const { hostname: host, port } = new URL(url)
  const target = { host, port: Number(port) }

  describe('with Valkey', () => {
    test('two instances count together, exactly', async () => {
      const prefix = crypto.randomUUID()
      const one = await instance(target.port, prefix)
      const two = await instance(target.port, prefix)
      const passed = await Promise.all([
        passing(one.store, 'k', 100, 100),
        passing(two.store, 'k', 100, 100),
        passing(one.store, 'k', 100, 100),
      ])
      expect(passed.reduce((sum, count) => sum + count, 0)).toBe(100)
      expect(await two.store.read('k')).toMatchObject({ count: expect.any(Number) })
    })

    test('what one instance puts the other reads, even after Valkey is gone', async () => {
      const prefix = crypto.randomUUID()
      const relay = await relayTo(target)
      const one = await instance(target.port, prefix)
      const two = await instance(relay.port, prefix)
      await one.store.put('block', 1, 600)
      expect(await two.store.read('block')).toMatchObject({ count: 1 })
      expect((await two.store.read('block'))?.msLeft).toBeGreaterThan(590_000)
      relay.cut()
      expect(await two.store.read('block')).toMatchObject({ count: 1 })
    })

    test.each(['cut', 'freeze'] as const)('%s and mended: said once each, and counted on', async (how) => {
      const relay = await relayTo(target)
      const { store, shared, events } = await instance(relay.port, crypto.randomUUID())
      expect(await passing(store, 'k', 40, 100)).toBe(40)
      relay[how]()
      expect(await passing(store, 'k', 40, 100)).toBe(40)
      expect(await passing(store, 'k', 40, 100)).toBe(20)
      expect(events).toEqual(['shared limits lost'])
      relay.mend()
      await vi.waitFor(async () => expect(await shared.isAnswering()).toBe(true), { timeout: 10_000 })
      expect(events).toEqual(['shared limits lost', 'shared limits back'])
    })

    test('lost in the middle and back empty: one instance never lets more than the limit pass', async () => {
      const relay = await relayTo(target)
      const before = await instance(relay.port, crypto.randomUUID())
      let passed = await passing(before.store, 'k', 60, 100)
      relay.cut()
      passed += await passing(before.store, 'k', 60, 100)
      relay.mend()
      await vi.waitFor(async () => expect(await before.shared.isAnswering()).toBe(true), { timeout: 10_000 })
      await before.shared.ask((counters) => counters.set('k', 0, 60))
      passed += await passing(before.store, 'k', 200, 100)
      expect(passed).toBe(100)
    })

    test('two instances that lost it, and have it back empty: at most twice the limit in that minute', async () => {
      const prefix = crypto.randomUUID()
      const relay = await relayTo(target)
      const instances = [await instance(relay.port, prefix), await instance(relay.port, prefix)]
      const passNow = async () => {
        const each = await Promise.all(instances.map(({ store }) => passing(store, 'k', 200, 100)))
        return each.reduce((sum, count) => sum + count, 0)
      }
      relay.cut()
      const away = await passNow()
      relay.mend()
      for (const { shared } of instances) {
        await vi.waitFor(async () => expect(await shared.isAnswering()).toBe(true), { timeout: 10_000 })
      }
      expect(away).toBe(200)
      expect(away + (await passNow()) + (await passNow())).toBeLessThanOrEqual(200)
    })
  })
}
