// The token endpoint: client credentials in, an RS256 JWT with scopes out, and what became of each token.
import { generateKeyPair, SignJWT } from 'jose'

/** Who gets a token, for how long, and what it may read. */
export type TokenOptions = {
  readonly shop: string
  /** The shop's own API client, and the app while it is installed. */
  readonly isRight: (clientId: string, clientSecret: unknown) => boolean
  readonly scopes: readonly string[]
  readonly expiresInSeconds: number
}

/** Gives tokens, and knows which of them live. */
export type TokenDesk = {
  /** Answers `POST /{shop}/app/token`. */
  give(shop: string, request: Request): Promise<Response>
  /** The scopes of a token that is alive, else null. */
  scopesOf(token: string): readonly string[] | null
  /** Ends every token given so far; they still say that they live. */
  expireAll(): void
  /** The app is removed from the shop: no token is good, and none is given any more. */
  removeApp(): void
}

const json = (status: number, body: object) => Response.json(body, { status })

function invalidRequest(parameter: string): Response {
  return json(400, {
    error: 'invalid_request',
    error_description:
      'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
    hint: `Check the \`${parameter}\` parameter`,
    message: 'The request is missing a required parameter.',
  })
}

const invalidClient = () =>
  json(401, {
    error: 'invalid_client',
    error_description: 'Client authentication failed',
    message: 'Client authentication failed',
  })

type Asked = { readonly grant_type?: unknown; readonly client_id?: unknown; readonly client_secret?: unknown }

async function readBody(request: Request): Promise<Asked> {
  try {
    const body: unknown = await request.json()
    return typeof body === 'object' && body !== null ? body : {}
  } catch {
    return {}
  }
}

/** One pair for all shops of a process: nobody checks the signature, and making one takes a while. */
let keys: ReturnType<typeof generateKeyPair> | null = null

function signingKeys(): ReturnType<typeof generateKeyPair> {
  keys ??= generateKeyPair('RS256')
  return keys
}

/** The lives of tokens run on the real clock. */
export function createTokenDesk(options: TokenOptions): TokenDesk {
  const { shop, isRight, scopes, expiresInSeconds } = options
  const alive = new Map<string, number>()
  let isRemoved = false

  async function sign(clientId: string): Promise<string> {
    const { privateKey } = await signingKeys()
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT({ sub: '', realm: shop, scopes })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setAudience(clientId)
      .setJti(crypto.randomUUID().replaceAll('-', ''))
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + expiresInSeconds)
      .sign(privateKey)
  }

  return {
    give: async (name, request) => {
      const body = await readBody(request)
      if (body.grant_type !== 'client_credentials') return invalidRequest('grant_type')
      if (typeof body.client_id !== 'string') return invalidRequest('client_id')
      if (name !== shop || isRemoved || !isRight(body.client_id, body.client_secret)) return invalidClient()
      const token = await sign(body.client_id)
      alive.set(token, Date.now() + expiresInSeconds * 1000)
      return json(200, { token_type: 'Bearer', expires_in: expiresInSeconds, access_token: token })
    },
    scopesOf: (token) => ((alive.get(token) ?? 0) > Date.now() ? scopes : null),
    expireAll: () => alive.clear(),
    removeApp: () => {
      isRemoved = true
      alive.clear()
    },
  }
}
