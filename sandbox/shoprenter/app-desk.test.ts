// The app in the shop's admin: its calls are signed as the documents say, in either order.
import { expect, it } from 'vitest'
import { createAppDesk } from './app-desk.ts'
import { createShopRenterShop } from './shop.ts'

const CODE = '0907a61c0c8d55e99db179b68161bc00'

it.each([
  ['code', 'f686e1ed4bb23e20caead0854a95a8c9cdb43300e5f0559ee9707de889fb7126'],
  ['docs', 'f1841785a2473259b864f561d80f67ab77542787dcdc500ddad1116781d209c5'],
] as const)('signs in the order of %s', (order, hmac) => {
  const desk = createAppDesk({ shop: 'tesztbolt', clientId: 'x', clientSecret: 'sandbox-client-secret' })
  const signed = desk.sign({ order, code: CODE, timestamp: 1_772_618_130 })
  expect(Object.fromEntries(signed)).toEqual({
    shopname: 'tesztbolt',
    code: CODE,
    timestamp: '1772618130',
    hmac,
  })
})

it('brings the app’s own parameters back when it is opened, beside those that are signed', async () => {
  const { app, fetch } = createShopRenterShop()
  const urls = {
    redirectUri: 'https://us.example/r',
    entryPoint: 'https://us.example/e',
    uninstallUri: 'http://127.0.0.1:1/',
  }
  app.register(urls)
  const answer = await fetch(new Request('http://shop/admin/app/55?own=1&shopname=evil'))
  const location = new URL(answer.headers.get('location') ?? '')
  expect(location.origin + location.pathname).toBe(urls.entryPoint)
  expect([location.searchParams.get('own'), location.searchParams.get('shopname')]).toEqual([
    '1',
    'tesztbolt',
  ])
})

it('gives tokens to an app that is installed, and always to the shop’s own client', async () => {
  const app = { clientId: 'app', clientSecret: 'app-secret' }
  const shop = createShopRenterShop({ app })
  shop.app.register({
    redirectUri: 'http://x/',
    entryPoint: 'http://x/',
    uninstallUri: 'http://127.0.0.1:1/',
  })
  const token = async (client_id: string, client_secret: string) => {
    const body = JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret })
    return (await shop.fetch(new Request('http://x/tesztbolt/app/token', { method: 'POST', body }))).status
  }
  const own = shop.credentials
  expect(await token('app', 'app-secret')).toBe(200)
  expect(await shop.app.uninstall()).toBeNull()
  expect([await token('app', 'app-secret'), await token(own.client_id, own.client_secret)]).toEqual([
    401, 200,
  ])
  shop.app.install('http://shop')
  expect([await token('app', 'app-secret'), await token('app', 'wrong')]).toEqual([200, 401])
})
