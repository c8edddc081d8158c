// A product as the API writes it; what it cost the shop and what single customer groups pay are not read.
import { z } from 'zod'
import { decimal, flag, innerId, lastSegment, link, listOf, orNull, rawText, text } from './wire.ts'

/** A list that some answers have as a link only. */
function listOrLink<T extends z.ZodType>(item: T) {
  const isLink = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
  return z.preprocess((value) => (isLink(value) ? [] : value), listOf(item))
}

const descriptionWire = z.object({
  language: link,
  name: text,
  shortDescription: rawText,
  description: rawText,
  parameters: text,
  packagingUnit: text,
  measurementUnit: text,
})

const priceWire = z.object({
  customerGroup: orNull(z.object({ default: flag })),
  net: decimal,
  netOriginal: decimal,
  netSpecial: decimal,
  gross: decimal,
  grossOriginal: decimal,
  grossSpecial: decimal,
  currencyCode: rawText,
})

const attributeValueWire = z.object({ value: text, language: link })

const attributeWire = z.object({
  type: rawText,
  name: text,
  /** A list with an entry for each language, or one entry for a number. */
  value: z.preprocess(
    (value) => (Array.isArray(value) || typeof value !== 'object' || value === null ? value : [value]),
    listOf(attributeValueWire),
  ),
})

const specialWire = z.object({
  price: decimal,
  dateFrom: rawText,
  dateTo: rawText,
  minQuantity: decimal,
  maxQuantity: decimal,
  customerGroup: link,
})

const firstOfMany = (value: unknown) => (Array.isArray(value) ? value[0] : value)

/** Inlined on single reads, a link in lists (facts: official fixtures). */
const manufacturerLink = z
  .object({ href: rawText, id: rawText, name: text })
  .transform(({ href, id, name }) => ({ id: id ?? (href === null ? null : lastSegment(href)), name }))

const productFields = z.object({
  id: z.string().min(1),
  innerId,
  sku: text,
  modelNumber: text,
  gtin: text,
  orderable: flag,
  price: decimal,
  multiplier: decimal,
  stock1: decimal,
  stock2: decimal,
  stock3: decimal,
  stock4: decimal,
  subtractStock: flag,
  status: rawText,
  shipped: flag,
  freeShipping: flag,
  minimalOrderNumber: decimal,
  maximalOrderNumber: decimal,
  imageAlt: text,
  width: decimal,
  height: decimal,
  length: decimal,
  weight: decimal,
  dateCreated: rawText,
  dateUpdated: rawText,
  taxClass: link,
  productClass: link,
  parentProduct: link,
  manufacturer: orNull(manufacturerLink),
  allImages: orNull(z.record(z.string(), rawText)),
  productPrices: listOf(priceWire),
  productDescriptions: listOf(descriptionWire),
  productCategoryRelations: listOrLink(z.object({ category: link })),
  productAttributeExtend: listOrLink(attributeWire),
  productSpecials: listOrLink(specialWire),
  productTags: listOrLink(z.object({ tags: text, language: link })),
  /** One alias in spite of its name. */
  urlAliases: z.preprocess(firstOfMany, orNull(z.object({ urlAlias: text }))),
})

/** A product without a parent points to itself or to nothing: both are null here. */
export const productWire = productFields.transform((product) => ({
  ...product,
  parentProduct: product.parentProduct === product.id ? null : product.parentProduct,
}))

/** A parsed product. */
export type WireProduct = z.infer<typeof productWire>
