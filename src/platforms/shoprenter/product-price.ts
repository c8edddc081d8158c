// What a product costs: gross, for everybody.
import { addDecimals, compareDecimals, type Money, multiplyDecimals, toMoney } from '../../model/money.ts'
import type { UnifiedProduct } from '../../model/product.ts'
import type { WireProduct } from './wire-product.ts'

/** What a price is computed with where the shop does not say it. */
export type PriceReference = {
  readonly currency: string | null
  /** Per cent by tax class. */
  readonly taxRates: ReadonlyMap<string, string | null>
}

/** The entry of `productPrices` for everybody; the others are what groups of customers pay. */
export function everybodysPrice(product: WireProduct): WireProduct['productPrices'][number] | null {
  const prices = product.productPrices
  return prices.find(({ customerGroup }) => customerGroup?.default === true) ?? null
}

/** A price, and the one that it was lowered from. */
export type Prices = { readonly price: Money | null; readonly compareAt: Money | null }

/** The special price where there is one; of old data without `productPrices` the computed one. */
export function toPrices(product: WireProduct, reference: PriceReference): Prices {
  const entry = everybodysPrice(product)
  if (entry) {
    const amount = entry.grossSpecial ?? entry.gross
    const was = entry.grossOriginal
    const isLowered = amount !== null && was !== null && compareDecimals(was, amount) > 0
    return {
      price: toMoney(amount, entry.currencyCode),
      compareAt: isLowered ? toMoney(was, entry.currencyCode) : null,
    }
  }
  // Old data has no productPrices: net by multiplier and tax, exactly.
  const rate = reference.taxRates.get(product.taxClass ?? '') ?? null
  if (product.price === null || rate === null) return { price: null, compareAt: null }
  const factor = multiplyDecimals(addDecimals('100', rate), '0.01')
  const net = multiplyDecimals(product.price, product.multiplier ?? '1')
  return { price: toMoney(multiplyDecimals(net, factor), reference.currency), compareAt: null }
}

/** From the lowest to the highest; null where a price or a common currency is missing. */
export function toPriceRange(prices: readonly (Money | null)[]): UnifiedProduct['price_range'] {
  const known = prices.filter((price) => price !== null)
  const [first] = known
  if (!first || known.some(({ currency }) => currency !== first.currency)) return null
  const sorted = known.toSorted((a, b) => compareDecimals(a.amount, b.amount))
  return { min: sorted[0] ?? first, max: sorted.at(-1) ?? first }
}
