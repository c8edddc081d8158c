// A failed call, told as one of our errors: of what the network said only the words for it stay behind.
import { AppError } from '../errors.ts'
import { retryAfterSeconds } from './retry.ts'
import { invalidAnswer, type ShopAnswer } from './shop-answer.ts'

const TIMEOUTS = new Set([
  'TimeoutError',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
])
/** OpenSSL's verdicts have no common word: UNABLE_TO_… and HOSTNAME_… are certificates too. */
const TLS = /CERT|SELF_SIGNED|TLS|SSL|^UNABLE_TO_|HOSTNAME_MISMATCH|^INVALID_(CA|PURPOSE)$|^EPROTO$/
/** Answers that no HTTP client can read (a wrong protocol, a broken compression): asking again will not mend them. */
const UNREADABLE =
  /^(UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_EXCEEDED_MAX_SIZE|HTTPParserError|HPE_\w+|Z_(DATA|BUF)_ERROR|ERR__ERROR_\w+|ZSTD_error_\w+)$/

/** The error and what is behind it: fetch wraps the network's error once or twice. */
function chainOf(thrown: unknown): Error[] {
  const chain: Error[] = []
  for (let error = thrown; chain.length < 4 && error instanceof Error; error = error.cause) chain.push(error)
  return chain
}

/** The name and the code of each error, never a message: those quote headers, addresses and what a shop sent. */
function wordsOf(chain: readonly Error[]): string[] {
  return chain.flatMap((error) => {
    const code: unknown = 'code' in error ? error.code : undefined
    return [error.name, ...(typeof code === 'string' ? [code] : [])]
  })
}

/** The error for a call that ran out of time; `short_deadline`: it was given too little to blame the shop. */
export function timedOut(reason?: 'short_deadline', cause?: Error): AppError {
  return new AppError('shop_timeout', 'The shop did not answer before the deadline.', {
    ...(reason === undefined ? {} : { reason }),
    ...(cause === undefined ? {} : { cause }),
  })
}

/** The error for a 429, and for a call that our own pace has no room for (`paced`). */
export function rateLimited(retryAfter: number | null, reason?: 'paced'): AppError {
  return new AppError('shop_rate_limited', 'The shop allows no more requests for the moment.', {
    ...(retryAfter === null ? {} : { retryAfterSeconds: retryAfter }),
    ...(reason === undefined ? {} : { reason }),
  })
}

/** The error for an answer of 500 and above. */
export function serverError(answer: Pick<ShopAnswer, 'status' | 'header'>, nowMs: number): AppError {
  const seconds = retryAfterSeconds(answer.header('retry-after'), nowMs)
  return new AppError('shop_unavailable', 'The shop answered with an error of its own.', {
    reason: `http_${answer.status}`,
    ...(seconds === null ? {} : { retryAfterSeconds: seconds }),
  })
}

/**
 * What a thrown thing of a call is to our caller: shop_timeout, shop_unavailable or shop_invalid_response;
 * `internal` when the call itself was built wrongly. The cause holds nothing but words of the runtime.
 */
export function asCallFailure(thrown: unknown): AppError {
  const chain = chainOf(thrown)
  const ours = chain.find((error) => error instanceof AppError)
  if (ours) return ours
  const words = wordsOf(chain)
  const code = words.find((word) => /^[A-Z_]{4,40}$/.test(word))
  const cause: Error & { code?: string } = new Error(words.join(' '))
  if (code !== undefined) cause.code = code
  if (words.some((word) => TIMEOUTS.has(word))) return timedOut(undefined, cause)
  if (words.some((word) => TLS.test(word))) return invalidAnswer('tls')
  if (words.some((word) => UNREADABLE.test(word))) return invalidAnswer('unreadable')
  if (thrown instanceof TypeError && thrown.cause === undefined) {
    return new AppError('internal', 'The request to the shop could not be made.', {
      cause,
      reason: 'unsendable_request',
    })
  }
  return new AppError('shop_unavailable', 'The shop could not be reached.', {
    cause,
    reason: code ?? 'network',
  })
}

/** A little more than the deadline: the call's own end comes first and is the better told one. */
const GRACE_MS = 50
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The work's outcome, or shop_timeout at the deadline, wherever the work is waiting then. */
export async function beforeDeadline<T>(work: Promise<T>, leftMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(timedOut('short_deadline')),
      Math.min(Math.max(leftMs, 0) + GRACE_MS, LONGEST_TIMER_MS),
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
