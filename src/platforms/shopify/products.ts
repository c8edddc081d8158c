// Products: the list and one by its id, each with all of its variants.
import { AppError } from '../../errors.ts'
import { matchesProduct, type ProductFilter } from '../../model/filter.ts'
import type { CoverageReason, Page, PageRequest, Single } from '../../model/page.ts'
import type { ProductStatus, UnifiedProduct } from '../../model/product.ts'
import type { ReadOptions, Shop, ShopContext } from '../platform.ts'
import type { DeniedPath } from './answer-errors.ts'
import type { Admin, Variables } from './client.ts'
import { cutLists, cutParts, withheldFields } from './coverage.ts'
import { listPage } from './listing.ts'
import { toProduct } from './map-product.ts'
import { PRODUCT_BY_ID, PRODUCT_CURSORS, PRODUCT_VARIANTS, PRODUCTS } from './product-documents.ts'
import type { WireProduct } from './product-wire.ts'
import { type FollowUps, MAX_FOLLOW_UPS, readRest } from './rest-of-list.ts'
import { allOf, type Fit, requireWords, searchRange, searchTerm } from './search-query.ts'
import { wants } from './selection.ts'

const LIST_SIZES = { mediaCount: 10, collectionCount: 10, variantCount: 20 }
const SINGLE_SIZES = { mediaCount: 60, collectionCount: 50, variantCount: 100 }
/** Enough for 2,048 variants, the most that a product may have. */
const MAX_SINGLE_CALLS = 20

const STATUS_WORDS: Readonly<Record<ProductStatus, string>> = {
  active: 'active',
  draft: 'draft,unlisted',
  archived: 'archived',
}
/** Always said: without it Shopify shows only active products. */
const ANY_STATUS = ['active', 'draft', 'archived'] as const

/** One request for products: what was asked, and where. */
type Request = {
  readonly admin: Admin
  readonly context: ShopContext
  readonly filter: ProductFilter
  readonly page: PageRequest
  readonly options: ReadOptions
}

function switchesOf(options: ReadOptions, filter: ProductFilter, sizes: typeof LIST_SIZES): Variables {
  const { fields } = options
  const compared = filter.sku !== undefined || filter.in_stock !== undefined
  return {
    ...sizes,
    descriptions: wants(fields, 'description', 'description_html'),
    images: wants(fields, 'images'),
    collections: wants(fields, 'categories'),
    variants:
      compared || wants(fields, 'variants', 'sku', 'in_stock', 'compare_at_price', 'platform_specific'),
  }
}

function toSearch(filter: ProductFilter): { query: string | null; fit: Fit } {
  const { sku, search, in_stock: inStock } = filter
  const statuses = [...new Set(filter.status ?? ANY_STATUS)].map((status) => STATUS_WORDS[status])
  const query = allOf([
    ...(search === undefined ? [] : requireWords(search)),
    `status:${statuses.join(',')}`,
    ...(sku === undefined ? [] : [searchTerm('sku', sku)]),
    // What is not counted or sold without stock is in stock with none of it: only the other way can be asked.
    ...(inStock === false ? ['inventory_total:<=0'] : []),
    ...searchRange('updated_at', filter.updated_after),
  ])
  if (inStock !== undefined) return { query, fit: 'loose' }
  const isClose = sku !== undefined || search !== undefined || filter.updated_after !== undefined
  return { query, fit: isClose ? 'close' : 'exact' }
}

/** How many products have more in a list than was read. */
function cutsOf(products: readonly WireProduct[]): readonly CoverageReason[] {
  const count = (name: 'variants' | 'media' | 'collections') =>
    products.filter((product) => product[name]?.pageInfo.hasNextPage).length
  return [
    ...cutLists('variants_cut', count('variants')),
    ...cutParts('images_cut', count('media')),
    ...cutParts('categories_cut', count('collections')),
  ]
}

/** The product with all of its variants, as far as the calls last. */
export async function complete(
  admin: Admin,
  product: WireProduct,
  followUps: FollowUps,
): Promise<WireProduct> {
  if (!product.variants?.pageInfo.hasNextPage) return product
  const variants = await readRest(product.variants, followUps, async (after) => {
    const { data } = await admin.ask(PRODUCT_VARIANTS, { id: product.id, after })
    return data.product?.variants ?? null
  })
  return { ...product, variants }
}

async function list({ admin, context, filter, page, options }: Request): Promise<Page<UnifiedProduct>> {
  const { query, fit } = toSearch(filter)
  const switches = switchesOf(options, filter, LIST_SIZES)
  const followUps = { left: MAX_FOLLOW_UPS }
  const denied: DeniedPath[] = []
  /** Left out, though what was asked for may be on a variant that was not read. */
  const unsure: WireProduct[] = []
  const listed = await listPage<WireProduct, UnifiedProduct>({
    name: 'products',
    page,
    fit,
    cache: context.cache,
    walk: async (step) => {
      const { data } = await admin.ask(PRODUCT_CURSORS, { ...step, query })
      return { pageInfo: data.list.pageInfo, count: data.count }
    },
    read: async (step) => {
      const answer = await admin.ask(PRODUCTS, { ...step, query, ...switches })
      denied.push(...answer.denied)
      const edges = []
      // Before they are compared: the SKU that is looked for may be on the last variant of many.
      for (const { cursor, node } of answer.data.products.edges) {
        edges.push({ cursor, node: await complete(admin, node, followUps) })
      }
      const { pageInfo } = answer.data.products
      return { edges, pageInfo, count: answer.data.productsCount }
    },
    toItem: toProduct,
    keep: (product, wire) => {
      const kept = matchesProduct(product, filter)
      if (!kept && wire.variants?.pageInfo.hasNextPage) unsure.push(wire)
      return kept
    },
  })
  const cuts = cutsOf([...listed.entries.map((entry) => entry.wire), ...unsure])
  return {
    items: listed.entries.map((entry) => entry.item),
    next: listed.next,
    total: listed.total,
    sort: 'newest_first',
    coverage: [...listed.coverage, ...withheldFields(denied, 'product'), ...cuts],
  }
}

async function get(admin: Admin, id: string, options: ReadOptions): Promise<Single<UnifiedProduct>> {
  const missing = () => new AppError('not_found', 'The shop has no such product.')
  if (!/^\d{1,20}$/.test(id)) throw missing()
  const { data, denied } = await admin.ask(PRODUCT_BY_ID, {
    id: `gid://shopify/Product/${id}`,
    ...switchesOf(options, {}, SINGLE_SIZES),
  })
  if (!data.product) throw missing()
  const product = await complete(admin, data.product, { left: MAX_SINGLE_CALLS })
  return {
    item: toProduct(product),
    coverage: [...withheldFields(denied, 'product'), ...cutsOf([product])],
  }
}

/** The products of a shop. */
export function createProducts(
  admin: Admin,
  context: ShopContext,
): Pick<Shop, 'listProducts' | 'getProduct'> {
  return {
    listProducts: (filter, page, options) => list({ admin, context, filter, page, options }),
    getProduct: (id, options) => get(admin, id, options),
  }
}
