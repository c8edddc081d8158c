// What the callbacks of all platforms share: who came, and the answer to a browser or to a program.
import { getCookie } from 'hono/cookie'
import type { CallbackRequest } from '../access/connect-attempts.ts'
import type { AppContext } from '../app.ts'
import { AppError, asAppError } from '../errors.ts'
import { answerError } from '../http-answer.ts'
import { connectCookieName } from '../http-cookie.ts'
import type { Services } from '../services.ts'
import { asLanguage, type GoodNews, pageOf } from './page.ts'

/** A browser says where a request comes from, and an old one at least that it wants a page. */
export function isBrowser(c: AppContext): boolean {
  const wantsPage = /\btext\/html\b/i.test(c.req.header('accept') ?? '')
  return wantsPage || c.req.header('sec-fetch-site') !== undefined
}

/** How this request came, for `takeAttempt`. A browser has to be the one that began. */
export function callbackRequest(c: AppContext, services: Services): CallbackRequest {
  const cookie = getCookie(c, connectCookieName(services.config.publicUrl))
  return { isBrowser: isBrowser(c), browserSecret: cookie ?? null }
}

/**
 * Runs a callback and answers it: a page to a browser, JSON (201 `{ data: store }`, or the error) to a program.
 * `page`: what the browser is told, default that the shop is connected.
 * Every failure is answered and logged like any other of the service's.
 */
export async function answerCallback(
  c: AppContext,
  services: Services,
  connect: () => Promise<{ readonly data: unknown; readonly page?: GoodNews; readonly status?: 200 | 201 }>,
): Promise<Response> {
  const language = asLanguage(c.req.header('accept-language'))
  try {
    const { data, page = { kind: 'connected' }, status = 201 } = await connect()
    if (isBrowser(c)) return c.html(pageOf({ language, home: services.config.publicUrl, ...page }), status)
    return c.json({ data, meta: { request_id: c.get('requestId') } }, status)
  } catch (thrown) {
    const error = asAppError(thrown)
    if (!isBrowser(c)) return answerError(c, services, error)
    c.set('error', error)
    const { code, status } = error
    const page = {
      language,
      kind: 'failed',
      home: services.config.publicUrl,
      code,
      requestId: c.get('requestId'),
    } as const
    return c.html(pageOf(page), status as 400)
  }
}

/** The one value of a query parameter; `invalid_request` when it is missing, there twice, or too long. */
export function oneParameter(c: AppContext, name: string): string {
  const values = c.req.queries(name) ?? []
  const [value] = values
  if (values.length !== 1 || value === undefined || value.length > 2_000) {
    throw new AppError('invalid_request', 'A parameter is missing or not valid.', {
      fields: [{ field: name, message: 'is missing or not valid' }],
    })
  }
  return value
}
