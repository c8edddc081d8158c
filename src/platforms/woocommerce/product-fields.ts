// Which keys of a product and of its variations are asked for.
import type { ProductFilter } from '../../model/filter.ts'
import type { ReadOptions } from '../platform.ts'

/** Always there: what tells a product from a variation, and whether it has any. */
const ALWAYS = ['id', 'type', 'status', 'parent_id', 'variations']
const TEXT = ['description', 'short_description']
const PRICE = ['price', 'regular_price']

/** Unified field → keys of wc/v3. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  id: [],
  sku: ['sku'],
  name: ['name'],
  description: TEXT,
  description_html: TEXT,
  url: ['permalink'],
  status: [],
  type: [],
  price: PRICE,
  compare_at_price: PRICE,
  price_range: PRICE,
  in_stock: ['stock_status'],
  stock_quantity: ['stock_quantity'],
  images: ['images'],
  categories: ['categories'],
  tags: ['tags'],
  brand: ['brands'],
  options: ['attributes'],
  variants: [],
  created_at: ['date_created_gmt'],
  updated_at: ['date_modified_gmt'],
  platform_specific: [
    'slug',
    'on_sale',
    'date_on_sale_from_gmt',
    'date_on_sale_to_gmt',
    'purchasable',
    'featured',
    'virtual',
    'downloadable',
    'catalog_visibility',
    'external_url',
    'short_description',
    'tax_status',
    'tax_class',
    'stock_status',
    'backorders',
    'weight',
    'dimensions',
    'shipping_class',
    'average_rating',
    'rating_count',
    'global_unique_id',
    'grouped_products',
    'attributes',
    'meta_data',
  ],
}

const FILTER_KEYS: Partial<Record<keyof ProductFilter, readonly string[]>> = {
  search: [],
  sku: ['sku'],
  status: [],
  in_stock: ['stock_status'],
  updated_after: ['date_modified_gmt'],
}

/** Page builders keep whole pages in a product's meta: in a list it is left out. */
const SINGLE_ONLY = 'meta_data'

/** The `_fields` of a product request. */
export function productFields({ fields }: ReadOptions, filter: ProductFilter, single: boolean): string {
  const wanted = [
    ...ALWAYS,
    ...Object.keys(fields ?? KEYS).flatMap((field) => KEYS[field] ?? []),
    ...Object.keys(filter).flatMap((name) => FILTER_KEYS[name as keyof ProductFilter] ?? []),
  ]
  return [...new Set(wanted)].filter((key) => single || key !== SINGLE_ONLY).join(',')
}

/** Keys of a variation. */
export const VARIATION_FIELDS =
  'id,parent_id,name,status,sku,price,regular_price,stock_quantity,stock_status,attributes,image'

/** Whether the answer or the filter needs the variations of a product. */
export function wantsVariations({ fields }: ReadOptions, filter: ProductFilter): boolean {
  if (fields === null || filter.sku !== undefined) return true
  return 'variants' in fields || 'price_range' in fields
}
