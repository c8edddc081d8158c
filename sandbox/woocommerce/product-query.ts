// Which products and variations a request means: the filters of `GET /products` and of the variations.
import { parameterTime } from './local-time.ts'
import type { Parameters } from './parameters.ts'
import type { StoredProduct, StoredVariation } from './stored.ts'
import { anyContains } from './text-search.ts'

/** What `status` takes. */
export const PRODUCT_STATUSES = ['any', 'future', 'trash', 'draft', 'pending', 'private', 'publish']
/** What `type` takes; variations are no type. */
export const PRODUCT_TYPES = ['simple', 'grouped', 'external', 'variable']
/** What `stock_status` takes. */
export const STOCK_STATUSES = ['instock', 'outofstock', 'onbackorder']
/** What `search_fields` takes. */
export const SEARCH_FIELDS = ['name', 'sku', 'global_unique_id', 'description', 'short_description']

/** A row of the list: a product, or a variation with the product it belongs to. */
export type ProductRow = { readonly product: StoredProduct; readonly variation: StoredVariation | null }

const words = (text: string) => text.split(' ').filter((word) => word.trim() !== '')

function textsOf({ product, variation }: ProductRow, fields: readonly string[]): string[] {
  const texts: Readonly<Record<string, string>> = variation
    ? {
        name: `${product.name} - ${variation.attributes.map(({ option }) => option).join(', ')}`,
        sku: variation.sku,
      }
    : {
        name: product.name,
        sku: product.sku,
        global_unique_id: product.gtin,
        description: product.description,
        short_description: product.shortDescription,
      }
  return fields.map((field) => texts[field] ?? '')
}

const holdsAll = (row: ProductRow, term: string, fields: readonly string[]) =>
  words(term).every((word) => anyContains(textsOf(row, fields), word))

/** What narrows by words or SKU, in the order in which one wins over the other; null when nothing does. */
function wordFilter(parameters: Parameters) {
  const search = parameters.text('search')?.trim() ?? ''
  const fields = parameters.list('search_fields')
  const nameOrSku = parameters.text('search_name_or_sku')?.trim() ?? ''
  const partOfSku = parameters.text('search_sku')?.trim() ?? ''
  const skus = (parameters.text('sku') ?? '').split(',').filter(Boolean)
  if (search !== '' && fields.length > 0) {
    return { variations: true, keep: (row: ProductRow) => holdsAll(row, search, fields) }
  }
  if (nameOrSku !== '') {
    return { variations: true, keep: (row: ProductRow) => holdsAll(row, nameOrSku, ['name', 'sku']) }
  }
  const plain = (row: ProductRow) =>
    search === '' || holdsAll(row, search, ['name', 'description', 'short_description'])
  if (partOfSku !== '') {
    return {
      variations: true,
      keep: (row: ProductRow) => plain(row) && anyContains(textsOf(row, ['sku']), partOfSku),
    }
  }
  if (skus.length > 0) {
    const wanted = skus.map((sku) => sku.toLowerCase())
    const keep = (row: ProductRow) => wanted.includes((textsOf(row, ['sku'])[0] ?? '').toLowerCase())
    return { variations: true, keep: (row: ProductRow) => plain(row) && keep(row) }
  }
  return { variations: false, keep: plain }
}

function statusFilter(parameters: Parameters) {
  const several = parameters.list('include_status')
  const asked = several.length > 0 ? several : [parameters.text('status') ?? 'any']
  return ({ product, variation }: ProductRow) => {
    if (variation && product.status === 'trash') return false
    const status = variation ? 'publish' : product.status
    return asked.includes('any') ? status !== 'trash' : asked.includes(status)
  }
}

const updated = (row: ProductRow) => (row.variation ?? row.product).modifiedAt.getTime()
const created = (row: ProductRow) => (row.variation ?? row.product).createdAt.getTime()
const idOf = (row: ProductRow) => (row.variation ?? row.product).id

