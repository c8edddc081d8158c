// Serves the dashboard's files at `/`: every address that is not the API's shows the one page.
import type { Hono } from 'hono'
import type { AppEnv } from './app.ts'

/** One file of the dashboard; `gzip` where the packed form is worth it. */
export type DashboardFile = {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly gzip: Uint8Array<ArrayBuffer> | null
  /** True for a name that says its content: it may be kept for ever. */
  readonly isFixed: boolean
}

/** The files by their address, `/index.html` among them. */
export type DashboardFiles = ReadonlyMap<string, DashboardFile>

/** Styles may be inline: the components set them so. Scripts never are. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Addresses that the API answers, and says so when it does not. */
const NOT_A_PAGE = /^\/(functions|auth|healthz|readyz|metrics)(\/|$)/

/** Mount it last. Without files every address stays the API's. */
export function mountDashboard(app: Hono<AppEnv>, files: DashboardFiles): void {
  const page = files.get('/index.html')
  if (!page) return
  app.get('*', async (c, next) => {
    const { path } = c.req
    if (NOT_A_PAGE.test(path)) return next()
    const isFile = files.has(path) || path.startsWith('/assets/')
    // Who does not ask for a page is told that there is nothing at this address.
    const wantsPage = path === '/' || /\btext\/html\b/i.test(c.req.header('accept') ?? '')
    if (!isFile && !wantsPage) return next()
    const file = isFile ? files.get(path) : page
    if (!file) return next()
    c.set('route', isFile ? '/assets' : '/')
    const isPacked = file.gzip !== null && /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
    return c.body(isPacked && file.gzip ? file.gzip : file.bytes, 200, {
      'content-type': file.type,
      'cache-control': file.isFixed ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-security-policy': CSP,
      vary: 'Accept-Encoding',
      ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
    })
  })
}
