// The shop's pages `/wc-auth/v1/…`: a merchant is asked, a key is made, and handed over to who asked for it.
import { randomBytes } from 'node:crypto'
import type { KeyRing } from './authentication.ts'
import type { ApiKey } from './keys.ts'

/** A real shop waits a minute for the answer. */
const WAIT_MS = 60_000
const SCOPES = ['read', 'write', 'read_write'] as const

/** How the site is set up, as far as these pages differ by it. */
export type HandoverOptions = {
  readonly subFolder?: string
  readonly plainPermalinks?: boolean
}

/** The pages, and the keys that were made on them and still count. */
export type KeyHandover = {
  /** Null for an address that is none of these pages. */
  answer(request: Request): Promise<Response> | Response | null
  keys(): readonly ApiKey[]
}

type Asked = { readonly home: string; readonly query: URLSearchParams }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

function page(status: number, title: string, body: string): Response {
  const text = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</html>`
  return new Response(text, { status, headers: { 'content-type': 'text/html; charset=UTF-8' } })
}

/** Every refusal is a page with 401 (facts). */
function refuse(message: string): Response {
  return page(401, 'Access denied', `<p>Error: ${escapeHtml(message)}</p>`)
}

function fields(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('\n')
}

/** A form that leads to `address`: the query of a form's own address would be dropped. */
function button(address: string, more: Record<string, string>, label: string): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value)
  return `<form method="get" action="${escapeHtml(url.origin + url.pathname)}">
${fields(url.searchParams)}
<button type="submit">${label}</button>
</form>`
}

/** A shop on the real internet takes https alone; on loopback there is none. */
function isTaken(callbackUrl: string): boolean {
  if (!URL.canParse(callbackUrl)) return false
  const { protocol, hostname } = new URL(callbackUrl)
  return protocol === 'https:' || /^(127\.\d+\.\d+\.\d+|localhost)$/.test(hostname)
}

function fault(query: URLSearchParams): string | null {
  const names = ['app_name', 'user_id', 'return_url', 'callback_url', 'scope']
  const missing = names.find((name) => !query.get(name))
  if (missing) return `Missing parameter ${missing}.`
  const scope = query.get('scope') ?? ''
  if (!SCOPES.some((known) => known === scope)) return `Invalid scope ${scope}.`
  if (!URL.canParse(query.get('return_url') ?? '')) return 'The return_url is not a valid URL.'
  if (!isTaken(query.get('callback_url') ?? '')) return 'The callback_url needs to be over SSL.'
  return null
}

async function isAccepted(callbackUrl: string, home: string, body: object): Promise<boolean> {
  try {
    const answer = await fetch(callbackUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json;charset=UTF-8',
        'user-agent': `WordPress/7.0.4; ${home}`,
        accept: '*/*',
      },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(WAIT_MS),
    })
    await answer.arrayBuffer()
    return answer.status === 200
  } catch {
    return false
  }
}

/** The pages of one shop. Nobody has to sign in: whoever opens them is taken for the administrator. */
export function createKeyHandover(options: HandoverOptions, ring: KeyRing): KeyHandover {
  const made = new Set<string>()
  const nonces = new Set<string>()
  let lastId = 7

  function authorize({ home, query }: Asked): Response {
    const nonce = randomBytes(5).toString('hex')
    nonces.add(nonce)
    const granted = new URL(`${home}/wc-auth/v1/access_granted/`)
    granted.search = query.toString()
    const back = query.get('return_url') ?? ''
    const app = escapeHtml(query.get('app_name') ?? '')
    return page(
      200,
      `${query.get('app_name')} would like to connect to your store`,
      `<p>This will give ${app} ${escapeHtml((query.get('scope') ?? '').replace('_', '/'))} access to customers, orders and products.</p>
${button(granted.href, { wc_auth_nonce: nonce }, 'Approve')}
${button(back, { success: '0', user_id: query.get('user_id') ?? '' }, 'Deny')}`,
    )
  }

  async function grant({ home, query }: Asked): Promise<Response> {
    if (!nonces.delete(query.get('wc_auth_nonce') ?? '')) return refuse('Invalid nonce verification')
    lastId++
    const hex = () => randomBytes(20).toString('hex')
    const permissions = SCOPES.find((known) => known === query.get('scope')) ?? 'read'
    const key: ApiKey = {
      consumer_key: `ck_${hex()}`,
      consumer_secret: `cs_${hex()}`,
      permissions,
      role: 'administrator',
    }
    ring.keys.set(key.consumer_key, key)
    made.add(key.consumer_key)
    const { consumer_key, consumer_secret } = key
    const user_id = query.get('user_id') ?? ''
    const body = { key_id: lastId, user_id, consumer_key, consumer_secret, key_permissions: permissions }
    if (!(await isAccepted(query.get('callback_url') ?? '', home, body))) {
      ring.keys.delete(consumer_key)
      return refuse('An error occurred in the request and at the time were unable to send the consumer data')
    }
    const back = new URL(query.get('return_url') ?? '')
    back.searchParams.set('success', '1')
    back.searchParams.set('user_id', user_id)
    return new Response(null, { status: 302, headers: { location: back.href } })
  }

  return {
    answer: (request) => {
      const url = new URL(request.url)
      const folder = options.subFolder ?? ''
      const route = /^\/wc-auth\/v1\/(authorize|access_granted)\/?$/.exec(
        url.pathname.slice(folder.length),
      )?.[1]
      if (!url.pathname.startsWith(`${folder}/`) || route === undefined || request.method !== 'GET')
        return null
      const home = `${url.origin}${folder}`
      if (options.plainPermalinks)
        return new Response(null, { status: 301, headers: { location: `${home}/` } })
      const message = fault(url.searchParams)
      if (message !== null) return refuse(message)
      const asked = { home, query: url.searchParams }
      return route === 'authorize' ? authorize(asked) : grant(asked)
    },
    keys: () => [...made].flatMap((id) => ring.keys.get(id) ?? []),
  }
}
