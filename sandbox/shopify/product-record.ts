// A product and its variants as Shopify's GraphQL shows them, and by what products can be searched.
import { moneyText, moneyV2 } from './amounts.ts'
import { type ConnectionArgs, plainConnection } from './connection.ts'
import { ids, type ProductFacts, type VariantFacts } from './facts.ts'
import type { SearchFields } from './search-match.ts'

const time = (date: Date) => date.toISOString().replace('.000Z', 'Z')
const slug = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')

const hasOnlyDefault = (product: ProductFacts) =>
  product.variants.length === 1 && Object.keys(product.variants[0]?.options ?? {}).length === 0

function imageRecord(url: string, alt: string | null, id: string) {
  const image = { url, altText: alt, width: 1200, height: 1200, id: null }
  return {
    __typename: 'MediaImage',
    id,
    alt,
    mediaContentType: 'IMAGE',
    image,
    preview: { image, status: 'READY' },
    status: 'READY',
  }
}

/** Other media than pictures, as every shop has some. */
function videoRecord(id: string) {
  return { __typename: 'ExternalVideo', id, alt: null, mediaContentType: 'EXTERNAL_VIDEO', status: 'READY' }
}

/** Whether a variant can be bought. */
export function isForSale(variant: VariantFacts): boolean {
  return !variant.tracked || variant.quantity > 0 || variant.sellsWithoutStock
}

function variantRecord(variant: VariantFacts, position: number, product: ProductFacts) {
  const id = ids.variant(variant.id)
  const options = Object.entries(variant.options)
  const title = options.map(([, value]) => value).join(' / ') || 'Default Title'
  const images = variant.image ? [imageRecord(variant.image, null, `gid://shopify/MediaImage/${id}`)] : []
  return {
    __typename: 'ProductVariant',
    id: `gid://shopify/ProductVariant/${id}`,
    legacyResourceId: String(id),
    title,
    displayName: `${product.title} - ${title}`,
    sku: variant.sku,
    barcode: variant.barcode,
    price: moneyText(variant.priceCents),
    compareAtPrice: variant.compareAtCents === null ? null : moneyText(variant.compareAtCents),
    position,
    taxable: true,
    availableForSale: isForSale(variant),
    inventoryQuantity: variant.quantity,
    inventoryPolicy: variant.sellsWithoutStock ? 'CONTINUE' : 'DENY',
    createdAt: time(product.createdAt),
    updatedAt: time(product.updatedAt),
    selectedOptions: (options.length > 0 ? options : [['Title', 'Default Title']]).map(([name, value]) => ({
      name,
      value,
    })),
    inventoryItem: {
      id: `gid://shopify/InventoryItem/${id}`,
      tracked: variant.tracked,
      requiresShipping: true,
      sku: variant.sku,
      measurement: { id: `gid://shopify/InventoryItemMeasurement/${id}`, weight: null },
    },
    image: variant.image ? { url: variant.image, altText: null } : null,
    media: (args: ConnectionArgs) => plainConnection(images, args, (image) => image),
    product: () => productRecord(product),
  }
}

function optionsOf(product: ProductFacts) {
  const names = [...new Set(product.variants.flatMap((variant) => Object.keys(variant.options)))]
  const shown = names.length > 0 ? names : ['Title']
  return shown.map((name, index) => {
    const values = [...new Set(product.variants.map((variant) => variant.options[name] ?? 'Default Title'))]
    const gid = `gid://shopify/ProductOption/${ids.product(product.id)}${index}`
    return {
      id: gid,
      name,
      position: index + 1,
      values,
      optionValues: values.map((value, at) => ({ id: `${gid}${at}`, name: value, hasVariants: true })),
    }
  })
}

const totalOf = (product: ProductFacts) =>
  product.variants.reduce((sum, variant) => sum + (variant.tracked ? variant.quantity : 0), 0)

