// A shop's token endpoint: what it is asked for, and what it says when it gives tokens.
import { z } from 'zod'
import type { ShopHttp } from '../egress.ts'
import type { PlatformOrigins } from '../platform.ts'
import type { ShopAnswer } from '../shop-answer.ts'
import { originOf } from './credentials.ts'

/** For an answer that does not say how long its token lives. */
const DEFAULT_LIFE_SECONDS = 3600

const token = z.string().regex(/^[\x21-\x7e]{1,255}$/)
const seconds = z.number().positive()

/** An answer with tokens. `scope` is a list with commas. */
export const grantSchema = z.object({
  access_token: token,
  scope: z.string().optional(),
  expires_in: seconds.optional(),
  refresh_token: token.optional(),
  refresh_token_expires_in: seconds.optional(),
})
export type Grant = z.infer<typeof grantSchema>

/** How long the access token lives. */
export function lifeMsOf(grant: Grant): number {
  return (grant.expires_in ?? DEFAULT_LIFE_SECONDS) * 1000
}

/** What is sent; `repeatable` says whether asking twice does harm, as it does with a code that works once. */
export type TokenRequest = {
  readonly shop: string
  readonly form: Readonly<Record<string, string>>
  readonly repeatable: boolean
}

/** Asks exactly this shop's endpoint; resolves with any answer below 500. */
export function askTokenEndpoint(
  http: ShopHttp,
  origins: PlatformOrigins,
  request: TokenRequest,
): Promise<ShopAnswer> {
  return http.send({
    method: 'POST',
    url: `${originOf(origins.shopifyApi, request.shop)}/admin/oauth/access_token`,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(request.form),
    paced: false,
    reads: request.repeatable,
  })
}
