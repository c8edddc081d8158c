// ShopRenter's signed calls: the app was installed or opened in a shop.
import type { Hono } from 'hono'
import { openInstallation, takeCall } from '../access/shoprenter-installations.ts'
import type { AppContext, AppEnv } from '../app.ts'
import { AppError } from '../errors.ts'
import type { PlatformApp } from '../platforms/platform.ts'
import { adminPage, readSignedCall, type SignedCall } from '../platforms/shoprenter/signed-call.ts'
import type { Services } from '../services.ts'
import { answerCallback, isBrowser } from './callback.ts'

const BASE = '/functions/v1/oauth-shoprenter'

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

/** `GET oauth-shoprenter/callback` (the app's RedirectUri) and `entry` (EntryPoint); its UninstallUri is `webhooks/shoprenter`. */
export function mountShopRenterCallbacks(app: Hono<AppEnv>, services: Services): void {
  for (const kind of ['callback', 'entry'] as const) {
    app.get(`${BASE}/${kind}`, (c) => {
      c.set('route', `${BASE}/${kind}`)
      return answerVisit(c, services, kind)
    })
  }
}
