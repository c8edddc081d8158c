// How a shop is found and how it takes the keys, against sandbox shops that are set up in every way.
import { afterEach, describe, expect, it } from 'vitest'
import { type RunningShop, type ShopProgram, serveShop } from '../../../sandbox/shop.ts'
import { createWooCommerceShop, type WooCommerceShopOptions } from '../../../sandbox/woocommerce/shop.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import type { ShopContext } from '../platform.ts'
import { woocommerce } from './index.ts'

const SIZE = { customers: 4, orders: 6, products: 4 }
const SECURE = 'https://shop.example'
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Takes the place of TLS and of DNS: what is sent to an address arrives at the shop on loopback. */
function route(context: ShopContext, table: Readonly<Record<string, string>>): ShopContext {
  const target = (url: string) => {
    const [from, to] = Object.entries(table).find(([origin]) => url.startsWith(origin)) ?? ['', '']
    return to + url.slice(from.length)
  }
  return {
    ...context,
    http: {
      ...context.http,
      send: (request) => context.http.send({ ...request, url: target(String(request.url)) }),
    },
  }
}

async function serve(program: ShopProgram): Promise<RunningShop> {
  const running = await serveShop(program)
  closers.push(() => running.close())
  return running
}

function bareContext(): ShopContext {
  const tools = testContext()
  closers.push(tools.close)
  return tools.context
}

async function arrange(options: WooCommerceShopOptions = {}) {
  const shop = createWooCommerceShop({ ...SIZE, ...options })
  const running = await serve(shop)
  const plain = bareContext()
  const tls = options.tls !== undefined && options.tls !== 'none'
  const context = tls ? route(plain, { [SECURE]: running.origin }) : plain
  const url = `${tls ? SECURE : running.origin}${options.subFolder ?? ''}`
  return { shop, running, context, url, keys: shop.keys }
}

const secure = { tls: 'pretend', home: SECURE } as const

