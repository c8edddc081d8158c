// A failed call, told as one of our errors: what the network said stays behind as the cause.
import { AppError } from '../errors.ts'
import { invalidAnswer } from './shop-answer.ts'

const TIMEOUTS = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
])
/** Answers that no HTTP client can read: asking again will not mend them. */
const UNREADABLE = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
  'Z_DATA_ERROR',
  'Z_BUF_ERROR',
])

/** The innermost word for what happened: fetch wraps the network's error once or twice. */
function codesOf(thrown: unknown): string[] {
  const codes: string[] = []
  let error = thrown
  for (let depth = 0; depth < 4 && error instanceof Error; depth++) {
    const code: unknown = 'code' in error ? error.code : undefined
    codes.push(error.name, ...(typeof code === 'string' ? [code] : []))
    error = error.cause
  }
  return codes
}

function innerAppError(thrown: unknown): AppError | null {
  let error = thrown
  for (let depth = 0; depth < 4 && error instanceof Error; depth++) {
    if (error instanceof AppError) return error
    error = error.cause
  }
  return null
}

/** What a thrown thing of a call is to our caller: shop_timeout, shop_unavailable or shop_invalid_response. */
export function asCallFailure(thrown: unknown): AppError {
  const ours = innerAppError(thrown)
  if (ours) return ours
  const codes = codesOf(thrown)
  if (codes.includes('TimeoutError') || codes.some((code) => TIMEOUTS.has(code))) {
    return new AppError('shop_timeout', 'The shop did not answer before the deadline.', { cause: thrown })
  }
  if (codes.some((code) => /CERT|SELF_SIGNED|TLS|SSL/.test(code))) return invalidAnswer('tls')
  if (codes.some((code) => UNREADABLE.has(code))) return invalidAnswer('unreadable')
  return new AppError('shop_unavailable', 'The shop could not be reached.', {
    cause: thrown,
    reason: codes.find((code) => /^[A-Z_]{4,40}$/.test(code)) ?? 'network',
  })
}
