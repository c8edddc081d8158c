// The bearer token of one shop: asked for, kept until shortly before its end, renewed once for all who wait.
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { ShopContext } from '../platform.ts'
import type { Credentials } from './credentials.ts'

/** A token is left alone this long before its end, so that none ends on its way. */
const MARGIN_SECONDS = 60

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]),
})

/** A token as it was given. */
export type Token = z.infer<typeof tokenAnswer>

/** Where calls get their token. */
export type TokenSource = {
  /** A token that has not ended by its own word. */
  get(): Promise<Token>
  /** Says that the shop refused `token`; one that somebody got meanwhile is kept. */
  refuse(token: Token): void
  /** A token that is asked for now. */
  renew(): Promise<Token>
}

function refused(): AppError {
  return new AppError('shop_unauthorized', 'ShopRenter refuses the client id and the client secret.', {
    reason: 'invalid_client',
  })
}

async function askForToken(credentials: Credentials, context: ShopContext): Promise<Token> {
  const origin = context.origins.shoprenterToken.replaceAll('{shop}', credentials.shop)
  const answer = await context.http.send({
    method: 'POST',
    url: `${origin}/${credentials.shop}/app/token`,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: credentials.client_id,
      client_secret: credentials.client_secret,
    }),
    reads: true,
    paced: false,
  })
  // An unknown shop and an uninstalled app are refusals too, by whatever status (facts: unverified).
  if (answer.status >= 400) throw refused()
  return answer.json(tokenAnswer)
}

/** The tokens of a store; many requests that find none ask once. */
export function createTokenSource(credentials: Credentials, context: ShopContext): TokenSource {
  const key = `token:${credentials.client_id}`
  const lifeMs = (token: Token) => Math.max(0, token.expires_in - MARGIN_SECONDS) * 1000
  const get = () => context.cache.get(key, lifeMs, () => askForToken(credentials, context))
  return {
    get,
    refuse: (token) => context.cache.drop(key, token),
    renew: () => {
      context.cache.drop(key)
      return get()
    },
  }
}

const claims = z.object({ scopes: z.array(z.string()) })

/** The scopes that a token says it carries; null when its payload cannot be read, which is no error. */
export function scopesOf(token: string): readonly string[] | null {
  const payload = token.split('.')[1]
  if (payload === undefined) return null
  try {
    const bytes = Uint8Array.from(
      atob(payload.replaceAll('-', '+').replaceAll('_', '/')),
      (char) => char.codePointAt(0) ?? 0,
    )
    const parsed = claims.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
    return parsed.success ? parsed.data.scopes : null
  } catch {
    return null
  }
}
