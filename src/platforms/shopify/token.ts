// The access token of a call: the permanent one, or one that is asked for by the client-credentials grant.
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { ShopContext } from '../platform.ts'
import { originOf, type ShopifyCredentials } from './credentials.ts'
import { refusalOf } from './refusals.ts'

const KEY = 'shopify:token'
const MAX_EARLY_MS = 300_000
/** For an answer that does not say how long its token lives. */
const DEFAULT_LIFE_SECONDS = 3600

const grantSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,500}$/),
  expires_in: z.number().positive().optional(),
})

export type Token = { readonly value: string; readonly keepMs: number }

export type Tokens = {
  current(): Promise<Token>
  /** Forgets a token that was refused; false when there is no other to be had. */
  refused(token: Token): boolean
}

async function askForToken(
  credentials: { shop: string; client_id: string; client_secret: string },
  context: ShopContext,
): Promise<Token> {
  const { shop, client_id, client_secret } = credentials
  const answer = await context.http.send({
    method: 'POST',
    url: `${originOf(context.origins.shopifyApi, shop)}/admin/oauth/access_token`,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
    paced: false,
    // Asking twice does no harm: each token is good by itself.
    reads: true,
  })
  if ([400, 401, 403].includes(answer.status)) {
    throw new AppError('shop_unauthorized', "The shop refuses the app's client id and secret.", {
      reason: 'credentials_refused',
    })
  }
  if (answer.status !== 200) throw refusalOf(answer.status)
  const grant = answer.json(grantSchema)
  const lifeMs = (grant.expires_in ?? DEFAULT_LIFE_SECONDS) * 1000
  return { value: grant.access_token, keepMs: lifeMs - Math.min(MAX_EARLY_MS, lifeMs / 10) }
}

/** The tokens of a store. One that is asked for is kept until shortly before its end, and shared by all calls. */
export function createTokens(credentials: ShopifyCredentials, context: ShopContext): Tokens {
  if ('access_token' in credentials) {
    const token: Token = { value: credentials.access_token, keepMs: Number.POSITIVE_INFINITY }
    return { current: async () => token, refused: () => false }
  }
  return {
    current: () =>
      context.cache.get<Token>(
        KEY,
        (token) => token.keepMs,
        () => askForToken(credentials, context),
      ),
    refused(token) {
      context.cache.drop(KEY, token)
      return true
    },
  }
}
