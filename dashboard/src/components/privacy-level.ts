// How much of a shop's people can be read, in one word.
import type { DataAccessPermissions } from '../api/queries.ts'

export type PrivacyLevel = 'high' | 'medium' | 'full'

/** High: neither customers nor orders. Medium: one of them. Full access: both. */
export function privacyLevelOf(permissions: DataAccessPermissions): PrivacyLevel {
  const open = Number(permissions.allow_customer_access) + Number(permissions.allow_order_access)
  return open === 0 ? 'high' : open === 1 ? 'medium' : 'full'
}
