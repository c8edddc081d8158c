// What a product has beside the unified fields, under ShopRenter's own names.

import type { Languages } from './languages.ts'
import { everybodysPrice } from './product-price.ts'
import { toHtml } from './text.ts'
import { innerIdOf } from './wire.ts'
import type { WireProduct } from './wire-product.ts'

/** Prices of single customer groups and the price that the shop pays are not among it. */
export function toProductDetails(product: WireProduct, languages: Languages) {
  const described = languages.pick(product.productDescriptions)
  return {
    id: product.id,
    parentProduct: innerIdOf(product.parentProduct) ?? product.parentProduct,
    modelNumber: product.modelNumber,
    gtin: product.gtin,
    orderable: product.orderable,
    shipped: product.shipped,
    freeShipping: product.freeShipping,
    minimalOrderNumber: product.minimalOrderNumber,
    maximalOrderNumber: product.maximalOrderNumber,
    width: product.width,
    height: product.height,
    length: product.length,
    weight: product.weight,
    shortDescription: toHtml(described?.shortDescription ?? null),
    parameters: described?.parameters ?? null,
    measurementUnit: described?.measurementUnit ?? null,
    packagingUnit: described?.packagingUnit ?? null,
    productPrices: pricesOf(product),
    productSpecials: product.productSpecials
      .filter(({ customerGroup }) => customerGroup === null)
      .map(({ price, dateFrom, dateTo, minQuantity, maxQuantity }) => ({
        price,
        dateFrom,
        dateTo,
        minQuantity,
        maxQuantity,
      })),
    productAttributeExtend: product.productAttributeExtend.map(({ type, name, value }) => ({
      type,
      name,
      value: languages.pick(value)?.value ?? null,
    })),
    names: Object.fromEntries(
      product.productDescriptions.map(({ language, name }) => [languages.codeOf(language) ?? '', name]),
    ),
  }
}

function pricesOf(product: WireProduct) {
  const entry = everybodysPrice(product)
  if (!entry) return null
  const { net, netOriginal, netSpecial, gross, grossOriginal, grossSpecial } = entry
  return { net, netOriginal, netSpecial, gross, grossOriginal, grossSpecial }
}