/** A ProductVariant of a product, or null when the product has none of that id. */
export function variantOf(product: ProductFacts, variantId: number) {
  const index = product.variants.findIndex((variant) => variant.id === variantId)
  const variant = product.variants[index]
  return variant ? variantRecord(variant, index + 1, product) : null
}

function mediaOf(product: ProductFacts) {
  const id = ids.product(product.id)
  return [
    ...product.images.map((image, at) =>
      imageRecord(image.url, image.alt, `gid://shopify/MediaImage/${id}${at}`),
    ),
    ...(product.id % 50 === 0 ? [videoRecord(`gid://shopify/ExternalVideo/${id}`)] : []),
  ]
}

const plainText = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** A Product. */
export function productRecord(product: ProductFacts) {
  const id = ids.product(product.id)
  const prices = () => product.variants.map((variant) => variant.priceCents)
  const listed = product.status === 'ACTIVE'
  return {
    __typename: 'Product',
    id: `gid://shopify/Product/${id}`,
    legacyResourceId: String(id),
    title: product.title,
    handle: slug(product.title),
    description: () => plainText(product.html),
    descriptionHtml: product.html,
    vendor: product.vendor,
    productType: product.type,
    tags: product.tags,
    status: product.status,
    createdAt: time(product.createdAt),
    updatedAt: time(product.updatedAt),
    publishedAt: listed ? time(product.createdAt) : null,
    onlineStoreUrl: listed ? `https://sandbox.example/products/${slug(product.title)}` : null,
    isGiftCard: false,
    tracksInventory: product.variants.some((variant) => variant.tracked),
    totalInventory: () => totalOf(product),
    hasOnlyDefaultVariant: hasOnlyDefault(product),
    category: null,
    options: ({ first }: { first?: number }) => optionsOf(product).slice(0, first ?? undefined),
    priceRangeV2: () => ({
      minVariantPrice: moneyV2(Math.min(...prices())),
      maxVariantPrice: moneyV2(Math.max(...prices())),
    }),
    variantsCount: { count: product.variants.length, precision: 'EXACT' },
    mediaCount: () => ({ count: mediaOf(product).length, precision: 'EXACT' }),
    featuredMedia: () => mediaOf(product)[0] ?? null,
    media: (args: ConnectionArgs) => plainConnection(mediaOf(product), args, (item) => item),
    collections: (args: ConnectionArgs) =>
      plainConnection(product.collections, args, (title) => ({
        __typename: 'Collection',
        id: `gid://shopify/Collection/${collectionId(title)}`,
        legacyResourceId: String(collectionId(title)),
        title,
        handle: slug(title),
      })),
    variants: (args: ConnectionArgs) =>
      plainConnection(
        product.variants.map((variant, index) => ({ variant, position: index + 1 })),
        args,
        ({ variant, position }) => variantRecord(variant, position, product),
      ),
  }
}

/** Ids of collections, from their titles: the same in every run. */
export function collectionId(title: string): number {
  return [...title].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_000_007, 7)
}

/** The filters of `products`. */
export const PRODUCT_SEARCH: SearchFields<ProductFacts> = {
  default: {
    kind: 'text',
    of: (product) => [
      product.title,
      product.vendor,
      product.type,
      ...product.tags,
      ...product.variants.map((variant) => variant.sku),
    ],
  },
  title: { kind: 'text', of: (product) => [product.title] },
  sku: { kind: 'text', of: (product) => product.variants.map((variant) => variant.sku) },
  status: { kind: 'word', of: (product) => [product.status] },
  vendor: { kind: 'word', of: (product) => [product.vendor] },
  tag: { kind: 'word', of: (product) => product.tags },
  id: { kind: 'number', of: (product) => ids.product(product.id) },
  inventory_total: { kind: 'number', of: totalOf },
  created_at: { kind: 'time', of: (product) => product.createdAt.toISOString() },
  updated_at: { kind: 'time', of: (product) => product.updatedAt.toISOString() },
}
