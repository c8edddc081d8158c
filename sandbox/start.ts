// Starts the three sandbox shops on loopback and says how to connect each.
import { type Catalogue, createCatalogue } from './catalogue.ts'
import { type RunningShop, serveShop } from './shop.ts'
import type { BulkControl } from './shopify/bulk.ts'
import { createShopifyShop, type ShopifyShop } from './shopify/shop.ts'
import type { AppDesk } from './shoprenter/app-desk.ts'
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
  /** The products of the shops, to be changed while they run; null for those of the world. */
  readonly catalogues: Readonly<Record<'woocommerce' | 'shopify' | 'shoprenter', Catalogue>> | null
  readonly bulk: BulkControl
  /** The app that can be installed in the ShopRenter shop, at `/admin/apps`. */
  readonly shoprenterApp: AppDesk
  close(): Promise<void>
}

/** What the shops hold. */
export type SandboxOptions = {
  /** So many products of three variants each, made up as they are asked for; without it those of the world. */
  readonly products?: number
  /** ShopRenter's limit on calls; default 3. */
  readonly shoprenterRatePerSecond?: number
}

/** Starts all three on `firstPort` and the two after it; 0 takes free ports. */
export async function startSandbox(firstPort = 0, options: SandboxOptions = {}): Promise<Sandbox> {
  const { products } = options
  const catalogues =
    products === undefined
      ? null
      : {
          woocommerce: createCatalogue('woocommerce', products),
          shopify: createCatalogue('shopify', products),
          shoprenter: createCatalogue('shoprenter', products),
        }
  const rate = options.shoprenterRatePerSecond
  const port = (index: number) => (firstPort === 0 ? 0 : firstPort + index)
  const programs = {
    woocommerce: createWooCommerceShop(catalogues ? { catalogue: catalogues.woocommerce } : {}),
    shopify: createShopifyShop(catalogues ? { catalogue: catalogues.shopify } : {}),
    shoprenter: createShopRenterShop({
      ...(catalogues ? { catalogue: catalogues.shoprenter } : {}),
      ...(rate === undefined ? {} : { ratePerSecond: rate }),
    }),
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
    catalogues,
    bulk: programs.shopify.bulk,
    shoprenterApp: programs.shoprenter.app,
    close: async () => {
      await Promise.all([woocommerce.close(), shopify.close(), shoprenter.close()])
    },
  }
}
