// The unified order.
import { z } from 'zod'
import { addressSchema, instantOrNull, textOrNull } from './address.ts'
import { platformSpecificSchema } from './customer.ts'
import { moneySchema } from './money.ts'

/** Unified order states; `docs/mapping.md` says which word of a platform becomes which. */
export const ORDER_STATUSES = [
  'pending',
  'on_hold',
  'processing',
  'completed',
  'cancelled',
  'refunded',
  'failed',
] as const
/** Unified payment states. */
export const PAYMENT_STATUSES = [
  'unpaid',
  'authorized',
  'partially_paid',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
  'unknown',
] as const
/** Unified fulfilment states. */
export const FULFILLMENT_STATUSES = [
  'unfulfilled',
  'partially_fulfilled',
  'fulfilled',
  'delivered',
  'returned',
  'unknown',
] as const

export type OrderStatus = (typeof ORDER_STATUSES)[number]
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]
export type FulfillmentStatus = (typeof FULFILLMENT_STATUSES)[number]

export const orderTotalsSchema = z
  .object({
    subtotal: moneySchema.nullable().describe('The lines before discounts, without shipping'),
    discount: moneySchema.nullable().describe('Positive'),
    shipping: moneySchema.nullable(),
    tax: moneySchema.nullable(),
    total: moneySchema.nullable().describe('What the buyer owes in all before refunds, tax included'),
    refunded: moneySchema.nullable().describe('Positive; null where the platform does not say it'),
    prices_include_tax: z
      .boolean()
      .nullable()
      .describe('Whether subtotal, unit_price, discount and lines contain tax'),
  })
  .meta({ id: 'OrderTotals' })

export const lineItemSchema = z
  .object({
    id: textOrNull,
    product_id: textOrNull,
    variant_id: textOrNull,
    sku: textOrNull,
    name: textOrNull,
    variant_name: textOrNull,
    quantity: z.number().describe('May have a fraction where the shop sells by weight'),
    unit_price: moneySchema.nullable(),
    discount: moneySchema.nullable(),
    tax: moneySchema.nullable(),
    total: moneySchema.nullable(),
  })
  .meta({ id: 'LineItem' })

export const orderCustomerSchema = z.object({
  id: textOrNull.describe("The platform's id; null for a guest"),
  email: textOrNull,
  phone: textOrNull,
  phone_raw: textOrNull,
  name: textOrNull,
})

export const orderSchema = z
  .object({
    id: z.string(),
    number: z.string().describe('The number that people see'),
    status: z.enum(ORDER_STATUSES),
    payment_status: z.enum(PAYMENT_STATUSES),
    fulfillment_status: z.enum(FULFILLMENT_STATUSES),
    platform_status: textOrNull.describe("The shop's own word"),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .nullable(),
    totals: orderTotalsSchema,
    customer: orderCustomerSchema.nullable(),
    billing_address: addressSchema.nullable(),
    shipping_address: addressSchema.nullable(),
    line_items: z.array(lineItemSchema),
    discounts: z.array(z.object({ code: textOrNull, amount: moneySchema.nullable() })),
    shipping_lines: z.array(z.object({ title: textOrNull, total: moneySchema.nullable() })),
    fulfillments: z.array(
      z.object({
        status: textOrNull,
        carrier: textOrNull,
        tracking_number: textOrNull,
        tracking_url: textOrNull,
        shipped_at: instantOrNull,
        delivered_at: instantOrNull,
      }),
    ),
    refunds: z.array(
      z.object({
        id: textOrNull,
        amount: moneySchema.nullable(),
        reason: textOrNull,
        created_at: instantOrNull,
      }),
    ),
    payment_method: textOrNull,
    note: textOrNull.describe("The buyer's note"),
    cancel_reason: textOrNull,
    placed_at: instantOrNull,
    updated_at: instantOrNull,
    paid_at: instantOrNull,
    cancelled_at: instantOrNull,
    completed_at: instantOrNull,
    platform_specific: platformSpecificSchema,
  })
  .meta({ id: 'UnifiedOrder' })

/** An order as every platform's are given. */
export type UnifiedOrder = z.infer<typeof orderSchema>
export type LineItem = z.infer<typeof lineItemSchema>
export type OrderTotals = z.infer<typeof orderTotalsSchema>
export type OrderCustomer = z.infer<typeof orderCustomerSchema>
