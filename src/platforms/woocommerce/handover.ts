// The shop's own page on which a merchant lets it make a key and hand it over.
import { AppError } from '../../errors.ts'
import type { ShopHttp } from '../egress.ts'
import { httpOnly } from './address-errors.ts'
import { detectSite } from './detection.ts'

/** A shop that can hand over keys. */
export type HandoverShop = {
  /** Its base without a slash at the end, as it was found: with the right host and folder. */
  readonly url: string
  /** Its page `/wc-auth/v1/authorize`. */
  readonly page: string
}

/**
 * Looks for the shop without any key, in one call where all is as it should be. Throws what `detectSite`
 * throws, and `http_only` for a shop without TLS unless `allowHttp`: the one-time value would travel open.
 */
export async function findHandoverShop(
  http: ShopHttp,
  url: string,
  options: { readonly allowHttp: boolean },
): Promise<HandoverShop> {
  const site = await detectSite(http, url)
  if (site.rest.startsWith('http:') && !options.allowHttp) throw httpOnly()
  // Where pretty addresses go through index.php, so does this one: both are rules of the same rewriting.
  const root = site.rest.replace(/\/[^/]+$/, '')
  return { url: root.replace(/\/index\.php$/, ''), page: `${root}/wc-auth/v1/authorize` }
}

/** Addresses of ours that the shop calls, and the value that it gives back as `user_id`. */
export type HandoverRequest = {
  readonly value: string
  readonly callbackUrl: string
  readonly returnUrl: string
}

/** The page with all that it needs. WooCommerce takes no callback that is not https (facts: wc-auth). */
export function handoverAddress(shop: HandoverShop, request: HandoverRequest): string {
  const query = new URLSearchParams({
    app_name: 'ShopCall',
    scope: 'read',
    user_id: request.value,
    return_url: request.returnUrl,
    callback_url: request.callbackUrl,
  })
  return `${shop.page}?${query}`
}

/** Of what a shop gave: only a key that may read, and no more, was asked for. */
export function assertReadOnly(permissions: 'read' | 'write' | 'read_write'): void {
  if (permissions === 'read') return
  throw new AppError(
    'shop_unauthorized',
    'The shop made a key with other rights than to read, which is not what was asked for. Begin again.',
    { reason: permissions === 'write' ? 'write_only_key' : 'key_may_write' },
  )
}
