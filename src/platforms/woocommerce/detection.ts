// Where the shop's REST API is: found without keys, which are no keys outside of wc/.
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { ShopHttp } from '../egress.ts'
import type { ShopAnswer } from '../shop-answer.ts'
import { httpOnly, leadsElsewhere, noWooCommerce, plainPermalinks } from './address-errors.ts'

const FIELDS = '_fields=namespaces,name,url,home,timezone_string,gmt_offset'
const indexWire = z.object({
  namespaces: z.array(z.string()),
  name: z.string().nullish(),
  url: z.string().nullish(),
  home: z.string().nullish(),
})

/** A WordPress with WooCommerce. */
export type Site = {
  /** The REST base that answered. */
  readonly rest: string
  /** The REST base as the shop itself names it; its scheme says nothing of what it sees. */
  readonly ownRest: string
  readonly name: string | null
}

type Look =
  | { readonly kind: 'shop'; readonly site: Site; readonly home: string }
  | { readonly kind: 'closed' | 'page' | 'elsewhere' | 'no_woocommerce' }

const isRedirect = (thrown: unknown) => thrown instanceof AppError && thrown.reason === 'redirect'

/** Null when the shop sends the caller to another origin. */
async function ask(http: ShopHttp, url: string): Promise<ShopAnswer | null> {
  try {
    return await http.send({ method: 'GET', url, followOwnRedirect: true })
  } catch (thrown) {
    if (isRedirect(thrown)) return null
    throw thrown
  }
}

function readIndex(answer: ShopAnswer): z.infer<typeof indexWire> | null {
  try {
    return answer.json(indexWire)
  } catch {
    return null
  }
}

const trimSlash = (url: string) => url.replace(/\/+$/, '')

