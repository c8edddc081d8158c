// Orders as Shopify's GraphQL sends them. What a switch left out is missing; what the shop has not is null.
import { z } from 'zod'
import {
  addressSchema,
  countSchema,
  currency,
  edgesOf,
  gidOf,
  instant,
  moneyBagSchema,
  nodesOf,
  text,
} from './page-wire.ts'

const discountSchema = z.object({
  allocatedAmountSet: moneyBagSchema,
  discountApplication: z.object({ index: z.number().int(), code: text, title: text }),
})
export type WireDiscount = z.infer<typeof discountSchema>

const lineSchema = z.object({
  id: gidOf('LineItem'),
  title: z.string(),
  variantTitle: text,
  sku: text,
  quantity: z.number().int(),
  originalUnitPriceSet: moneyBagSchema,
  discountAllocations: z.array(discountSchema),
  taxLines: z.array(z.object({ priceSet: moneyBagSchema })),
  product: z.object({ id: gidOf('Product') }).nullable(),
  variant: z.object({ id: gidOf('ProductVariant') }).nullable(),
})
export type WireLine = z.infer<typeof lineSchema>

const customerSchema = z.object({
  id: gidOf('Customer'),
  firstName: text,
  lastName: text,
  defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullish(),
})

const fulfillmentSchema = z.object({
  status: z.string(),
  displayStatus: z.string().nullable(),
  createdAt: instant,
  deliveredAt: instant.nullable(),
  trackingInfo: z.array(z.object({ company: text, number: text, url: text })),
})
export type WireFulfillment = z.infer<typeof fulfillmentSchema>

const refundSchema = z.object({
  id: gidOf('Refund'),
  createdAt: instant.nullable(),
  processedAt: instant,
  note: text,
  totalRefundedSet: moneyBagSchema,
})

const transactionSchema = z.object({
  kind: z.string(),
  status: z.string(),
  processedAt: instant.nullable(),
})
const bag = moneyBagSchema.nullish()

export const orderSchema = z.object({
  id: gidOf('Order'),
  name: z.string(),
  createdAt: instant,
  updatedAt: instant,
  closed: z.boolean(),
  closedAt: instant.nullable(),
  cancelledAt: instant.nullable(),
  cancelReason: z.string().nullable(),
  displayFinancialStatus: z.string().nullable(),
  displayFulfillmentStatus: z.string(),
  returnStatus: z.string(),
  currencyCode: currency,
  taxesIncluded: z.boolean(),
  paymentGatewayNames: z.array(z.string()),
  discountCodes: z.array(z.string()),
  number: z.number().int().optional(),
  processedAt: instant.optional(),
  confirmationNumber: text,
  confirmed: z.boolean().optional(),
  edited: z.boolean().optional(),
  test: z.boolean().optional(),
  sourceName: text,
  presentmentCurrencyCode: currency.optional(),
  currentTotalPriceSet: bag,
  totalOutstandingSet: bag,
  totalDiscountsSet: bag,
  totalShippingPriceSet: bag,
  totalTaxSet: bag,
  totalPriceSet: bag,
  totalRefundedSet: bag,
  email: text,
  phone: text,
  note: text,
  tags: z.array(z.string()).optional(),
  poNumber: text,
  customerLocale: text,
  customAttributes: z.array(z.object({ key: z.string(), value: text })).optional(),
  customer: customerSchema.nullish(),
  billingAddress: addressSchema.nullish(),
  shippingAddress: addressSchema.nullish(),
  shippingLine: z
    .object({
      title: z.string(),
      discountedPriceSet: moneyBagSchema,
      discountAllocations: z.array(discountSchema),
    })
    .nullish(),
  lineItems: nodesOf(lineSchema).optional(),
  fulfillments: z.array(fulfillmentSchema).optional(),
  refunds: z.array(refundSchema).optional(),
  transactions: z.array(transactionSchema).optional(),
})
export type WireOrder = z.infer<typeof orderSchema>

export const ordersDataSchema = z.object({ orders: edgesOf(orderSchema), ordersCount: countSchema })
export type OrdersData = z.infer<typeof ordersDataSchema>

export const ordersOfPhoneDataSchema = z.object({
  customerByIdentifier: z.object({ orders: edgesOf(orderSchema) }).nullable(),
})
export type OrdersOfPhoneData = z.infer<typeof ordersOfPhoneDataSchema>

export const orderDataSchema = z.object({ order: orderSchema.nullable() })
export type OrderData = z.infer<typeof orderDataSchema>

export const orderLinesDataSchema = z.object({
  order: z.object({ lineItems: nodesOf(lineSchema) }).nullable(),
})
export type OrderLinesData = z.infer<typeof orderLinesDataSchema>
