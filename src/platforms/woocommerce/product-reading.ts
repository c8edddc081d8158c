// What the product lists share: reading products by query or by id, and completing them with their variations.
import type { CoverageReason } from '../../model/page.ts'
import type { UnifiedProduct } from '../../model/product.ts'
import type { ShopContext } from '../platform.ts'
import type { Client } from './client.ts'
import { toProduct } from './map-product.ts'
import { createNumberedSource, MOST_PER_PAGE, type Source } from './paging.ts'
import type { Reference } from './reference.ts'
import type { Query } from './request.ts'
import { readVariationsOf } from './variations.ts'
import { productsWire, type WireProduct } from './wire-product.ts'

/** What the adapter of one store has at hand. */
export type ProductTools = {
  readonly client: Client
  readonly reference: Reference
  readonly context: Pick<ShopContext, 'cache'>
}

/** The products of a query, newest first. */
export function createProductSource(client: Client, query: Query): Source<WireProduct> {
  return createNumberedSource((offset, perPage) =>
    client.get(
      '/products',
      { orderby: 'date', order: 'desc', ...query, per_page: perPage, offset },
      productsWire,
    ),
  )
}

/** Plugins have kinds of their own, e.g. `subscription_variation`. */
export const isVariation = ({ type }: WireProduct) => (type ?? '').endsWith('variation')

/** Products with their variations; those that are not wanted or cannot be had cheaply are left out. */
export async function complete(
  tools: ProductTools,
  rows: readonly WireProduct[],
  wanted: boolean,
): Promise<{ products: UnifiedProduct[]; coverage: readonly CoverageReason[] }> {
  const { client, reference, context } = tools
  const currency = await reference.currency()
  const { byProduct, coverage } = wanted
    ? await readVariationsOf(client, context, rows)
    : { byProduct: new Map(), coverage: [] }
  const products = rows.map((row) => toProduct(row, { currency, variations: byProduct.get(row.id) ?? null }))
  return { products, coverage }
}

/** Products by their ids, in no order; those in the trash are not among them. */
export async function readByIds(
  tools: ProductTools,
  ids: readonly number[],
  fields: string,
): Promise<WireProduct[]> {
  if (ids.length === 0) return []
  const query = { include: ids.slice(0, MOST_PER_PAGE).join(','), per_page: MOST_PER_PAGE, _fields: fields }
  return (await tools.client.get('/products', query, productsWire)).body
}

/** Ids of the products that the variations among the rows belong to. */
export const parentsOf = (rows: readonly WireProduct[]) => [
  ...new Set(rows.filter(isVariation).map(({ parent_id }) => parent_id ?? 0)),
]
