// Which filters ShopRenter answers exactly: its own, and those that narrow a list which is then compared.
import { AppError } from '../../errors.ts'
import type { Capabilities } from '../platform.ts'

/** No list can be searched by phone or by free text; `productDescriptions?name=` matches by an unknown rule. */
export const CAPABILITIES: Capabilities = {
  customers: { filters: ['email', 'created_after', 'created_before', 'updated_after'] },
  orders: {
    filters: [
      'status',
      'payment_status',
      'fulfillment_status',
      'customer_id',
      'email',
      'number',
      'created_after',
      'created_before',
      'updated_after',
    ],
  },
  products: { filters: ['sku', 'status', 'in_stock', 'updated_after'] },
}

/** Throws `filter_not_supported` when a filter is set that cannot be answered exactly. */
export function requireFilters(noun: keyof Capabilities, filter: object): void {
  const known: readonly string[] = CAPABILITIES[noun].filters
  const isAsked = ([name, value]: [string, unknown]) => value !== undefined && !known.includes(name)
  if (!Object.entries(filter).some(isAsked)) return
  throw new AppError(
    'filter_not_supported',
    `ShopRenter cannot answer this filter of ${noun} exactly. It can answer: ${known.join(', ')}.`,
  )
}
