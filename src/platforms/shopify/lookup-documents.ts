// Documents that find a customer and their orders in one call.
import { z } from 'zod'
import type { Document } from './client.ts'
import { CUSTOMER, CUSTOMER_SWITCHES } from './customer-fragments.ts'
import { customerSchema } from './customer-wire.ts'
import { PAGE_INFO } from './fragments.ts'
import { ORDER, ORDER_SWITCHES } from './order-fragments.ts'
import { orderSchema } from './order-wire.ts'
import { edgesOf } from './page-wire.ts'

/** Both fragments bring the address, and two of the switches have the same name and mean the same. */
const FRAGMENTS = `${CUSTOMER}${ORDER.replace(/\nfragment Address on [^}]*\}/, '')}`
const SWITCHES = `${CUSTOMER_SWITCHES}, ${ORDER_SWITCHES.replace('$extras: Boolean!, ', '').replace('$addresses: Boolean!, ', '')}`
const ORDERS = `sortKey: CREATED_AT, reverse: true) { edges { cursor node { ...OrderFields } } ${PAGE_INFO} }`

const byPhoneSchema = z.object({
  customerByIdentifier: customerSchema.extend({ orders: edgesOf(orderSchema) }).nullable(),
})
const byEmailSchema = z.object({
  customerByIdentifier: customerSchema.nullable(),
  orders: edgesOf(orderSchema),
})

/** The customer who has this phone number, with their newest orders. */
export const LOOKUP_BY_PHONE: Document<z.infer<typeof byPhoneSchema>> = {
  text: `query LookupByPhone($value: String!, $first: Int!, ${SWITCHES}) {
  customerByIdentifier(identifier: { phoneNumber: $value }) { ...CustomerFields orders(first: $first, ${ORDERS} }
}${FRAGMENTS}`,
  data: byPhoneSchema,
}

/** The customer who has this e-mail address, and the newest orders with it: those of guests too. */
export const LOOKUP_BY_EMAIL: Document<z.infer<typeof byEmailSchema>> = {
  text: `query LookupByEmail($value: String!, $first: Int!, $query: String, ${SWITCHES}) {
  customerByIdentifier(identifier: { emailAddress: $value }) { ...CustomerFields }
  orders(first: $first, query: $query, ${ORDERS}
}${FRAGMENTS}`,
  data: byEmailSchema,
}
