// The authorization code grant: where a merchant is sent to install the operator's app, and what the code gives.
import { AppError } from '../../errors.ts'
import type { ShopHttp } from '../egress.ts'
import type { PlatformApp, PlatformOrigins } from '../platform.ts'
import { invalidAnswer } from '../shop-answer.ts'
import { originOf, type ShopifyCredentials } from './credentials.ts'
import { refusalOf } from './refusals.ts'
import { expiringOf } from './renewal.ts'
import { ALL_ORDERS_SCOPE, checkScopes, NEEDED_SCOPES } from './scopes.ts'
import { askTokenEndpoint, grantSchema } from './token-endpoint.ts'

/** What the merchant is asked for. Shopify lets no app ask for all orders that it has not approved for it. */
export function scopesToAsk(readAllOrders: boolean): readonly string[] {
  return readAllOrders ? [...NEEDED_SCOPES, ALL_ORDERS_SCOPE] : NEEDED_SCOPES
}

/** The address of the shop's own page on which the merchant agrees. `shop` has passed its pattern. */
export function authorizeUrlOf(asked: {
  readonly shop: string
  readonly origins: PlatformOrigins
  readonly app: PlatformApp
  readonly scopes: readonly string[]
  readonly redirectUri: string
  readonly state: string
}): string {
  const url = new URL(`${originOf(asked.origins.shopifyApi, asked.shop)}/admin/oauth/authorize`)
  url.search = new URLSearchParams({
    client_id: asked.app.clientId,
    scope: asked.scopes.join(','),
    redirect_uri: asked.redirectUri,
    state: asked.state,
    // Empty: a token for the shop, not for the person who is signed in.
    'grant_options[]': '',
  }).toString()
  return url.href
}

/**
 * Gives a code, which works once, for the tokens of exactly this shop. `shop_unauthorized` when the shop refuses
 * the code, or the merchant did not give a scope without which nothing that is promised can be read.
 */
export async function exchangeCode(
  http: ShopHttp,
  given: {
    readonly shop: string
    readonly code: string
    readonly app: PlatformApp
    readonly origins: PlatformOrigins
    readonly now: () => number
  },
): Promise<ShopifyCredentials> {
  const { shop, code, app } = given
  const answer = await askTokenEndpoint(http, given.origins, {
    shop,
    form: { client_id: app.clientId, client_secret: app.clientSecret, code, expiring: '1' },
    repeatable: false,
  })
  if ([400, 401, 403].includes(answer.status)) {
    throw new AppError('shop_unauthorized', 'The shop refuses the code that came with the installation.', {
      reason: 'code_refused',
    })
  }
  if (answer.status !== 200) throw refusalOf(answer.status)
  const grant = answer.json(grantSchema)
  if (grant.scope !== undefined) checkScopes(grant.scope.split(',').map((scope) => scope.trim()))
  const { refresh_token, access_token } = grant
  if (refresh_token !== undefined) {
    return expiringOf({ ...grant, refresh_token }, { shop, previous: null, nowMs: given.now() })
  }
  // Shopify gives some apps a token without an end; one that ends and cannot be renewed is of no use.
  if (grant.expires_in !== undefined) throw invalidAnswer('no_refresh_token')
  return { shop, access_token }
}
