// A merchant's browser, as far as connecting a shop needs one: cookies, redirects, and forms that are clicked.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the browser shows. */
export type Shown = {
  readonly status: number
  /** Where it is after all redirects. */
  readonly url: string
  readonly html: string
  /** Every address on the way, the first and the last among them. */
  readonly visited: readonly string[]
}

export type Browser = {
  /** Keeps the cookies of an answer that a script in the page got. */
  keepCookies(url: string, headers: Headers): void
  open(url: string): Promise<Shown>
  /** Clicks the button with this label. */
  click(shown: Shown, label: string): Promise<Shown>
}

const readEntities = (text: string) =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))

type Form = { method: string; action: string; fields: [string, string][] }

function findForm({ html, url }: Shown, label: string): Form {
  const forms = [...html.matchAll(/<form method="(\w+)" action="([^"]*)">([\s\S]*?)<\/form>/g)]
  const form = forms.find(([, , , body]) => body?.includes(`<button type="submit">${label}</button>`))
  if (!form) throw new Error(`no button ${label} on ${html}`)
  const [, method = '', action = '', body = ''] = form
  const hidden = [...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
  const fields = hidden.map(([, name = '', value = '']): [string, string] => [
    readEntities(name),
    readEntities(value),
  ])
  return { method, action: new URL(readEntities(action), url).href, fields }
}

/** A browser with no cookies yet. Redirects are followed as a browser does, one after another. */
export function createBrowser(): Browser {
  const cookies = new Map<string, Map<string, string>>()
  const jarOf = (url: string) => {
    const host = new URL(url).host
    const jar = cookies.get(host) ?? new Map<string, string>()
    cookies.set(host, jar)
    return jar
  }
  function keepCookies(url: string, headers: Headers): void {
    for (const cookie of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      jarOf(url).set(name, value)
    }
  }
  async function load(url: string, init: RequestInit, visited: readonly string[]): Promise<Shown> {
    const cookie = [...jarOf(url)].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      accept: 'text/html,application/xhtml+xml',
      ...(cookie ? { cookie } : {}),
      ...(init.body ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    }
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' })
    keepCookies(url, answer.headers)
    const html = await answer.text()
    const location = answer.headers.get('location')
    const seen = [...visited, url]
    if (location === null || seen.length > 10) return { status: answer.status, url, html, visited: seen }
    return load(new URL(location, url).href, {}, seen)
  }
  return {
    keepCookies,
    open: (url) => load(url, {}, []),
    click: async (shown, label) => {
      const { method, action, fields } = findForm(shown, label)
      const query = new URLSearchParams(fields)
      if (method === 'post') return load(action, { method: 'POST', body: query.toString() }, [])
      return load(`${action}?${query}`, {}, [])
    },
  }
}

/** The settings of a service whose address is known before it listens, as callbacks need it. */
export async function knownAddress(): Promise<{ PORT: string; PUBLIC_URL: string }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` }
}
