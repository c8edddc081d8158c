// What is kept of a connected Shopify store, and where its API is.
import { z } from 'zod'

/** The API version that every call names; it is good until about October 2027. */
export const API_VERSION = '2026-10'

/** Only such a name is ever put into an address: a shop's own domain is refused. */
export const shopNameSchema = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com$/, 'must be a name like my-shop.myshopify.com')

const shop = shopNameSchema

/** Printable and without spaces, since it goes into a header or a form. */
const secret = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable characters')

/** Milliseconds since 1970. */
const time = z.number().int().positive()

/** What an installation of the operator's app gives: a token for an hour, and one to get the next with. */
export const expiringSchema = z.strictObject({
  shop,
  access_token: secret,
  refresh_token: secret,
  /** By our clock, as all times here. */
  issued_at: time,
  expires_at: time,
  /** After that only the merchant can connect the shop again. */
  refresh_expires_at: time,
  /** Kept until the next renewal: Shopify takes it for as long as its replacement was never used. */
  previous_refresh_token: secret.nullable(),
})
export type ExpiringCredentials = z.infer<typeof expiringSchema>

/**
 * An app's own id and secret, from which a token for a day is asked again and again; the permanent token of an
 * app that was made for one shop; or the expiring tokens of the operator's app.
 */
export const shopifyCredentialsSchema = z.union([
  z.strictObject({ shop, client_id: secret, client_secret: secret }),
  z.strictObject({ shop, access_token: secret }),
  expiringSchema,
])
export type ShopifyCredentials = z.infer<typeof shopifyCredentialsSchema>

/** The origin of the shop's API; `template` is the platform's or a sandbox's, with or without `{shop}`. */
export function originOf(template: string, shopName: string): string {
  return template.replace('{shop}', shopName).replace(/\/+$/, '')
}
