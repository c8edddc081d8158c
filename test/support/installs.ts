// A ShopRenter shop whose owner installs the app, and a service that is told of it.
import { registerApp } from '../../sandbox/beside.ts'
import { createBrowser, knownAddress } from './browser.ts'
import { type Answer, startTestService, type TestService } from './service.ts'

const OURS = '/functions/v1/oauth-shoprenter'

export type User = { readonly token: string; readonly userId: string }

export type Installs = {
  readonly service: TestService
  /** A signed call at one of the two addresses, as a program sees the answer. */
  call(kind: 'callback' | 'entry', query: URLSearchParams | string): Promise<Answer>
  /** The value that a fresh signed call gives. */
  open(kind?: 'callback' | 'entry'): Promise<string>
  finalize(user: User, installationId: string, more?: object): Promise<Answer>
  /** The owner's browser goes through the whole install: every address on the way, and the value at the end. */
  walk(
    order: 'code' | 'docs',
  ): Promise<{ visited: readonly string[]; html: string; id: string; shop: string }>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into stores of every shape.
  stores(user: User): Promise<any[]>
  close(): Promise<void>
}

/** Starts it all; the app is registered and installed. */
export async function arrangeInstalls(environment: Record<string, string> = {}): Promise<Installs> {
  const service = await startTestService({ ...(await knownAddress()), ...environment })
  const { shoprenterApp: app, shoprenter: shop } = service.sandbox
  registerApp(service.sandbox, service.host.url)
  const installs: Installs = {
    service,
    call: (kind, query) => service.call(`${OURS}/${kind}?${query}`, { headers: { accept: '*/*' } }),
    open: async (kind = 'entry') => {
      const answer = await installs.call(kind, app.sign())
      if (answer.status !== 200) throw new Error(`not opened: ${answer.text}`)
      return answer.body.data.installation_id
    },
    finalize: (user, installation_id, more = {}) =>
      service.call(`${OURS}/finalize`, { token: user.token, body: { installation_id, ...more } }),
    walk: async (order) => {
      const shown = await createBrowser().open(app.install(shop.origin, { order }))
      const link = /<a href="([^"]+)">/.exec(shown.html)?.[1] ?? ''
      const fragment = new URLSearchParams(new URL(link.replaceAll('&amp;', '&')).hash.slice(1))
      const { visited, html } = shown
      return {
        visited,
        html,
        id: fragment.get('installation_id') ?? '',
        shop: fragment.get('shop') ?? '',
      }
    },
    stores: async (user) => (await service.call('/functions/v1/api/stores', { token: user.token })).body.data,
    close: () => service.close(),
  }
  return installs
}
