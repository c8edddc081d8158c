// What went wrong with a call, as the API says it.

export type FieldError = { readonly field: string; readonly message: string }

/** An error of the API (RFC 9457), or of the way to it (`code` is then `network`). */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly requestId: string | null
  readonly fields: readonly FieldError[]

  constructor(body: {
    readonly status: number
    readonly code: string
    readonly detail: string
    readonly requestId: string | null
    readonly fields?: readonly FieldError[]
  }) {
    super(body.code)
    this.status = body.status
    this.code = body.code
    this.detail = body.detail
    this.requestId = body.requestId
    this.fields = body.fields ?? []
  }
}

/** Any error as a problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem({ status: 0, code: 'unexpected', detail: '', requestId: null })
}

/** The problem that an answer is. */
export async function readProblem(response: Response): Promise<Problem> {
  const requestId = response.headers.get('x-request-id')
  const body: unknown = await response.json().catch(() => null)
  const record = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const text = (name: string, otherwise: string) =>
    typeof record[name] === 'string' ? record[name] : otherwise
  return new Problem({
    status: response.status,
    code: text('code', 'unexpected'),
    detail: text('detail', text('message', '')),
    requestId: text('request_id', requestId ?? '') || null,
    fields: Array.isArray(record['errors']) ? (record['errors'] as FieldError[]) : [],
  })
}
