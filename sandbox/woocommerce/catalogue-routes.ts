// The product routes of a shop whose catalogue is too large to be kept: rows are ids until they are written.
import { type Catalogue, productOfVariant } from '../catalogue.ts'
import { parameterTime } from './local-time.ts'
import type { Parameters } from './parameters.ts'
import { productRowBody, variationBody } from './product-body.ts'
import { type ProductRow, queryProducts, queryVariations } from './product-query.ts'
import { PRODUCT_RULES } from './product-routes.ts'
import { catalogueProduct } from './products.ts'
import { at, ID, list, missing, type Records } from './records.ts'
import type { Route } from './rest.ts'
import type { StoredProduct } from './stored.ts'

/** What can be answered without making every product up. */
const LIGHT = new Set([
  'per_page',
  'page',
  'offset',
  'order',
  'orderby',
  'status',
  'include',
  'modified_after',
  'dates_are_gmt',
  '_fields',
  'consumer_key',
  'consumer_secret',
])

function isLight(parameters: Parameters): boolean {
  const known = parameters.names.every((name) => LIGHT.has(name) || name.startsWith('oauth_'))
  const status = ['any', 'trash'].includes(parameters.text('status') ?? 'any')
  // Products are numbered as they were made: by date is by id.
  return known && status && ['id', 'date', 'modified'].includes(parameters.text('orderby') ?? 'date')
}

function lightIds(catalogue: Catalogue, parameters: Parameters): readonly number[] {
  const inTrash = parameters.text('status') === 'trash'
  const include = parameters.list('include').map(Number)
  const text = parameters.text('modified_after')
  const after = text === null ? null : parameterTime(text, parameters.flag('dates_are_gmt'))
  const found = catalogue
    .ids()
    .filter(
      (id) =>
        (catalogue.statusOf(id) === 'archived') === inTrash &&
        (after === null || catalogue.updatedAt(id) > after) &&
        (include.length === 0 || include.includes(id)),
    )
  if (parameters.text('orderby') === 'modified') {
    found.sort((a, b) => catalogue.updatedAt(a) - catalogue.updatedAt(b) || a - b)
  }
  return parameters.text('order') === 'asc' ? found : found.reverse()
}

/** The same routes as those of a shop whose products are all there. */
export function catalogueRoutes({ settings, older }: Records, catalogue: Catalogue): Route[] {
  const stored = (id: number): StoredProduct | null => {
    const product = catalogue.get(id)
    return product && catalogueProduct(product)
  }
  const some = (ids: Iterable<number>) => [...ids].map(stored).filter((product) => product !== null)
  const row = (id: number): ProductRow => {
    const product = stored(id)
    if (product) return { product, variation: null }
    const parent = stored(productOfVariant(id))
    const variation = parent?.variations.find((one) => one.id === id)
    if (parent && variation) return { product: parent, variation }
    throw missing('woocommerce_rest_product_invalid_id', settings.language)
  }
  const toVariation =
    (home: string) =>
    ({ product, variation }: ProductRow) =>
      variation ? variationBody(product, variation, home) : {}
  const ofAll: Route = {
    path: at('/variations'),
    rules: PRODUCT_RULES,
    handle: (parameters, _ids, home) => {
      const include = parameters.list('include').map((id) => productOfVariant(Number(id)))
      const products = some(include.length > 0 ? new Set(include) : catalogue.ids())
      return list(queryVariations(products, parameters), toVariation(home))
    },
  }
  return [
    {
      path: at(`/products/${ID}/variations`),
      rules: PRODUCT_RULES,
      handle: (parameters, [id], home) =>
        list(queryVariations([row(id ?? 0).product], parameters), toVariation(home)),
    },
    ...(older ? [] : [ofAll]),
    {
      path: at('/products'),
      rules: PRODUCT_RULES,
      ignored: older ? ['include_status', 'search_fields', 'search_name_or_sku', 'modified_after'] : [],
      handle: (parameters, _ids, home) =>
        isLight(parameters)
          ? list(lightIds(catalogue, parameters), (id) => productRowBody(row(id), home))
          : list(queryProducts(some(catalogue.ids()), parameters), (found) => productRowBody(found, home)),
    },
    {
      path: at(`/products/${ID}`),
      rules: {},
      handle: (_parameters, [id], home) => ({
        kind: 'single',
        record: productRowBody(row(id ?? 0), home),
      }),
    },
  ]
}
