// Beginning to connect a WooCommerce shop that makes the keys itself and hands them over.
import { z } from 'zod'
import { beginAttempt } from '../access/connect-attempts.ts'
import { AppError } from '../errors.ts'
import { consentLanguageSchema } from '../model/consent.ts'
import { newPermissionsSchema } from '../model/store.ts'
import { operation } from '../operation.ts'
import { parseShopUrl } from '../platforms/shop-url.ts'
import { findHandoverShop, handoverAddress } from '../platforms/woocommerce/handover.ts'

/** A shop sends its keys to an https address and to no other; a sandbox's does, on the same machine. */
function assertReachable(publicUrl: string, allowPrivate: boolean): void {
  if (publicUrl.startsWith('https:') || allowPrivate) return
  throw new AppError(
    'conflict',
    'A WooCommerce shop hands its keys over to an https address only, and this service has none: its operator has to set PUBLIC_URL. Until then connect with keys made by hand.',
    { reason: 'public_url_not_https' },
  )
}

export const startWooCommerce = operation({
  name: 'connect.woocommerce_start',
  summary:
    "Begin to connect a WooCommerce shop: gives the shop's own page that makes and hands over the keys.",
  route: { method: 'POST', function: 'oauth-woocommerce', path: '/start' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  input: z.strictObject({
    url: z.string().min(1).max(500).describe("The shop's address, with its folder if it is in one"),
    data_access_permissions: newPermissionsSchema,
    language: consentLanguageSchema,
  }),
  data: z.object({
    authorize_url: z.url().describe('To be opened in the browser that called; good for ten minutes'),
  }),
  run: async ({ services, caller, input, budget }) => {
    const { publicUrl, allowPrivateShopAddresses: allowPrivate } = services.config
    assertReachable(publicUrl, allowPrivate)
    const url = parseShopUrl(input.url, { allowPrivate })
    const http = services.egress.open(crypto.randomUUID(), undefined, budget)
    const shop = await findHandoverShop(http, url, { allowHttp: allowPrivate })
    const { secret, browserSecret } = await beginAttempt(services, {
      userId: caller.userId,
      platform: 'woocommerce',
      shop: shop.url,
      permissions: input.data_access_permissions,
      consentLanguage: input.language,
    })
    const ours = `${publicUrl}/functions/v1/oauth-woocommerce`
    const request = { value: secret, callbackUrl: `${ours}/callback`, returnUrl: `${ours}/return` }
    return { data: { authorize_url: handoverAddress(shop, request) }, browserSecret }
  },
})
