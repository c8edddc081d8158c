// Resource ids and links, as ShopRenter makes them: base64 of a column and a number, on the old API's host.

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
/** A JSON object. */
export type JsonObject = { readonly [name: string]: Json }

/** `order`, `order_id`, 172 → `b3JkZXItb3JkZXJfaWQ9MTcy`. */
export function resourceId(type: string, columns: Readonly<Record<string, number>>): string {
  const parts = Object.entries(columns).map(([column, number]) => `${column}=${number}`)
  return Buffer.from(`${type}-${parts.join('&')}`).toString('base64')
}

/** The links of one shop. Whatever host was called, they name the old one, and plain http. */
export type Links = {
  href(path: string): string
  link(resource: string, id: string): JsonObject
}

/** The links of the shop called `shop`. */
export function createLinks(shop: string): Links {
  const href = (path: string) => `http://${shop}.api.myshoprenter.hu/${path}`
  // An Outer ID is any text; the padding of the API's own ids stays as it is.
  const inPath = (id: string) => id.split('=').map(encodeURIComponent).join('=')
  return { href, link: (resource, id) => ({ href: href(`${resource}/${inPath(id)}`) }) }
}

/** Text as the shop keeps it: with the entities of PHP's htmlspecialchars. */
export function encodeText(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#039;',
  }
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char)
}

/** Ten-thousandths as the shop writes amounts: 65700000 → `6570.0000`. */
export function amount(tenThousandths: number): string {
  const digits = String(Math.abs(tenThousandths)).padStart(5, '0')
  return `${tenThousandths < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}
