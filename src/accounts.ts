// The built-in accounts: better-auth at /auth/v1, with JWTs that say what Supabase's say.
import { betterAuth } from 'better-auth'
import { bearer, jwt } from 'better-auth/plugins'
import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { CLIENT_ADDRESS_HEADER } from './access/client-address.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'

const TOKEN_LIFE = '15m'
const RELOAD_KEYS_AFTER_MS = 10_000

/** What the app mounts and the callers' tokens are checked with. */
export type Accounts = {
  /** Answers everything under /auth/v1; null where users come from elsewhere (Supabase Auth). */
  readonly handler: ((request: Request) => Promise<Response>) | null
  readonly userKeys: JWTVerifyGetKey
}

/** Options as better-auth takes them; apart so that a test can compare its tables with ours. */
export function accountOptions(config: Config, database: Database, secret: string) {
  return {
    appName: 'ShopCall',
    baseURL: config.publicUrl,
    basePath: '/auth/v1',
    secret,
    trustedOrigins: [...config.allowedOrigins],
    database: { db: database.accounts.withSchema('auth') as never, type: 'postgres' as const },
    emailAndPassword: { enabled: true, minPasswordLength: 10, maxPasswordLength: 200 },
    user: { modelName: 'users' },
    session: { modelName: 'sessions' },
    account: { modelName: 'accounts' },
    verification: { modelName: 'verifications' },
    telemetry: { enabled: false },
    logger: { disabled: true },
    // An error that is no answer of theirs comes to us: left to itself it is printed, with the values it was about.
    onAPIError: { throw: true },
    // By address. The defaults, three in ten seconds, are too few for an office behind one address.
    rateLimit: {
      enabled: true,
      window: 60,
      max: 100,
      customRules: {
        '/sign-up/email': { window: 60, max: 20 },
        '/sign-in/email': { window: 60, max: 30 },
      },
    },
    advanced: {
      database: { generateId: 'uuid' as const },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      // Said outright: left out, better-auth switches both off wherever it thinks that it is in a test.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: config.publicUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax' as const, httpOnly: true },
    },
    plugins: [
      bearer(),
      jwt({
        jwks: { keyPairConfig: { alg: 'ES256' } },
        jwt: {
          issuer: config.authIssuer,
          audience: 'authenticated',
          expirationTime: TOKEN_LIFE,
          definePayload: () => ({ role: 'authenticated' }),
        },
      }),
    ],
  }
}

/** Keys that may change while we run: read again when a token names one we have not seen, at most every 10 s. */
function reloadingKeys(load: () => Promise<JSONWebKeySet>, now: () => number): JWTVerifyGetKey {
  let keys: ReturnType<typeof createLocalJWKSet> | null = null
  let loadedAt = 0
  const reload = async () => {
    keys = createLocalJWKSet(await load())
    loadedAt = now()
    return keys
  }
  return async (header, token) => {
    try {
      return await (keys ?? (await reload()))(header, token)
    } catch (error) {
      if (now() - loadedAt < RELOAD_KEYS_AFTER_MS) throw error
      return (await reload())(header, token)
    }
  }
}

/** The built-in accounts, or only the keys of those that the configuration names instead. */
export function createAccounts(
  config: Config,
  database: Database,
  secret: string,
  now: () => number,
): Accounts {
  if (config.authJwksUrl !== null) {
    return { handler: null, userKeys: createRemoteJWKSet(new URL(config.authJwksUrl)) }
  }
  const auth = betterAuth(accountOptions(config, database, secret))
  const load = async () => (await auth.api.getJwks()) as unknown as JSONWebKeySet
  return { handler: (request) => auth.handler(request), userKeys: reloadingKeys(load, now) }
}
