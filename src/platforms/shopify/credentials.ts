// What is kept of a connected Shopify store, and where its API is.
import { z } from 'zod'

/** The API version that every call names; it is good until about October 2027. */
export const API_VERSION = '2026-10'

/** Only such a name is ever put into an address: a shop's own domain is refused. */
const shop = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com$/, 'must be a name like my-shop.myshopify.com')

/** Printable and without spaces, since it goes into a header or a form. */
const secret = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable characters')

/**
 * An app's own id and secret, from which a token for a day is asked again and again; or the permanent token
 * of an app that was made for one shop. Expiring offline tokens would be a third member.
 */
export const shopifyCredentialsSchema = z.union([
  z.strictObject({ shop, client_id: secret, client_secret: secret }),
  z.strictObject({ shop, access_token: secret }),
])
export type ShopifyCredentials = z.infer<typeof shopifyCredentialsSchema>

/** The origin of the shop's API; `template` is the platform's or a sandbox's, with or without `{shop}`. */
export function originOf(template: string, shopName: string): string {
  return template.replace('{shop}', shopName).replace(/\/+$/, '')
}
