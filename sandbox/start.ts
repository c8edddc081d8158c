// Starts the three sandbox shops on loopback and says how to connect each.
import { type RunningShop, serveShop } from './shop.ts'
import { createShopifyShop, type ShopifyShop } from './shopify/shop.ts'
import { createShopRenterShop, type ShopRenterShop } from './shoprenter/shop.ts'
import { createWooCommerceShop, type WooCommerceShop } from './woocommerce/shop.ts'

/** What a person needs to connect the shops: addresses and invented credentials. */
export type SandboxAccess = {
  readonly woocommerce: {
    readonly url: string
    readonly consumer_key: string
    readonly consumer_secret: string
  }
  readonly shopify: {
    readonly shop: string
    readonly client_id: string
    readonly client_secret: string
    readonly api_origin: string
  }
  readonly shoprenter: {
    readonly shop: string
    readonly client_id: string
    readonly client_secret: string
    readonly api_origin: string
    readonly token_origin: string
  }
}

/** The running shops; each has its switches for faults. */
export type Sandbox = {
  readonly access: SandboxAccess
  readonly woocommerce: RunningShop
  readonly shopify: RunningShop
  readonly shoprenter: RunningShop
  /** The shops themselves, with what can happen to them. */
  readonly programs: {
    readonly woocommerce: WooCommerceShop
    readonly shopify: ShopifyShop
    readonly shoprenter: ShopRenterShop
  }
  close(): Promise<void>
}

/** Starts all three on `firstPort` and the two after it; 0 takes free ports. */
export async function startSandbox(firstPort = 0): Promise<Sandbox> {
  const port = (index: number) => (firstPort === 0 ? 0 : firstPort + index)
  const programs = {
    woocommerce: createWooCommerceShop(),
    shopify: createShopifyShop(),
    shoprenter: createShopRenterShop(),
  }
  const woocommerce = await serveShop(programs.woocommerce, port(0))
  const shopify = await serveShop(programs.shopify, port(1))
  const shoprenter = await serveShop(programs.shoprenter, port(2))
  const { consumer_key, consumer_secret } = programs.woocommerce.credentials
  return {
    access: {
      woocommerce: { url: woocommerce.origin, consumer_key, consumer_secret },
      shopify: { ...programs.shopify.credentials, api_origin: shopify.origin },
      shoprenter: {
        ...programs.shoprenter.credentials,
        api_origin: shoprenter.origin,
        token_origin: shoprenter.origin,
      },
    },
    woocommerce,
    shopify,
    shoprenter,
    programs,
    close: async () => {
      await Promise.all([woocommerce.close(), shopify.close(), shoprenter.close()])
    },
  }
}
