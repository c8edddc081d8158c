// Products of a WooCommerce shop: which calls a filter means, and the pages they give.
import { AppError } from '../../errors.ts'
import { matchesProduct, type ProductFilter } from '../../model/filter.ts'
import type { Page, PageRequest, Single } from '../../model/page.ts'
import type { ProductStatus, UnifiedProduct } from '../../model/product.ts'
import type { ReadOptions } from '../platform.ts'
import { toProduct } from './map-product.ts'
import { emptyPage, invalidCursor, mapSource, readList, type Source, slicePage } from './paging.ts'
import { productFields, wantsVariations } from './product-fields.ts'
import {
  complete,
  createProductSource,
  isVariation,
  type ProductTools,
  parentsOf,
  readByIds,
} from './product-reading.ts'
import { listBySku } from './product-sku.ts'
import { hasReason } from './reference.ts'
import type { Query } from './request.ts'
import { parseId, toLimit } from './values.ts'
import { readVariations } from './variations.ts'
import { productWire, type WireProduct } from './wire-product.ts'

const SEARCHED = 'name,sku,global_unique_id,description,short_description'
const TTL_MS = 86_400_000
/** Variations that a word was found in, when it was found in no product itself. */
const MOST_PARENTS = 100

/** A status filter as queries, one after the other; without one everything but the trash. */
function statusQueries(statuses: readonly ProductStatus[] | undefined): Query[] {
  if (statuses === undefined) return [{}]
  const [active, draft, archived] = (['active', 'draft', 'archived'] as const).map((word) =>
    statuses.includes(word),
  )
  const shown = active && draft ? [{}] : active ? [{ status: 'publish' }] : []
  const drafts = draft && !active ? [{ include_status: 'draft,pending,private,future' }] : []
  return [...shown, ...drafts, ...(archived ? [{ status: 'trash' }] : [])]
}

/** `stock_status` takes one word; what can be ordered on backorder counts as in stock. */
function filterQuery({ in_stock, updated_after }: ProductFilter): Query {
  return {
    stock_status: in_stock === false ? 'outofstock' : undefined,
    modified_after: updated_after && toLimit(updated_after, 'after'),
    dates_are_gmt: updated_after ? 'true' : undefined,
  }
}

/** Several lists one after the other, as one. */
function chain<T>(sources: readonly Source<T>[]): Source<T> {
  const [first] = sources
  if (first && sources.length === 1) return first
  return {
    readNumbered: () => Promise.reject(invalidCursor()),
    readFrom: async (at, perPage) => {
      const match = /^(\d)\/(.*)$/.exec(at ?? '0/')
      const index = Number(match?.[1])
      const source = sources[index]
      if (!source) throw invalidCursor()
      const { items, next } = await source.readFrom(match?.[2] || null, perPage)
      const following = index + 1 < sources.length ? `${index + 1}/` : null
      return { items, next: next === null ? following : `${index}/${next}`, total: null }
    },
  }
}

/** Whether the shop knows where to search; older ones ignore it or refuse it. */
async function searchQuery(
  { context }: ProductTools,
  search: string | undefined,
): Promise<{ search?: string; search_fields?: string | undefined }> {
  const text = search?.trim()
  if (!text) return {}
  const fields = await context.cache.get('woocommerce:search-fields', TTL_MS, async () => SEARCHED)
  return { search: text, search_fields: fields || undefined }
}

/** A cheap look: descriptions are turned into text only for what is shown. */
function keeps(row: WireProduct, filter: ProductFilter, currency: string | null): boolean {
  if (isVariation(row)) return false
  const bare = { ...row, description: null, short_description: null }
  return matchesProduct(toProduct(bare, { currency, variations: null }), filter)
}

/** A word that is in no product itself may be in the SKU of variations: then their products are the answer. */
async function listParents(
  tools: ProductTools,
  filter: ProductFilter,
  page: PageRequest,
  options: ReadOptions,
  variations: readonly WireProduct[],
): Promise<Page<UnifiedProduct>> {
  const currency = await tools.reference.currency()
  const ids = parentsOf(variations).slice(0, MOST_PARENTS)
  const parents = await readByIds(tools, ids, productFields(options, filter, false))
  const kept = parents.filter((row) => keeps(row, filter, currency))
  const slice = slicePage(kept, page, 'newest_first', [])
  const filled = await complete(tools, slice.items, wantsVariations(options, filter))
  return { ...slice, items: filled.products, coverage: filled.coverage }
}

async function listByFilter(
  tools: ProductTools,
  filter: ProductFilter,
  page: PageRequest,
  options: ReadOptions,
): Promise<Page<UnifiedProduct>> {
  const currency = await tools.reference.currency()
  const queries = statusQueries(filter.status)
  const search = await searchQuery(tools, filter.search)
  const base = { ...filterQuery(filter), ...search, _fields: productFields(options, filter, false) }
  const seen: WireProduct[] = []
  const observe = (row: WireProduct) => {
    seen.push(row)
    return row
  }
  const source = mapSource(
    chain(queries.map((query) => createProductSource(tools.client, { ...base, ...query }))),
    observe,
  )
  const exact = queries.length === 1 && filter.in_stock !== true && search.search === undefined
  const sort = queries.length === 1 ? 'newest_first' : 'unspecified'
  const keep = (row: WireProduct) => keeps(row, filter, currency)
  const ofParents = 'after' in page.position && page.position.after.startsWith('whole:')
  const asked = ofParents ? { limit: page.limit, position: { page: 1 } } : page
  const found = await readList({ source, exact, keep, page: asked }, sort)
  const variations = seen.filter(isVariation)
  if (
    found.items.length === 0 &&
    found.next === null &&
    variations.length === seen.length &&
    seen.length > 0
  ) {
    return listParents(tools, filter, page, options, variations)
  }
  const filled = await complete(tools, found.items, wantsVariations(options, filter))
  return { ...found, items: filled.products, coverage: [...found.coverage, ...filled.coverage] }
}

/** A page of products; the variations of all of them are one call more. */
export async function listProducts(
  tools: ProductTools,
  filter: ProductFilter,
  page: PageRequest,
  options: ReadOptions,
): Promise<Page<UnifiedProduct>> {
  const { sku } = filter
  if (filter.status?.length === 0) return emptyPage()
  if (sku !== undefined) return listBySku(tools, { ...filter, sku }, page, options)
  try {
    return await listByFilter(tools, filter, page, options)
  } catch (thrown) {
    if (!hasReason(thrown, 'refused_search_fields')) throw thrown
    tools.context.cache.drop('woocommerce:search-fields')
    await tools.context.cache.get('woocommerce:search-fields', TTL_MS, async () => '')
    return listByFilter(tools, filter, page, options)
  }
}

/** One product with all its variations, in the trash too. */
export async function getProduct(
  { client, reference }: ProductTools,
  id: string,
  options: ReadOptions,
): Promise<Single<UnifiedProduct>> {
  const known = parseId(id)
  const missing = () => new AppError('not_found', 'The shop has no such record.')
  if (known === null) throw missing()
  const query = { _fields: productFields(options, {}, true) }
  const [{ body }, currency] = await Promise.all([
    client.get(`/products/${known}`, query, productWire),
    reference.currency(),
  ])
  // The shop gives a variation under this address too, but it is a part of a product and no product.
  if (isVariation(body)) throw missing()
  const has = (body.variations ?? []).length > 0 && wantsVariations(options, {})
  const variations = has ? await readVariations(client, body) : null
  return { item: toProduct(body, { currency, variations }), coverage: [] }
}
