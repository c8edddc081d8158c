// The far side of an installation: the page, the signed way back, codes that work once, refresh tokens that rotate.
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createWorld } from '../world.ts'
import { createShopifyShop } from './shop.ts'

const world = createWorld('empty', { people: 0, products: 0, orders: 0 })
const APP = { client_id: 'sandbox-shopify-client', client_secret: 'shpss_sandbox0000000000000000000000' }
const ASKED = {
  client_id: APP.client_id,
  scope: 'read_orders,read_products',
  redirect_uri: 'http://localhost:8787/functions/v1/oauth-shopify/callback',
  state: 'state-1',
  'grant_options[]': '',
}
const open = () => createShopifyShop({ world, hardCases: false })
type Shop = ReturnType<typeof open>

const authorize = (shop: Shop, changed: Record<string, string> = {}, decision?: string) =>
  shop.fetch(
    new Request(`http://127.0.0.1:1/admin/oauth/authorize?${new URLSearchParams({ ...ASKED, ...changed })}`, {
      method: decision === undefined ? 'GET' : 'POST',
      ...(decision === undefined ? {} : { body: new URLSearchParams({ decision }) }),
    }),
  )

async function install(shop: Shop): Promise<URL> {
  const answer = await authorize(shop, {}, 'install')
  expect(answer.status).toBe(302)
  return new URL(answer.headers.get('location') ?? '')
}

type Tokens = {
  access_token: string
  refresh_token: string
  scope: string
  expires_in: number
  error: string
}

async function token(shop: Shop, form: Record<string, string>): Promise<{ status: number; body: Tokens }> {
  const answer = await shop.fetch(
    new Request('http://127.0.0.1:1/admin/oauth/access_token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...APP, ...form }),
    }),
  )
  return { status: answer.status, body: (await answer.json()) as Tokens }
}

async function exchange(shop: Shop) {
  const code = (await install(shop)).searchParams.get('code') ?? ''
  return (await token(shop, { code, expiring: '1' })).body
}

const refresh = (shop: Shop, refresh_token: string) =>
  token(shop, { grant_type: 'refresh_token', refresh_token })

const isTaken = async (shop: Shop, access: string) => {
  const headers = { 'x-shopify-access-token': access, 'content-type': 'application/json' }
  const body = JSON.stringify({ query: '{ shop { name } }' })
  const url = 'http://127.0.0.1:1/admin/api/2026-10/graphql.json'
  return (await shop.fetch(new Request(url, { method: 'POST', headers, body }))).status === 200
}

test('the page says what is asked, and has two buttons', async () => {
  const answer = await authorize(open())
  const html = await answer.text()
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(html).toContain('Read products')
  expect(html).not.toContain('Read customers')
  expect(html.match(/<button name="decision" value="(install|cancel)">/g)).toHaveLength(2)
})

test.each([
  [{ client_id: 'other' }, 'invalid_client'],
  [{ scope: 'read_orders,write_everything' }, 'invalid_scope'],
  [{ scope: '' }, 'invalid_scope'],
  [{ redirect_uri: 'https://evil.example/' }, 'redirect_uri is not whitelisted'],
  [{ redirect_uri: 'javascript:alert(1)' }, 'redirect_uri is not whitelisted'],
  [{ redirect_uri: 'http://localhost@evil.example/' }, 'redirect_uri is not whitelisted'],
])('%j is refused, on the page and by its buttons', async (changed, why) => {
  for (const decision of [undefined, 'install']) {
    const answer = await authorize(open(), changed, decision)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain(why)
  }
})

test('the way back is signed over everything', async () => {
  const query = (await install(open())).searchParams
  const hmac = query.get('hmac')
  query.delete('hmac')
  expect([...query.keys()].sort()).toEqual(['code', 'host', 'shop', 'state', 'timestamp'])
  query.sort()
  expect(hmac).toBe(createHmac('sha256', APP.client_secret).update(query.toString()).digest('hex'))
})

test('a code works once, for this app alone', async () => {
  const shop = open()
  const code = (await install(shop)).searchParams.get('code') ?? ''
  expect((await token(shop, { code, client_secret: 'other' })).body.error).toBe('invalid_client')
  const { body } = await token(shop, { code, expiring: '1' })
  expect(body).toMatchObject({ scope: ASKED.scope, expires_in: 3600 })
  expect((await token(shop, { code, expiring: '1' })).status).toBe(400)
})

test('without `expiring` the token has no end and no successor', async () => {
  const shop = open()
  const code = (await install(shop)).searchParams.get('code') ?? ''
  const { body } = await token(shop, { code })
  expect(Object.keys(body).sort()).toEqual(['access_token', 'scope'])
})

test('a refresh token works again until the pair that replaced it is used', async () => {
  const shop = open()
  const first = await exchange(shop)
  const lost = (await refresh(shop, first.refresh_token)).body
  const second = (await refresh(shop, first.refresh_token)).body
  expect(await isTaken(shop, lost.access_token)).toBe(false)
  expect((await refresh(shop, lost.refresh_token)).body.error).toBe('invalid_grant')
  expect(await isTaken(shop, second.access_token)).toBe(true)
  expect((await refresh(shop, first.refresh_token)).body.error).toBe('invalid_grant')
  expect((await refresh(shop, second.refresh_token)).status).toBe(200)
})

test('short lives, refused scopes and an uninstalled app', async () => {
  const shop = open()
  shop.installations.decline(['read_orders'])
  const first = await exchange(shop)
  expect(first.scope).toBe('read_products')
  shop.installations.setLives({ accessSeconds: 0, refreshSeconds: 0 })
  const second = (await refresh(shop, first.refresh_token)).body
  expect(await isTaken(shop, second.access_token)).toBe(false)
  expect((await refresh(shop, second.refresh_token)).body.error).toBe('invalid_grant')
  shop.installations.uninstall()
  expect(await isTaken(shop, first.access_token)).toBe(false)
  expect((await refresh(shop, first.refresh_token)).body.error).toBe('invalid_grant')
})
