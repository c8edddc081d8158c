// What is kept for a WooCommerce store: the address, the key pair, and what connecting found out.
import { z } from 'zod'

const address = z
  .string()
  .max(500)
  .regex(/^https?:\/\/[^\s?#]+[^\s?#/]$/)

/** What is sealed in the database for a WooCommerce store. */
export const credentialsSchema = z.object({
  /** The shop's base without a slash at the end, as it was given. */
  url: address,
  /** No colon: it would end the user name of Basic authentication. */
  consumer_key: z.string().regex(/^[!-9;-~]{1,200}$/),
  consumer_secret: z.string().regex(/^[ -~]{1,200}$/),
  auth: z.enum(['basic', 'oauth1', 'query']).optional(),
  /** The REST base that is called, e.g. `https://shop.example/bolt/wp-json`. */
  rest: address.optional(),
  /** The REST base that the shop believes in, where OAuth has to sign another one than is called. */
  sign: address.optional(),
})

/** Credentials of a WooCommerce store; the optional part is what `probe` found out. */
export type WooCredentials = z.infer<typeof credentialsSchema>

/** How the shop is reached. */
export type Access = {
  readonly auth: 'basic' | 'oauth1' | 'query'
  readonly rest: string
  readonly sign: string
}

/** The way that was found when the store was connected, or null when it still has to be. */
export function knownAccess({ auth, rest, sign }: WooCredentials): Access | null {
  return auth && rest ? { auth, rest, sign: sign ?? rest } : null
}
