// A WooCommerce shop and a service that it can call, with the steps of handing over keys.
import { expect } from 'vitest'
import { type RunningShop, serveShop } from '../../sandbox/shop.ts'
import { createWooCommerceShop, type WooCommerceShop } from '../../sandbox/woocommerce/shop.ts'
import { type Browser, createBrowser, knownAddress, type Shown } from './browser.ts'
import { type Answer, startTestService, type TestService } from './service.ts'

export const SMALL = { customers: 4, orders: 6, products: 4 }
const OURS = '/functions/v1/oauth-woocommerce'

/** One user on the way to connect one shop. */
export type Handover = {
  readonly service: TestService
  readonly program: WooCommerceShop
  readonly shop: RunningShop
  /** Nothing connected, nothing begun, and a new browser. */
  reset(): Promise<void>
  user(): { token: string; userId: string }
  browser(): Browser
  start(body?: object): Promise<Answer>
  /** Begins, and gives the shop's page and the one-time value in it. */
  begin(body?: object): Promise<{ page: string; value: string }>
  /** Sends keys as the shop does; `more` changes the body. */
  handOver(value: string, more?: object): Promise<Answer>
  goBack(value: string, success?: string, from?: Browser): Promise<Shown>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into stores of every shape.
  stores(): Promise<any[]>
  close(): Promise<void>
}

/** Starts it all. */
export async function arrangeHandover(): Promise<Handover> {
  const service = await startTestService(await knownAddress())
  const program = createWooCommerceShop(SMALL)
  const shop = await serveShop(program)
  const user = await service.signUp()
  let browser = createBrowser()

  const handover: Handover = {
    service,
    program,
    shop,
    reset: async () => {
      shop.faults.clear()
      shop.calls.clear()
      await service.db.admin('delete from stores')
      await service.db.admin('delete from connect_attempts')
      browser = createBrowser()
    },
    user: () => user,
    browser: () => browser,
    start: async (body = {}) => {
      const answer = await service.call(`${OURS}/start`, {
        token: user.token,
        body: { url: shop.origin, ...body },
      })
      browser.keepCookies(service.host.url, answer.headers)
      return answer
    },
    begin: async (body) => {
      const answer = await handover.start(body)
      expect(answer.status, answer.text).toBe(200)
      const page: string = answer.body.data.authorize_url
      return { page, value: new URL(page).searchParams.get('user_id') ?? '' }
    },
    handOver: (value, more = {}) => {
      const { consumer_key, consumer_secret } = program.keys.read
      const keys = { key_id: 8, user_id: value, consumer_key, consumer_secret, key_permissions: 'read' }
      return service.call(`${OURS}/callback`, { body: { ...keys, ...more } })
    },
    goBack: (value, success = '1', from = browser) =>
      from.open(`${service.host.url}${OURS}/return?a=1&success=${success}&user_id=${value}`),
    stores: async () => (await service.call('/functions/v1/api/stores', { token: user.token })).body.data,
    close: async () => {
      await shop.close()
      await service.close()
    },
  }
  return handover
}
