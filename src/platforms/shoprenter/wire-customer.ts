// A customer as the API writes it, without what must not be read: password hash, fax, and points' histories.
import { z } from 'zod'
import { flag, innerId, link, listOf, rawText, text } from './wire.ts'

const addressWire = z.object({
  id: rawText,
  company: text,
  firstname: text,
  lastname: text,
  taxNumber: text,
  type: rawText,
  address1: text,
  address2: text,
  postcode: text,
  city: text,
  telephone: text,
  country: link,
})

/** `password`, `fax` and `loyaltyPoints` are not named, and so are gone once an answer is parsed. */
export const customerWire = z.object({
  id: z.string().min(1),
  innerId,
  firstname: text,
  lastname: text,
  email: text,
  telephone: text,
  newsletter: flag,
  status: flag,
  approved: flag,
  freeShipping: flag,
  dateCreated: rawText,
  dateUpdated: rawText,
  defaultAddress: link,
  customerGroup: link,
  addresses: listOf(addressWire),
})

/** A parsed customer. */
export type WireCustomer = z.infer<typeof customerWire>
/** A parsed address of a customer. */
export type WireAddress = z.infer<typeof addressWire>
