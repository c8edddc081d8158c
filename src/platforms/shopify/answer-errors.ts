// What the `errors` of a GraphQL answer mean: HTTP 200 is no success by itself.
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { invalidAnswer } from '../shop-answer.ts'

const errorSchema = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.object({ code: z.string().optional() }).optional(),
})
const costSchema = z.object({
  requestedQueryCost: z.number(),
  throttleStatus: z.object({
    maximumAvailable: z.number().optional(),
    currentlyAvailable: z.number(),
    restoreRate: z.number(),
  }),
})

/** An answer before its data is looked at. */
export const envelopeSchema = z.object({
  data: z.unknown().optional(),
  errors: z.array(errorSchema).optional(),
  extensions: z.object({ cost: costSchema.optional().catch(undefined) }).optional(),
})
export type Envelope = z.infer<typeof envelopeSchema>
type WireError = z.infer<typeof errorSchema>

/** Where a field was withheld, e.g. `['orders', 'edges', 3, 'node', 'email']`. */
export type DeniedPath = readonly (string | number)[]

/** The reason of the error for a document that asks for too much at once. */
export const TOO_EXPENSIVE = 'query_too_expensive'

/** `ready`: the data is there, but for the denied fields. Otherwise an error, and whether to try again. */
export type Verdict =
  | { readonly kind: 'ready'; readonly denied: readonly DeniedPath[] }
  | { readonly kind: 'throttled'; readonly waitMs: number }
  | { readonly kind: 'fault'; readonly error: AppError }

/** Shopify's own example of a denial has no code, only this sentence. */
const isDenial = (error: WireError) =>
  error.extensions?.code === 'ACCESS_DENIED' || /not approved to (access|use)/i.test(error.message)

/** The points that are missing, at the rate they come back; at least a second. */
function throttleWaitMs(envelope: Envelope): number {
  const cost = envelope.extensions?.cost
  if (!cost || cost.throttleStatus.restoreRate <= 0) return 1000
  const missing = cost.requestedQueryCost - cost.throttleStatus.currentlyAvailable
  return Math.max(1, Math.ceil(missing / cost.throttleStatus.restoreRate)) * 1000
}

/** A denial that left nothing of what was asked for: "withheld" must not look like "there is none". */
function deniesAll(error: WireError, data: unknown): boolean {
  const root = error.path?.[0]
  if (typeof root !== 'string' || /count$/i.test(root) || typeof data !== 'object' || data === null)
    return false
  return (data as Readonly<Record<string, unknown>>)[root] === null
}

function wholeDenial(errors: readonly WireError[]): AppError {
  const unapproved = errors.some((error) => /not approved to (access|use)/i.test(error.message))
  return unapproved
    ? new AppError('shop_unauthorized', 'Shopify has not approved this app for protected customer data.', {
        reason: 'protected_data_not_approved',
      })
    : new AppError('shop_unauthorized', 'The app lacks an access scope that this needs.', {
        reason: 'missing_scope',
      })
}

function errorOf(code: string | undefined, error: WireError): AppError {
  if (code === 'MAX_COST_EXCEEDED') return invalidAnswer(TOO_EXPENSIVE)
  if (code === 'SHOP_INACTIVE')
    return new AppError('shop_unavailable', 'The shop is not active.', { reason: 'shop_inactive' })
  if (/^invalid cursor/i.test(error.message)) {
    return new AppError('invalid_request', 'The cursor is not valid.', {
      fields: [{ field: 'cursor', message: 'is not valid here' }],
    })
  }
  return invalidAnswer('graphql_error')
}

/** Judges an answer. Throws for what another try cannot mend. */
export function judge(envelope: Envelope): Verdict {
  const errors = envelope.errors ?? []
  const codes = errors.map((error) => error.extensions?.code)
  if (codes.includes('THROTTLED')) return { kind: 'throttled', waitMs: throttleWaitMs(envelope) }
  if (codes.includes('INTERNAL_SERVER_ERROR')) {
    const error = new AppError('shop_unavailable', 'Shopify answered with an error of its own.', {
      reason: 'internal_error_in_answer',
    })
    return { kind: 'fault', error }
  }
  const other = errors.find((error) => !isDenial(error))
  if (other) throw errorOf(other.extensions?.code, other)
  if (envelope.data === undefined || envelope.data === null) {
    throw errors.length > 0 ? wholeDenial(errors) : invalidAnswer('no_data')
  }
  const whole = errors.filter((error) => deniesAll(error, envelope.data))
  if (whole.length > 0) throw wholeDenial(whole)
  return { kind: 'ready', denied: errors.map((error) => error.path ?? []) }
}
