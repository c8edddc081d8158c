// A shop that is down, slow, wrong or lying: the contract's error within the deadline, and no word of its answer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../sandbox/shop.ts'
import { AppError } from '../src/errors.ts'
import { describeError } from '../src/log.ts'
import { PLATFORM_IDS } from '../src/platforms/platform.ts'
import { type OpenPlatform, openPlatform } from './support/platforms.ts'

const WHOLE = { fields: null, includeCustomer: true }
const FIRST = { limit: 5, position: { page: 1 } } as const
const CANARY = /kanari|Virag|36301234567|example\.hu/i

/** What a fault is to the caller. Retries come first where the fault may pass. */
const FAULTS: readonly (readonly [string, Fault, string])[] = [
  ['an HTML page with 200', { kind: 'html' }, 'shop_invalid_response'],
  ['broken JSON', { kind: 'broken_json' }, 'shop_invalid_response'],
  ['JSON of another shape', { kind: 'wrong_shape' }, 'shop_invalid_response'],
  ['a warning before the JSON', { kind: 'warning_before_json' }, 'shop_invalid_response'],
  ['JSON nested without end', { kind: 'deep' }, 'shop_invalid_response'],
  ['64 MiB in 64 KiB', { kind: 'bomb' }, 'shop_invalid_response'],
  [
    'a redirect to the inside',
    { kind: 'redirect', location: 'http://169.254.169.254/latest' },
    'shop_invalid_response',
  ],
  ['500 for ever', { kind: 'status', status: 500 }, 'shop_unavailable'],
  [
    '503 with Retry-After: 120',
    { kind: 'status', status: 503, headers: { 'retry-after': '120' } },
    'shop_unavailable',
  ],
  [
    '429 with Retry-After: 120',
    { kind: 'status', status: 429, headers: { 'retry-after': '120' } },
    'shop_rate_limited',
  ],
  ['a reset connection', { kind: 'reset' }, 'shop_unavailable'],
  ['an answer that is cut short', { kind: 'truncated' }, 'shop_unavailable'],
  ['a drip that never ends', { kind: 'drip' }, 'shop_timeout'],
  ['silence', { kind: 'slow', ms: 12_000 }, 'shop_timeout'],
]

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(AppError)
  return thrown as AppError
}

describe.each(PLATFORM_IDS)('%s', (id) => {
  let open: OpenPlatform
  const fresh = async () => {
    open = await openPlatform(id)
    await open.shop().listOrders({}, FIRST, WHOLE)
  }
  beforeAll(fresh)
  afterAll(() => open.close())

  test.each(FAULTS)(
    '%s',
    async (_name, fault, code) => {
      open.running.faults.set(fault)
      const startedAt = performance.now()
      const deadlineMs = code === 'shop_timeout' ? 1_500 : 8_000
      const error = await failureOf(open.shop(deadlineMs).listOrders({}, FIRST, WHOLE))
      const took = performance.now() - startedAt
      open.running.faults.clear()
      expect(error.code).toBe(code)
      expect(took).toBeLessThan(deadlineMs + 1_000)
      expect(
        `${error.message} ${error.detail} ${error.reason} ${JSON.stringify(describeError(error))}`,
      ).not.toMatch(CANARY)
      if (fault.kind === 'status' && fault.headers) expect(error.retryAfterSeconds).toBe(120)
      // Each fault starts with a closed breaker.
      await open.close()
      await fresh()
    },
    20_000,
  )

  test.each([
    ['500 once', { kind: 'status', status: 500 }],
    ['one reset', { kind: 'reset' }],
    ['429 once with Retry-After: 1', { kind: 'status', status: 429, headers: { 'retry-after': '1' } }],
  ] as [string, Fault][])('%s is not seen by the caller, and costs one more call', async (_name, fault) => {
    open.running.calls.clear()
    open.running.faults.set(fault, { times: 1 })
    const page = await open.shop().listOrders({}, FIRST, WHOLE)
    expect(page.items).toHaveLength(5)
    expect(open.running.calls.list()).toHaveLength(2)
  })

  test('a byte order mark does no harm', async () => {
    open.running.faults.set({ kind: 'bom' }, { times: 1 })
    expect((await open.shop().listOrders({}, FIRST, WHOLE)).items).toHaveLength(5)
  })

  test('refused credentials are the shop’s refusal, not ours', async () => {
    const error = await failureOf(open.refused().listOrders({}, FIRST, WHOLE))
    expect(error.code).toBe('shop_unauthorized')
  })

  test('a shop that is gone', async () => {
    await open.running.close()
    const error = await failureOf(open.shop().listOrders({}, FIRST, WHOLE))
    expect(error.code).toBe('shop_unavailable')
    await open.close()
    await fresh()
  })
})
