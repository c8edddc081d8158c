// What an agent should do about an error: what to ask the caller next, in one line and without any value.
import type { AppError, ErrorCode } from '../errors.ts'

const NEXT: Partial<Record<ErrorCode, string>> = {
  invalid_request: 'Ask the caller to repeat or spell the value, then try again.',
  not_found: 'Ask the caller for the order number, or for the e-mail address given with the order.',
  store_not_found: 'Call get_shop for the stores that can be read.',
  filter_not_supported: 'Ask the caller for another of these: the order number is the surest.',
  data_access_disabled: 'Tell the caller that you cannot see this, and offer to pass on a message.',
  insufficient_scope: 'Tell the caller that you cannot see this, and offer to pass on a message.',
  rate_limited: 'Ask the caller to hold on for a moment, then try once more.',
  shop_timeout: 'Ask the caller to hold on for a moment, then try once more.',
  shop_unavailable: 'Tell the caller that the shop cannot be reached now, and offer to call back.',
  shop_rate_limited: 'Ask the caller to hold on for a moment, then try once more.',
  overloaded: 'Ask the caller to hold on for a moment, then try once more.',
}
const OTHERWISE = 'Tell the caller that the shop cannot be read now, and offer to pass on a message.'

/** Our fixed sentence about the error and what to do next; one line. */
export function adviceFor(error: AppError): string {
  const fields = (error.fields ?? []).map(({ field, message }) => `${field} ${message}.`)
  return [error.detail, ...fields, NEXT[error.code] ?? OTHERWISE].join(' ').replaceAll(/\s+/g, ' ')
}
