// The memory of a store: one load for many, failures forgotten, no more stores than it may hold.
import fc from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createReferenceCaches, type ReferenceCaches } from './reference-cache.ts'

let time: number
let caches: ReferenceCaches
const now = () => time

beforeEach(() => {
  time = 1_000
  caches = createReferenceCaches({ now })
})

/** A load that ends when the test says so. */
function held<T>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  return { load: vi.fn(() => promise), resolve, reject }
}

describe('get', () => {
  it('loads once for all who wait', async () => {
    const { load, resolve } = held<string>()
    const cache = caches.forStore('a')
    const waiting = Array.from({ length: 50 }, () => cache.get('token', 1_000, load))
    waiting.push(caches.forStore('a').get('token', 1_000, load))
    resolve('t1')
    expect(await Promise.all(waiting)).toEqual(Array(51).fill('t1'))
    expect(load).toHaveBeenCalledTimes(1)
  })

  it('keeps stores and keys apart', async () => {
    await caches.forStore('a').get('token', 1_000, async () => 'a')
    expect(await caches.forStore('b').get('token', 1_000, async () => 'b')).toBe('b')
    expect(await caches.forStore('a').get('other', 1_000, async () => 'c')).toBe('c')
    expect(await caches.forStore('a').get('token', 1_000, async () => 'd')).toBe('a')
  })

  it('lives as long as was said, counted from the end of its load', async () => {
    const { load, resolve } = held<string>()
    const cache = caches.forStore('a')
    const first = cache.get('k', 1_000, load)
    time += 5_000
    resolve('old')
    await first
    time += 999
    expect(await cache.get('k', 1_000, async () => 'new')).toBe('old')
    time += 1
    expect(await cache.get('k', 1_000, async () => 'new')).toBe('new')
  })

  it('asks the value how long it lives', async () => {
    const cache = caches.forStore('a')
    const load = vi.fn(async () => ({ expiresIn: 60 }))
    const ttlOf = (value: { expiresIn: number }) => value.expiresIn * 1_000
    await cache.get('token', ttlOf, load)
    time += 59_999
    await cache.get('token', ttlOf, load)
    expect(load).toHaveBeenCalledTimes(1)
    time += 1
    await cache.get('token', ttlOf, load)
    expect(load).toHaveBeenCalledTimes(2)
  })

  it.each([
    ['later', () => Promise.reject(new Error('no'))],
    [
      'at once',
      () => {
        throw new Error('no')
      },
    ],
  ])('fails for all who wait when the load fails %s, and loads anew for the next', async (_, load) => {
    const cache = caches.forStore('a')
    const failing = vi.fn(load)
    const waiting = [cache.get('k', 1_000, failing), cache.get('k', 1_000, failing)]
    for (const outcome of await Promise.allSettled(waiting)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'no' } })
    }
    expect(await cache.get('k', 1_000, async () => 'yes')).toBe('yes')
    expect(await cache.get('k', 1_000, failing)).toBe('yes')
  })

  it('does not let a load that fails late take a newer value with it', async () => {
    const cache = caches.forStore('a')
    const slow = held<string>()
    const failing = cache.get('k', 1_000, slow.load)
    cache.drop('k')
    await cache.get('k', 1_000, async () => 'newer')
    slow.reject(new Error('no'))
    await expect(failing).rejects.toThrow('no')
    expect(await cache.get('k', 1_000, async () => 'newest')).toBe('newer')
  })
})

describe('drop', () => {
  it('forgets the value', async () => {
    const cache = caches.forStore('a')
    await cache.get('k', 1_000, async () => 1)
    cache.drop('k')
    expect(await cache.get('k', 1_000, async () => 2)).toBe(2)
  })

  it('forgets a value only while it is still the one that was meant', async () => {
    const cache = caches.forStore('a')
    const [old, renewed] = [{ token: 'old' }, { token: 'renewed' }]
    await cache.get('k', 1_000, async () => old)
    cache.drop('k', old)
    await cache.get('k', 1_000, async () => renewed)
    // Fifty requests were refused with the old token: the forty-nine that come late leave the new one.
    for (let late = 0; late < 49; late++) cache.drop('k', old)
    expect(await cache.get('k', 1_000, async () => old)).toBe(renewed)
  })

  it('leaves a load alone that is still under way, unless nothing was meant in particular', async () => {
    const cache = caches.forStore('a')
    const first = held<string>()
    const waiting = cache.get('k', 1_000, first.load)
    cache.drop('k', 'something')
    const second = held<string>()
    expect(cache.get('k', 1_000, second.load)).toBe(waiting)
    cache.drop('k')
    void cache.get('k', 1_000, second.load)
    expect(second.load).toHaveBeenCalledTimes(1)
    first.resolve('first')
    second.resolve('second')
    expect(await waiting).toBe('first')
    expect(await cache.get('k', 1_000, async () => 'third')).toBe('second')
  })

  it('is nothing to an empty cache', () => {
    expect(() => caches.forStore('a').drop('k', 'v')).not.toThrow()
  })
})

describe('the number of stores', () => {
  it('is bounded: the one used longest ago goes', async () => {
    caches = createReferenceCaches({ now, maxStores: 2 })
    const cached = (store: string, fresh: string) => caches.forStore(store).get('k', 1e9, async () => fresh)
    await cached('a', 'a1')
    await cached('b', 'b1')
    await cached('a', 'a2')
    await cached('c', 'c1')
    expect(await cached('a', 'a3')).toBe('a1')
    expect(await cached('b', 'b2')).toBe('b2')
  })

  it('keeps the last `maxStores` used, in any order of use', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 40 }), async (uses) => {
        const bounded = createReferenceCaches({ now, maxStores: 3 })
        const recent: number[] = []
        for (const store of uses) {
          const load = vi.fn(async () => store)
          await bounded.forStore(String(store)).get('k', 1e9, load)
          expect(load).toHaveBeenCalledTimes(recent.includes(store) ? 0 : 1)
          recent.splice(
            0,
            recent.length,
            ...[store, ...recent.filter((other) => other !== store)].slice(0, 3),
          )
        }
      }),
    )
  })

  it('forgets a store as a whole, also what is still being loaded', async () => {
    const cache = caches.forStore('a')
    const slow = held<string>()
    const waiting = cache.get('k', 1e9, slow.load)
    caches.forget('a')
    slow.resolve('old')
    expect(await waiting).toBe('old')
    expect(await caches.forStore('a').get('k', 1e9, async () => 'new')).toBe('new')
  })
})
