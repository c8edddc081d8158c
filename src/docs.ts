// The reference: the OpenAPI document, a page that shows it, and a page of errors.
import type { Hono } from 'hono'
import type { AppEnv, AppOptions } from './app.ts'
import { ERRORS } from './errors.ts'
import { toOpenApi } from './openapi.ts'
import { OPERATIONS } from './operations/index.ts'
import type { Services } from './services.ts'
import { VERSION } from './version.ts'

const BASE = '/functions/v1/docs'
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
}
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"

const page = (title: string, body: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>${body}</html>`

const REFERENCE = page(
  'ShopCall API',
  `<link rel="stylesheet" href="${BASE}/swagger-ui.css"></head><body><div id="reference"></div><script src="${BASE}/swagger-ui-bundle.js"></script><script src="${BASE}/start.js"></script></body>`,
)
const START = `SwaggerUIBundle({ url: '${BASE}/openapi.json', dom_id: '#reference', deepLinking: true, persistAuthorization: false })\n`

/** Each error's paragraph, where `type` of an error answer points to. */
function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, row]) =>
      `<section id="${code}"><h2><code>${code}</code></h2><p>Status ${row.status}. ${row.title}. ${row.retryable ? 'Trying again later can help.' : 'Trying the same again does not help.'}</p></section>`,
  )
  return page('ShopCall errors', `</head><body><h1>Errors</h1>${rows.join('')}</body>`)
}

/** Serves the reference under `/functions/v1/docs`; all of it is the same for everybody. */
export function mountDocs(app: Hono<AppEnv>, services: Services, options: AppOptions): void {
  const document = JSON.stringify(toOpenApi(OPERATIONS, services.config.publicUrl, VERSION))
  const give = (path: string, type: string, body: string) =>
    app.get(path, (c) => {
      c.set('route', path)
      c.header('Content-Security-Policy', CSP)
      return c.body(body, 200, { 'content-type': type })
    })
  give(`${BASE}/openapi.json`, 'application/json; charset=utf-8', document)
  give(BASE, 'text/html; charset=utf-8', REFERENCE)
  give(`${BASE}/errors`, 'text/html; charset=utf-8', errorsPage())
  give(`${BASE}/start.js`, 'text/javascript; charset=utf-8', START)
  for (const [name, type] of Object.entries(ASSETS)) {
    app.get(`${BASE}/${name}`, async (c, next) => {
      c.set('route', `${BASE}/${name}`)
      const bytes = await options.docsAsset(name)
      if (!bytes) return next()
      return c.body(bytes, 200, { 'content-type': type, 'cache-control': 'public, max-age=86400' })
    })
  }
}
