// ShopRenter's products as the unified ones.
import { addDecimals } from '../../model/money.ts'
import type { ProductVariant, UnifiedProduct } from '../../model/product.ts'
import { toPlainText } from '../plain-text.ts'
import type { Languages } from './languages.ts'
import type { Category } from './lookups.ts'
import { toProductDetails } from './product-details.ts'
import { type PriceReference, toPriceRange, toPrices } from './product-price.ts'
import { toHtml } from './text.ts'
import { innerIdOf } from './wire.ts'
import type { WireProduct } from './wire-product.ts'
import { toInstant } from './zone-time.ts'

/** What a product's links are resolved with; what the caller does not want may be empty. */
export type ProductReference = PriceReference & {
  readonly zone: string
  readonly shop: string
  /** The shop's main address, or null. */
  readonly home: string | null
  readonly languages: Languages
  readonly categories: ReadonlyMap<string, Category>
  readonly manufacturers: ReadonlyMap<string, string | null>
}

function toStock(product: WireProduct): { quantity: number | null; inStock: boolean } {
  if (product.subtractStock === false) return { quantity: null, inStock: true }
  const stocks = [product.stock1, product.stock2, product.stock3, product.stock4]
  const quantity = Number(addDecimals(...stocks.filter((stock) => stock !== null)))
  return { quantity, inStock: quantity > 0 }
}

function toImages(product: WireProduct): UnifiedProduct['images'] {
  const images = product.allImages ?? {}
  const place = (name: string) => (name === 'mainImage' ? -1 : Number(/\d+$/.exec(name)?.[0] ?? 1_000))
  return Object.keys(images)
    .toSorted((a, b) => place(a) - place(b))
    .map((name) => ({ url: images[name] ?? null, alt: name === 'mainImage' ? product.imageAlt : null }))
    .filter((image): image is { url: string; alt: string | null } => image.url !== null)
}

/** The attributes that tell the kinds of a product apart: those of type LIST, by the shop's names for them. */
function listAttributes(product: WireProduct, languages: Languages) {
  return product.productAttributeExtend
    .filter(({ type }) => type?.toUpperCase() === 'LIST')
    .map(({ name, value }) => ({ name, value: languages.pick(value)?.value ?? null }))
    .filter(
      (option): option is { name: string; value: string } => option.name !== null && option.value !== null,
    )
}

function toVariant(child: WireProduct, reference: ProductReference): ProductVariant {
  const { price, compareAt } = toPrices(child, reference)
  const { quantity, inStock } = toStock(child)
  return {
    id: child.innerId,
    sku: child.sku,
    name: reference.languages.pick(child.productDescriptions)?.name ?? null,
    price,
    compare_at_price: compareAt,
    in_stock: inStock,
    stock_quantity: quantity,
    options: listAttributes(child, reference.languages),
    image: toImages(child)[0] ?? null,
  }
}

function toOptions(variants: readonly ProductVariant[]): UnifiedProduct['options'] {
  const options = variants.flatMap((variant) => variant.options)
  return [...Map.groupBy(options, ({ name }) => name)].map(([name, values]) => ({
    name,
    values: [...new Set(values.map(({ value }) => value))],
  }))
}

function toUrl(product: WireProduct, { home, shop }: ProductReference): string {
  const alias = product.urlAliases?.urlAlias
  if (home !== null && alias) return `${home}/${alias.split('/').map(encodeURIComponent).join('/')}`
  return `https://${shop}.shoprenter.hu/index.php?route=product/product&product_id=${product.innerId}`
}

/** 1 enabled, 0 disabled, 2 run out of the range (kifutott), as is whatever else a shop may say. */
function toStatus({ status }: WireProduct): UnifiedProduct['status'] {
  if (status === '1') return 'active'
  return status === '0' ? 'draft' : 'archived'
}

function toTags(product: WireProduct, languages: Languages): string[] {
  const tags = languages.pick(product.productTags)?.tags?.split(',') ?? []
  return tags.map((tag) => tag.trim()).filter((tag) => tag !== '')
}

/** A product. `children` are the products that are kinds of it, as far as they were read. */
export function toProduct(
  product: WireProduct,
  children: readonly WireProduct[],
  reference: ProductReference,
): UnifiedProduct {
  const { languages, categories, manufacturers, zone } = reference
  const described = languages.pick(product.productDescriptions)
  const html = toHtml(described?.description ?? null)
  const { price, compareAt } = toPrices(product, reference)
  const { quantity, inStock } = toStock(product)
  const variants = children.map((child) => toVariant(child, reference))
  const { manufacturer } = product
  const categoryIds = product.productCategoryRelations.map(({ category }) => category)
  return {
    id: product.innerId,
    sku: product.sku,
    name: described?.name ?? null,
    description: toPlainText(html),
    description_html: html,
    url: toUrl(product, reference),
    status: toStatus(product),
    type: null,
    price,
    compare_at_price: compareAt,
    price_range: toPriceRange(variants.length > 0 ? variants.map((variant) => variant.price) : [price]),
    in_stock: inStock,
    stock_quantity: quantity,
    images: toImages(product),
    categories: categoryIds
      .filter((id) => id !== null)
      .map((id) => categories.get(id) ?? { id: innerIdOf(id) ?? id, name: null }),
    tags: toTags(product, languages),
    brand: manufacturer?.name ?? manufacturers.get(manufacturer?.id ?? '') ?? null,
    options: toOptions(variants),
    variants,
    created_at: toInstant(product.dateCreated, zone),
    updated_at: toInstant(product.dateUpdated, zone),
    platform_specific: toProductDetails(product, languages),
  }
}
