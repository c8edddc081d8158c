// Whatever is thrown while a shop is called becomes one of a few errors, and what it said stays behind.
import { inspect } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { CANARY, expectNoCanary } from '../../test/support/canary.ts'
import { AppError } from '../errors.ts'
import { asCallFailure, beforeDeadline, timedOut } from './call-failure.ts'

/** As fetch throws: a TypeError around the network's error, with a shop's words in every place for words. */
function fetchFailed(code: string, name = 'Error'): Error {
  const inner = Object.assign(new Error('KANARI vendeg'), { code, name, data: 'KANARI', input: 'kanari' })
  return new TypeError('fetch failed', { cause: inner })
}

const TLS_CODES = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'EPROTO',
]

describe('asCallFailure', () => {
  it.each([
    ...['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'].map(
      (code) => [code, 'shop_timeout', undefined] as const,
    ),
    ...TLS_CODES.map((code) => [code, 'shop_invalid_response', 'tls'] as const),
    ...['UND_ERR_HEADERS_OVERFLOW', 'HPE_INVALID_CONSTANT', 'Z_DATA_ERROR', 'Z_BUF_ERROR'].map(
      (code) => [code, 'shop_invalid_response', 'unreadable'] as const,
    ),
    ...[
      'ENOTFOUND',
      'EAI_AGAIN',
      'ECONNREFUSED',
      'ECONNRESET',
      'EHOSTUNREACH',
      'UND_ERR_SOCKET',
      'EPIPE',
    ].map((code) => [code, 'shop_unavailable', code] as const),
    ['', 'shop_unavailable', 'network'] as const,
    ['kanari vendeg', 'shop_unavailable', 'network'] as const,
  ])('makes of %j %s, %s', (code, expected, reason) => {
    const failure = asCallFailure(fetchFailed(code))
    expect(failure.code).toBe(expected)
    expect(failure.reason).toBe(reason)
    if (code !== 'kanari vendeg') expectNoCanary(failure)
  })

  it('knows the runtime’s own timeout and a parser’s error by their names', () => {
    const timeout = new DOMException('KANARI', 'TimeoutError')
    expect(asCallFailure(timeout).code).toBe('shop_timeout')
    expect(asCallFailure(new TypeError('terminated', { cause: timeout })).code).toBe('shop_timeout')
    expect(asCallFailure(fetchFailed('', 'HTTPParserError')).reason).toBe('unreadable')
  })

  it('finds one of ours wherever it is, and leaves it as it is', () => {
    const ours = new AppError('shop_unavailable', 'refused', { reason: 'address_refused' })
    expect(asCallFailure(ours)).toBe(ours)
    expect(asCallFailure(new TypeError('x', { cause: new Error('y', { cause: ours }) }))).toBe(ours)
  })

  it('calls a request that cannot be built our own mistake', () => {
    expect(asCallFailure(new TypeError('KANARI'))).toMatchObject({
      code: 'internal',
      reason: 'unsendable_request',
    })
    expectNoCanary(asCallFailure(new TypeError('KANARI')))
  })

  it.each(['KANARI', null, undefined, 7, { message: 'KANARI', code: 'ECONNRESET' }])(
    'is not put off by a thrown %j',
    (thrown) => {
      expect(asCallFailure(thrown)).toMatchObject({ code: 'shop_unavailable', reason: 'network' })
      expectNoCanary(asCallFailure(thrown))
    },
  )

  it('ends on a chain that bites its own tail', () => {
    const error = new Error('a')
    error.cause = error
    expect(asCallFailure(error).code).toBe('shop_unavailable')
  })

  it('keeps the words of the runtime for the log', () => {
    expect(asCallFailure(fetchFailed('ECONNRESET')).cause).toMatchObject({
      message: 'TypeError Error ECONNRESET',
      code: 'ECONNRESET',
    })
    // What the search for the canary above would find if the thrown thing itself were kept.
    expect(inspect(fetchFailed('ECONNRESET'))).toMatch(CANARY)
  })
})

describe('beforeDeadline', () => {
  it('gives what the work gives, in time', async () => {
    expect(await beforeDeadline(Promise.resolve('fine'), 1_000)).toBe('fine')
    await expect(beforeDeadline(Promise.reject(timedOut()), 1_000)).rejects.toMatchObject({
      code: 'shop_timeout',
    })
    expect(await beforeDeadline(Promise.resolve('fine'), Number.POSITIVE_INFINITY)).toBe('fine')
  })

  it('gives up on work that never ends', async () => {
    const startedAt = performance.now()
    await expect(beforeDeadline(new Promise(() => {}), 40)).rejects.toMatchObject({
      code: 'shop_timeout',
      reason: 'short_deadline',
    })
    expect(performance.now() - startedAt).toBeGreaterThan(35)
  })

  it('leaves no timer behind', async () => {
    vi.useFakeTimers()
    await beforeDeadline(Promise.resolve(), 1_000)
    await beforeDeadline(Promise.reject(timedOut()), 1_000).catch(() => {})
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('waits for work that ends before a deadline far away', async () => {
    const work = new Promise((resolve) => setTimeout(resolve, 60, 'fine'))
    expect(await beforeDeadline(work, Number.MAX_SAFE_INTEGER)).toBe('fine')
  })
})
