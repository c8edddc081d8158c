// A store's line: when its shop is left alone, for how long, and how many calls may be under way.
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Fault, type RunningShop, serveShop } from '../../sandbox/shop.ts'
import { testEgress } from '../../test/support/shop-context.ts'
import { AppError } from '../errors.ts'
import type { Egress } from './egress.ts'
import { createStoreLine, type StoreLine } from './store-line.ts'

const down = new AppError('shop_unavailable', 'down')
const late = new AppError('shop_timeout', 'late')

async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => error)
}

beforeEach(() => {
  // The breaker's clock is Date.now, and only that is stopped: timers and sockets run on.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-20T12:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the breaker', () => {
  let line: StoreLine
  let calls: number
  beforeEach(() => {
    line = createStoreLine(undefined, () => Date.now())
    calls = 0
  })

  async function run(error: Error | null): Promise<unknown> {
    return outcomeOf(
      line.run(async () => {
        calls++
        if (error) throw error
        return 'fine'
      }),
    )
  }
  async function open(): Promise<void> {
    for (let failure = 0; failure < 5; failure++) await run(failure % 2 === 0 ? down : late)
  }
  const passSeconds = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000)

  it('opens after five failures in a row and answers without a call, with what is left in Retry-After', async () => {
    await open()
    expect(calls).toBe(5)
    const told = { code: 'shop_unavailable', reason: 'circuit_open', status: 503 }
    expect(await run(null)).toMatchObject({ ...told, retryAfterSeconds: 30 })
    passSeconds(12)
    expect(await run(null)).toMatchObject({ ...told, retryAfterSeconds: 18 })
    passSeconds(17.9)
    expect(await run(null)).toMatchObject({ ...told, retryAfterSeconds: 1 })
    expect(calls).toBe(5)
  })

  it('starts to count anew after a success', async () => {
    for (let round = 0; round < 3; round++) {
      for (let failure = 0; failure < 4; failure++) await run(down)
      expect(await run(null)).toBe('fine')
    }
  })

  it('lets one call through after its time, and closes when that succeeds', async () => {
    await open()
    passSeconds(30)
    expect(await run(null)).toBe('fine')
    for (let failure = 0; failure < 4; failure++) expect(await run(down)).toBe(down)
    expect(await run(null)).toBe('fine')
  })

  it('stays open twice as long each time that call fails, up to five minutes, and begins anew afterwards', async () => {
    await open()
    for (const seconds of [30, 60, 120, 240, 300, 300]) {
      expect(await run(null)).toMatchObject({ retryAfterSeconds: seconds })
      passSeconds(seconds - 1)
      expect(await run(null)).toMatchObject({ reason: 'circuit_open', retryAfterSeconds: 1 })
      passSeconds(1)
      expect(await run(down)).toBe(down)
    }
    passSeconds(300)
    expect(await run(null)).toBe('fine')
    await open()
    expect(await run(null)).toMatchObject({ retryAfterSeconds: 30 })
  })

  it.each([
    new AppError('shop_invalid_response', 'html'),
    new AppError('shop_rate_limited', 'slower'),
    new AppError('shop_unavailable', 'refused', { reason: 'address_refused' }),
    new AppError('shop_timeout', 'late', { reason: 'short_deadline' }),
    new AppError('internal', 'ours'),
    new Error('ours'),
  ])('does not count what is no sign of a dead shop: $message', async (error) => {
    for (let failure = 0; failure < 20; failure++) expect(await run(error)).toBe(error)
    expect(calls).toBe(20)
  })
})