describe('the way in', () => {
  it('plain http: signed requests, and the secret never travels', async () => {
    const { running, context, url, keys } = await arrange()
    const found = await woocommerce.probe({ url, ...keys.read }, context)
    expect(found).toEqual({
      description: { name: 'Próba Webáruház', url, country: 'HU', currency: 'HUF' },
      credentials: {
        url,
        consumer_key: keys.read.consumer_key,
        consumer_secret: keys.read.consumer_secret,
        auth: 'oauth1',
        rest: `${url}/wp-json`,
      },
    })
    expect(running.calls.list()).toHaveLength(6)
    expect(running.calls.list().join('\n')).not.toContain(keys.read.consumer_secret)
  })

  it('https: Basic, at the first try', async () => {
    const { running, context, keys } = await arrange(secure)
    const { credentials } = await woocommerce.probe({ url: SECURE, ...keys.read }, context)
    expect(credentials).toMatchObject({ auth: 'basic', rest: `${SECURE}/wp-json` })
    expect(running.calls.list().join('\n')).not.toMatch(/consumer|oauth/)
  })

  it('https and a host that drops Authorization: signed', async () => {
    const { running, context, keys } = await arrange({ ...secure, dropAuthorization: true })
    const { credentials } = await woocommerce.probe({ url: SECURE, ...keys.read }, context)
    expect(credentials).toMatchObject({ auth: 'oauth1', rest: `${SECURE}/wp-json` })
    expect(credentials.sign).toBeUndefined()
    expect(running.calls.list().join('\n')).not.toContain(keys.read.consumer_secret)
  })

  it('https that the shop knows nothing of: signed as http', async () => {
    const { context, keys } = await arrange({ tls: 'proxied', home: SECURE })
    const { credentials } = await woocommerce.probe({ url: SECURE, ...keys.read }, context)
    expect(credentials).toMatchObject({
      auth: 'oauth1',
      rest: `${SECURE}/wp-json`,
      sign: 'http://shop.example/wp-json',
    })
  })

  it('the query is the last resort: nothing else gets in, and the index is closed', async () => {
    const { context, keys } = await arrange({
      tls: 'pretend',
      home: 'https://another.example',
      dropAuthorization: true,
      restBlocked: 'anonymous',
    })
    const { credentials } = await woocommerce.probe({ url: SECURE, ...keys.read }, context)
    expect(credentials).toMatchObject({ auth: 'query', rest: `${SECURE}/wp-json` })
  })

  it('a shop in a folder', async () => {
    const { context, url, keys } = await arrange({ subFolder: '/bolt' })
    const { credentials, description } = await woocommerce.probe({ url, ...keys.read }, context)
    expect([credentials.rest, description.url]).toEqual([`${url}/wp-json`, url])
  })

  it('a shop that believes in https though it is asked over http: signed as https', async () => {
    const shop = createWooCommerceShop({ ...SIZE, tls: 'pretend' })
    const running = await serve(shop)
    const { credentials } = await woocommerce.probe({ url: running.origin, ...shop.keys.read }, bareContext())
    expect(credentials).toMatchObject({
      auth: 'oauth1',
      rest: `${running.origin}/wp-json`,
      sign: `${running.origin.replace('http:', 'https:')}/wp-json`,
    })
    expect(running.calls.list().join('\n')).not.toContain(shop.keys.read.consumer_secret)
  })

  it('an API under another address, which the pages name', async () => {
    const { shop, keys } = await arrange(secure)
    const renamed = await serve({
      fetch: (request) => {
        const url = new URL(request.url)
        const { headers } = request
        if (url.pathname.startsWith('/index.php/wp-json')) {
          return shop.fetch(new Request(`${url.origin}${url.pathname.slice(10)}${url.search}`, { headers }))
        }
        const link = `<${SECURE}/index.php/wp-json/>; rel="https://api.w.org/"`
        return new Response('<html>', { headers: { 'content-type': 'text/html', link } })
      },
    })
    const found = await woocommerce.probe(
      { url: SECURE, ...keys.read },
      route(bareContext(), { [SECURE]: renamed.origin }),
    )
    expect(found).toMatchObject({
      credentials: { url: SECURE, auth: 'basic', rest: `${SECURE}/index.php/wp-json` },
    })
  })

  it('an API that is closed to strangers opens to keys', async () => {
    const { context, url, keys } = await arrange({ restBlocked: 'anonymous' })
    expect((await woocommerce.probe({ url, ...keys.read }, context)).credentials.auth).toBe('oauth1')
  })

  it('an older WooCommerce that is new enough', async () => {
    const { context, url, keys } = await arrange({ older: true })
    expect((await woocommerce.probe({ url, ...keys.read }, context)).credentials.auth).toBe('oauth1')
  })

  it('a shop manager’s key is enough', async () => {
    const { context, keys } = await arrange(secure)
    expect((await woocommerce.probe({ url: SECURE, ...keys.shopManager }, context)).credentials.auth).toBe(
      'basic',
    )
  })

  it('an http address that only redirects: its https is looked at', async () => {
    const { running, keys } = await arrange(secure)
    const moved = await serve({
      fetch: (request) => Response.redirect(`${SECURE}${new URL(request.url).pathname}`, 301),
    })
    const routed = route(bareContext(), {
      'http://shop.example': moved.origin,
      [SECURE]: running.origin,
    })
    const found = await woocommerce.probe({ url: 'http://shop.example', ...keys.read }, routed)
    expect(found.credentials).toMatchObject({ url: SECURE, auth: 'basic' })
  })

  it('a shop that answers on http and calls itself https is used over https', async () => {
    const { running, keys } = await arrange(secure)
    const both = { 'http://shop.example': running.origin, [SECURE]: running.origin }
    const found = await woocommerce.probe(
      { url: 'http://shop.example', ...keys.read },
      route(bareContext(), both),
    )
    expect(found.credentials).toMatchObject({ url: SECURE, auth: 'basic' })
  })
})

it('a page of the shop is given instead of its address: the page says where the shop is', async () => {
  const { context, url, keys } = await arrange({ subFolder: '/bolt' })
  const found = await woocommerce.probe({ url: `${url}/nincs-ilyen`, ...keys.read }, context)
  expect(found.credentials).toMatchObject({ url, rest: `${url}/wp-json` })
})

