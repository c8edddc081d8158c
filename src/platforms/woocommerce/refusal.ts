// What the shop refused, told as one of our errors: by code and status, never by its words.
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { invalidAnswer, type ShopAnswer } from '../shop-answer.ts'

const errorWire = z.object({
  code: z.string(),
  message: z.string().optional(),
  data: z
    .object({ params: z.record(z.string(), z.unknown()).optional() })
    .nullish()
    .catch(null),
})

/** An error body of WordPress: `code` to branch on, `message` only ever to be compared with another one. */
export type Refusal = {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly parameters: readonly string[]
}

/** The body of a refusal, or null when it is not one of the REST API (an HTML page of a firewall). */
export function readRefusal(answer: ShopAnswer): Refusal | null {
  try {
    const { code, message, data } = answer.json(errorWire)
    return {
      status: answer.status,
      code,
      message: message ?? '',
      parameters: Object.keys(data?.params ?? {}),
    }
  } catch {
    return null
  }
}

/** What went wrong with the keys, in a merchant's words. */
const KEY_DETAILS = {
  wrong_secret: 'The shop refuses the consumer secret. Copy both keys again, or make new ones.',
  unknown_key: 'The shop does not know this consumer key. It was mistyped or revoked: make a new one.',
  write_only_key: 'This key may not read. Make one with the permission Read.',
  missing_right:
    "The user of this key may not see the shop's data. Make a key of an administrator or a shop manager.",
  clock_differs: "The shop's clock is wrong by more than 15 minutes, so that it refuses signed requests.",
  key_refused: 'The shop no longer takes these keys. Make new ones and connect the store again.',
} as const

/** `shop_unauthorized` with its reason. */
export function keyRefused(reason: keyof typeof KEY_DETAILS): AppError {
  return new AppError('shop_unauthorized', KEY_DETAILS[reason], { reason })
}

/** The error for an API that somebody closed: a security plugin or a firewall. */
export function restBlocked(): AppError {
  return new AppError(
    'shop_invalid_response',
    "Something closes the shop's REST API, usually a security plugin or a firewall. Allow /wp-json/ there.",
    { reason: 'rest_blocked' },
  )
}

/** Names of ours whose refusal has an answer: another parameter, or nothing that could match. */
const ANSWERABLE = ['status', 'search_fields', 'email'] as const

/**
 * The error for an answer that is not a success. `reason` lets a caller tell a route that is not there
 * (`no_route`) and a parameter that the shop does not take (`refused_status`) from the rest.
 */
export function asAppError(answer: ShopAnswer): AppError {
  const refusal = readRefusal(answer)
  if (!refusal) return [401, 403].includes(answer.status) ? restBlocked() : invalidAnswer('html_error_page')
  const { status, code } = refusal
  if (status === 401 || status === 403) {
    if (!code.startsWith('woocommerce_')) return restBlocked()
    return keyRefused(status === 401 ? 'key_refused' : 'missing_right')
  }
  if (status === 404 && code === 'rest_no_route') return invalidAnswer('no_route')
  if (status === 404 && /(^|_)invalid_id$/.test(code)) {
    return new AppError('not_found', 'The shop has no such record.')
  }
  const parameter = ANSWERABLE.find((name) => refusal.parameters.includes(name))
  return invalidAnswer(parameter ? `refused_${parameter}` : `http_${status}`)
}
