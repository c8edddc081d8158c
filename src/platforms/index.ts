// The list of platforms.
import type { Platform, PlatformId } from './platform.ts'
import { shopify } from './shopify/index.ts'
import { shoprenter } from './shoprenter/index.ts'
import { woocommerce } from './woocommerce/index.ts'

/** Every platform by its id. */
export const PLATFORMS: Readonly<Record<PlatformId, Platform>> = {
  shopify: shopify as Platform,
  woocommerce: woocommerce as Platform,
  shoprenter: shoprenter as Platform,
}
