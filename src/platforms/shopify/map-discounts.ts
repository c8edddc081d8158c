// The discounts of an order, each with what it took off lines and shipping together.
import { addDecimals, toMoney } from '../../model/money.ts'
import type { UnifiedOrder } from '../../model/order.ts'
import { textOf } from './map-parts.ts'
import type { WireDiscount, WireOrder } from './order-wire.ts'

/** All shares of all discounts that came with the order. */
function sharesOf(order: WireOrder): readonly WireDiscount[] {
  return [
    ...(order.lineItems?.nodes.flatMap((line) => line.discountAllocations) ?? []),
    ...(order.shippingLine?.discountAllocations ?? []),
  ]
}

/** What a discount is called: its code, or the title of one without. */
export function discountTitlesOf(order: WireOrder): readonly { code: string | null; title: string | null }[] {
  const byIndex = new Map(
    sharesOf(order).map(({ discountApplication: one }) => [
      one.index,
      { code: textOf(one.code), title: textOf(one.title) },
    ]),
  )
  return [...byIndex.values()]
}

/**
 * One entry for each discount. The amount is null when not all lines are here, and for a code that took
 * nothing off what was bought.
 */
export function discountsOf(order: WireOrder): UnifiedOrder['discounts'] {
  const isWhole = order.lineItems?.pageInfo.hasNextPage === false
  const byIndex = new Map<number, { code: string | null; amounts: string[] }>()
  for (const { discountApplication, allocatedAmountSet } of sharesOf(order)) {
    const known = byIndex.get(discountApplication.index)
    const entry = known ?? { code: textOf(discountApplication.code), amounts: [] }
    entry.amounts.push(allocatedAmountSet.shopMoney.amount)
    byIndex.set(discountApplication.index, entry)
  }
  const applied = [...byIndex.values()]
  const silent = order.discountCodes.filter((code) => !applied.some((entry) => entry.code === code))
  return [
    ...applied.map(({ code, amounts }) => ({
      code,
      amount: isWhole ? toMoney(addDecimals(...amounts), order.currencyCode) : null,
    })),
    ...silent.map((code) => ({ code, amount: null })),
  ]
}
