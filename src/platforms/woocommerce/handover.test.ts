// Which page hands over the keys: found in every kind of shop, or told how to mend it.
import { afterEach, describe, expect, it } from 'vitest'
import { type RunningShop, type ShopProgram, serveShop } from '../../../sandbox/shop.ts'
import { createWooCommerceShop, type WooCommerceShopOptions } from '../../../sandbox/woocommerce/shop.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { AppError } from '../../errors.ts'
import type { ShopHttp } from '../egress.ts'
import { invalidAnswer } from '../shop-answer.ts'
import { findHandoverShop } from './handover.ts'

const SIZE = { customers: 1, orders: 1, products: 1 }
const SECURE = 'https://shop.example'
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(program: ShopProgram): Promise<RunningShop> {
  const running = await serveShop(program)
  closers.push(() => running.close())
  return running
}

/** Takes the place of DNS and TLS: each origin leads to a shop on loopback, or fails as it says. */
function network(table: Readonly<Record<string, string | AppError>>): ShopHttp {
  const tools = testContext()
  closers.push(tools.close)
  return {
    ...tools.context.http,
    send: async (request) => {
      const url = new URL(request.url)
      const target = table[url.origin]
      if (target === undefined) throw new AppError('shop_unavailable', 'unknown', { reason: 'ENOTFOUND' })
      if (target instanceof AppError) throw target
      return tools.context.http.send({ ...request, url: target + url.pathname + url.search })
    },
  }
}

const shopOf = (options: WooCommerceShopOptions = {}) => serve(createWooCommerceShop({ ...SIZE, ...options }))
const find = (http: ShopHttp, url: string, allowHttp = false) => findHandoverShop(http, url, { allowHttp })
const secure = { tls: 'pretend', home: SECURE } as const

describe('found', () => {
  it('in one call', async () => {
    const shop = await shopOf(secure)
    const found = await find(network({ [SECURE]: shop.origin }), SECURE)
    expect(found).toEqual({ url: SECURE, page: `${SECURE}/wc-auth/v1/authorize` })
    expect(shop.calls.list()).toHaveLength(1)
  })

  it('in a folder, also by one of its pages or by the front page that leads there', async () => {
    const folder = `${SECURE}/bolt`
    const shop = await shopOf({ ...secure, subFolder: '/bolt', home: folder })
    const leads = await serve({
      fetch: async (request) => {
        const url = new URL(request.url)
        if (url.pathname === '/') return new Response(null, { status: 302, headers: { location: '/bolt/' } })
        const inside = await fetch(shop.origin + url.pathname + url.search)
        return new Response(await inside.text(), { status: inside.status, headers: inside.headers })
      },
    })
    const http = network({ [SECURE]: leads.origin })
    const expected = { url: folder, page: `${folder}/wc-auth/v1/authorize` }
    expect(await find(http, folder)).toEqual(expected)
    expect(await find(http, `${folder}/kosar`)).toEqual(expected)
    expect(await find(http, SECURE)).toEqual(expected)
  })

  it('behind a redirect to the same shop with www', async () => {
    const home = 'https://www.shop.example'
    const shop = await shopOf({ tls: 'pretend', home })
    const redirects = await serve({
      fetch: (request) => Response.redirect(home + new URL(request.url).pathname),
    })
    const http = network({ [SECURE]: redirects.origin, [home]: shop.origin })
    expect((await find(http, SECURE)).page).toBe(`${home}/wc-auth/v1/authorize`)
  })

  it('with an API that is closed to strangers: the keys may open it', async () => {
    const shop = await shopOf({ ...secure, restBlocked: 'anonymous' })
    expect((await find(network({ [SECURE]: shop.origin }), SECURE)).url).toBe(SECURE)
  })

  it('over http where private addresses are allowed, as in the sandbox', async () => {
    const shop = await shopOf()
    const http = network({ [shop.origin]: shop.origin })
    expect((await find(http, shop.origin, true)).page).toBe(`${shop.origin}/wc-auth/v1/authorize`)
  })
})

describe('told how to mend it', () => {
  const plain = 'http://shop.example'
  const refused = new AppError('shop_unavailable', 'refused', { reason: 'ECONNREFUSED' })

  it.each([
    ['plain permalinks', { ...secure, plainPermalinks: true }, 'plain_permalinks'],
    ['WordPress without WooCommerce', { ...secure, woocommerce: false }, 'no_woocommerce'],
  ] as const)('%s', async (_what, options, reason) => {
    const shop = await shopOf(options)
    const finding = find(network({ [SECURE]: shop.origin }), SECURE)
    await expect(finding).rejects.toMatchObject({ code: 'shop_invalid_response', reason })
  })

  it('no WordPress at all', async () => {
    const shop = await serve({
      fetch: () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
    })
    const finding = find(network({ [SECURE]: shop.origin }), SECURE)
    await expect(finding).rejects.toMatchObject({ reason: 'no_woocommerce' })
  })

  it.each([
    ['nobody listens with TLS', refused],
    ['the certificate does not hold', invalidAnswer('tls')],
  ])('http only: %s', async (_what, failure) => {
    const shop = await shopOf({ home: plain })
    const http = network({ [SECURE]: failure, [plain]: shop.origin })
    await expect(find(http, SECURE)).rejects.toMatchObject({
      code: 'shop_invalid_response',
      reason: 'http_only',
    })
    await expect(find(http, plain)).rejects.toMatchObject({ reason: 'http_only' })
  })

  it('a host that cannot be called at all stays what it is', async () => {
    const down = network({ [SECURE]: refused, [plain]: refused })
    await expect(find(down, SECURE)).rejects.toBe(refused)
    const inside = new AppError('shop_unavailable', 'refused', { reason: 'address_refused' })
    const shop = await shopOf({ home: plain })
    await expect(find(network({ [SECURE]: inside, [plain]: shop.origin }), SECURE)).rejects.toBe(inside)
    expect(shop.calls.list()).toEqual([])
  })

  it('another host that the address leads to', async () => {
    const shop = await shopOf({ tls: 'pretend', home: 'https://other.example' })
    const redirects = await serve({ fetch: () => Response.redirect('https://other.example/') })
    const http = network({ [SECURE]: redirects.origin, 'https://other.example': shop.origin })
    await expect(find(http, SECURE)).rejects.toMatchObject({ reason: 'redirect' })
    expect(shop.calls.list()).toEqual([])
  })
})
