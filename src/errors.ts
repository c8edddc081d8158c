// The table of everything that can go wrong, as callers see it, and the one error type that carries a row of it.

/** One row: what a caller gets for a code, and whether asking again later can help. */
type ErrorRow = { readonly status: number; readonly title: string; readonly retryable: boolean }

/** Every error code of the API with its HTTP status, its title and whether it is worth retrying. */
export const ERRORS = {
  invalid_request: { status: 400, title: 'The request is not valid', retryable: false },
  unauthorized: { status: 401, title: 'No valid credential was sent', retryable: false },
  data_access_disabled: { status: 403, title: 'The merchant switched this data off', retryable: false },
  insufficient_scope: { status: 403, title: 'The API key may not do this', retryable: false },
  address_blocked: { status: 403, title: 'This address is blocked for a while', retryable: true },
  store_not_found: { status: 404, title: 'There is no such store', retryable: false },
  not_found: { status: 404, title: 'There is no such thing', retryable: false },
  method_not_allowed: { status: 405, title: 'This address does not take that method', retryable: false },
  conflict: { status: 409, title: 'This collides with what is there', retryable: false },
  payload_too_large: { status: 413, title: 'The request is too large', retryable: false },
  unsupported_media_type: { status: 415, title: 'The body must be JSON', retryable: false },
  filter_not_supported: { status: 422, title: 'The platform cannot answer this filter', retryable: false },
  rate_limited: { status: 429, title: 'Too many requests', retryable: true },
  internal: { status: 500, title: 'Something went wrong here', retryable: true },
  shop_unauthorized: { status: 502, title: 'The shop refuses the stored credentials', retryable: false },
  shop_invalid_response: { status: 502, title: 'The shop did not answer as its API should', retryable: true },
  shop_unavailable: { status: 503, title: 'The shop is not available', retryable: true },
  shop_rate_limited: { status: 503, title: 'The shop asks for fewer requests', retryable: true },
  overloaded: { status: 503, title: 'Too much is going on here', retryable: true },
  shop_timeout: { status: 504, title: 'The shop did not answer in time', retryable: true },
} as const satisfies Record<string, ErrorRow>

/** A code of the table, e.g. `shop_timeout`. */
export type ErrorCode = keyof typeof ERRORS

/** One bad field of a request. `message` never repeats the value. */
export type FieldError = { readonly field: string; readonly message: string }

type AppErrorOptions = {
  /** For the log only; never shown, and the log takes its name, not its message. */
  readonly cause?: unknown
  /** Seconds, for `Retry-After`. */
  readonly retryAfterSeconds?: number
  readonly fields?: readonly FieldError[]
  /** A short word of ours for the log and for health, e.g. `html_instead_of_json`; never a value from outside. */
  readonly reason?: string
}

/**
 * The only error that is shown to callers.
 * `code` is for programs, `detail` is a fixed sentence for the caller, `cause` is for the log.
 * `detail` never holds a value from a shop, a credential, or the message of a parser or a library.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly detail: string
  readonly retryAfterSeconds: number | undefined
  readonly fields: readonly FieldError[] | undefined
  readonly reason: string | undefined

  constructor(code: ErrorCode, detail: string, options: AppErrorOptions = {}) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.detail = detail
    this.retryAfterSeconds = options.retryAfterSeconds
    this.fields = options.fields
    this.reason = options.reason
  }

  get status(): number {
    return ERRORS[this.code].status
  }
}

/** RFC 9457 body of an error answer. */
export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  code: ErrorCode
  request_id: string
  errors?: readonly FieldError[]
}

/** The body that a caller gets for `error`; `docsUrl` is the public address of the errors page. */
export function toProblem(error: AppError, requestId: string, docsUrl: string): Problem {
  const row = ERRORS[error.code]
  return {
    type: `${docsUrl}#${error.code}`,
    title: row.title,
    status: row.status,
    detail: error.detail,
    code: error.code,
    request_id: requestId,
    ...(error.fields ? { errors: error.fields } : {}),
  }
}

/**
 * The database cannot do it now and may soon: no connection, a limit of time reached, only to be read (a standby), full,
 * stopping or starting. Any other error of a query is a mistake of ours.
 */
const DATABASE_AWAY =
  /^(?:08\w{3}|53\w{3}|57014|57P0[1-4]|55P03|25006|25P03|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/
/** Errors of pg that have no code. */
const CONNECTION_LOST =
  /^(?:timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/

function isDatabaseAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  const code: unknown = 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' ? DATABASE_AWAY.test(code) : CONNECTION_LOST.test(thrown.message)
}

/** Anything thrown becomes an AppError: what is not one is `internal`, with the original as its cause. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (isDatabaseAway(thrown))
    return new AppError('overloaded', 'The database cannot answer now. Ask again in a moment.', {
      cause: thrown,
      reason: 'database_unavailable',
      retryAfterSeconds: 2,
    })
  return new AppError('internal', 'The request could not be completed. Its id finds the cause in the log.', {
    cause: thrown,
  })
}
