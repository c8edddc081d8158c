// The page on which a merchant installs an app, and the signed way back from it.
import { createHmac } from 'node:crypto'
import type { AppCredentials } from './tokens.ts'

/** What the app asks for; `scopes` as it named them. */
export type AuthorizeRequest = {
  readonly redirectUri: string
  readonly state: string
  readonly scopes: readonly string[]
}

export type AuthorizeOptions = {
  readonly app: AppCredentials
  readonly shop: string
  /** Scopes that an app may ask for. */
  readonly knownScopes: readonly string[]
  /** Makes a code that can be given for tokens once. */
  readonly issueCode: (request: AuthorizeRequest) => string
}

const WORDS: Readonly<Record<string, string>> = {
  read_customers: 'Read customers: names, e-mail addresses, phone numbers, addresses',
  read_orders: 'Read orders of the last 60 days',
  read_all_orders: 'Read all orders, older ones too',
  read_products: 'Read products',
}

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function page(title: string, body: string, status = 200): Response {
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>body{font:1rem/1.5 system-ui;max-width:36rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1.25rem;margin-right:.75rem}</style>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</html>
`
  return new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8' } })
}

const oauthError = (why: string) =>
  page('The app cannot be installed', `<p>Oauth error ${escapeHtml(why)}</p>`, 400)

/** Only back to this machine: the sandbox must not send a browser anywhere else. */
function isWhitelisted(redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false
  const { protocol, hostname, username, hash } = new URL(redirectUri)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return /^https?:$/.test(protocol) && isHere && username === '' && hash === ''
}

function read(url: URL, options: AuthorizeOptions): AuthorizeRequest | Response {
  const query = url.searchParams
  if (query.get('client_id') !== options.app.client_id) return oauthError('invalid_client: no such app')
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!isWhitelisted(redirectUri)) return oauthError('invalid_request: The redirect_uri is not whitelisted')
  const scopes = (query.get('scope') ?? '').split(',').filter(Boolean)
  const unknown = scopes.filter((scope) => !options.knownScopes.includes(scope))
  if (scopes.length === 0 || unknown.length > 0) return oauthError('invalid_scope: The scope is not valid')
  return { redirectUri, state: query.get('state') ?? '', scopes }
}

/** Signed over all parameters but `hmac`, sorted, written as a form with %20 for a space. */
export function signQuery(parameters: Readonly<Record<string, string>>, secret: string): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))
  const text = new URLSearchParams(sorted).toString().replaceAll('+', '%20')
  return createHmac('sha256', secret).update(text).digest('hex')
}

function wayBack(request: AuthorizeRequest, options: AuthorizeOptions): Response {
  const { shop, app } = options
  const handle = shop.replace('.myshopify.com', '')
  const parameters = {
    code: options.issueCode(request),
    host: Buffer.from(`admin.shopify.com/store/${handle}`).toString('base64').replaceAll('=', ''),
    shop,
    state: request.state,
    timestamp: String(Math.floor(Date.now() / 1000)),
  }
  const url = new URL(request.redirectUri)
  for (const [name, value] of Object.entries({
    ...parameters,
    hmac: signQuery(parameters, app.client_secret),
  })) {
    url.searchParams.set(name, value)
  }
  return new Response(null, { status: 302, headers: { location: url.href } })
}

/** `GET /admin/oauth/authorize` shows what is asked; the form on it posts to the same address. */
export async function answerAuthorize(request: Request, options: AuthorizeOptions): Promise<Response> {
  const asked = read(new URL(request.url), options)
  if (asked instanceof Response) return asked
  if (request.method === 'POST') {
    const decision = new URLSearchParams(await request.text()).get('decision')
    if (decision === 'install') return wayBack(asked, options)
    // As at Shopify: who does not install stays in the admin, and the app hears nothing.
    return page('The app was not installed', '<p>Nothing was given to the app. You can close this page.</p>')
  }
  const list = asked.scopes.map((scope) => `<li>${escapeHtml(WORDS[scope] ?? scope)}</li>`).join('\n')
  return page(
    'Install app',
    `<p>This is the sandbox shop <strong>${escapeHtml(options.shop)}</strong>. The app ShopCall asks for this access:</p>
<ul>
${list}
</ul>
<form method="post">
<button name="decision" value="install">Install</button>
<button name="decision" value="cancel">Cancel</button>
</form>`,
  )
}
