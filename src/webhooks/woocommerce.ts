// WooCommerce's webhooks: products, from a shop whose merchant set them up by hand, and the ping at their creation.
import { WOOCOMMERCE_TOPICS, webhookSecretOf } from '../access/webhook-setup.ts'
import type { Services } from '../services.ts'
import { deliveryIdOf, type Notice, productBody } from './notice.ts'
import { parseBody } from './raw-body.ts'
import { assertSigned, decodeSignature } from './signature.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const MAX_PING_BYTES = 40

/** Sent when a webhook is created: a form with its number, without a signature. It is answered, and that is all. */
function isPing(header: (name: string) => string | undefined, body: Uint8Array): boolean {
  if (header('x-wc-webhook-signature') !== undefined || body.length > MAX_PING_BYTES) return false
  return /^webhook_id=\d{1,20}$/.test(new TextDecoder().decode(body))
}

/**
 * Checks and reads a webhook; null for one that is answered and has no effect. The address names the store, and
 * the secret is made of that name: so the signature is checked without a look at the database, and answers alike
 * whether there is such a store or not.
 */
export async function readWooCommerce(
  services: Services,
  header: (name: string) => string | undefined,
  storeIds: readonly string[],
  body: Uint8Array<ArrayBuffer>,
): Promise<Notice | null> {
  if (isPing(header, body)) return null
  const [storeId = ''] = storeIds
  const isNamed = storeIds.length === 1 && UUID.test(storeId)
  const secrets = isNamed ? [webhookSecretOf(services.secrets, storeId)] : []
  assertSigned(secrets, [body], decodeSignature(header('x-wc-webhook-signature'), 'base64'))
  const topic = header('x-wc-webhook-topic') ?? ''
  if (!WOOCOMMERCE_TOPICS.some((known) => known === topic)) return null
  return {
    platform: 'woocommerce',
    shop: storeId,
    topic,
    kind: 'product',
    productId: parseBody(body, productBody),
    persons: [],
    deliveryId: deliveryIdOf(header('x-wc-webhook-delivery-id')),
    body,
  }
}