/** Looks at `base` + `suffix` (`/wp-json` unless the site says another). */
async function look(http: ShopHttp, base: string, suffix = '/wp-json'): Promise<Look> {
  const answer = await ask(http, `${base}${suffix}/?${FIELDS}`)
  if (!answer) return { kind: 'elsewhere' }
  if (answer.status === 401 || answer.status === 403) return { kind: 'closed' }
  const index = answer.status === 200 ? readIndex(answer) : null
  if (!index) return { kind: 'page' }
  if (!index.namespaces.includes('wc/v3')) return { kind: 'no_woocommerce' }
  const own = index.home ?? index.url ?? ''
  const home = /^https?:\/\/[^\s?#]+$/.test(own) && URL.canParse(own) ? trimSlash(own) : base
  const site = {
    rest: `${base}${suffix}`,
    ownRest: `${home}${suffix}`,
    name: index.name || null,
  }
  return { kind: 'shop', site, home }
}

/** Where else the same shop may be when an address only redirects: with TLS, with or without `www.`. */
function neighbours(base: string): string[] {
  const url = new URL(base)
  const secure = base.replace(/^http:/, 'https:')
  const toggled = url.hostname.startsWith('www.')
    ? secure.replace('//www.', '//')
    : secure.replace('//', '//www.')
  return [secure, toggled].filter((other) => other !== base)
}

/** The shop's own name for itself, when it is the same site and no less safe than the one that was given. */
function ownAddress(base: string, home: string): string | null {
  const bare = (url: URL) => `${url.host.replace(/^www\./, '')}${trimSlash(url.pathname)}`
  const [given, own] = [new URL(base), new URL(home)]
  if (trimSlash(home) === base || bare(given) !== bare(own)) return null
  return own.protocol === 'http:' && given.protocol === 'https:' ? null : trimSlash(home)
}

/** True when there may be no TLS: nobody listens, or the certificate does not hold. */
function mayBeHttpOnly(thrown: unknown): boolean {
  if (!(thrown instanceof AppError)) return false
  const { code, reason = '' } = thrown
  if (code === 'shop_invalid_response') return reason === 'tls'
  if (code !== 'shop_unavailable' && code !== 'shop_timeout') return false
  return !/^(address_refused|circuit_open|http_\d+)$/.test(reason)
}

/** Looks at the address that was given. Who gives none of http and https means https; a shop may have only http. */
async function lookFirst(http: ShopHttp, base: string): Promise<Look> {
  try {
    return await look(http, base)
  } catch (thrown) {
    if (!base.startsWith('https:') || !mayBeHttpOnly(thrown)) throw thrown
    const plain = await look(http, base.replace(/^https:/, 'http:')).catch(() => null)
    throw plain?.kind === 'shop' ? httpOnly() : thrown
  }
}

/** The address of the REST API that every page of a WordPress names in its `Link` header. */
function linkedRest(answer: ShopAnswer | null): string | null {
  return /<([^>]+)>;\s*rel="https:\/\/api\.w\.org\/"/.exec(answer?.header('link') ?? '')?.[1] ?? null
}

/** The shop in another folder of the same host: what was given is one of its pages, or leads to it. */
async function lookInFolder(http: ShopHttp, base: string, folderUrl: string, suffix?: string) {
  const isElsewhere = folderUrl !== base || suffix !== undefined
  if (!isElsewhere || new URL(folderUrl).origin !== new URL(base).origin) return null
  const found = await look(http, folderUrl, suffix).catch(() => null)
  return found?.kind === 'shop' ? found.site : null
}

/** `/wp-json/` was a page: plain permalinks, another folder, another name of the API, or no WordPress at all. */
async function lookElsewhere(http: ShopHttp, base: string): Promise<Site> {
  const byRoute = await ask(http, `${base}/?rest_route=/&${FIELDS}`)
  const index = byRoute?.status === 200 ? readIndex(byRoute) : null
  if (index) {
    const own = trimSlash(index.home ?? index.url ?? '')
    const site = URL.canParse(own) ? await lookInFolder(http, base, own) : null
    if (site) return site
    throw index.namespaces.includes('wc/v3') ? plainPermalinks() : noWooCommerce()
  }
  const linked = linkedRest(await ask(http, `${base}/`))
  if (linked?.includes('rest_route=')) throw plainPermalinks()
  const rest = trimSlash(linked ?? '')
  const [, folder = '', suffix = ''] = linked?.startsWith(`${base}/`)
    ? [rest, base, rest.slice(base.length)]
    : (/^(https?:\/\/.+?)((?:\/index\.php)?\/[^/]+)$/.exec(rest) ?? [])
  if (!/^\/[\w./-]+$/.test(suffix) || !/^https?:\/\/[^\s?#]+$/.test(folder) || !URL.canParse(folder))
    throw noWooCommerce()
  const site = await lookInFolder(http, base, folder, suffix)
  if (!site) throw noWooCommerce()
  return site
}

/**
 * The shop at `url`. Throws `shop_invalid_response` with reason `plain_permalinks`, `http_only`, `redirect`
 * or `no_woocommerce`. Keys are never sent: outside of wc/ a WooCommerce key makes some sites refuse everything.
 */
export async function detectSite(http: ShopHttp, url: string): Promise<Site> {
  let base = url
  let found = await lookFirst(http, base)
  for (const other of found.kind === 'elsewhere' ? neighbours(url) : []) {
    // What cannot even be called is no neighbour.
    const there = await look(http, other).catch(() => found)
    if (there.kind === 'elsewhere') continue
    base = other
    found = there
    break
  }
  if (found.kind === 'elsewhere') throw leadsElsewhere()
  if (found.kind === 'shop') {
    const own = ownAddress(base, found.home)
    const better = own === null ? null : await look(http, own).catch(() => null)
    return better?.kind === 'shop' ? better.site : found.site
  }
  // Closed to strangers: whether keys open it has to be tried.
  if (found.kind === 'closed') {
    const rest = `${base}/wp-json`
    return { rest, ownRest: rest, name: null }
  }
  if (found.kind === 'page') return lookElsewhere(http, base)
  throw noWooCommerce()
}
