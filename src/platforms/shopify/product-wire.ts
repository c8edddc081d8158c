// Products as Shopify's GraphQL sends them. What a switch left out is missing; what the shop has not is null.
import { z } from 'zod'
import { decimalSchema } from '../../model/money.ts'
import { countSchema, edgesOf, gidOf, instant, moneyV2Schema, nodesOf, text } from './page-wire.ts'

/** Media that is no picture comes as an empty object. */
export const mediaSchema = z.object({
  alt: text,
  image: z.object({ url: z.string(), altText: text }).nullish(),
})
export type WireMedia = z.infer<typeof mediaSchema>

export const variantSchema = z.object({
  id: gidOf('ProductVariant'),
  title: z.string(),
  sku: text,
  barcode: text,
  price: decimalSchema,
  compareAtPrice: decimalSchema.nullable(),
  availableForSale: z.boolean(),
  inventoryQuantity: z.number().int().nullable(),
  inventoryPolicy: z.string(),
  taxable: z.boolean(),
  selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })),
  inventoryItem: z.object({ tracked: z.boolean() }),
  media: z.object({ nodes: z.array(mediaSchema) }),
})
export type WireVariant = z.infer<typeof variantSchema>

export const productSchema = z.object({
  id: gidOf('Product'),
  title: z.string(),
  handle: z.string(),
  description: text,
  descriptionHtml: text,
  vendor: z.string(),
  productType: z.string(),
  tags: z.array(z.string()),
  status: z.string(),
  createdAt: instant,
  updatedAt: instant,
  publishedAt: instant.nullable(),
  onlineStoreUrl: z.string().nullable(),
  isGiftCard: z.boolean(),
  tracksInventory: z.boolean(),
  totalInventory: z.number().int(),
  hasOnlyDefaultVariant: z.boolean(),
  category: z.object({ id: z.string(), fullName: z.string() }).nullable(),
  options: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
  priceRangeV2: z.object({ minVariantPrice: moneyV2Schema, maxVariantPrice: moneyV2Schema }),
  media: nodesOf(mediaSchema).optional(),
  collections: nodesOf(z.object({ id: gidOf('Collection'), title: z.string() })).optional(),
  variants: nodesOf(variantSchema).optional(),
})
export type WireProduct = z.infer<typeof productSchema>

export const productsDataSchema = z.object({ products: edgesOf(productSchema), productsCount: countSchema })
export type ProductsData = z.infer<typeof productsDataSchema>

export const productDataSchema = z.object({ product: productSchema.nullable() })
export type ProductData = z.infer<typeof productDataSchema>

export const productVariantsDataSchema = z.object({
  product: z.object({ variants: nodesOf(variantSchema) }).nullable(),
})
export type ProductVariantsData = z.infer<typeof productVariantsDataSchema>
