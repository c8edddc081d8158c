// The documents of the product stream: counting, pages by rising ids, pages by the last change, and ids alone.
import { z } from 'zod'
import type { Document } from './client.ts'
import { PAGE_INFO } from './fragments.ts'
import { countSchema, gidOf, nodesOf, type pageInfoSchema } from './page-wire.ts'
import { PRODUCT, PRODUCT_SWITCHES } from './product-fragments.ts'
import { productSchema, type WireProduct } from './product-wire.ts'

type ProductNodes = {
  readonly products: { readonly nodes: WireProduct[]; readonly pageInfo: z.infer<typeof pageInfoSchema> }
}

/** Products by rising ids: `query` says after which one. No cursor, so that a page holds whatever is deleted. */
export const PRODUCTS_BY_ID: Document<ProductNodes> = {
  text: `query ProductsFromId($first: Int!, $query: String, ${PRODUCT_SWITCHES}) {
  products(first: $first, query: $query, sortKey: ID) { nodes { ...ProductFields } ${PAGE_INFO} }
}${PRODUCT}`,
  data: z.object({ products: nodesOf(productSchema) }),
}

/** Products by their last change. */
export const PRODUCTS_BY_CHANGE: Document<ProductNodes> = {
  text: `query ProductsByChange($first: Int!, $after: String, $query: String, ${PRODUCT_SWITCHES}) {
  products(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) { nodes { ...ProductFields } ${PAGE_INFO} }
}${PRODUCT}`,
  data: z.object({ products: nodesOf(productSchema) }),
}

const idNode = z.object({ id: gidOf('Product') })

export const PRODUCT_IDS: Document<{
  products: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean } }
}> = {
  text: `query ProductIds($first: Int!, $query: String) {
  products(first: $first, query: $query, sortKey: ID) { nodes { id } ${PAGE_INFO} }
}`,
  data: z.object({ products: nodesOf(idNode) }),
}

export const PRODUCT_COUNT: Document<{ count?: z.infer<typeof countSchema> }> = {
  text: `query ProductCount($query: String) {
  count: productsCount(query: $query, limit: null) { count precision }
}`,
  data: z.object({ count: countSchema }),
}
