// Every document about products. They are fixed: what changes is in their variables alone.
import type { Document } from './client.ts'
import { PAGE_INFO } from './fragments.ts'
import { type CursorsData, cursorsSchema } from './page-wire.ts'
import { PRODUCT, PRODUCT_SWITCHES, VARIANT } from './product-fragments.ts'
import {
  type ProductData,
  type ProductsData,
  type ProductVariantsData,
  productDataSchema,
  productsDataSchema,
  productVariantsDataSchema,
} from './product-wire.ts'

/** Products, newest first by creation. */
export const PRODUCTS: Document<ProductsData> = {
  text: `query Products($first: Int!, $after: String, $query: String, $count: Boolean!, ${PRODUCT_SWITCHES}) {
  products(first: $first, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) {
    edges { cursor node { ...ProductFields } }
    ${PAGE_INFO}
  }
  productsCount(query: $query, limit: null) @include(if: $count) { count precision }
}${PRODUCT}`,
  data: productsDataSchema,
}

export const PRODUCT_BY_ID: Document<ProductData> = {
  text: `query ProductById($id: ID!, ${PRODUCT_SWITCHES}) {
  product(id: $id) { ...ProductFields }
}${PRODUCT}`,
  data: productDataSchema,
}

export const PRODUCT_VARIANTS: Document<ProductVariantsData> = {
  text: `query ProductVariants($id: ID!, $after: String) {
  product(id: $id) { variants(first: 100, after: $after) { nodes { ...Variant } ${PAGE_INFO} } }
}${VARIANT}`,
  data: productVariantsDataSchema,
}

export const PRODUCT_CURSORS: Document<CursorsData> = {
  text: `query ProductCursors($first: Int!, $after: String, $query: String, $count: Boolean!) {
  list: products(first: $first, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) { ${PAGE_INFO} }
  count: productsCount(query: $query, limit: null) @include(if: $count) { count precision }
}`,
  data: cursorsSchema,
}
