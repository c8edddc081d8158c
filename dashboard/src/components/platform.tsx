// A platform's name as its makers write it.
import type { Store } from '../api/queries.ts'

export type PlatformId = Store['platform']

export const PLATFORM_NAME: Readonly<Record<PlatformId, string>> = {
  shopify: 'Shopify',
  woocommerce: 'WooCommerce',
  shoprenter: 'ShopRenter',
}
