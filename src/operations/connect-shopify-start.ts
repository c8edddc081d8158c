// Beginning to connect a Shopify shop by installing the operator's app in it.
import { z } from 'zod'
import { beginAttempt } from '../access/connect-attempts.ts'
import { AppError } from '../errors.ts'
import { consentLanguageSchema } from '../model/consent.ts'
import { newPermissionsSchema } from '../model/store.ts'
import { operation } from '../operation.ts'
import { authorizeUrlOf, scopesToAsk } from '../platforms/shopify/authorization.ts'
import { shopNameSchema } from '../platforms/shopify/credentials.ts'

export const startShopify = operation({
  name: 'connect.shopify_start',
  summary:
    "Begin to connect a Shopify shop: gives the address of the shop's page on which the app is installed.",
  route: { method: 'POST', function: 'oauth-shopify', path: '/start' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  input: z.strictObject({
    shop: z.string().trim().pipe(shopNameSchema).describe('`name.myshopify.com`'),
    data_access_permissions: newPermissionsSchema,
    language: consentLanguageSchema,
  }),
  data: z
    .object({
      authorize_url: z
        .url()
        .describe('Send the browser that made this call there, within ten minutes; it comes back by itself'),
    })
    .meta({ id: 'ConnectStart' }),
  run: async ({ services, caller, input }) => {
    const { apps, origins, publicUrl, shopifyReadAllOrders } = services.config
    const app = apps.shopify
    if (!app) {
      throw new AppError(
        'invalid_request',
        'This installation has no Shopify app: its operator sets SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET. A shop with an app of its own is connected by oauth-shopify/connect.',
        { reason: 'app_missing' },
      )
    }
    const begun = await beginAttempt(services, {
      userId: caller.userId,
      platform: 'shopify',
      shop: input.shop,
      permissions: input.data_access_permissions,
      consentLanguage: input.language,
    })
    const authorize_url = authorizeUrlOf({
      shop: input.shop,
      origins,
      app,
      scopes: scopesToAsk(shopifyReadAllOrders),
      redirectUri: `${publicUrl}/functions/v1/oauth-shopify/callback`,
      state: begun.secret,
    })
    return { data: { authorize_url }, browserSecret: begun.browserSecret }
  },
})
