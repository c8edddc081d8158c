// What is asked of a product and of a variant, by every document about them.
import { PAGE_INFO } from './fragments.ts'

/** The values of a variant, without its lists. */
export const VARIANT_VALUES = `id title sku barcode price compareAtPrice availableForSale inventoryQuantity
  inventoryPolicy taxable
  selectedOptions { name value }
  inventoryItem { tracked }`

/** The values of a product, without its texts and its lists. */
export const PRODUCT_VALUES = `id title handle vendor productType tags status
  createdAt updatedAt publishedAt onlineStoreUrl isGiftCard
  tracksInventory totalInventory hasOnlyDefaultVariant
  category { id fullName }
  options { name values }
  priceRangeV2 { minVariantPrice { amount currencyCode } maxVariantPrice { amount currencyCode } }`

/** A variant. */
export const VARIANT = `
fragment Variant on ProductVariant {
  ${VARIANT_VALUES}
  media(first: 1) { nodes { ... on MediaImage { image { url altText } } } }
}`

/** A product, with its lists as long as the switches say. */
export const PRODUCT = `
fragment ProductFields on Product {
  ${PRODUCT_VALUES}
  ... @include(if: $descriptions) { description descriptionHtml }
  media(first: $mediaCount) @include(if: $images) {
    nodes { ... on MediaImage { alt image { url altText } } }
    ${PAGE_INFO}
  }
  collections(first: $collectionCount) @include(if: $collections) { nodes { id title } ${PAGE_INFO} }
  variants(first: $variantCount) @include(if: $variants) { nodes { ...Variant } ${PAGE_INFO} }
}${VARIANT}`

/** The variables of a document with `PRODUCT` in it. */
export const PRODUCT_SWITCHES = `$mediaCount: Int!, $collectionCount: Int!, $variantCount: Int!,
  $descriptions: Boolean!, $images: Boolean!, $collections: Boolean!, $variants: Boolean!`
