// Products by SKU, which may be the SKU of a variation.
import { AppError } from '../../errors.ts'
import { matchesProduct, type ProductFilter } from '../../model/filter.ts'
import type { Page, PageRequest } from '../../model/page.ts'
import type { UnifiedProduct } from '../../model/product.ts'
import type { ReadOptions } from '../platform.ts'
import { toProduct } from './map-product.ts'
import { emptyPage, MOST_PER_PAGE, slicePage } from './paging.ts'
import { inParallel } from './parallel.ts'
import { productFields } from './product-fields.ts'
import { isVariation, type ProductTools, parentsOf, readByIds } from './product-reading.ts'
import { readVariations } from './variations.ts'
import { productsWire } from './wire-product.ts'

function refuse(detail: string): AppError {
  return new AppError('filter_not_supported', detail)
}

/** A SKU belongs to a product or to one of its variations, whose product is given then. */
export async function listBySku(
  tools: ProductTools,
  filter: ProductFilter & { sku: string },
  page: PageRequest,
  options: ReadOptions,
): Promise<Page<UnifiedProduct>> {
  const { client, reference } = tools
  const sku = filter.sku.trim()
  if (filter.search !== undefined)
    throw refuse('WooCommerce cannot search among products with a SKU. Ask for one of the two.')
  if (sku.includes(',')) throw refuse('WooCommerce cannot be asked for a SKU that holds a comma.')
  if (sku === '') return emptyPage()
  const fields = productFields(options, filter, false)
  const trash = filter.status?.includes('archived') ? [{ status: 'trash' }] : []
  const answers = await inParallel(
    [{}, ...trash].map(
      (status) => () =>
        client.get('/products', { sku, ...status, per_page: MOST_PER_PAGE, _fields: fields }, productsWire),
    ),
  )
  const hits = answers.flatMap(({ body }) => body)
  const own = hits.filter((row) => !isVariation(row))
  const parents = parentsOf(hits).filter((id) => !own.some((row) => row.id === id))
  const rows = [...own, ...(await readByIds(tools, parents, fields))]
  const currency = await reference.currency()
  const products = await inParallel(
    rows.map((row) => async () => {
      const variations = (row.variations ?? []).length > 0 ? await readVariations(client, row) : []
      return toProduct(row, { currency, variations })
    }),
  )
  return slicePage(
    products.filter((product) => matchesProduct(product, filter)),
    page,
    'newest_first',
    [],
  )
}