function isWithin(row: ProductRow, parameters: Parameters): boolean {
  const gmt = parameters.flag('dates_are_gmt')
  const limit = (name: string, otherwise: number) => {
    const text = parameters.text(name)
    return text === null ? otherwise : parameterTime(text, gmt)
  }
  return (
    updated(row) > limit('modified_after', Number.NEGATIVE_INFINITY) &&
    updated(row) < limit('modified_before', Number.POSITIVE_INFINITY) &&
    created(row) > limit('after', Number.NEGATIVE_INFINITY) &&
    created(row) < limit('before', Number.POSITIVE_INFINITY)
  )
}

function hasPrice({ product }: ProductRow, parameters: Parameters): boolean {
  const onSale = parameters.text('on_sale')
  return (
    (onSale === null || (product.salePrice !== '') === parameters.flag('on_sale')) &&
    Number(product.price) >= parameters.number('min_price', Number.NEGATIVE_INFINITY) &&
    Number(product.price) <= parameters.number('max_price', Number.POSITIVE_INFINITY)
  )
}

type Compare = (a: ProductRow, b: ProductRow) => number
const byDate: Compare = (a, b) => created(a) - created(b) || idOf(a) - idOf(b)
const SORTS: Readonly<Record<string, Compare>> = {
  modified: (a, b) => updated(a) - updated(b) || idOf(a) - idOf(b),
  id: (a, b) => idOf(a) - idOf(b),
  title: (a, b) => (a.product.name < b.product.name ? -1 : 1),
}

function sort(rows: ProductRow[], parameters: Parameters): ProductRow[] {
  const include = parameters.list('include').map(Number)
  const orderBy = parameters.text('orderby') ?? 'date'
  if (orderBy === 'include') return rows.sort((a, b) => include.indexOf(idOf(a)) - include.indexOf(idOf(b)))
  rows.sort(SORTS[orderBy] ?? byDate)
  return parameters.text('order') === 'asc' ? rows : rows.reverse()
}

/** Products; a search that looks at SKUs brings variations as well. */
export function queryProducts(products: readonly StoredProduct[], parameters: Parameters): ProductRow[] {
  const text = wordFilter(parameters)
  const hasStatus = statusFilter(parameters)
  const include = parameters.list('include').map(Number)
  const exclude = parameters.list('exclude').map(Number)
  const [type, stock] = [parameters.text('type'), parameters.text('stock_status')]
  const categories = parameters.list('category').map(Number)
  const rows = products.flatMap((product): ProductRow[] => [
    { product, variation: null },
    ...(text.variations ? product.variations.map((variation) => ({ product, variation })) : []),
  ])
  const found = rows.filter(
    (row) =>
      hasStatus(row) &&
      (include.length === 0 || include.includes(idOf(row))) &&
      !exclude.includes(idOf(row)) &&
      (type === null || (row.variation === null && row.product.type === type)) &&
      (stock === null || (row.variation ?? row.product).stockStatus === stock) &&
      (categories.length === 0 || row.product.categories.some(({ id }) => categories.includes(id))) &&
      isWithin(row, parameters) &&
      hasPrice(row, parameters) &&
      text.keep(row),
  )
  return sort(found, parameters)
}

/** The variations of one product, or of all; `parent` and `include` narrow. */
export function queryVariations(products: readonly StoredProduct[], parameters: Parameters): ProductRow[] {
  const include = parameters.list('include').map(Number)
  const parents = parameters.list('parent').map(Number)
  const sku = parameters.text('sku')?.toLowerCase() ?? null
  const rows = products
    .filter(({ status, id }) => status !== 'trash' && (parents.length === 0 || parents.includes(id)))
    .flatMap((product) => product.variations.map((variation): ProductRow => ({ product, variation })))
    .filter(({ variation }) => include.length === 0 || include.includes(variation?.id ?? 0))
    .filter(({ variation }) => sku === null || variation?.sku.toLowerCase() === sku)
  return sort(rows, parameters)
}
