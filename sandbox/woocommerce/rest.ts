// The wc/v3 routes: who may, what is asked, and the answer with its paging headers.
import { type Attempt, authenticate, type KeyRing } from './authentication.ts'
import { cutRecord } from './field-cut.ts'
import type { ApiKey } from './keys.ts'
import { RestError, say } from './messages.ts'
import { checkParameters, type Pair, type Parameters, type Rules, readParameters } from './parameters.ts'

/** One record, or a page's worth of a list that is still whole. */
export type Answer =
  | { readonly kind: 'single'; readonly record: Readonly<Record<string, unknown>> }
  /** A list without pages and totals: statuses, settings, notes. */
  | { readonly kind: 'rows'; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | {
      readonly kind: 'list'
      readonly total: number
      readonly body: (from: number, to: number) => readonly Readonly<Record<string, unknown>>[]
      /** False where a page past the end says a total of 0 (orders on HPOS). */
      readonly totalPastEnd: boolean
      /** Defaults that the `Link` header repeats. */
      readonly linkDefaults: readonly Pair[]
    }

/** A place of the API. */
export type Route = {
  readonly path: RegExp
  readonly rules: Rules
  /** Names that this shop's version ignores. */
  readonly ignored?: readonly string[]
  readonly isPublic?: boolean
  /** Looks the record up before it asks who wants it: a missing customer is 404 for everybody. */
  readonly before?: (ids: readonly number[]) => void
  readonly handle: (parameters: Parameters, ids: readonly number[], home: string) => Answer
}

/** One request to wc/v3. */
export type RestRequest = Attempt & {
  /** Below `wc/v3`, e.g. `/orders/17`. */
  readonly path: string
  readonly home: string
}

function page(answer: Extract<Answer, { kind: 'list' }>, parameters: Parameters, request: RestRequest) {
  const perPage = parameters.number('per_page', 10)
  const number = parameters.number('page', 1)
  const from = parameters.text('offset') === null ? (number - 1) * perPage : parameters.number('offset', 0)
  const pastEnd = from >= answer.total && from > 0
  const total = pastEnd && !answer.totalPastEnd ? 0 : answer.total
  const pages = Math.ceil(total / perPage)
  const links = [
    ...(number > 1 ? [linkTo(request, answer, Math.min(number - 1, pages), 'prev')] : []),
    ...(number < pages ? [linkTo(request, answer, number + 1, 'next')] : []),
  ]
  const headers = {
    'X-WP-Total': String(total),
    'X-WP-TotalPages': String(pages),
    ...(links.length > 0 ? { Link: links.join(', ') } : {}),
  }
  return { rows: answer.body(from, Math.min(from + perPage, answer.total)), headers }
}

/** Repeats every parameter, keys too; brackets are escaped, but not `+`, `#` and `&`, as seen. */
function linkTo(
  request: RestRequest,
  answer: Extract<Answer, { kind: 'list' }>,
  number: number,
  rel: string,
): string {
  const sent = request.pairs.filter(([name]) => name !== 'page')
  const names = new Set(sent.map(([name]) => name.replace(/\[.*$/, '')))
  const defaults = answer.linkDefaults.filter(([name]) => !names.has(name.replace(/\[.*$/, '')))
  const pairs: Pair[] = [...sent, ...defaults, ['page', String(number)]]
  const escapeRaw = (text: string) =>
    encodeURI(text).replace(/%20/g, ' ').replace(/\[/g, '%5B').replace(/\]/g, '%5D')
  const query = pairs.map(([name, value]) => `${escapeRaw(name)}=${escapeRaw(value)}`).join('&')
  return `<${request.home}/wp-json/wc/v3${request.path}?${query}>; rel="${rel}"`
}

function json(status: number, body: unknown, home: string, headers: Readonly<Record<string, string>> = {}) {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'Content-Type': 'application/json; charset=UTF-8',
      'X-Robots-Tag': 'noindex',
      Link: `<${home}/wp-json/>; rel="https://api.w.org/"`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache, must-revalidate, max-age=0, no-store, private',
      ...headers,
    },
  })
}

/** A refusal of the API as an answer; anything else that was thrown goes on. */
export function asRestAnswer(thrown: unknown, home: string): Response {
  if (!(thrown instanceof RestError)) throw thrown
  return json(thrown.status, thrown.body(), home)
}

function checkRight(user: ApiKey | null, ring: KeyRing): void {
  if (user && user.role !== 'customer') return
  throw new RestError(user ? 403 : 401, 'woocommerce_rest_cannot_view', say(ring.language, 'cannotView'))
}

function answerTo(request: RestRequest, routes: readonly Route[], ring: KeyRing): Response {
  const user = authenticate(request, ring)
  const route = routes.find(({ path }) => path.test(request.path))
  const known = route && ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'].includes(request.method)
  if (!known) throw new RestError(404, 'rest_no_route', say(ring.language, 'noRoute'))
  const ids = (route.path.exec(request.path) ?? []).slice(1).map(Number)
  const parameters = readParameters(request.pairs, route.ignored ?? [])
  checkParameters(parameters, route.rules, ring.language)
  route.before?.(ids)
  if (!route.isPublic) checkRight(user, ring)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new RestError(501, 'sandbox_read_only', say(ring.language, 'readOnly'))
  }
  const answer = route.handle(parameters, ids, request.home)
  const fields = parameters.list('_fields')
  if (answer.kind === 'single') return json(200, cutRecord(answer.record, fields, true), request.home)
  const { rows, headers } =
    answer.kind === 'list' ? page(answer, parameters, request) : { rows: answer.rows, headers: {} }
  return json(
    200,
    rows.map((row) => cutRecord(row, fields, false)),
    request.home,
    headers,
  )
}

/** Answers one request to wc/v3, refusals included. */
export function answerRest(request: RestRequest, routes: readonly Route[], ring: KeyRing): Response {
  try {
    return answerTo(request, routes, ring)
  } catch (thrown) {
    return asRestAnswer(thrown, request.home)
  }
}
