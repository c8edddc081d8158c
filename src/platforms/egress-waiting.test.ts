// When the way out waits, for how long, what it pays for it, and how it keeps a platform's pace.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type RunningShop, serveShop } from '../../sandbox/shop.ts'
import { expectNoCanary } from '../../test/support/canary.ts'
import { testEgress } from '../../test/support/shop-context.ts'
import { AppError } from '../errors.ts'
import type { Egress } from './egress.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
let shop: RunningShop
let egress: Egress
let waits: number[]
/** Set by a test that wants the shop to keep its calls until it says so. */
let gate: Promise<void>

beforeAll(async () => {
  shop = await serveShop({
    fetch: async () => {
      await gate
      return new Response('[]')
    },
  })
})
afterAll(() => shop.close())
beforeEach(() => {
  gate = Promise.resolve()
  waits = []
  shop.calls.clear()
  shop.faults.clear()
  egress = testEgress({ now: () => NOW, random: () => 0.5, sleep: async (ms) => void waits.push(ms) })
})
afterEach(() => egress.close())

function send(storeId: string, deadlineMs = 10_000) {
  const http = egress.open(storeId, undefined, { deadlineAt: NOW + deadlineMs })
  return http.send({ method: 'GET', url: shop.origin })
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await work.catch((error: unknown) => error)
  if (!(thrown instanceof AppError)) throw new Error(`no AppError: ${String(thrown)}`)
  expectNoCanary(thrown)
  return thrown
}

function limit(retryAfter: string | null, times?: number, status = 429): void {
  const headers = retryAfter === null ? {} : { 'retry-after': retryAfter }
  shop.faults.set({ kind: 'status', status, headers }, times === undefined ? {} : { times })
}

describe('a 429 that passes', () => {
  it.each([
    ['0', [0]],
    ['1', [1_000]],
    ['5', [5_000]],
    ['Fri, 20 Nov 2026 12:00:02 GMT', [2_000]],
    ['Fri, 20 Nov 2026 11:00:00 GMT', [0]],
    [null, [100]],
  ])('with Retry-After %j is waited for: %j ms', async (retryAfter, expected) => {
    limit(retryAfter, 1)
    expect((await send('a')).status).toBe(200)
    expect(waits).toEqual(expected)
    expect(shop.calls.list()).toHaveLength(2)
  })
})

it('a 429 of a shop with a limit on each second is waited for until that second is over', async () => {
  limit(null, 2)
  const http = egress.open('per-second', 3, { deadlineAt: NOW + 10_000 })
  expect((await http.send({ method: 'GET', url: shop.origin })).status).toBe(200)
  expect(waits).toEqual([1_050 + 100, 1_050 + 200])
})

describe('a 429 that asks for too long', () => {
  it.each([
    ['6', 6],
    ['120', 120],
    ['3600', 3_600],
    ['90000', 3_600],
    ['Fri, 20 Nov 2026 12:02:00 GMT', 120],
    ['soon', 30],
    ['-5', 30],
    ['', 30],
  ])('by Retry-After %j is handed on as %i s, at once', async (retryAfter, seconds) => {
    limit(retryAfter)
    const failure = await failureOf(send('a'))
    expect(failure).toMatchObject({ code: 'shop_rate_limited', status: 503, retryAfterSeconds: seconds })
    expect(waits).toEqual([])
    expect(shop.calls.list()).toHaveLength(1)
  })

  it('for what is left is handed on too', async () => {
    limit('4')
    expect(await failureOf(send('a', 4_400))).toMatchObject({
      code: 'shop_rate_limited',
      retryAfterSeconds: 4,
    })
    expect(waits).toEqual([])
  })

  it('does the same by a 503, which stays a shop that is not available', async () => {
    limit('120', undefined, 503)
    expect(await failureOf(send('a'))).toMatchObject({ code: 'shop_unavailable', retryAfterSeconds: 120 })
    expect(shop.calls.list()).toHaveLength(1)
  })
})

