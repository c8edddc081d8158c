// The surface as any client meets it: methods, bodies, headers, accounts, health and the reference.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPERATIONS } from '../src/operations/index.ts'
import { startTestService, type TestService } from './support/service.ts'

let service: TestService
let user: { token: string; userId: string; email: string }

beforeAll(async () => {
  service = await startTestService()
  user = await service.signUp()
}, 120_000)
afterAll(() => service.close())

const create = (body: unknown, headers: Record<string, string> = {}) =>
  service.call('/functions/v1/api-key-management/create', {
    method: 'POST',
    token: user.token,
    body,
    headers,
  })

test.each([
  ['text', 'text/plain', 415, 'unsupported_media_type'],
  ['{"name":"x"}', 'text/plain', 415, 'unsupported_media_type'],
  ['name=x', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
  ['{"name":"x"}', 'application/jsonp', 415, 'unsupported_media_type'],
  ['{"name":', 'application/json', 400, 'invalid_request'],
  ['[]', 'application/json', 400, 'invalid_request'],
  ['null', 'application/json', 400, 'invalid_request'],
  ['"name"', 'application/json', 400, 'invalid_request'],
  ['', 'application/json', 400, 'invalid_request'],
  [`{"name":"${'x'.repeat(70_000)}"}`, 'application/json', 413, 'payload_too_large'],
  [`{"name":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'application/json', 400, 'invalid_request'],
  ['{"__proto__":{"name":"x"}}', 'application/json', 400, 'invalid_request'],
  ['{"name":"x","constructor":{}}', 'application/json', 400, 'invalid_request'],
])('a body %.30j as %s', async (body, type, status, code) => {
  const answer = await create(body, { 'content-type': type })
  expect([answer.status, answer.body.code]).toEqual([status, code])
})

test('a body in chunks is counted too', async () => {
  const parts = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 80; i++) controller.enqueue(new TextEncoder().encode('x'.repeat(1024)))
      controller.close()
    },
  })
  const response = await fetch(`${service.host.url}/functions/v1/api-key-management/create`, {
    method: 'POST',
    headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
    body: parts,
    duplex: 'half',
  } as RequestInit)
  expect(response.status).toBe(413)
})

test('every answer depends on the key and on the page that asks, also a browser’s', async () => {
  const origin = 'http://localhost:8787'
  for (const headers of [{}, { origin }, { origin: 'https://evil.example' }]) {
    for (const path of ['/functions/v1/webshop-data-api/stores', '/functions/v1/docs', '/nothing']) {
      const vary = (await service.call(path, { headers })).headers.get('vary')?.split(', ') ?? []
      expect(vary).toEqual(expect.arrayContaining(['Authorization', 'Origin']))
      expect(new Set(vary).size).toBe(vary.length)
    }
  }
})

test('a method that an address does not take: 405 that says which it takes', async () => {
  const answer = await service.call('/functions/v1/webshop-data-api/orders', { method: 'DELETE' })
  expect([answer.status, answer.body.code, answer.headers.get('allow')]).toEqual([
    405,
    'method_not_allowed',
    'GET',
  ])
  const put = await service.call('/functions/v1/api-key-management/create', { method: 'PUT', body: {} })
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST'])
  const round = await service.call('/functions/v1/scheduled-sync')
  expect([round.status, round.headers.get('allow')]).toEqual([405, 'POST'])
})

test.each([
  '/functions/v1/webshop-data-api/nothing',
  '/functions/v1/nothing/orders',
  '/functions/v1/webshop-data-api/orders/1/2',
  '/x',
])('there is nothing at %s', async (path) => {
  const answer = await service.call(path)
  expect([answer.status, answer.body.code]).toEqual([404, 'not_found'])
})

test('a valid request id is kept, another is replaced', async () => {
  const kept = await service.call('/healthz', { headers: { 'x-request-id': 'call-12345678' } })
  expect(kept.headers.get('x-request-id')).toBe('call-12345678')
  for (const bad of ['a/b', 'x'.repeat(65), 'has space in it', '<script>alert(1)</script>']) {
    const answer = await service.call('/healthz', { headers: { 'x-request-id': bad } })
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  }
})

test('no cookie opens a function', async () => {
  const session = await service.call('/auth/v1/sign-in/email', {
    body: { email: user.email, password: 'correct horse battery staple' },
  })
  const cookie = session.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  expect(cookie).toContain('session')
  const answer = await service.call('/functions/v1/api/stores', { headers: { cookie } })
  expect(answer.status).toBe(401)
})

test('the session gives a JWT that says what Supabase’s say, signed by a key of the JWKS', async () => {
  const [head, claims] = user.token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))))
  expect(claims).toMatchObject({ sub: user.userId, role: 'authenticated', aud: 'authenticated' })
  expect(claims.exp - claims.iat).toBeLessThanOrEqual(900)
  const jwks = await service.call('/auth/v1/jwks')
  expect(jwks.body.keys.map((key: { kid: string }) => key.kid)).toContain(head.kid)
  expect(JSON.stringify(jwks.body)).not.toContain('"d"')
})

test.each([
  ['alg none', (token: string) => `${btoa('{"alg":"none"}').replaceAll('=', '')}.${token.split('.')[1]}.`],
  [
    'another subject',
    (token: string) => {
      const [head, , signature] = token.split('.')
      const claims = btoa(
        JSON.stringify({ sub: crypto.randomUUID(), aud: 'authenticated', exp: 9_999_999_999 }),
      )
      return `${head}.${claims.replaceAll('=', '')}.${signature}`
    },
  ],
  ['cut short', (token: string) => token.slice(0, -5)],
])('a token with %s is refused', async (_what, forge) => {
  const answer = await service.call('/functions/v1/api/stores', { token: forge(user.token) })
  expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized'])
  expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="shopcall", error="invalid_token"')
})

test('sign-up from a browser of another origin is refused', async () => {
  const answer = await service.call('/auth/v1/sign-up/email', {
    body: { email: 'evil@example.hu', password: 'correct horse battery', name: 'E' },
    headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' },
  })
  expect(answer.status).toBe(403)
})

test('CORS answers to our own origins alone', async () => {
  const own = service.host.services.config.allowedOrigins[0] ?? ''
  const preflight = (origin: string) =>
    service.call('/functions/v1/api/stores', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    })
  expect((await preflight(own)).headers.get('access-control-allow-origin')).toBe(own)
  for (const origin of ['https://evil.example', 'null', `${own}.evil.example`]) {
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull()
  }
})

test('health and readiness', async () => {
  expect((await service.call('/healthz')).body).toEqual({ status: 'ok' })
  expect((await service.call('/readyz')).body).toEqual({ status: 'ok' })
})

test('the OpenAPI document has every operation, and each schema that it refers to', async () => {
  const { body, text } = await service.call('/functions/v1/docs/openapi.json')
  expect(body.openapi).toBe('3.1.0')
  const listed = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { operationId: string }>).map(
      ([method, op]) => `${method.toUpperCase()} ${path} ${op.operationId}`,
    ),
  )
  expect(listed.sort()).toEqual(
    OPERATIONS.map((op) => `${op.route.method} /${op.route.function}${op.route.path} ${op.name}`).sort(),
  )
  for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g))
    expect(body.components.schemas).toHaveProperty(name ?? '')
  expect(text).not.toContain('$defs')
  for (const name of ['UnifiedOrder', 'UnifiedCustomer', 'UnifiedProduct', 'Money', 'Address', 'Problem']) {
    expect(Object.keys(body.components.schemas)).toContain(name)
  }
})

test('the reference page and its parts are served from here, under a policy', async () => {
  const page = await service.call('/functions/v1/docs')
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  expect(page.text).not.toMatch(/https?:\/\//)
  for (const [, path] of page.text.matchAll(/(?:src|href)="([^"]+)"/g))
    expect((await service.call(path ?? '')).status).toBe(200)
  const errors = await service.call('/functions/v1/docs/errors')
  expect(errors.text).toContain('id="shop_timeout"')
})

test('connecting with wrong credentials keeps nothing', async () => {
  const wrong = { ...service.sandbox.access.woocommerce, consumer_secret: 'cs_kanari' }
  const answer = await service.call('/functions/v1/oauth-woocommerce/connect', {
    token: user.token,
    body: wrong,
  })
  expect([answer.status, answer.body.code]).toEqual([502, 'shop_unauthorized'])
  expect(answer.text).not.toContain('kanari')
  expect((await service.call('/functions/v1/api/stores', { token: user.token })).body.data).toEqual([])
})

test('a store is connected with every switch on but those that are said to be off', async () => {
  const other = await service.signUp()
  const store = await service.connect(other.token, 'woocommerce', {
    data_access_permissions: { allow_customer_access: false },
  })
  expect(store.body.data.data_access_permissions).toEqual({
    allow_customer_access: false,
    allow_order_access: true,
    allow_product_access: true,
  })
})

test('connecting a shop twice is a conflict, and its credentials are sealed', async () => {
  const first = await service.connect(user.token, 'woocommerce')
  expect(first.status).toBe(201)
  expect(first.text).not.toMatch(/ck_|cs_|credentials/)
  expect((await service.connect(user.token, 'woocommerce')).body.code).toBe('conflict')
  const [row] = await service.db.admin('select credentials, url from stores where id = $1', [
    first.body.data.id,
  ])
  expect(row?.['credentials']).toMatch(/^eyJ/)
  expect(String(row?.['credentials'])).not.toMatch(/ck_|cs_/)
})

test('credentials moved to another store of the same user do not open it', async () => {
  const second = await service.connect(user.token, 'shoprenter')
  const { apiKey } = await service.createKey(user.token)
  const [woo] = (await service.data('stores', apiKey)).body.data
  await service.db.admin(
    'update stores set credentials = (select credentials from stores where id = $1) where id = $2',
    [woo.id, second.body.data.id],
  )
  const answer = await service.data(`orders?store_id=${second.body.data.id}`, apiKey)
  expect([answer.status, answer.body.code]).toEqual([502, 'shop_unauthorized'])
})