describe('the bulkhead', () => {
  it('lets four calls run and sixty wait, in their order; the next is refused at once', async () => {
    const line = createStoreLine(undefined, () => Date.now())
    const started: number[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const runs = Array.from({ length: 64 }, (_, index) =>
      line.run(async () => {
        started.push(index)
        await promise
        return index
      }),
    )
    expect(started).toEqual([0, 1, 2, 3])
    const refused = await outcomeOf(line.run(async () => expect.unreachable()))
    expect(refused).toMatchObject({ code: 'overloaded', status: 503, retryAfterSeconds: 1 })
    resolve()
    const inOrder = Array.from({ length: 64 }, (_, index) => index)
    expect(await Promise.all(runs)).toEqual(inOrder)
    expect(started).toEqual(inOrder)
    expect(await line.run(async () => 'room again')).toBe('room again')
  })
})

describe('on the way out', () => {
  let shop: RunningShop
  let egress: Egress
  let release: () => void
  let gate: Promise<void>
  /** How far the egress' clock is ahead. */
  let skewMs: number

  beforeEach(async () => {
    gate = Promise.resolve()
    skewMs = 0
    shop = await serveShop({
      fetch: async () => {
        await gate
        return new Response('[]')
      },
    })
    egress = testEgress({ now: () => Date.now() + skewMs, sleep: async () => {} })
  })
  afterEach(async () => {
    release?.()
    await egress.close()
    await shop.close()
  })

  function hold(): void {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    release = resolve
  }
  function send(storeId: string, deadlineMs = 5_000, onCall: () => void = () => {}) {
    const budget = { deadlineAt: Date.now() + skewMs + deadlineMs, onCall }
    return egress.open(storeId, undefined, budget).send({ method: 'GET', url: shop.origin })
  }
  const reached = (calls: number) => vi.waitFor(() => expect(shop.calls.list()).toHaveLength(calls))

  it.each([
    [{ kind: 'status', status: 500 }, 'http_500'],
    [{ kind: 'reset' }, 'ECONNRESET'],
    [{ kind: 'truncated' }, 'UND_ERR_SOCKET'],
  ] as [Fault, string][])(
    'a shop with only %j gets five calls, others do not notice',
    async (fault, reason) => {
      shop.faults.set(fault)
      expect(await outcomeOf(send('dead'))).toMatchObject({ reason })
      expect(shop.calls.list()).toHaveLength(3)
      expect(await outcomeOf(send('dead'))).toMatchObject({ reason: 'circuit_open', retryAfterSeconds: 30 })
      expect(shop.calls.list()).toHaveLength(5)
      const onCall = vi.fn()
      for (let request = 0; request < 20; request++) {
        expect(await outcomeOf(send('dead', 5_000, onCall))).toMatchObject({ reason: 'circuit_open' })
      }
      expect(onCall).not.toHaveBeenCalled()
      expect(shop.calls.list()).toHaveLength(5)
      shop.faults.clear()
      expect((await send('alive')).status).toBe(200)
      vi.setSystemTime(Date.now() + 30_000)
      expect((await send('dead')).status).toBe(200)
    },
  )

  it('sixty-five calls at once are one too many for a store, and none too many for two', async () => {
    hold()
    const onCall = vi.fn()
    const waiting = Array.from({ length: 64 }, () => send('busy', 5_000, onCall))
    expect(await outcomeOf(send('busy', 5_000, onCall))).toMatchObject({ code: 'overloaded' })
    await reached(4)
    const elsewhere = send('other')
    await reached(5)
    release()
    expect((await elsewhere).status).toBe(200)
    await Promise.all(waiting)
    expect(onCall).toHaveBeenCalledTimes(64)
    expect(shop.calls.list()).toHaveLength(65)
  })

  it('a call that waits for room ends at its deadline and is never made', async () => {
    hold()
    const four = Array.from({ length: 4 }, () => send('busy'))
    await reached(4)
    const startedAt = performance.now()
    const onCall = vi.fn()
    expect(await outcomeOf(send('busy', 150, onCall))).toMatchObject({ code: 'shop_timeout' })
    expect(performance.now() - startedAt).toBeLessThan(650)
    // The fake clock stands still: without this the late call would still be in time.
    skewMs = 1_000
    release()
    await Promise.all(four)
    await pause(50)
    expect(onCall).not.toHaveBeenCalled()
    expect(shop.calls.list()).toHaveLength(4)
  })

  it('a call that waits for another to find out whether the shop is back ends at its deadline too', async () => {
    shop.faults.set({ kind: 'status', status: 500 }, { times: 5 })
    await outcomeOf(send('back'))
    await outcomeOf(send('back'))
    vi.setSystemTime(Date.now() + 30_000)
    hold()
    const probe = send('back')
    await reached(6)
    const startedAt = performance.now()
    expect(await outcomeOf(send('back', 150))).toMatchObject({ code: 'shop_timeout' })
    expect(performance.now() - startedAt).toBeLessThan(650)
    release()
    expect((await probe).status).toBe(200)
  })

  it('callers in a hurry do not make a slow shop a dead one', async () => {
    hold()
    for (let request = 0; request < 8; request++) {
      expect(await outcomeOf(send('slow', 30))).toMatchObject({ code: 'shop_timeout' })
    }
    release()
    expect((await send('slow')).status).toBe(200)
  })

  it('a shop that answers nobody who has waited long enough is a dead one', async () => {
    hold()
    for (let request = 0; request < 5; request++) {
      const failing = outcomeOf(send('silent', 100))
      await reached(request + 1)
      skewMs += 2_500
      expect(await failing).toMatchObject({ code: 'shop_timeout' })
    }
    expect(await outcomeOf(send('silent'))).toMatchObject({ reason: 'circuit_open' })
    expect(shop.calls.list()).toHaveLength(5)
  })
})
