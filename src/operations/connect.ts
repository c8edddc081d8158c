// Connecting a store with credentials that the merchant made by hand in the shop.
import { z } from 'zod'
import { connectStore } from '../access/connect.ts'
import { CONSENT, consentLanguageSchema } from '../model/consent.ts'
import { newPermissionsSchema, storeSchema } from '../model/store.ts'
import { operation } from '../operation.ts'
import { parseShopUrl } from '../platforms/shop-url.ts'

const base = {
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  data: storeSchema,
  status: 201,
} as const
const secretText = z.string().trim().min(1).max(500)
const shared = {
  name: z.string().trim().min(1).max(100).optional().describe("Default: the shop's own name"),
  data_access_permissions: newPermissionsSchema,
  language: consentLanguageSchema,
}

export const connectWooCommerce = operation({
  ...base,
  name: 'connect.woocommerce',
  summary: 'Connect a WooCommerce shop with REST API keys made in its admin.',
  route: { method: 'POST', function: 'oauth-woocommerce', path: '/connect' },
  input: z.strictObject({
    ...shared,
    url: z.string().min(1).max(500).describe("The shop's address, with its folder if it is in one"),
    consumer_key: secretText,
    consumer_secret: secretText,
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
  }),
  run: ({ services, caller, input, budget }) => {
    const { url, consumer_key, consumer_secret } = input
    const allowPrivate = services.config.allowPrivateShopAddresses
    const credentials = { url: parseShopUrl(url, { allowPrivate }), consumer_key, consumer_secret }
    const consent = { version: CONSENT.version, language: input.language }
    const wanted = { ...input, platform: 'woocommerce', credentials, consent } as const
    return connectStore(services, caller.userId, wanted, budget)
  },
})

const shopifyApp = {
  client_id: secretText.optional(),
  client_secret: secretText.optional(),
  access_token: secretText.optional(),
}

export const connectShopify = operation({
  ...base,
  name: 'connect.shopify',
  summary: 'Connect a Shopify shop with an app made for it: client id and secret, or its access token.',
  route: { method: 'POST', function: 'oauth-shopify', path: '/connect' },
  input: z.strictObject({
    ...shared,
    shop: z.string().trim().toLowerCase().min(1).max(100).describe('`name.myshopify.com`'),
    ...shopifyApp,
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
  }),
  run: ({ services, caller, input, budget }) => {
    const { shop, client_id, client_secret, access_token } = input
    const credentials =
      access_token === undefined ? { shop, client_id, client_secret } : { shop, access_token }
    const consent = { version: CONSENT.version, language: input.language }
    const wanted = { ...input, platform: 'shopify', credentials, consent } as const
    return connectStore(services, caller.userId, wanted, budget)
  },
})

export const connectShopRenter = operation({
  ...base,
  name: 'connect.shoprenter',
  summary: 'Connect a ShopRenter shop with an API client made in its admin.',
  route: { method: 'POST', function: 'oauth-shoprenter', path: '/connect' },
  input: z.strictObject({
    ...shared,
    shop: z.string().trim().toLowerCase().min(1).max(63).describe('The first part of `name.myshoprenter.hu`'),
    client_id: secretText,
    client_secret: secretText,
  }),
  run: ({ services, caller, input, budget }) => {
    const { shop, client_id, client_secret } = input
    const credentials = { shop, client_id, client_secret }
    const consent = { version: CONSENT.version, language: input.language }
    const wanted = { ...input, platform: 'shoprenter', credentials, consent } as const
    return connectStore(services, caller.userId, wanted, budget)
  },
})
