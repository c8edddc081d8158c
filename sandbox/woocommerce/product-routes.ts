// The routes of products and their variations.
import { oneOf, PAGE_RULES, type Rules } from './parameters.ts'
import { productBody, productRowBody, variationBody } from './product-body.ts'
import {
  PRODUCT_STATUSES,
  PRODUCT_TYPES,
  type ProductRow,
  queryProducts,
  queryVariations,
  SEARCH_FIELDS,
  STOCK_STATUSES,
} from './product-query.ts'
import { at, DATE_RULES, ID, list, missing, type Records } from './records.ts'
import type { Route } from './rest.ts'

type Row = Readonly<Record<string, unknown>>

/** What the parameters of products have to be. */
export const PRODUCT_RULES: Rules = {
  ...PAGE_RULES,
  ...DATE_RULES,
  status: oneOf(PRODUCT_STATUSES),
  include_status: oneOf(PRODUCT_STATUSES, true),
  search_fields: oneOf(SEARCH_FIELDS, true),
  type: oneOf(PRODUCT_TYPES),
  stock_status: oneOf(STOCK_STATUSES),
  orderby: oneOf(['date', 'id', 'include', 'title', 'slug', 'price', 'popularity', 'rating', 'modified']),
}

function findRow({ products, settings }: Records, id: number | undefined): ProductRow {
  for (const product of products) {
    if (product.id === id) return { product, variation: null }
    const variation = product.variations.find((row) => row.id === id)
    if (variation) return { product, variation }
  }
  throw missing('woocommerce_rest_product_invalid_id', settings.language)
}

function toVariation(home: string) {
  return ({ product, variation }: ProductRow): Row =>
    variation ? variationBody(product, variation, home) : productBody(product, home)
}

/** The variations of one product; those of all in one list are new. */
function variationRoutes(records: Records): Route[] {
  const ofOne: Route = {
    path: at(`/products/${ID}/variations`),
    rules: PRODUCT_RULES,
    handle: (parameters, [id], home) => {
      const { product } = findRow(records, id)
      return list(queryVariations([product], parameters), toVariation(home))
    },
  }
  const ofAll: Route = {
    path: at('/variations'),
    rules: PRODUCT_RULES,
    handle: (parameters, _ids, home) =>
      list(queryVariations(records.products, parameters), toVariation(home)),
  }
  return records.older ? [ofOne] : [ofOne, ofAll]
}

/** Products, one product, and variations of one or of all. */
export function productRoutes(records: Records): Route[] {
  const { products, older } = records
  return [
    ...variationRoutes(records),
    {
      path: at('/products'),
      rules: PRODUCT_RULES,
      ignored: older ? ['include_status', 'search_fields', 'search_name_or_sku', 'modified_after'] : [],
      handle: (parameters, _ids, home) =>
        list(queryProducts(products, parameters), (row) => productRowBody(row, home)),
    },
    {
      path: at(`/products/${ID}`),
      rules: {},
      handle: (_parameters, [id], home) => ({
        kind: 'single',
        record: productRowBody(findRow(records, id), home),
      }),
    },
  ]
}
