// WooCommerce's products and variations as ours; pure.
import { compareDecimals, type Money, toMoney } from '../../model/money.ts'
import type { ProductVariant, UnifiedProduct } from '../../model/product.ts'
import { decodeText, toPlainText } from '../plain-text.ts'
import { cleanMeta } from './metadata.ts'
import { productStatusOf } from './statuses.ts'
import { present, toInstant } from './values.ts'
import type { WireProduct, WireVariation } from './wire-product.ts'

/** What mapping needs to know beside the product: WooCommerce says no currency there. */
export type ProductMapContext = {
  readonly currency: string | null
  /** null: not asked for. */
  readonly variations: readonly WireVariation[] | null
}

type Priced = {
  readonly price?: string | null | undefined
  readonly regular_price?: string | null | undefined
}

/** WooCommerce's own `is_in_stock`: what can be ordered on backorder counts. */
function inStock(status: string | null | undefined): boolean | null {
  return present(status) === null ? null : status !== 'outofstock'
}

function pricesOf({ price, regular_price }: Priced, currency: string | null) {
  const [now, regular] = [toMoney(price, currency), toMoney(regular_price, currency)]
  const reduced = now !== null && regular !== null && compareDecimals(regular.amount, now.amount) > 0
  return { price: now, compare_at_price: reduced ? regular : null }
}

function toImage(image: { src?: string | null | undefined; alt?: string | null | undefined }) {
  const url = present(image.src)
  return url ? { url, alt: present(image.alt) } : null
}

/** A variation; one without a name of its own (older shops) is called after its options. */
export function toVariant(variation: WireVariation, currency: string | null): ProductVariant {
  const options = (variation.attributes ?? []).flatMap(({ name, option }) =>
    name && option ? [{ name, value: option }] : [],
  )
  const called = options.map(({ value }) => value).join(', ')
  return {
    id: String(variation.id),
    sku: present(variation.sku),
    name: present(variation.name) ?? present(called),
    ...pricesOf(variation, currency),
    in_stock: inStock(variation.stock_status),
    stock_quantity: variation.stock_quantity ?? null,
    options,
    image: variation.image ? toImage(variation.image) : null,
  }
}

function lowerOf(a: Money, b: Money): Money {
  return compareDecimals(a.amount, b.amount) <= 0 ? a : b
}

function higherOf(a: Money, b: Money): Money {
  return compareDecimals(a.amount, b.amount) >= 0 ? a : b
}

/** A grouped product's `price` is its cheapest child's, whose dearest is not said. */
function priceRangeOf(product: WireProduct, price: Money | null, context: ProductMapContext) {
  if (product.type === 'grouped') return null
  const hasVariations = (product.variations ?? []).length > 0
  if (!hasVariations) return price && { min: price, max: price }
  const sold = (context.variations ?? []).filter(({ status }) => status !== 'private')
  const prices = sold
    .map((variation) => toMoney(variation.price, context.currency))
    .filter((money) => money !== null)
  const first = prices[0]
  return first ? { min: prices.reduce(lowerOf, first), max: prices.reduce(higherOf, first) } : null
}

const SPECIFIC = [
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
] as const satisfies readonly (keyof WireProduct)[]

function specificOf(product: WireProduct): Record<string, unknown> {
  const own = SPECIFIC.map((key) => [key, product[key] === '' ? null : (product[key] ?? null)] as const)
  return {
    ...Object.fromEntries(own),
    status: present(product.status),
    attributes: (product.attributes ?? [])
      .filter(({ variation }) => !variation)
      .map(({ name, options }) => ({ name: name ?? null, options: options ?? [] })),
    meta_data: cleanMeta(product.meta_data, (key) => !key.startsWith('_')),
  }
}

/** A product; what `_fields` left out holds a placeholder. */
export function toProduct(product: WireProduct, context: ProductMapContext): UnifiedProduct {
  const { currency, variations } = context
  const prices = pricesOf(product, currency)
  const html = present(product.description) ?? present(product.short_description)
  const names = (terms: WireProduct['tags']) =>
    (terms ?? []).map(({ name }) => present(decodeText(name ?? ''))).filter((name) => name !== null)
  return {
    id: String(product.id),
    sku: present(product.sku),
    name: present(product.name),
    description: toPlainText(html),
    description_html: html,
    url: present(product.permalink),
    status: productStatusOf(product.status),
    type: present(product.type),
    ...prices,
    price_range: priceRangeOf(product, prices.price, context),
    in_stock: inStock(product.stock_status),
    stock_quantity: product.stock_quantity ?? null,
    images: (product.images ?? []).map(toImage).filter((image) => image !== null),
    categories: (product.categories ?? []).map(({ id, name }) => ({
      id: String(id),
      name: present(decodeText(name ?? '')),
    })),
    tags: names(product.tags),
    brand: names(product.brands)[0] ?? null,
    options: (product.attributes ?? [])
      .filter(({ variation }) => variation)
      .map(({ name, options }) => ({ name: name ?? '', values: options ?? [] })),
    variants: (variations ?? []).map((variation) => toVariant(variation, currency)),
    created_at: toInstant(product.date_created_gmt),
    updated_at: toInstant(product.date_modified_gmt),
    platform_specific: specificOf(product),
  }
}
