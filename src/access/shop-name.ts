// How a shop is called where its platform signs for it, so that a signed call finds its stores.
import { z } from 'zod'

const named = z.object({ shop: z.string() })

/** `name.myshopify.com`, ShopRenter's short name; null for WooCommerce, whose calls name the store itself. */
export function shopNameOf(credentials: unknown): string | null {
  return named.safeParse(credentials).data?.shop ?? null
}
