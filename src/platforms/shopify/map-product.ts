// A product of Shopify's as a unified one.
import { compareDecimals, type Money, toMoney } from '../../model/money.ts'
import type { ProductVariant, UnifiedProduct } from '../../model/product.ts'
import { idOf, instantOf, textOf } from './map-parts.ts'
import type { WireMedia, WireProduct, WireVariant } from './product-wire.ts'
import { productStatusOf } from './statuses.ts'

type Image = UnifiedProduct['images'][number]

/** Pictures only: films and models have no address of an image. */
function imagesOf(media: readonly WireMedia[]): Image[] {
  return media.flatMap(({ alt, image }) =>
    image ? [{ url: image.url, alt: textOf(alt) ?? textOf(image.altText) }] : [],
  )
}

function toVariant(variant: WireVariant, currency: string): ProductVariant {
  return {
    id: idOf(variant.id),
    sku: textOf(variant.sku),
    name: variant.title,
    price: toMoney(variant.price, currency),
    compare_at_price: toMoney(variant.compareAtPrice, currency),
    in_stock: variant.availableForSale,
    stock_quantity: variant.inventoryItem.tracked ? variant.inventoryQuantity : null,
    options: variant.selectedOptions,
    image: imagesOf(variant.media.nodes)[0] ?? null,
  }
}

/** Available means: not counted, or some left, or sold without stock. Unknown while variants are missing. */
function inStockOf(product: WireProduct): boolean | null {
  const { variants } = product
  if (variants?.nodes.some((variant) => variant.availableForSale)) return true
  return variants && !variants.pageInfo.hasNextPage ? false : null
}

/** The price before a sale, of the variant that the product's price is from. */
function compareAtOf(product: WireProduct, price: Money | null): Money | null {
  const cheapest = product.variants?.nodes.find(
    (variant) => price !== null && compareDecimals(variant.price, price.amount) === 0,
  )
  return cheapest ? toMoney(cheapest.compareAtPrice, product.priceRangeV2.minVariantPrice.currencyCode) : null
}

function specificOf(product: WireProduct, only: WireVariant | undefined): Record<string, unknown> {
  return {
    handle: product.handle,
    status: product.status,
    publishedAt: instantOf(product.publishedAt),
    isGiftCard: product.isGiftCard,
    category: product.category,
    tracksInventory: product.tracksInventory,
    totalInventory: product.totalInventory,
    hasOnlyDefaultVariant: product.hasOnlyDefaultVariant,
    // A product without options has one variant all the same; orders name it.
    defaultVariantId: only ? idOf(only.id) : null,
    variants: (product.variants?.nodes ?? []).map((variant) => ({
      id: idOf(variant.id),
      barcode: textOf(variant.barcode),
      inventoryPolicy: variant.inventoryPolicy,
      taxable: variant.taxable,
    })),
  }
}

/** Shopify's "Default Title" is no variant and no option of ours: such a product has neither. */
export function toProduct(product: WireProduct): UnifiedProduct {
  const { minVariantPrice: min, maxVariantPrice: max } = product.priceRangeV2
  const [minPrice, maxPrice] = [toMoney(min.amount, min.currencyCode), toMoney(max.amount, max.currencyCode)]
  const wireVariants = product.variants?.nodes ?? []
  const only = product.hasOnlyDefaultVariant ? wireVariants[0] : undefined
  const variants = product.hasOnlyDefaultVariant ? [] : wireVariants
  return {
    id: idOf(product.id),
    sku: textOf(only?.sku),
    name: product.title,
    description: textOf(product.description),
    description_html: textOf(product.descriptionHtml),
    url: textOf(product.onlineStoreUrl),
    status: productStatusOf(product.status),
    type: textOf(product.productType),
    price: minPrice,
    compare_at_price: compareAtOf(product, minPrice),
    price_range: minPrice && maxPrice ? { min: minPrice, max: maxPrice } : null,
    in_stock: inStockOf(product),
    stock_quantity: product.tracksInventory ? product.totalInventory : null,
    images: imagesOf(product.media?.nodes ?? []),
    categories: (product.collections?.nodes ?? []).map(({ id, title }) => ({ id: idOf(id), name: title })),
    tags: product.tags,
    brand: textOf(product.vendor),
    options: product.hasOnlyDefaultVariant ? [] : product.options,
    variants: variants.map((variant) => toVariant(variant, min.currencyCode)),
    created_at: instantOf(product.createdAt),
    updated_at: instantOf(product.updatedAt),
    platform_specific: specificOf(product, only),
  }
}
