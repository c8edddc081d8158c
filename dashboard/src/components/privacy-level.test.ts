// The privacy level follows from the switches of customers and orders alone.
import { expect, test } from 'vitest'
import { privacyLevelOf } from './privacy-level.ts'

test.each([
  [false, false, 'high'],
  [true, false, 'medium'],
  [false, true, 'medium'],
  [true, true, 'full'],
] as const)('customers %s, orders %s: %s', (allow_customer_access, allow_order_access, level) => {
  for (const allow_product_access of [true, false])
    expect(privacyLevelOf({ allow_customer_access, allow_order_access, allow_product_access })).toBe(level)
})
