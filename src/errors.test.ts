// The table of errors is the contract's, and an error shows nothing but what its row and its author say.
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AppError, asAppError, ERRORS, toProblem } from './errors.ts'

const CANARY = 'KANARI-Vendég <kanari@example.hu>'

describe('the table', () => {
  it('has the codes and statuses of the contract, and no other', () => {
    const statuses = Object.fromEntries(Object.entries(ERRORS).map(([code, row]) => [code, row.status]))
    expect(statuses).toEqual({
      invalid_request: 400,
      unauthorized: 401,
      data_access_disabled: 403,
      insufficient_scope: 403,
      address_blocked: 403,
      store_not_found: 404,
      not_found: 404,
      method_not_allowed: 405,
      conflict: 409,
      payload_too_large: 413,
      unsupported_media_type: 415,
      filter_not_supported: 422,
      rate_limited: 429,
      internal: 500,
      shop_unauthorized: 502,
      shop_invalid_response: 502,
      shop_unavailable: 503,
      shop_rate_limited: 503,
      overloaded: 503,
      shop_timeout: 504,
    })
  })

  it('calls nothing retryable that the same request can never mend', () => {
    const retryable = Object.entries(ERRORS).flatMap(([code, row]) => (row.retryable ? [code] : []))
    expect(retryable).toEqual([
      'address_blocked',
      'rate_limited',
      'internal',
      'shop_invalid_response',
      'shop_unavailable',
      'shop_rate_limited',
      'overloaded',
      'shop_timeout',
    ])
  })
})

describe('toProblem', () => {
  it('gives the whole body, with the bad fields', () => {
    const error = new AppError('invalid_request', 'A parameter is not valid.', {
      fields: [{ field: 'limit', message: 'must be 1 to 100' }],
    })
    expect(toProblem(error, 'req-1', 'https://api.example.com/docs/errors')).toEqual({
      type: 'https://api.example.com/docs/errors#invalid_request',
      title: 'The request is not valid',
      status: 400,
      detail: 'A parameter is not valid.',
      code: 'invalid_request',
      request_id: 'req-1',
      errors: [{ field: 'limit', message: 'must be 1 to 100' }],
    })
  })

  it('shows neither the cause nor the reason nor the seconds', () => {
    const error = new AppError('shop_rate_limited', 'The shop allows no more requests for the moment.', {
      cause: new Error(CANARY),
      reason: 'paced',
      retryAfterSeconds: 4,
    })
    expect(toProblem(error, 'r', 'd')).toEqual({
      type: 'd#shop_rate_limited',
      title: 'The shop asks for fewer requests',
      status: 503,
      detail: 'The shop allows no more requests for the moment.',
      code: 'shop_rate_limited',
      request_id: 'r',
    })
  })
})

describe('asAppError', () => {
  it('leaves ours as it is', () => {
    const error = new AppError('not_found', 'There is no such order.')
    expect(asAppError(error)).toBe(error)
  })

  it.each([
    ['an error', new Error(CANARY)],
    ['a string', CANARY],
    ['an object', { email: CANARY }],
    ['undefined', undefined],
    ['a parser’s error', parserError()],
  ])('makes `internal` of %s and keeps what it said to the cause', (_, thrown) => {
    const error = asAppError(thrown)
    expect(error.code).toBe('internal')
    expect(error.status).toBe(500)
    expect(error.cause).toBe(thrown)
    const shown = [error.message, error.detail, String(error), JSON.stringify(error), error.stack]
    shown.push(JSON.stringify(toProblem(error, 'r', 'd')))
    expect(shown.join('\n')).not.toMatch(/kanari/i)
  })

  it('is the cause alone that holds the canary: the check above can fail', () => {
    expect(inspect(asAppError(parserError()))).toMatch(/kanari/i)
  })
})

function parserError(): unknown {
  try {
    return JSON.parse(`<${CANARY}`)
  } catch (thrown) {
    return thrown
  }
}
