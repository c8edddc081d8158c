// Customers as Shopify's GraphQL sends them. What a switch left out is missing; what the shop has not is null.
import { z } from 'zod'
import {
  addressSchema,
  countSchema,
  edgesOf,
  gidOf,
  instant,
  moneyV2Schema,
  nodesOf,
  text,
} from './page-wire.ts'

export const customerSchema = z.object({
  id: gidOf('Customer'),
  createdAt: instant,
  updatedAt: instant,
  tags: z.array(z.string()),
  numberOfOrders: z.string().regex(/^\d{1,15}$/),
  amountSpent: moneyV2Schema,
  firstName: text,
  lastName: text,
  note: text,
  state: text,
  verifiedEmail: z.boolean().optional(),
  locale: text,
  taxExempt: z.boolean().optional(),
  defaultEmailAddress: z
    .object({
      emailAddress: z.string(),
      marketingState: z.string(),
      marketingOptInLevel: text,
      marketingUpdatedAt: instant.nullish(),
    })
    .nullish(),
  defaultPhoneNumber: z
    .object({
      phoneNumber: z.string(),
      smsMarketingConsent: z.object({ state: z.string(), updatedAt: instant.nullish() }).nullish(),
    })
    .nullish(),
  defaultAddress: addressSchema.nullish(),
  addressesV2: nodesOf(addressSchema).optional(),
})
export type WireCustomer = z.infer<typeof customerSchema>

export const customersDataSchema = z.object({
  customers: edgesOf(customerSchema),
  customersCount: countSchema,
})
export type CustomersData = z.infer<typeof customersDataSchema>

export const customerDataSchema = z.object({ customer: customerSchema.nullable() })
export type CustomerData = z.infer<typeof customerDataSchema>

export const customerByIdentifierDataSchema = z.object({ customerByIdentifier: customerSchema.nullable() })
export type CustomerByIdentifierData = z.infer<typeof customerByIdentifierDataSchema>

export const customerAddressesDataSchema = z.object({
  customer: z.object({ addressesV2: nodesOf(addressSchema) }).nullable(),
})
export type CustomerAddressesData = z.infer<typeof customerAddressesDataSchema>
