// Products of a shop: lists by the filters that it has, and one by its number with the kinds of it.
import { matchesProduct, type ProductFilter } from '../../model/filter.ts'
import type { CoverageReason, Page, PageRequest, Single } from '../../model/page.ts'
import type { ProductStatus, UnifiedProduct } from '../../model/product.ts'
import type { ReadOptions } from '../platform.ts'
import { type ShopAccess, wants } from './access.ts'
import { requireFilters } from './capabilities.ts'
import type { Query } from './client.ts'
import { type ProductReference, toProduct } from './map-product.ts'
import { readListing } from './paging.ts'
import { everybodysPrice } from './product-price.ts'
import { findRecord, type Narrowing, openSource } from './source.ts'
import { productWire, type WireProduct } from './wire-product.ts'
import { localLowerBound } from './zone-time.ts'

/**
 * Kinds of a product are products of their own here, with SKU, stock and price, and are listed as such. A product
 * does not name its kinds: they cost a call for each product, which a single read makes and a list does not.
 */
const VARIANTS_ON_SINGLE_READ: CoverageReason = {
  code: 'variants_on_single_read',
  detail:
    'In a list, kinds of a product are products of their own, and variants is empty: a single read of the product has them.',
}

const PUBLISHED: Readonly<Record<ProductStatus, string>> = { draft: '0', active: '1', archived: '2' }
const MAX_CHILD_PAGES = 3
const NOTHING = new Map<string, never>()

function productSource(access: ShopAccess) {
  return {
    client: access.client,
    context: access.context,
    resource: 'productExtend' as const,
    item: productWire,
    idOf: (product: WireProduct) => product.innerId,
  }
}

/** Reads what the products refer to, as far as the caller wants it and the products do not say it themselves. */
export async function productReference(
  access: ShopAccess,
  { fields }: ReadOptions,
  products: readonly WireProduct[],
): Promise<ProductReference> {
  const { reference, context, shop } = access
  const lacksBrand = products.some(({ manufacturer }) => manufacturer !== null && manufacturer.name === null)
  const [zone, languages] = [await reference.zone(), await reference.languages()]
  const [categories, home, manufacturers, taxRates, settings] = await Promise.all([
    wants(fields, 'categories') ? reference.categories() : NOTHING,
    wants(fields, 'url') ? reference.home() : null,
    lacksBrand && wants(fields, 'brand') ? reference.manufacturers() : NOTHING,
    products.every((product) => everybodysPrice(product) !== null) ? NOTHING : reference.taxRates(),
    reference.settings(),
  ])
  const currency = context.store.currency ?? settings.config_currency
  return { zone, languages, categories, home, manufacturers, taxRates, currency, shop }
}

async function narrow(filter: ProductFilter, access: ShopAccess): Promise<Narrowing> {
  const { sku, status, updated_after: updated } = filter
  const [only, ...others] = new Set(status ?? [])
  const query: Query = {
    ...(sku !== undefined && { sku }),
    ...(only !== undefined && others.length === 0 && { published: PUBLISHED[only] }),
    ...(updated !== undefined && { updatedAfter: localLowerBound(updated, await access.reference.zone()) }),
  }
  if (sku !== undefined) return { query, kind: 'few' }
  if (updated !== undefined) return { query, kind: 'some' }
  return { query, kind: 'published' in query ? 'class' : 'whole' }
}

/** Lists products, each by itself. */
export async function listProducts(
  access: ShopAccess,
  filter: ProductFilter,
  page: PageRequest,
  options: ReadOptions,
): Promise<Page<UnifiedProduct>> {
  requireFilters('products', filter)
  let hasFamilies = false
  const result = await readListing<WireProduct, UnifiedProduct>({
    sources: [await openSource(productSource(access), await narrow(filter, access))],
    toRecords: async (items) => {
      const reference = await productReference(access, options, items)
      hasFamilies ||= items.some(({ productClass }) => productClass !== null)
      return items.map((item) => toProduct(item, [], reference))
    },
    keep: (product) => matchesProduct(product, filter),
    idOf: (product) => product.id,
    createdOf: (product) => product.created_at,
    page,
    isWhole: Object.values(filter).every((value) => value === undefined),
  })
  const lacksVariants = hasFamilies && wants(options.fields, 'variants', 'options', 'price_range')
  return lacksVariants ? { ...result, coverage: [...result.coverage, VARIANTS_ON_SINGLE_READ] } : result
}

const VARIANTS_NOT_SEARCHABLE: CoverageReason = {
  code: 'variants_not_searchable',
  detail: 'The shop does not look for the kinds of a product when it is asked to: variants may lack some.',
}

type Family = { readonly children: readonly WireProduct[]; readonly coverage: readonly CoverageReason[] }

/** The kinds of a product; one that is a kind itself has none. Compared, since a filter may be ignored. */
export async function familyOf(access: ShopAccess, product: WireProduct): Promise<Family> {
  if (product.parentProduct !== null) return { children: [], coverage: [] }
  const query = { parentProductId: product.innerId }
  const found = await access.client.all('productExtend', productWire, query, MAX_CHILD_PAGES)
  const isOwn = ({ id, parentProduct }: WireProduct) => parentProduct === product.id || id === product.id
  return {
    children: found
      .filter(({ parentProduct }) => parentProduct === product.id)
      .toSorted((a, b) => Number(a.innerId) - Number(b.innerId)),
    coverage: found.every(isOwn) ? [] : [VARIANTS_NOT_SEARCHABLE],
  }
}

/** One product by its number. */
export async function getProduct(
  access: ShopAccess,
  id: string,
  options: ReadOptions,
): Promise<Single<UnifiedProduct>> {
  const product = await findRecord(productSource(access), id, {}, 'product')
  const needsFamily = wants(options.fields, 'variants', 'options', 'price_range')
  const { children, coverage } = needsFamily
    ? await familyOf(access, product)
    : { children: [], coverage: [] }
  const reference = await productReference(access, options, [product, ...children])
  return { item: toProduct(product, children, reference), coverage }
}
