// The whole service on a free port, with a fresh database and the sandbox shops, as the tests call it.
import { type Sandbox, startSandbox } from '../../sandbox/start.ts'
import { readConfig } from '../../src/config.ts'
import { type Host, startHost } from '../../src/entry/host.ts'
import type { PlatformId } from '../../src/platforms/platform.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'

/** Of every test service. */
export const SERVICE_SECRET = 'service-secret-of-tests-0123456789'
const PASSWORD = 'correct horse battery staple'

/** What an answer is to a test. */
export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any
}

export type CallOptions = {
  readonly method?: string
  readonly token?: string | null
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** A running service with everything that a test needs around it. */
export type TestService = {
  readonly host: Host
  readonly sandbox: Sandbox
  readonly db: TestDatabase
  readonly logLines: string[]
  call(path: string, options?: CallOptions): Promise<Answer>
  /** The data API, with a key. */
  data(path: string, token: string, options?: CallOptions): Promise<Answer>
  signUp(): Promise<{ token: string; userId: string; email: string }>
  connect(token: string, platform: PlatformId, extra?: object): Promise<Answer>
  createKey(token: string, body?: object): Promise<{ apiKey: string; id: string }>
  /** Rows of the access log of a user, oldest first. */
  accessRows(userId: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

/** What a service beside these shops is configured with, where `environment` does not say otherwise. */
export function environmentFor(
  sandbox: Sandbox,
  environment: Record<string, string>,
): Record<string, string> {
  return {
    PORT: '0',
    ENCRYPTION_KEYS: `test:${btoa('k'.repeat(32))}`,
    SERVICE_SECRET,
    ALLOW_PRIVATE_SHOP_ADDRESSES: 'true',
    RATE_LIMIT_PER_MINUTE: '100000',
    // A machine that runs tests is late.
    SHED_LOOP_LAG_MS: '60000',
    SHOPIFY_API_ORIGIN: sandbox.shopify.origin,
    SHOPRENTER_API_ORIGIN: sandbox.shoprenter.origin,
    SHOPRENTER_TOKEN_ORIGIN: sandbox.shoprenter.origin,
    SHOPRENTER_CLIENT_ID: sandbox.shoprenterApp.clientId,
    SHOPRENTER_CLIENT_SECRET: sandbox.shoprenterApp.clientSecret,
    ...environment,
  }
}

/** Where and with what each sandbox shop is connected. */
export function connectBody(sandbox: Sandbox, platform: PlatformId): object {
  if (platform === 'woocommerce') return sandbox.access.woocommerce
  const { shop, client_id, client_secret } = sandbox.access[platform]
  return { shop, client_id, client_secret }
}

/** One request to whatever address. */
export async function call(url: string, options: CallOptions = {}): Promise<Answer> {
  const { token, body } = options
  const response = await fetch(url, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null }
}

/** Starts it all; `environment` as an operator would set it. */
export async function startTestService(environment: Record<string, string> = {}): Promise<TestService> {
  const [sandbox, db] = await Promise.all([startSandbox(), openTestDatabase()])
  const logLines: string[] = []
  const host = await startHost(
    readConfig(environmentFor(sandbox, environment)),
    (...line) => void logLines.push(JSON.stringify(line)),
    {
      clock: false,
      database: { ...db.database, close: async () => undefined },
      // Offered only where a test sets SANDBOX.
      sandboxShops: [{ platform: 'woocommerce', credentials: sandbox.access.woocommerce }],
    },
  )
  const service: TestService = {
    host,
    sandbox,
    db,
    logLines,
    call: (path, options) => call(`${host.url}${path}`, options),
    data: (path, token, options) =>
      call(`${host.url}/functions/v1/webshop-data-api/${path}`, { ...options, token }),
    signUp: async () => {
      const email = `u${crypto.randomUUID().slice(0, 8)}@example.hu`
      const made = await service.call('/auth/v1/sign-up/email', {
        body: { email, password: PASSWORD, name: 'Test' },
      })
      const answer = await service.call('/auth/v1/token', { token: made.body.token })
      return { token: answer.body.token, userId: made.body.user.id, email }
    },
    connect: (token, platform, extra = {}) =>
      service.call(`/functions/v1/oauth-${platform}/connect`, {
        token,
        body: { ...connectBody(sandbox, platform), ...extra },
      }),
    createKey: async (token, body = {}) => {
      const answer = await service.call('/functions/v1/api-key-management/create', {
        token,
        body: { name: 'test', ...body },
      })
      if (answer.status !== 201) throw new Error(`no key: ${answer.text}`)
      return { apiKey: answer.body.data.api_key, id: answer.body.data.key.id }
    },
    accessRows: (userId) => db.admin('select * from access_log where user_id = $1 order by seq', [userId]),
    close: async () => {
      await host.stop()
      await sandbox.close()
      await db.close()
    },
  }
  return service
}
