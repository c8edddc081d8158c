// How the webhooks of a WooCommerce store are set up: where they go, and the secret that they are signed with.
import { toHex } from '../crypto.ts'
import type { Services } from '../services.ts'

/** The topics that are used. None on orders or customers: nothing personal is ever asked to be sent. */
export const WOOCOMMERCE_TOPICS = [
  'product.created',
  'product.updated',
  'product.deleted',
  'product.restored',
] as const

/** Made of the store's id and kept nowhere: a dump of the database has no such secret in it. */
export function webhookSecretOf(
  secrets: Pick<Services['secrets'], 'webhookSecret'>,
  storeId: string,
): string {
  return toHex(secrets.webhookSecret(storeId))
}

/** The address that the shop delivers to. */
export function webhookUrlOf(config: Services['config'], storeId: string): string {
  return `${config.publicUrl}/functions/v1/webhooks/woocommerce?store=${storeId}`
}
