// The token endpoint of a shop, and which tokens are good.

export type AppCredentials = { readonly client_id: string; readonly client_secret: string }

export type TokenOptions = {
  readonly app: AppCredentials
  /** A token of an app made for this shop alone; it never ends. */
  readonly permanent: string
  readonly scopes: () => readonly string[]
  readonly lifeSeconds: number
}

type GrantForm = { client_id?: unknown; client_secret?: unknown; grant_type?: unknown }

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

/** Tokens by the client-credentials grant, on the real clock. */
export function createTokens(options: TokenOptions) {
  const issued = new Map<string, number>()
  let isInstalled = true
  return {
    /** Answers `POST /admin/oauth/access_token`. */
    async grant(request: Request): Promise<Response> {
      const form = await readForm(request)
      const { app, lifeSeconds } = options
      const known = form.client_id === app.client_id && form.client_secret === app.client_secret
      if (!known || !isInstalled) return Response.json({ error: 'invalid_client' }, { status: 400 })
      if (form.grant_type !== 'client_credentials') {
        return Response.json({ error: 'unsupported_grant_type' }, { status: 400 })
      }
      const token = `shpat_${crypto.randomUUID().replaceAll('-', '')}`
      issued.set(token, Date.now() + lifeSeconds * 1000)
      const scope = options.scopes().join(',')
      return Response.json({ access_token: token, scope, expires_in: lifeSeconds - 1 })
    },
    isGood(token: string | null): boolean {
      if (token === null || !isInstalled) return false
      return token === options.permanent || (issued.get(token) ?? 0) > Date.now()
    },
    /** The app is removed from the shop, or put into it again. */
    setInstalled(value: boolean): void {
      isInstalled = value
      issued.clear()
    },
    /** Every token given out so far is refused from now on; the permanent one stays. */
    expire(): void {
      issued.clear()
    },
    /** How many were given out and are not expired. */
    count: () => issued.size,
  }
}
