// The JSON of wc/v3 orders and customers, as far as it is used: strict on types, tolerant of what is absent.
import { z } from 'zod'
import { decimalSchema } from '../../model/money.ts'

/** Absent where `_fields` cut it, null or empty where the shop has none. */
const text = z.string().nullish()
const id = z.number().int().nonnegative()
/** Money is a decimal string everywhere but in `price`. */
const amount = decimalSchema.nullish()

/** `value` may be anything; keys may repeat. */
const metaRow = z.object({ key: z.string(), value: z.unknown() })

/** A row of meta. */
export type WireMeta = { readonly key: string; readonly value?: unknown }

/**
 * Meta is what plugins wrote: rows in another form are left out. Some versions write the list as an object with
 * numbers for names, or empty rows (woocommerce/woocommerce issues 14907, 17003).
 */
export const metaWire: z.ZodType<WireMeta[]> = z
  .union([z.array(z.unknown()), z.record(z.string(), z.unknown()).transform(Object.values<unknown>)])
  .transform((rows) =>
    rows.flatMap((row) => {
      const { success, data } = metaRow.safeParse(row)
      return success ? [data] : []
    }),
  )

/** Billing has an e-mail, shipping has none. */
export const addressWire = z.object({
  first_name: text,
  last_name: text,
  company: text,
  address_1: text,
  address_2: text,
  city: text,
  state: text,
  postcode: text,
  country: text,
  email: text,
  phone: text,
})

/** A line of an order. */
export const lineWire = z.object({
  id,
  name: text,
  product_id: id.nullish(),
  variation_id: id.nullish(),
  quantity: z.number(),
  subtotal: decimalSchema,
  total: decimalSchema,
  total_tax: decimalSchema,
  sku: text,
  /** A JSON number, net of one after discount, not rounded. */
  price: z.number().nullish(),
  parent_name: text,
  meta_data: metaWire.optional(),
})

const shippingLineWire = z.object({
  id: id.optional(),
  method_title: text,
  method_id: text,
  total: z.string(),
  total_tax: amount,
  meta_data: metaWire.optional(),
})

const feeLineWire = z.object({ id: id.optional(), name: text, total: decimalSchema, total_tax: amount })
const taxLineWire = z.object({
  rate_code: text,
  label: text,
  rate_percent: z.number().nullish(),
  tax_total: amount,
  shipping_tax_total: amount,
})

/** An order; every key but the id may be cut by `_fields`. */
export const orderWire = z.object({
  id,
  number: z.union([z.string(), z.number().transform(String)]).optional(),
  status: z.string().optional(),
  currency: text,
  prices_include_tax: z.boolean().optional(),
  discount_total: amount,
  discount_tax: amount,
  shipping_total: amount,
  shipping_tax: amount,
  cart_tax: amount,
  total: amount,
  total_tax: amount,
  customer_id: id.nullish(),
  billing: addressWire.optional(),
  shipping: addressWire.optional(),
  payment_method: text,
  payment_method_title: text,
  transaction_id: text,
  created_via: text,
  customer_note: text,
  parent_id: id.nullish(),
  meta_data: metaWire.optional(),
  line_items: z.array(lineWire).optional(),
  tax_lines: z.array(taxLineWire).optional(),
  shipping_lines: z.array(shippingLineWire).optional(),
  fee_lines: z.array(feeLineWire).optional(),
  coupon_lines: z.array(z.object({ code: text, discount: text })).optional(),
  refunds: z.array(z.object({ id, reason: text, total: decimalSchema })).optional(),
  needs_payment: z.boolean().optional(),
  needs_processing: z.boolean().optional(),
  date_created_gmt: text,
  date_modified_gmt: text,
  date_completed_gmt: text,
  date_paid_gmt: text,
})

/** A list of orders. */
export const ordersWire = z.array(orderWire)

/** `/orders/{id}/refunds`: only what the order's own list does not say. */
export const refundsWire = z.array(z.object({ id, date_created_gmt: text }))

/** A user account. */
export const customerWire = z.object({
  id,
  date_created_gmt: text,
  date_modified_gmt: text,
  email: text,
  first_name: text,
  last_name: text,
  role: text,
  username: text,
  billing: addressWire.optional(),
  shipping: addressWire.optional(),
  is_paying_customer: z.boolean().nullish(),
  avatar_url: text,
  meta_data: metaWire.optional(),
})

/** A list of user accounts. */
export const customersWire = z.array(customerWire)

/** An address as the shop says it. */
export type WireAddress = z.infer<typeof addressWire>
/** A line as the shop says it. */
export type WireLine = z.infer<typeof lineWire>
/** An order as the shop says it. */
export type WireOrder = z.infer<typeof orderWire>
/** A customer as the shop says it. */
export type WireCustomer = z.infer<typeof customerWire>
