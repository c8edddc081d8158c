// What a service needs to know that runs beside the sandbox shops, and what they need to know of it.
import type { Sandbox } from './start.ts'

/** The environment that puts the shops in the platforms' place. */
export function environmentBeside({ access, shopify, shoprenter, shoprenterApp }: Sandbox) {
  return {
    ALLOW_PRIVATE_SHOP_ADDRESSES: 'true',
    SHOPIFY_API_ORIGIN: shopify.origin,
    SHOPIFY_CLIENT_ID: access.shopify.client_id,
    SHOPIFY_CLIENT_SECRET: access.shopify.client_secret,
    SHOPIFY_READ_ALL_ORDERS: 'true',
    SHOPRENTER_API_ORIGIN: shoprenter.origin,
    SHOPRENTER_TOKEN_ORIGIN: shoprenter.origin,
    SHOPRENTER_CLIENT_ID: shoprenterApp.clientId,
    SHOPRENTER_CLIENT_SECRET: shoprenterApp.clientSecret,
  }
}

/** What connects each shop by one click, as an app or keys made for it alone would. */
export function offeredShops({ access }: Pick<Sandbox, 'access'>) {
  const client = ({ shop, client_id, client_secret }: Sandbox['access']['shopify' | 'shoprenter']) => ({
    shop,
    client_id,
    client_secret,
  })
  return [
    { platform: 'shopify', credentials: client(access.shopify) },
    { platform: 'woocommerce', credentials: access.woocommerce },
    { platform: 'shoprenter', credentials: client(access.shoprenter) },
  ] as const
}

/** Tells the ShopRenter app where the service at this address is called, as an operator would have registered it. */
export function registerApp({ shoprenterApp }: Pick<Sandbox, 'shoprenterApp'>, publicUrl: string): void {
  const functions = `${publicUrl}/functions/v1`
  shoprenterApp.register({
    redirectUri: `${functions}/oauth-shoprenter/callback`,
    entryPoint: `${functions}/oauth-shoprenter/entry`,
    uninstallUri: `${functions}/webhooks/shoprenter`,
  })
}
