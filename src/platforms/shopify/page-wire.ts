// Shopify's pages: connections with edges or nodes, counts, and the values that many records share.
import { z } from 'zod'
import { decimalSchema } from '../../model/money.ts'

/** An instant as Shopify writes it: usually with `Z`, by its scalar's definition also with an offset. */
export const instant = z.iso.datetime({ offset: true })
export const text = z.string().nullish()

export const currency = z.string().regex(/^[A-Z]{3}$/)
export const moneyV2Schema = z.object({ amount: decimalSchema, currencyCode: currency })
/** `presentmentMoney` is asked for now and then only. */
export const moneyBagSchema = z.object({
  shopMoney: moneyV2Schema,
  presentmentMoney: moneyV2Schema.optional(),
})
export type WireMoneyBag = z.infer<typeof moneyBagSchema>

/** A global id of that type; its number is the id that is given out. */
export const gidOf = (type: string) => z.string().regex(new RegExp(`^gid://shopify/${type}/\\d{1,20}$`))

export const pageInfoSchema = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() })
export type WirePageInfo = z.infer<typeof pageInfoSchema>

/** A connection whose every item has its cursor. */
export const edgesOf = <T extends z.ZodType>(node: T) =>
  z.object({ edges: z.array(z.object({ cursor: z.string(), node })), pageInfo: pageInfoSchema })
/** A list inside a record. */
export const nodesOf = <T extends z.ZodType>(node: T) =>
  z.object({ nodes: z.array(node), pageInfo: pageInfoSchema })

export type WireEdges<T> = {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[]
  readonly pageInfo: WirePageInfo
}
export type WireNodes<T> = { readonly nodes: T[]; readonly pageInfo: WirePageInfo }

/** How many there are; not there when it was not asked for, null when it may not be read. */
export const countSchema = z
  .object({ count: z.number().int().nonnegative(), precision: z.string() })
  .nullish()
export type WireCount = z.infer<typeof countSchema>

/** One step of a walk to a page: where it ended, and how many records there are in all. */
export const cursorsSchema = z.object({ list: z.object({ pageInfo: pageInfoSchema }), count: countSchema })
export type CursorsData = z.infer<typeof cursorsSchema>

export const addressSchema = z.object({
  firstName: text,
  lastName: text,
  company: text,
  address1: text,
  address2: text,
  city: text,
  province: text,
  zip: text,
  countryCodeV2: text,
  phone: text,
})
export type WireAddress = z.infer<typeof addressSchema>