it('gives up on a 429 that stays after three calls, and does not take the shop for dead', async () => {
  limit(null)
  for (let request = 0; request < 5; request++) {
    const failure = await failureOf(send('a'))
    expect(failure.code).toBe('shop_rate_limited')
  }
  expect(waits).toEqual(Array(5).fill([100, 200]).flat())
  expect(shop.calls.list()).toHaveLength(15)
})

describe('the retry budget', () => {
  it('runs dry for a shop that keeps refusing, and for that shop alone', async () => {
    limit(null)
    for (let request = 0; request < 60; request++) await failureOf(send('greedy'))
    // 100 retries, and a first call for each request.
    expect(shop.calls.list()).toHaveLength(160)
    shop.faults.clear()
    shop.calls.clear()
    limit(null, 1)
    expect((await send('other')).status).toBe(200)
    limit(null, 1)
    expect((await failureOf(send('greedy'))).code).toBe('shop_rate_limited')
    expect(shop.calls.list()).toHaveLength(3)
  })

  it('is earned back by calls that succeed at once', async () => {
    limit(null)
    for (let request = 0; request < 50; request++) await failureOf(send('a'))
    shop.faults.clear()
    for (let request = 0; request < 5; request++) await send('a')
    limit(null, 1)
    expect((await send('a')).status).toBe(200)
  })
})

describe('a platform’s pace', () => {
  let time: number
  let sleepers: { at: number; wake: () => void }[]

  beforeEach(async () => {
    time = NOW
    sleepers = []
    await egress.close()
    egress = testEgress({
      now: () => time,
      sleep: (ms) => new Promise((wake) => sleepers.push({ at: time + ms, wake })),
    })
  })

  function advanceTo(ms: number): void {
    time = NOW + ms
    for (const sleeper of sleepers.filter(({ at }) => at <= time)) sleeper.wake()
    sleepers = sleepers.filter(({ at }) => at > time)
  }

  const reached = (calls: number) => vi.waitFor(() => expect(shop.calls.list()).toHaveLength(calls), 5_000)

  it('is kept when calls had to queue behind slow ones before', async () => {
    const { promise, resolve: release } = Promise.withResolvers<void>()
    gate = promise
    const http = egress.open('paced', 3, { deadlineAt: NOW + 60_000 })
    const all = Array.from({ length: 8 }, () => http.send({ method: 'GET', url: shop.origin }))
    await reached(3)
    advanceTo(1_050)
    await reached(4)
    advanceTo(3_000)
    release()
    await reached(7)
    await pause(100)
    expect(shop.calls.list()).toHaveLength(7)
    advanceTo(4_050)
    expect((await Promise.all(all)).map((answer) => answer.status)).toEqual(Array(8).fill(200))
  })

  it('counts a redirect that is followed, and not what the platform does not count', async () => {
    shop.faults.set({ kind: 'redirect', location: '/landed' }, { path: /here/ })
    const http = egress.open('paced', 2, { deadlineAt: NOW + 60_000 })
    await http.send({ method: 'GET', url: `${shop.origin}/here`, followOwnRedirect: true })
    for (let token = 0; token < 5; token++) {
      await http.send({ method: 'POST', url: `${shop.origin}/token`, paced: false })
    }
    const third = http.send({ method: 'GET', url: `${shop.origin}/third` })
    await vi.waitFor(() => expect(sleepers.map(({ at }) => at)).toEqual([NOW + 1_050]))
    expect(shop.calls.list()).toHaveLength(7)
    advanceTo(1_050)
    expect((await third).status).toBe(200)
  })

  it('has no room: the caller hears it at once, and nothing is tried again', async () => {
    const http = egress.open('paced', 1, { deadlineAt: NOW + 2_000 })
    await http.send({ method: 'GET', url: shop.origin })
    const second = http.send({ method: 'GET', url: shop.origin })
    const failure = await failureOf(http.send({ method: 'GET', url: shop.origin }))
    expect(failure).toMatchObject({ code: 'shop_rate_limited', reason: 'paced', retryAfterSeconds: 1 })
    expect(sleepers.map(({ at }) => at)).toEqual([NOW + 1_050])
    expect(shop.calls.list()).toHaveLength(1)
    advanceTo(1_050)
    expect((await second).status).toBe(200)
  })
})
