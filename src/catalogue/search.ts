// Lists and finds products of a store in its catalogue: no shop is asked, and no credential is opened.
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { ProductFilter } from '../model/filter.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { UnifiedProduct } from '../model/product.ts'
import { type Alternatives, limitsOf, type Wanted, wantedBy } from './query.ts'
import { findAlternatives } from './typos.ts'

/** A page, and how old what it was read from is. */
export type CatalogueAnswer = { readonly syncedAt: Date; readonly page: Page<UnifiedProduct> }

/** Which catalogue is read, for whom. */
export type CatalogueOf = { readonly database: Database; readonly owner: string; readonly storeId: string }

/** Where a page ended: tier, when the last product was created, its id. */
type PlaceInOrder = readonly [tier: number, createdMs: number, id: string]
/** `meant`: the walk is over what the words may have been meant to be, since they found nothing as they are. */
type Next = { readonly meant: boolean; readonly place: PlaceInOrder }

/** Products are as they were written; the door looks at them before they leave. */
type Row = {
  synced_at: Date | null
  total: number | null
  products: UnifiedProduct[] | null
  places: PlaceInOrder[] | null
}

type Query = {
  /** null: every product. */
  readonly wanted: Wanted | null
  readonly filter: ProductFilter
  readonly after: PlaceInOrder | null
  readonly skip: number
  readonly atMost: number
}

async function ask(of: CatalogueOf, query: Query): Promise<Row | null> {
  const { filter, after } = query
  const [tier, ms, id] = after ?? [null, null, null]
  const result = await sql<Row>`select * from shopcall.search_catalogue(
    ${of.owner}::uuid, ${of.storeId}::uuid, ${query.wanted && JSON.stringify(query.wanted)}::jsonb, ${limitsOf(of.storeId, filter)},
    ${filter.updated_after ?? null}::timestamptz, ${filter.price_min ?? null}::numeric,
    ${filter.price_max ?? null}::numeric, ${tier}::integer, ${ms}::bigint, ${id}::text,
    ${query.skip}::integer, ${query.atMost}::integer)`.execute(of.database.service)
  return result.rows[0] ?? null
}

/** The tiers that are searched, and what was found with them. */
async function askBest(
  of: CatalogueOf,
  filter: ProductFilter,
  next: Next | null,
  range: { skip: number; atMost: number },
): Promise<{ row: Row | null; meant: boolean }> {
  const { search } = filter
  const after = next?.place ?? null
  if (search === undefined)
    return { row: await ask(of, { wanted: null, filter, after, ...range }), meant: false }
  const askWith = (alternatives?: Alternatives) =>
    ask(of, { wanted: wantedBy(of.storeId, search, alternatives), filter, after, ...range })
  if (!next?.meant) {
    const row = await askWith()
    if (next !== null || row === null || row.synced_at === null || row.total !== 0)
      return { row, meant: false }
    const alternatives = await findAlternatives(of.database, of.owner, of.storeId, search)
    return alternatives.size === 0 ? { row, meant: false } : { row: await askWith(alternatives), meant: true }
  }
  return {
    row: await askWith(await findAlternatives(of.database, of.owner, of.storeId, search)),
    meant: true,
  }
}

/**
 * A page of the catalogue, or null where no full sync of the store has completed. With `search` the best come
 * first: SKU, name, words of the name, words anywhere; where nothing is found, words that may have been meant.
 * `total` is exact up to 500 and null above, but for the list of everything.
 */
export async function searchCatalogue(
  of: CatalogueOf,
  filter: ProductFilter,
  request: PageRequest,
): Promise<CatalogueAnswer | null> {
  const { limit, position } = request
  const next = 'after' in position ? (JSON.parse(position.after) as Next) : null
  const skip = 'page' in position ? (position.page - 1) * limit : 0
  // One more than is asked for tells whether there are more.
  const { row, meant } = await askBest(of, filter, next, { skip, atMost: limit + 1 })
  if (row === null || row.synced_at === null) return null
  const products = row.products ?? []
  const last = (row.places ?? [])[limit - 1]
  return {
    syncedAt: row.synced_at,
    page: {
      items: products.slice(0, limit),
      next: products.length > limit && last ? JSON.stringify({ meant, place: last } satisfies Next) : null,
      total: row.total,
      sort: filter.search === undefined ? 'newest_first' : 'unspecified',
      coverage: [],
    },
  }
}

/** One product, or null where the catalogue lacks it; `syncedAt` null where no full sync has completed. */
export async function findInCatalogue(
  of: CatalogueOf,
  productId: string,
): Promise<{ readonly syncedAt: Date | null; readonly product: UnifiedProduct | null }> {
  // The database takes no character 0, and no product has one in its id.
  const result = await sql<{ synced_at: Date | null; product: UnifiedProduct | null }>`select * from
    shopcall.find_catalogue_product(${of.owner}::uuid, ${of.storeId}::uuid, ${productId.replaceAll('\0', '\ufffd')})`.execute(
    of.database.service,
  )
  const row = result.rows[0]
  return { syncedAt: row?.synced_at ?? null, product: row?.product ?? null }
}
