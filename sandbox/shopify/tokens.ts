// The token endpoint of a shop, and which tokens are good.
import { createOfflineTokens, newToken, type OfflineLives } from './offline-tokens.ts'

export type AppCredentials = { readonly client_id: string; readonly client_secret: string }

export type TokenOptions = {
  readonly app: AppCredentials
  /** A token of an app made for this shop alone; it never ends. */
  readonly permanent: string
  readonly scopes: () => readonly string[]
  readonly lifeSeconds: number
  readonly offlineLives: OfflineLives
}

export type GrantForm = Readonly<Record<string, unknown>>

async function readForm(request: Request): Promise<GrantForm> {
  const text = await request.text()
  if (!request.headers.get('content-type')?.includes('json'))
    return Object.fromEntries(new URLSearchParams(text))
  try {
    return JSON.parse(text) as GrantForm
  } catch {
    return {}
  }
}

/** Tokens by the client-credentials grant, the code of an installation and refresh tokens, on the real clock. */
export function createTokens(options: TokenOptions) {
  const issued = new Map<string, number>()
  let isInstalled = true
  const offline = createOfflineTokens(options.scopes, options.offlineLives)

  function grantByClient(): Response {
    const token = newToken('shpat')
    issued.set(token, Date.now() + options.lifeSeconds * 1000)
    const scope = options.scopes().join(',')
    return Response.json({ access_token: token, scope, expires_in: options.lifeSeconds - 1 })
  }

  return {
    offline,
    /** Answers `POST /admin/oauth/access_token`. */
    async grant(request: Request): Promise<Response> {
      const form = await readForm(request)
      const { app } = options
      const known = form['client_id'] === app.client_id && form['client_secret'] === app.client_secret
      if (!known) return Response.json({ error: 'invalid_client' }, { status: 400 })
      if (!isInstalled && form['code'] === undefined)
        return Response.json({ error: 'invalid_grant' }, { status: 400 })
      if (form['grant_type'] === 'client_credentials') return grantByClient()
      if (form['grant_type'] === 'refresh_token') return offline.refresh(form)
      if (form['grant_type'] === undefined && form['code'] !== undefined) return offline.exchange(form)
      return Response.json({ error: 'unsupported_grant_type' }, { status: 400 })
    },
    /** What a token may read; null for one that is refused. */
    scopesOf(token: string | null): readonly string[] | null {
      if (token === null || !isInstalled) return null
      if (token === options.permanent || (issued.get(token) ?? 0) > Date.now()) return options.scopes()
      return offline.scopesOf(token)
    },
    /** The app is removed from the shop, or put into it again; no token of a day from before lives on. */
    setInstalled(value: boolean): void {
      isInstalled = value
      issued.clear()
    },
    /** Every token given out so far is refused from now on; the permanent one and the refresh tokens stay. */
    expire(): void {
      issued.clear()
      offline.expire()
    },
    /** How many were given out and are not expired. */
    count: () => issued.size,
  }
}
