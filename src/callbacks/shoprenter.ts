// ShopRenter's signed calls: the app was installed, opened, or uninstalled in a shop.
import type { Hono } from 'hono'
import { disconnectAppStores, openInstallation, takeCall } from '../access/shoprenter-installations.ts'
import type { AppContext, AppEnv } from '../app.ts'
import { AppError } from '../errors.ts'
import type { PlatformApp } from '../platforms/platform.ts'
import { adminPage, readSignedCall, type SignedCall } from '../platforms/shoprenter/signed-call.ts'
import { isAccessGone } from '../platforms/shoprenter/token.ts'
import type { Services } from '../services.ts'
import { answerCallback, isBrowser } from './callback.ts'

const BASE = '/functions/v1/oauth-shoprenter'
const DEADLINE_MS = 10_000

type Taken = { readonly app: PlatformApp; readonly call: SignedCall; readonly query: URLSearchParams }

/** Signature and time first: only a call that was signed costs the database anything. */
async function takeSigned(c: AppContext, services: Services): Promise<Taken> {
  const app = services.config.apps.shoprenter
  if (!app) throw new AppError('not_found', 'No ShopRenter app is set up here.', { reason: 'no_app' })
  const query = new URL(c.req.url).searchParams
  const call = await readSignedCall(query, app.clientSecret, services.now())
  await takeCall(services, call)
  return { app, call, query }
}

/** Our page for the last step. What is behind `#` reaches no server and no log. */
function nextStep(services: Services, shop: string, id: string): string {
  return `${services.config.publicUrl}/connect/shoprenter#${new URLSearchParams({ installation_id: id, shop })}`
}

/**
 * The app was installed (`callback`) or opened (`entry`). After an install ShopRenter wants the browser back at
 * its `app_url`, and opens `entry` from there; where that address is not surely the shop's admin, the browser
 * stays here, which loses nothing.
 */
async function takeVisit(c: AppContext, services: Services, kind: 'callback' | 'entry') {
  const { call, query } = await takeSigned(c, services)
  const { shop } = call
  const id = await openInstallation(services, shop)
  const { shoprenterApi } = services.config.origins
  const back = kind === 'callback' ? adminPage(query, shop, shoprenterApi, { installation_id: id }) : null
  return { shop, id, back, next: nextStep(services, shop, id) }
}

async function answerVisit(c: AppContext, services: Services, kind: 'callback' | 'entry') {
  let back: string | null = null
  const answer = await answerCallback(c, services, async () => {
    const visit = await takeVisit(c, services, kind)
    back = visit.back
    const data = { installation_id: visit.id, shop: visit.shop }
    return { data, page: { kind: 'installed', next: visit.next }, status: 200 }
  })
  if (back === null) return answer
  if (isBrowser(c)) return c.redirect(back, 302)
  return new Response(answer.body, { status: 302, headers: [...answer.headers, ['location', back]] })
}

/**
 * The app was uninstalled. The signature is the same for all three calls, so anybody who holds one of the
 * others could bring it here: the stores' credentials go only after ShopRenter itself refuses the app a token.
 */
async function takeUninstall(c: AppContext, services: Services): Promise<void> {
  const { app, call } = await takeSigned(c, services)
  const { shop } = call
  const storeId = crypto.randomUUID()
  const budget = { deadlineAt: services.now() + DEADLINE_MS, onCall: c.get('stopwatch').onShopCall }
  const credentials = { shop, client_id: app.clientId, client_secret: app.clientSecret }
  const isGone = await isAccessGone(credentials, {
    store: { id: storeId, country: null, currency: null },
    http: services.egress.open(storeId, undefined, budget),
    cache: services.caches.forStore(storeId),
    origins: services.config.origins,
    apps: services.config.apps,
    vault: null,
    now: services.now,
  })
  if (isGone) await disconnectAppStores(services, shop)
}

/** `GET oauth-shoprenter/callback` (the app's RedirectUri), `entry` (EntryPoint) and `uninstall` (UninstallUri). */
export function mountShopRenterCallbacks(app: Hono<AppEnv>, services: Services): void {
  for (const kind of ['callback', 'entry'] as const) {
    app.get(`${BASE}/${kind}`, (c) => {
      c.set('route', `${BASE}/${kind}`)
      return answerVisit(c, services, kind)
    })
  }
  app.get(`${BASE}/uninstall`, async (c) => {
    c.set('route', `${BASE}/uninstall`)
    await takeUninstall(c, services)
    return c.json({ data: { accepted: true }, meta: { request_id: c.get('requestId') } })
  })
}
