// A merchant's browser that installs the app in the Shopify sandbox shop, and what is left behind of it.
import { createHmac } from 'node:crypto'
import type { Answer, TestService } from './service.ts'

export const SHOP = 'homokozo-bolt.myshopify.com'
export const CALLBACK = '/functions/v1/oauth-shopify/callback'
const SECRET = 'shpss_sandbox0000000000000000000000'
/** The sandbox's app as the operator's own. */
export const SHOPIFY_APP = { SHOPIFY_CLIENT_ID: 'sandbox-shopify-client', SHOPIFY_CLIENT_SECRET: SECRET }

/** Begun: where the browser is sent, and the cookie it was given. */
export type Begun = { readonly authorizeUrl: URL; readonly cookie: string; readonly state: string }

export async function begin(service: TestService, token: string, extra: object = {}): Promise<Begun> {
  const answer = await service.call('/functions/v1/oauth-shopify/start', {
    token,
    body: { shop: SHOP, ...extra },
  })
  if (answer.status !== 200) throw new Error(`not begun: ${answer.text}`)
  const authorizeUrl = new URL(answer.body.data.authorize_url)
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  return { authorizeUrl, cookie, state: authorizeUrl.searchParams.get('state') ?? '' }
}

/** Opens the shop's page, clicks the button in its form, and gives the address that the browser is sent to. */
export async function clickInstall(begun: Begun): Promise<URL> {
  const page = await (await fetch(begun.authorizeUrl)).text()
  const [, name, value] = /<button name="(\w+)" value="(install)">/.exec(page) ?? []
  if (!/<form method="post">/.test(page) || !name || !value) throw new Error(`no form: ${page}`)
  const sent = await fetch(begun.authorizeUrl, {
    method: 'POST',
    body: new URLSearchParams({ [name]: value }),
    redirect: 'manual',
  })
  const location = sent.headers.get('location')
  if (sent.status !== 302 || !location) throw new Error(`no way back: ${sent.status}`)
  return new URL(location)
}

export type Visit = { readonly cookie?: string | null; readonly headers?: Record<string, string> }

/** Comes back as a program does (JSON), or with `headers` as a browser. */
export function comeBack(service: TestService, address: URL | string, visit: Visit = {}): Promise<Answer> {
  const search = typeof address === 'string' ? address : address.search
  return service.call(`${CALLBACK}${search}`, {
    headers: { ...(visit.cookie ? { cookie: visit.cookie } : {}), ...visit.headers },
  })
}

/** The whole way; the store's id. */
export async function installStore(service: TestService, token: string): Promise<string> {
  const begun = await begin(service, token)
  const answer = await comeBack(service, await clickInstall(begun), { cookie: begun.cookie })
  if (answer.status !== 201) throw new Error(`not connected: ${answer.text}`)
  return answer.body.data.id
}

/** Encoded as a form's values are, but for a space. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** A query signed as Shopify signs, by code of the test's own: sorted `name=value` joined by `&`, in hex. */
export function signed(parameters: Record<string, string>, secret = SECRET): URLSearchParams {
  const text = Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name] ?? '')}`)
    .join('&')
  const hmac = createHmac('sha256', secret).update(text).digest('hex')
  return new URLSearchParams({ ...parameters, hmac })
}

/** What a failed connection must not have left: a store, its settings, its audit, sealed credentials. */
export async function leftBehind(service: TestService, userId: string): Promise<object> {
  const count = async (text: string) => Number((await service.db.admin(text, [userId]))[0]?.['n'])
  return {
    stores: await count('select count(*) as n from stores where user_id = $1'),
    audit: await count('select count(*) as n from store_permission_audit where user_id = $1'),
    open: await count('select count(*) as n from connect_attempts where user_id = $1'),
  }
}
export const NOTHING = { stores: 0, audit: 0, open: 0 }
