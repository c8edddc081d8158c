// Waits are bounded and never nonsense; retries are paid for; a pace is kept over any second.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffMs, createPacer, createRetryBudget, retryAfterSeconds } from './retry.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')

describe('retryAfterSeconds', () => {
  it.each([
    [null, null],
    ['0', 0],
    ['1', 1],
    [' 120 ', 120],
    ['1.2', 2],
    ['3600', 3600],
    ['86400', 3600],
    ['9'.repeat(400), 3600],
    ['Fri, 20 Nov 2026 12:00:07 GMT', 7],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['Sat, 21 Nov 2026 12:00:00 GMT', 3600],
    ['Friday, 20-Nov-26 12:00:07 GMT', 7],
    ['Fri Nov 20 12:00:07 2026', 7],
    ['', 30],
    ['soon', 30],
    ['-5', 30],
    ['+5', 30],
    ['1e3', 30],
    ['0x10', 30],
    ['NaN', 30],
    ['Infinity', 30],
    ['120 seconds', 30],
    ['wait 5', 30],
    ['May 5', 30],
    ['Fri, 99 Foo 2026 12:00:07 GMT', 30],
    ['2026-11-20', 30],
  ])('%j is %j', (header, seconds) => {
    expect(retryAfterSeconds(header, NOW)).toBe(seconds)
  })

  it('is a whole number from 0 to an hour, whatever the header says', () => {
    const header = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    )
    fc.assert(
      fc.property(header, fc.integer({ min: 0, max: 4_102_444_800_000 }), (text, now) => {
        const seconds = retryAfterSeconds(text, now)
        expect(Number.isInteger(seconds)).toBe(true)
        expect(seconds).toBeGreaterThanOrEqual(0)
        expect(seconds).toBeLessThanOrEqual(3600)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('backoffMs', () => {
  it('doubles its upper end from 200 ms to 4 s, and may be nothing at all', () => {
    const most = () => 0.999_999
    expect([1, 2, 3, 4, 5, 6, 40].map((attempt) => backoffMs(attempt, most))).toEqual([
      200, 400, 800, 1600, 3200, 4000, 4000,
    ])
    expect(backoffMs(3, () => 0)).toBe(0)
    expect(backoffMs(3, () => 0.5)).toBe(400)
  })
})

describe('createRetryBudget', () => {
  function takeAll(budget: ReturnType<typeof createRetryBudget>, afterTimeout: boolean): number {
    let taken = 0
    while (budget.take(afterTimeout)) taken++
    return taken
  }

  it('pays for a hundred retries, or fifty after timeouts', () => {
    expect(takeAll(createRetryBudget(), false)).toBe(100)
    expect(takeAll(createRetryBudget(), true)).toBe(50)
  })

  it('earns one retry by five successes and never saves up more than it began with', () => {
    const budget = createRetryBudget()
    for (let success = 0; success < 1_000; success++) budget.giveBack()
    expect(takeAll(budget, false)).toBe(100)
    for (let success = 0; success < 4; success++) budget.giveBack()
    expect(budget.take(false)).toBe(false)
    budget.giveBack()
    expect(budget.take(true)).toBe(false)
    expect(budget.take(false)).toBe(true)
    expect(budget.take(false)).toBe(false)
  })
})

describe('createPacer', () => {
  it('lets the first ones go at once and makes the next ones wait', () => {
    let time = NOW
    const pacer = createPacer(3, () => time)
    expect([1, 2, 3, 4, 5].map(() => pacer.reserveMs(5_000))).toEqual([0, 0, 0, 1050, 1050])
    time += 5_000
    expect([1, 2, 3, 4].map(() => pacer.reserveMs(5_000))).toEqual([0, 0, 0, 1050])
  })

  it('reserves nothing for a call that would have to wait too long', () => {
    const pacer = createPacer(1, () => NOW)
    expect(pacer.reserveMs(0)).toBe(0)
    expect(pacer.reserveMs(1_049)).toBeNull()
    expect(pacer.reserveMs(1_050)).toBe(1_050)
    expect(pacer.reserveMs(5_000)).toBe(2_100)
  })

  it('begins no more calls in any second than allowed, in their order, and wastes no time', () => {
    const gaps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2_500 })), { maxLength: 60 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        gaps,
        fc.integer({ min: 0, max: 5_000 }),
        (perSecond, arrivals, maxWait) => {
          let time = NOW
          const pacer = createPacer(perSecond, () => time)
          const starts: number[] = []
          for (const gap of arrivals) {
            time += gap
            const wait = pacer.reserveMs(maxWait)
            if (wait === null) continue
            expect(wait).toBeGreaterThanOrEqual(0)
            expect(wait).toBeLessThanOrEqual(maxWait)
            const before = starts.at(-perSecond)
            expect(time + wait).toBe(Math.max(time, before === undefined ? 0 : before + 1_050))
            starts.push(time + wait)
          }
          expect(starts).toEqual(starts.toSorted((a, b) => a - b))
          for (const [index, start] of starts.entries()) {
            const inThatSecond = starts.slice(index).filter((other) => other < start + 1_000)
            expect(inThatSecond.length).toBeLessThanOrEqual(perSecond)
          }
        },
      ),
    )
  })
})
