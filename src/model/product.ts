// The unified product.
import { z } from 'zod'
import { instantOrNull, textOrNull } from './address.ts'
import { platformSpecificSchema } from './customer.ts'
import { moneySchema } from './money.ts'

/** Unified product states. */
export const PRODUCT_STATUSES = ['active', 'draft', 'archived'] as const
export type ProductStatus = (typeof PRODUCT_STATUSES)[number]

const imageSchema = z.object({ url: z.string(), alt: textOrNull })
const quantity = z.number().nullable().describe('null where the shop does not count it')

export const variantSchema = z
  .object({
    id: z.string(),
    sku: textOrNull,
    name: textOrNull,
    price: moneySchema.nullable(),
    compare_at_price: moneySchema.nullable(),
    in_stock: z.boolean().nullable(),
    stock_quantity: quantity,
    options: z.array(z.object({ name: z.string(), value: z.string() })),
    image: imageSchema.nullable(),
  })
  .meta({ id: 'ProductVariant' })

export const productSchema = z
  .object({
    id: z.string(),
    sku: textOrNull,
    name: textOrNull,
    description: textOrNull.describe('Plain text'),
    description_html: textOrNull.describe("The shop's own HTML: not to be trusted as it is"),
    url: textOrNull,
    status: z.enum(PRODUCT_STATUSES),
    type: textOrNull.describe("The platform's own word for the kind of product"),
    price: moneySchema.nullable(),
    compare_at_price: moneySchema.nullable(),
    price_range: z.object({ min: moneySchema, max: moneySchema }).nullable(),
    in_stock: z.boolean().nullable(),
    stock_quantity: quantity,
    images: z.array(imageSchema),
    categories: z.array(z.object({ id: z.string(), name: textOrNull })),
    tags: z.array(z.string()),
    brand: textOrNull,
    options: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
    variants: z.array(variantSchema),
    created_at: instantOrNull,
    updated_at: instantOrNull,
    platform_specific: platformSpecificSchema,
  })
  .meta({ id: 'UnifiedProduct' })

/** A product as every platform's are given. */
export type UnifiedProduct = z.infer<typeof productSchema>
export type ProductVariant = z.infer<typeof variantSchema>