describe('what is wrong with keys', () => {
  const wrongSecret = (key: { consumer_key: string }) => ({ ...key, consumer_secret: 'cs_wrong' })
  const shops = [
    ['https', secure],
    ['http', {}],
    ['https without Authorization', { ...secure, dropAuthorization: true }],
    ['https unknown to the shop', { tls: 'proxied', home: SECURE }],
    ['https, in English', { ...secure, language: 'en' }],
  ] as const

  it.each(shops)('%s: told apart, whatever the language', async (_name, options) => {
    const { shop, running, context, url, keys } = await arrange(options)
    shop.revokeKey(keys.shopManager)
    const reasons: unknown[] = []
    for (const key of [wrongSecret(keys.read), keys.shopManager, keys.writeOnly, keys.customer]) {
      const { consumer_key, consumer_secret } = key
      const thrown = await woocommerce
        .probe({ url, consumer_key, consumer_secret }, context)
        .catch((error: unknown) => error)
      reasons.push(thrown)
    }
    expect(reasons).toMatchObject([
      { code: 'shop_unauthorized', reason: 'wrong_secret' },
      { code: 'shop_unauthorized', reason: 'unknown_key' },
      { code: 'shop_unauthorized', reason: 'write_only_key' },
      { code: 'shop_unauthorized', reason: 'missing_right' },
    ])
    if (url.startsWith('http:')) expect(running.calls.list().join('\n')).not.toContain('consumer_secret')
  })

  it('a clock that is wrong', async () => {
    const { shop, keys } = await arrange()
    const late = createWooCommerceShop({ ...SIZE, nowSeconds: () => Date.now() / 1000 + 3600 })
    const running = await serve({
      fetch: async (request) => {
        const answer = await late.fetch(request)
        answer.headers.set('date', new Date(Date.now() + 3_600_000).toUTCString())
        return answer
      },
    })
    expect(shop.keys).toEqual(late.keys)
    await expect(
      woocommerce.probe({ url: running.origin, ...keys.read }, bareContext()),
    ).rejects.toMatchObject({ code: 'shop_unauthorized', reason: 'clock_differs' })
  })
})

describe('what is no shop', () => {
  const reasonOf = async (options: WooCommerceShopOptions, path = '') => {
    const { context, url, keys } = await arrange(options)
    const { consumer_key, consumer_secret } = keys.read
    return woocommerce
      .probe({ url: `${url}${path}`, consumer_key, consumer_secret }, context)
      .catch((error: unknown) => error)
  }

  it('plain permalinks, with what to do about them', async () => {
    const thrown = await reasonOf({ plainPermalinks: true })
    expect(thrown).toMatchObject({ code: 'shop_invalid_response', reason: 'plain_permalinks' })
    expect(thrown).toHaveProperty('detail', expect.stringContaining('Permalinks'))
  })

  it('an address that only leads to another one', async () => {
    const { keys } = await arrange()
    const moved = await serve({ fetch: () => Response.redirect('https://elsewhere.example/', 301) })
    await expect(woocommerce.probe({ url: moved.origin, ...keys.read }, bareContext())).rejects.toMatchObject(
      { code: 'shop_invalid_response', reason: 'redirect' },
    )
  })

  it.each([
    ['WordPress without WooCommerce', { woocommerce: false }, '', 'no_woocommerce'],
    ['a shop in a folder, asked at the root', { subFolder: '/bolt' }, '/..', 'no_woocommerce'],
    ['a WooCommerce of old', { version: '5.7.3' }, '', 'woocommerce_too_old'],
    ['a firewall', { restBlocked: 'all' }, '', 'rest_blocked'],
  ] as const)('%s', async (_name, options, path, reason) => {
    const root = path === '/..' ? await arrange(options) : null
    const thrown = root
      ? await woocommerce
          .probe({ url: root.running.origin, ...root.keys.read }, root.context)
          .catch((error: unknown) => error)
      : await reasonOf(options, path)
    expect(thrown).toMatchObject({ code: 'shop_invalid_response', reason })
  })
})
