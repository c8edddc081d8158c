// An app in a ShopRenter shop's admin: installed, opened and uninstalled with signed calls to where it was registered.
import { createHmac, randomBytes } from 'node:crypto'

/** The three addresses that the app's maker registered (facts: 1.1). */
export type AppUrls = {
  readonly redirectUri: string
  readonly entryPoint: string
  readonly uninstallUri: string
}

/** In which order the parameters are signed: as all official code does, or as the documentation's sample. */
export type SignedOrder = 'code' | 'docs'

export type AppDeskOptions = {
  readonly shop: string
  readonly clientId: string
  readonly clientSecret: string
}

/** What a call is made of; every part can be another than the platform would take. */
export type CallOptions = {
  readonly order?: SignedOrder
  readonly code?: string
  /** Seconds since 1970. */
  readonly timestamp?: number
}

/** The app in one shop. */
export type AppDesk = {
  readonly clientId: string
  readonly clientSecret: string
  register(urls: AppUrls): void
  /** False once the owner uninstalled it, until it is installed again. */
  isInstalled(): boolean
  /** The signed parameters of a call, as they stand in its query. */
  sign(options?: CallOptions): URLSearchParams
  /** The owner clicks install: gives the address that their browser is sent to. */
  install(origin: string, options?: CallOptions): string
  /** The owner clicks uninstall: the platform calls, and gives the status that it got, null for none. */
  uninstall(options?: CallOptions): Promise<number | null>
  /** Null for an address that is no page of the app's. */
  answer(request: Request): Promise<Response> | Response | null
}

const APP_ID = 55

function page(status: number, body: string): Response {
  const text = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Apps</title>
<main>
<h1>Apps of the sandbox shop</h1>
${body}
</main>
</html>`
  return new Response(text, { status, headers: { 'content-type': 'text/html; charset=UTF-8' } })
}

const ORDER_FIELD = `<p><label>Signed in the order of
<select name="order"><option value="code">the official code</option><option value="docs">the documentation</option></select>
</label></p>`

function overview(isInstalled: boolean): Response {
  const form = (action: string, label: string) =>
    `<form method="post" action="/admin/apps/${action}">${ORDER_FIELD}<button type="submit">${label}</button></form>`
  return page(
    200,
    isInstalled
      ? `<p>ShopCall is installed.</p>
<p><a href="/admin/app/${APP_ID}">Open ShopCall</a></p>
${form('uninstall', 'Uninstall ShopCall')}`
      : `<p>ShopCall wants to read customers, orders and products.</p>
${form('install', 'Install ShopCall')}`,
  )
}

const redirect = (location: string) => new Response(null, { status: 302, headers: { location } })

async function orderOf(request: Request): Promise<SignedOrder> {
  const form = new URLSearchParams(await request.text())
  return form.get('order') === 'docs' ? 'docs' : 'code'
}

/** Makes the app's desk; it is installed from the start, as the shops of most tests need no click. */
export function createAppDesk({ shop, clientId, clientSecret }: AppDeskOptions): AppDesk {
  let urls: AppUrls | null = null
  let installed = true

  function sign(options: CallOptions = {}): URLSearchParams {
    const code = options.code ?? randomBytes(16).toString('hex')
    const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1000))
    const text =
      options.order === 'docs'
        ? `code=${code}&shopname=${shop}&timestamp=${timestamp}`
        : `shopname=${shop}&code=${code}&timestamp=${timestamp}`
    const hmac = createHmac('sha256', clientSecret).update(text).digest('hex')
    return new URLSearchParams({ shopname: shop, code, timestamp, hmac })
  }

  function registered(): AppUrls {
    if (!urls) throw new Error('the app was not registered')
    return urls
  }

  const desk: AppDesk = {
    clientId,
    clientSecret,
    register: (given) => {
      urls = given
    },
    isInstalled: () => installed,
    sign,
    install: (origin, options) => {
      installed = true
      const query = sign(options)
      query.set('app_url', `${origin}/admin/app/${APP_ID}`)
      return `${registered().redirectUri}?${query}`
    },
    uninstall: async (options) => {
      installed = false
      const called = await fetch(`${registered().uninstallUri}?${sign(options)}`).catch(() => null)
      await called?.arrayBuffer()
      return called?.status ?? null
    },
    answer: (request) => {
      const url = new URL(request.url)
      const action = `${request.method} ${url.pathname}`
      if (action === 'GET /admin/apps') return overview(installed)
      if (action === 'POST /admin/apps/install') {
        return orderOf(request).then((order) => redirect(desk.install(url.origin, { order })))
      }
      if (action === 'POST /admin/apps/uninstall') {
        return orderOf(request)
          .then((order) => desk.uninstall({ order }))
          .then(() => redirect('/admin/apps'))
      }
      if (action !== `GET /admin/app/${APP_ID}`) return null
      if (!installed) return page(404, '<p>This app is not installed.</p>')
      // What the app put behind its own address comes back beside the signed parameters (facts: 1.2).
      const query = sign()
      for (const [name, value] of url.searchParams) if (!query.has(name)) query.set(name, value)
      return redirect(`${registered().entryPoint}?${query}`)
    },
  }
  return desk
}
