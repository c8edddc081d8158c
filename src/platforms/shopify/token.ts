// The access token of a call: permanent, asked for by the client-credentials grant, or renewed ahead of its end.
import { AppError } from '../../errors.ts'
import type { ShopContext } from '../platform.ts'
import { type ExpiringCredentials, type ShopifyCredentials, shopifyCredentialsSchema } from './credentials.ts'
import { refusalOf } from './refusals.ts'
import { isDue, mayHelpAfterRefusal, renewalOf, renewalRefused } from './renewal.ts'
import { askTokenEndpoint, grantSchema, lifeMsOf } from './token-endpoint.ts'

const KEY = 'shopify:token'
const MAX_EARLY_MS = 300_000

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
  const answer = await askTokenEndpoint(context.http, context.origins, {
    shop,
    form: { grant_type: 'client_credentials', client_id, client_secret },
    // Asking twice does no harm: each token is good by itself.
    repeatable: true,
  })
  if ([400, 401, 403].includes(answer.status)) {
    throw new AppError('shop_unauthorized', "The shop refuses the app's client id and secret.", {
      reason: 'credentials_refused',
    })
  }
  if (answer.status !== 200) throw refusalOf(answer.status)
  const grant = answer.json(grantSchema)
  const lifeMs = lifeMsOf(grant)
  return { value: grant.access_token, keepMs: lifeMs - Math.min(MAX_EARLY_MS, lifeMs / 10) }
}

function tokenOf(value: string): Token {
  return { value, keepMs: Number.POSITIVE_INFINITY }
}

/**
 * Expiring tokens are read with the store at every request, so nothing of them is remembered between two.
 * While the old token still works, a renewal that does not come off is not the reader's concern.
 */
function createExpiring(credentials: ExpiringCredentials, context: ShopContext): Tokens {
  const { vault } = context
  let kept = credentials
  let refusedToken: string | null = null

  async function renewed(): Promise<Token> {
    if (!vault) return tokenOf(kept.access_token)
    const stillWorks = kept.access_token !== refusedToken && context.now() < kept.expires_at
    try {
      const renewal = renewalOf(context, refusedToken, { mustWait: !stillWorks })
      const now = shopifyCredentialsSchema.parse(await vault.renew(renewal))
      if (!('access_token' in now)) throw renewalRefused('needs_reconnect')
      if ('refresh_token' in now) kept = now
      return tokenOf(now.access_token)
    } catch (thrown) {
      if (stillWorks) return tokenOf(kept.access_token)
      throw thrown
    }
  }

  return {
    current: async () =>
      kept.access_token === refusedToken || isDue(kept, context.now())
        ? renewed()
        : tokenOf(kept.access_token),
    refused(token) {
      if (!vault || !mayHelpAfterRefusal(kept, context.now())) return false
      refusedToken = token.value
      return true
    },
  }
}

/** The tokens of a store. One that is asked for is kept until shortly before its end, and shared by all calls. */
export function createTokens(credentials: ShopifyCredentials, context: ShopContext): Tokens {
  if ('refresh_token' in credentials) return createExpiring(credentials, context)
  if ('access_token' in credentials) {
    const token = tokenOf(credentials.access_token)
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
