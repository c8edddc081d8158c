// Which keys of a customer are asked for.
import type { CustomerFilter } from '../../model/filter.ts'
import type { ReadOptions } from '../platform.ts'

const BILLING = ['billing']

/** Unified field → keys of wc/v3. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  id: [],
  email: ['email'],
  phone: BILLING,
  phone_raw: BILLING,
  first_name: ['first_name', 'billing'],
  last_name: ['last_name', 'billing'],
  name: ['first_name', 'last_name', 'billing'],
  company: BILLING,
  default_address: ['billing', 'meta_data'],
  addresses: ['billing', 'shipping', 'meta_data'],
  orders_count: [],
  total_spent: [],
  accepts_marketing: [],
  tags: [],
  created_at: ['date_created_gmt'],
  updated_at: ['date_modified_gmt'],
  platform_specific: ['role', 'username', 'billing', 'is_paying_customer', 'avatar_url', 'meta_data'],
}

const FILTER_KEYS: Readonly<Record<keyof CustomerFilter, readonly string[]>> = {
  email: ['email'],
  phone: BILLING,
  search: [],
  created_after: ['date_created_gmt'],
  created_before: ['date_created_gmt'],
  updated_after: ['date_modified_gmt'],
}

/** The `_fields` of a customer request: what the answer and the filter need. */
export function customerFields({ fields }: ReadOptions, filter: CustomerFilter): string {
  const wanted = [
    'id',
    ...Object.keys(fields ?? KEYS).flatMap((field) => KEYS[field] ?? []),
    ...Object.keys(filter).flatMap((name) => FILTER_KEYS[name as keyof CustomerFilter] ?? []),
  ]
  return [...new Set(wanted)].join(',')
}
