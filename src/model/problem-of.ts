// Which problem of a store an error of a read stands for.
import type { AppError } from '../errors.ts'
import type { ProblemCode } from './health.ts'

/** Reasons that adapters and the way out give; they are words of ours, never a shop's. */
const BY_REASON: Readonly<Record<string, ProblemCode>> = {
  credentials_unreadable: 'credentials_unreadable',
  // WooCommerce's keys.
  key_refused: 'keys_revoked',
  wrong_secret: 'keys_revoked',
  unknown_key: 'keys_revoked',
  write_only_key: 'keys_revoked',
  missing_right: 'key_may_not_read',
  rest_blocked: 'rest_blocked',
  plain_permalinks: 'plain_permalinks',
  redirect: 'address_moved',
  // An app's id and secret, at Shopify and at ShopRenter.
  credentials_refused: 'keys_revoked',
  invalid_client: 'keys_revoked',
  token_refused: 'token_refused',
  missing_scope: 'missing_scope',
  // Shopify says 403 for a missing scope too.
  forbidden: 'missing_scope',
  protected_data_not_approved: 'protected_data_not_approved',
  shop_frozen: 'shop_closed',
  shop_locked: 'shop_closed',
  shop_inactive: 'shop_closed',
  shop_not_found: 'shop_closed',
  tls: 'certificate_invalid',
}

/** The problem, or null for an error that says nothing of the store (a bad filter, a failure of ours). */
export function problemOf({ code, reason }: AppError): ProblemCode | null {
  const known = reason === undefined ? undefined : BY_REASON[reason]
  switch (code) {
    case 'shop_unauthorized':
      return known ?? 'token_refused'
    case 'shop_invalid_response':
      return known ?? 'not_the_shops_api'
    case 'shop_unavailable':
      return known ?? 'shop_unreachable'
    case 'shop_timeout':
      return 'shop_unreachable'
    case 'shop_rate_limited':
    case 'overloaded':
      return 'shop_busy'
    default:
      return null
  }
}
