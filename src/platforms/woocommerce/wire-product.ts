// The JSON of wc/v3 products and variations, as far as it is used.
import { z } from 'zod'
import { metaWire } from './wire.ts'

const text = z.string().nullish()
const id = z.number().int().nonnegative()
const term = z.object({ id, name: text })

/** As typed by the merchant, "" when there is none. */
const price = z.string().nullish()
const quantity = z.number().nullish()

const imageWire = z.object({ src: text, alt: text })

/** A variation. */
export const variationWire = z.object({
  id,
  parent_id: id.nullish(),
  name: text,
  status: text,
  sku: text,
  price,
  regular_price: price,
  stock_quantity: quantity,
  stock_status: text,
  /** An attribute for which any value will do is not in it. */
  attributes: z.array(z.object({ name: text, option: text })).optional(),
  image: imageWire.nullish(),
})

/** A list of variations. */
export const variationsWire = z.array(variationWire)

/** A product, or a variation in the shape of one. */
export const productWire = z.object({
  id,
  name: text,
  slug: text,
  permalink: text,
  type: text,
  status: text,
  description: text,
  short_description: text,
  sku: text,
  price,
  regular_price: price,
  on_sale: z.boolean().nullish(),
  date_on_sale_from_gmt: text,
  date_on_sale_to_gmt: text,
  purchasable: z.boolean().nullish(),
  featured: z.boolean().nullish(),
  virtual: z.boolean().nullish(),
  downloadable: z.boolean().nullish(),
  catalog_visibility: text,
  external_url: text,
  tax_status: text,
  tax_class: text,
  stock_quantity: quantity,
  stock_status: text,
  backorders: text,
  weight: text,
  dimensions: z.object({ length: text, width: text, height: text }).nullish(),
  shipping_class: text,
  average_rating: text,
  rating_count: z.number().nullish(),
  parent_id: id.nullish(),
  global_unique_id: text,
  categories: z.array(term).optional(),
  tags: z.array(term).optional(),
  brands: z.array(term).optional(),
  images: z.array(imageWire).optional(),
  attributes: z
    .array(
      z.object({ name: text, variation: z.boolean().nullish(), options: z.array(z.string()).optional() }),
    )
    .optional(),
  /** Ids of the variations. */
  variations: z.array(id).optional(),
  grouped_products: z.array(id).optional(),
  meta_data: metaWire.optional(),
  date_created_gmt: text,
  date_modified_gmt: text,
})

/** A list of products. */
export const productsWire = z.array(productWire)

/** A product as the shop says it. */
export type WireProduct = z.infer<typeof productWire>
/** A variation as the shop says it. */
export type WireVariation = z.infer<typeof variationWire>
