// The whole catalogue of a WooCommerce shop, by rising ids: products with all their variations, or ids alone.
import { z } from 'zod'
import type {
  ProductBatch,
  ProductIdBatch,
  ProductStreams,
  ResumePoint,
  StreamStart,
} from '../product-stream.ts'
import { createStreamGuard } from '../stream-guard.ts'
import { type ResumeKey, readResume, writeResume } from '../stream-resume.ts'
import { FIRST, type IdPlace, walkById } from './id-walk.ts'
import { toProduct } from './map-product.ts'
import { MOST_PER_PAGE } from './paging.ts'
import { productFields } from './product-fields.ts'
import { isVariation, type ProductTools } from './product-reading.ts'
import type { Query } from './request.ts'
import { gmtOf } from './values.ts'
import { readEveryVariation } from './variations.ts'
import { productsWire, type WireProduct } from './wire-product.ts'

/** The trash is in no list but its own (facts: seen). What is moved there meanwhile comes again, from there. */
const LISTS = ['shown', 'trash'] as const

const placeSchema = z.object({
  list: z.enum(LISTS),
  after: z.number().int().nonnegative(),
  offset: z.number().int().nonnegative(),
})
type Place = IdPlace & { readonly list: (typeof LISTS)[number] }

const ALL = { fields: null, includeCustomer: false }
const ORDER = { orderby: 'id', order: 'asc', per_page: MOST_PER_PAGE }

/**
 * `modified_after` is strict and counts whole seconds: a second earlier is "at or after". A change of a variation
 * counts too: WooCommerce saves its product after it (`WC_Product::maybe_defer_product_sync`).
 */
function sinceQuery(since: string | null): Query {
  if (since === null) return {}
  return {
    modified_after: gmtOf(Math.ceil(Date.parse(since) / 1000) - 1),
    dates_are_gmt: 'true',
  }
}

/** Older shops ignore `modified_after`; a product without a date may have changed at any time. */
function changedSince({ date_modified_gmt: modified }: WireProduct, since: string | null): boolean {
  const time = Date.parse(`${modified}Z`)
  return since === null || Number.isNaN(time) || time >= Math.floor(Date.parse(since) / 1000) * 1000
}

async function* readRows(
  { client }: ProductTools,
  query: Query,
  begin: Place | null,
): AsyncGenerator<{ readonly rows: readonly WireProduct[]; readonly place: Place }, void, undefined> {
  const guard = createStreamGuard()
  for (const list of LISTS.slice(LISTS.indexOf(begin?.list ?? 'shown'))) {
    const from = begin?.list === list ? begin : FIRST
    const status = list === 'trash' ? { status: 'trash' } : {}
    const read = (offset: number) =>
      client.get('/products', { ...ORDER, ...query, ...status, offset }, productsWire)
    for await (const { rows, place } of walkById(read, from, guard)) {
      yield { rows: rows.filter((row) => !isVariation(row)), place: { ...place, list } }
    }
  }
}

async function* readProducts(
  tools: ProductTools,
  store: string,
  { updatedAfter: since, resume }: StreamStart,
): AsyncGenerator<ProductBatch, void, undefined> {
  const key: ResumeKey = { store, of: 'products', since }
  const query = { ...sinceQuery(since), _fields: productFields(ALL, {}, false) }
  for await (const { rows, place } of readRows(tools, query, readResume(key, placeSchema, resume))) {
    const changed = rows.filter((row) => changedSince(row, since))
    const byProduct = await readEveryVariation(tools.client, tools.context, changed)
    const currency = await tools.reference.currency()
    const products = changed.map((row) =>
      toProduct(row, { currency, variations: byProduct.get(row.id) ?? [] }),
    )
    yield { products, resume: writeResume(key, place) }
  }
}

async function* readIds(
  tools: ProductTools,
  store: string,
  resume: ResumePoint | null,
): AsyncGenerator<ProductIdBatch, void, undefined> {
  const key: ResumeKey = { store, of: 'ids', since: null }
  const begin = readResume(key, placeSchema, resume)
  for await (const { rows, place } of readRows(tools, { _fields: 'id,type' }, begin)) {
    yield { ids: rows.map(({ id }) => String(id)), resume: writeResume(key, place) }
  }
}

/** The streams of a store. */
export function createStreams(tools: ProductTools, store: string): ProductStreams {
  return {
    streamProducts: (start) => readProducts(tools, store, start),
    streamProductIds: (resume) => readIds(tools, store, resume),
  }
}
