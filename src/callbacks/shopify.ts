// Where Shopify sends a merchant's browser back after the app was installed: the code becomes a connected store.
import type { Hono } from 'hono'
import { connectStore } from '../access/connect.ts'
import { attemptNotFound, takeAttempt } from '../access/connect-attempts.ts'
import { connectedAlready, stillConnects } from '../access/reconnect.ts'
import { openCredentials } from '../access/sealed-credentials.ts'
import { findStores, type StoreRow } from '../access/stores.ts'
import type { AppContext, AppEnv } from '../app.ts'
import { exchangeCode } from '../platforms/shopify/authorization.ts'
import { readCallback } from '../platforms/shopify/callback-query.ts'
import { shopifyCredentialsSchema } from '../platforms/shopify/credentials.ts'
import type { Services } from '../services.ts'
import { answerCallback, callbackRequest } from './callback.ts'

const PATH = '/functions/v1/oauth-shopify/callback'
const DEADLINE_MS = 10_000

/** Mounts `GET oauth-shopify/callback`. */
export function mountShopifyCallback(app: Hono<AppEnv>, services: Services): void {
  app.get(PATH, (c) => {
    c.set('route', PATH)
    return answerCallback(c, services, () => connect(c, services))
  })
}

/** Signature and time, then the attempt, then its shop; only then is the shop asked for anything. */
async function connect(c: AppContext, services: Services) {
  const app = services.config.apps.shopify
  if (!app) throw attemptNotFound()
  const { shop, code, state } = await readCallback(
    new URL(c.req.url).search,
    app.clientSecret,
    services.now(),
  )
  const attempt = await takeAttempt(services, 'shopify', state, callbackRequest(c, services))
  if (attempt.shop !== shop) throw attemptNotFound()
  const budget = { deadlineAt: services.now() + DEADLINE_MS, onCall: c.get('stopwatch').onShopCall }
  // Before the exchange: new tokens of an app for a shop would end those that a connected store lives on.
  const known = await findConnected(services, attempt.userId, shop)
  if (known && (await stillConnects(services, known, budget))) throw connectedAlready()
  const credentials = await exchangeCode(services.egress.open(crypto.randomUUID(), undefined, budget), {
    shop,
    code,
    app,
    origins: services.config.origins,
    now: services.now,
  })
  const wanted = {
    platform: 'shopify',
    credentials,
    data_access_permissions: attempt.permissions,
    consent: { version: attempt.consentVersion, language: attempt.consentLanguage },
  } as const
  return connectStore(services, attempt.userId, wanted, budget)
}

/** The user's store of this shop, by whatever way it was connected. */
async function findConnected(services: Services, userId: string, shop: string): Promise<StoreRow | null> {
  for (const store of await findStores(services.database, userId)) {
    if (store.platform !== 'shopify') continue
    const opened = await openCredentials(services, store, store.credentials).catch(() => null)
    const kept = shopifyCredentialsSchema.safeParse(opened)
    if (kept.success && kept.data.shop === shop) return store
  }
  return null
}
