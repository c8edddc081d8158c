// Shopify's refusals by HTTP status, as our errors.
import { AppError } from '../../errors.ts'
import { invalidAnswer } from '../shop-answer.ts'

/** Statuses that say something of the shop; source: Shopify's list of response codes. */
const REFUSALS: Readonly<Record<number, () => AppError>> = {
  401: () =>
    new AppError('shop_unauthorized', 'The shop refuses the access token.', { reason: 'token_refused' }),
  402: () =>
    new AppError('shop_unavailable', 'The shop is frozen by Shopify until its bill is paid.', {
      reason: 'shop_frozen',
    }),
  403: () =>
    new AppError('shop_unauthorized', 'The shop does not let this app read it.', { reason: 'forbidden' }),
  404: () =>
    new AppError('shop_invalid_response', 'There is no such shop at Shopify.', { reason: 'shop_not_found' }),
  423: () => new AppError('shop_unavailable', 'The shop is locked by Shopify.', { reason: 'shop_locked' }),
  430: () =>
    new AppError('shop_unavailable', 'Shopify rejects the calls for security reasons.', {
      reason: 'security_rejection',
    }),
}

/** The error for an answer that is not 200. */
export function refusalOf(status: number): AppError {
  return REFUSALS[status]?.() ?? invalidAnswer(`http_${status}`)
}
