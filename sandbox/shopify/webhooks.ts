// What a shop sends of itself: the topics of the app's configuration, with Shopify's headers and signature.
import { type Delivered, deliver, signBase64 } from '../deliveries.ts'
import { ids, type ProductFacts, type ShopFacts } from './facts.ts'
import { API_VERSION } from './schema.ts'

/** An invented customer, in the bodies of data protection: to be found nowhere afterwards. */
export const CANARY_CUSTOMER = {
  id: 7_000_099_000_017,
  email: 'Kanari.Vendeg@Example.hu',
  phone: '+36301234567',
} as const

export type WebhookOptions = {
  readonly to: string
  /** Which product; default the first. */
  readonly product?: number
  /** Instead of what the topic holds. */
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** What the app is known to share with the shop; a rotated or a wrong one. */
  readonly secret?: string
  readonly times?: number
  readonly attempts?: number
}

function bodyOf(topic: string, shop: string, product: ProductFacts | undefined): object {
  const shopOf = { shop_id: 1, shop_domain: shop }
  switch (topic) {
    case 'customers/data_request':
      return {
        ...shopOf,
        orders_requested: [299_938],
        customer: CANARY_CUSTOMER,
        data_request: { id: 9_999 },
      }
    case 'customers/redact':
      return { ...shopOf, customer: CANARY_CUSTOMER, orders_to_redact: [299_938] }
    case 'shop/redact':
      return shopOf
    case 'app/uninstalled':
      return {
        id: 1,
        name: 'Homokozó Bolt',
        email: 'bolt@example.hu',
        domain: 'sandbox.example',
        myshopify_domain: shop,
        plan_name: 'basic',
        updated_at: new Date().toISOString(),
      }
    case 'products/delete':
      return { id: ids.product(product?.id ?? 0) }
    default:
      return {
        id: ids.product(product?.id ?? 0),
        updated_at: new Date().toISOString(),
      }
  }
}

/** The sender of a shop. The subscriptions themselves are the app's configuration, as Shopify advises. */
export function createWebhooks(shop: string, secret: string, facts: ShopFacts) {
  return (topic: string, options: WebhookOptions): Promise<Delivered> => {
    const product = facts.products.find((one) => one.id === options.product) ?? facts.products[0]
    const body = options.body ?? JSON.stringify(bodyOf(topic, shop, product))
    const { to, times, attempts } = options
    const headers = {
      'content-type': 'application/json',
      'x-shopify-topic': topic,
      'x-shopify-shop-domain': shop,
      'x-shopify-api-version': API_VERSION,
      'x-shopify-webhook-id': crypto.randomUUID(),
      'x-shopify-event-id': crypto.randomUUID(),
      'x-shopify-triggered-at': new Date().toISOString(),
      'x-shopify-hmac-sha256': signBase64(options.secret ?? secret, body),
      ...options.headers,
    }
    return deliver({ to, body, headers, ...(times ? { times } : {}), ...(attempts ? { attempts } : {}) })
  }
}
