// Sets up the demo through the product's own API: account, stores and key, each only where it is missing.
import { randomBytes } from 'node:crypto'
import type { SandboxAccess } from '../../sandbox/start.ts'

/** What `demo.json` holds. */
export type DemoState = {
  readonly base_url: string
  readonly user: { readonly email: string; readonly password: string }
  readonly api_key: string
  readonly stores: readonly { readonly id: string; readonly platform: string; readonly name: string }[]
  readonly sandbox: SandboxAccess
}

type Answer = { readonly status: number; readonly body: Record<string, unknown> }

/** Calls to the service that runs in this process. */
export type DemoClient = {
  call(method: string, path: string, token: string | null, body?: unknown): Promise<Answer>
}

/** A client for the service at `url`; sends and reads JSON. */
export function createDemoClient(url: string): DemoClient {
  return {
    async call(method, path, token, body) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const answer = (await response.json().catch(() => ({}))) as Record<string, unknown> | null
      return { status: response.status, body: answer ?? {} }
    },
  }
}

function failed(what: string, answer: Answer): Error {
  return new Error(
    `The demo could not ${what} (status ${answer.status}, ${String(answer.body['code'] ?? 'no code')}).`,
  )
}

async function signIn(client: DemoClient, user: DemoState['user']): Promise<string | null> {
  const session = await client.call('POST', '/auth/v1/sign-in/email', null, user)
  if (session.status !== 200) return null
  const answer = await client.call('GET', '/auth/v1/token', String(session.body['token']))
  return typeof answer.body['token'] === 'string' ? answer.body['token'] : null
}

async function makeUser(client: DemoClient): Promise<DemoState['user']> {
  const user = {
    email: `demo-${randomBytes(3).toString('hex')}@shopcall.example`,
    password: randomBytes(12).toString('base64url'),
  }
  const answer = await client.call('POST', '/auth/v1/sign-up/email', null, { ...user, name: 'Demo' })
  if (answer.status !== 200) throw failed('make an account', answer)
  return user
}

const CONNECTIONS = ['woocommerce', 'shopify', 'shoprenter'] as const

function connectBody(platform: (typeof CONNECTIONS)[number], access: SandboxAccess): object {
  if (platform === 'woocommerce') return access.woocommerce
  const { shop, client_id, client_secret } = access[platform]
  return { shop, client_id, client_secret }
}

type StoreAnswer = { id: string; platform: string; name: string; url: string }

async function connectAll(
  client: DemoClient,
  token: string,
  access: SandboxAccess,
): Promise<DemoState['stores']> {
  for (const platform of CONNECTIONS) {
    const answer = await client.call(
      'POST',
      `/functions/v1/oauth-${platform}/connect`,
      token,
      connectBody(platform, access),
    )
    if (answer.status !== 201 && answer.body['code'] !== 'conflict')
      throw failed(`connect the ${platform} sandbox shop`, answer)
  }
  const list = await client.call('GET', '/functions/v1/api/stores', token)
  if (list.status !== 200) throw failed('list the stores', list)
  return (list.body['data'] as StoreAnswer[]).map(({ id, platform, name }) => ({ id, platform, name }))
}

async function workingKey(client: DemoClient, token: string, known: string | undefined): Promise<string> {
  if (known !== undefined) {
    const answer = await client.call('GET', '/functions/v1/webshop-data-api/stores', known)
    if (answer.status === 200) return known
  }
  const made = await client.call('POST', '/functions/v1/api-key-management/create', token, { name: 'Demo' })
  if (made.status !== 201) throw failed('make an API key', made)
  return String((made.body['data'] as { api_key: string }).api_key)
}

/** Account, three connected stores and a key; what an earlier run left is used again where it still works. */
export async function setUpDemo(
  client: DemoClient,
  baseUrl: string,
  access: SandboxAccess,
  earlier: DemoState | null,
): Promise<DemoState> {
  let user = earlier?.user ?? (await makeUser(client))
  let token = await signIn(client, user)
  if (token === null) {
    user = await makeUser(client)
    token = await signIn(client, user)
  }
  if (token === null) throw new Error('The demo could not sign in with the account it made.')
  const stores = await connectAll(client, token, access)
  const apiKey = await workingKey(client, token, user === earlier?.user ? earlier.api_key : undefined)
  return { base_url: baseUrl, user, api_key: apiKey, stores, sandbox: access }
}
