// The web site around the API: folders, permalinks, what a security plugin closes, and TLS as the shop sees it.
import type { KeyRing } from './authentication.ts'
import { cutRecord } from './field-cut.ts'
import { RestError, say } from './messages.ts'
import { type Pair, parsePairs } from './parameters.ts'
import { answerRest, asRestAnswer, type Route } from './rest.ts'
import { indexBody, type ShopSettings } from './settings.ts'

/** How the site is set up. */
export type SiteOptions = {
  /** The canonical base; without it the address that was asked is. */
  readonly home: string
  /**
   * `none`: plain http, so that Basic and query keys are not looked at. `pretend`: the shop believes that it is
   * asked over https. `proxied`: https ends before the shop, which knows nothing of it.
   */
  readonly tls: 'none' | 'pretend' | 'proxied'
  /** The web server does not hand `Authorization` on to PHP. */
  readonly dropAuthorization: boolean
  /** No pretty permalinks: `/wp-json/` is the front page. */
  readonly plainPermalinks: boolean
  /** The shop is in this folder, e.g. `/bolt`. */
  readonly subFolder: string
  /** A security plugin closes the API to strangers, or a firewall closes it to all. */
  readonly restBlocked: 'anonymous' | 'all'
  /** False: WordPress without WooCommerce. */
  readonly woocommerce: boolean
}

type Site = {
  readonly options: Partial<SiteOptions>
  readonly settings: ShopSettings
  readonly routes: readonly Route[]
  readonly ring: KeyRing
}

type Asked = {
  readonly method: string
  readonly path: string
  readonly rawQuery: string
  readonly pairs: readonly Pair[]
  readonly authorization: string | null
  readonly home: string
}

function html(status: number, home: string, plain: boolean): Response {
  const api = plain ? `${home}/index.php?rest_route=/` : `${home}/wp-json/`
  return new Response(`<!DOCTYPE html><html lang="hu"><title>Próba Webáruház</title><p>Üdvözöljük!</html>`, {
    status,
    headers: { 'Content-Type': 'text/html; charset=UTF-8', Link: `<${api}>; rel="https://api.w.org/"` },
  })
}

function restIndex(site: Site, asked: Asked): Response {
  const fields = new Map(asked.pairs).get('_fields')?.split(',') ?? []
  const body = cutRecord(indexBody(site.settings, asked.home), fields, false)
  return new Response(JSON.stringify(body), {
    headers: {
      'Content-Type': 'application/json; charset=UTF-8',
      Link: `<${asked.home}/wp-json/>; rel="https://api.w.org/"`,
    },
  })
}

function isSsl(site: Site): boolean {
  return site.options.tls === 'pretend'
}

/** WooCommerce's keys count only where the raw address has `wp-json/wc/` in it. */
function answerShop(site: Site, asked: Asked, path: string, keysCount: boolean): Response {
  const scheme = isSsl(site) ? 'https:' : 'http:'
  const request = {
    method: asked.method,
    pairs: keysCount ? asked.pairs : asked.pairs.filter(([name]) => !/^(consumer|oauth)_/.test(name)),
    authorization: keysCount ? asked.authorization : null,
    baseUri: `${asked.home.replace(/^https?:/, scheme)}${asked.path}`,
    isSsl: isSsl(site),
    path,
    home: asked.home,
  }
  if (site.options.restBlocked === 'anonymous' && !isSigned(request)) return closed(site, asked)
  return answerRest(request, site.settings.woocommerce ? site.routes : [], site.ring)
}

function isSigned(request: { pairs: readonly Pair[]; authorization: string | null }): boolean {
  return request.authorization !== null || request.pairs.some(([name]) => /^(consumer|oauth)_/.test(name))
}

function closed(site: Site, asked: Asked): Response {
  return asRestAnswer(
    new RestError(401, 'rest_not_logged_in', say(site.settings.language, 'notLoggedIn')),
    asked.home,
  )
}

/** Outside of wc/ a WooCommerce key is taken for a user name: unknown, once the site had application passwords. */
function answerIndex(site: Site, asked: Asked): Response {
  if (site.options.restBlocked === 'anonymous') return closed(site, asked)
  if (isSsl(site) && /^Basic /i.test(asked.authorization ?? '')) {
    const refused = new RestError(401, 'invalid_username', say(site.settings.language, 'unknownUser'))
    return asRestAnswer(refused, asked.home)
  }
  return restIndex(site, asked)
}

function answerPlain(site: Site, asked: Asked): Response {
  const route = new Map(asked.pairs).get('rest_route')
  if (route === undefined && asked.path.startsWith('/wp-json/wc/') && !asked.path.endsWith('/')) {
    const query = asked.rawQuery === '' ? '' : `?${asked.rawQuery}`
    return new Response(null, { status: 301, headers: { Location: `${asked.home}${asked.path}/${query}` } })
  }
  if (route === undefined) return html(200, asked.home, true)
  if (route === '/') return answerIndex(site, asked)
  const keysCount = asked.rawQuery.includes('wp-json/wc/')
  return answerShop(site, asked, route.replace(/^\/wc\/v3/, ''), keysCount)
}

function answerPretty(site: Site, asked: Asked): Response {
  const { path } = asked
  if (path === '/wp-json/' || path === '/wp-json') return answerIndex(site, asked)
  if (path.startsWith('/wp-json/wc/v3/')) {
    return answerShop(site, asked, path.slice('/wp-json/wc/v3'.length).replace(/\/$/, ''), true)
  }
  if (path.startsWith('/wp-json/')) {
    const none = new RestError(404, 'rest_no_route', say(site.settings.language, 'noRoute'))
    return asRestAnswer(none, asked.home)
  }
  return html(path === '/' ? 200 : 404, asked.home, false)
}

/** The site's answer to a request; the folder is cut off, and what the host drops is not there. */
export function createSite(
  options: Partial<SiteOptions>,
  settings: ShopSettings,
  routes: readonly Route[],
  ring: KeyRing,
): (request: Request) => Response {
  const site: Site = { options, settings, routes, ring }
  const folder = options.subFolder ?? ''
  return (request) => {
    const url = new URL(request.url)
    const home = options.home ?? `${url.origin}${folder}`
    if (!`${url.pathname}/`.startsWith(`${folder}/`)) {
      return new Response('<html>Nincs ilyen oldal</html>', {
        status: 404,
        headers: { 'Content-Type': 'text/html' },
      })
    }
    const asked: Asked = {
      method: request.method,
      path: url.pathname.slice(folder.length) || '/',
      rawQuery: url.search.slice(1),
      pairs: parsePairs(url.search),
      authorization: options.dropAuthorization ? null : request.headers.get('authorization'),
      home,
    }
    const isRest = asked.path.startsWith('/wp-json') || asked.rawQuery.includes('rest_route')
    if (options.restBlocked === 'all' && isRest) return html(403, home, false)
    return options.plainPermalinks ? answerPlain(site, asked) : answerPretty(site, asked)
  }
}
