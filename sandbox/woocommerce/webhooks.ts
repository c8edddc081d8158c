// What a WooCommerce shop delivers: the whole record, signed with the secret that the merchant typed in.
import { type Delivered, deliver, signBase64 } from '../deliveries.ts'
import { productBody } from './product-body.ts'
import type { StoredProduct } from './stored.ts'

export type WebhookOptions = {
  readonly to: string
  readonly secret: string
  /** Which product; default the first. */
  readonly product?: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly times?: number
  readonly attempts?: number
}

const HOME = 'http://shop.example'

/** The ping when a webhook is saved: a form with its number, not signed, without a header of WooCommerce's. */
export function ping(to: string): Promise<Delivered> {
  return deliver({
    to,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'webhook_id=1',
  })
}

/** The sender of a shop; of a deleted product it says the number alone. */
export function createWebhooks(products: readonly StoredProduct[]) {
  let delivery = 0
  return (topic: string, options: WebhookOptions): Promise<Delivered> => {
    const product = products.find((one) => one.id === options.product) ?? products[0]
    const id = options.product ?? product?.id
    const whole = topic === 'product.deleted' || !product ? { id } : productBody(product, HOME)
    const body = options.body ?? JSON.stringify(whole)
    const [resource = '', event = ''] = topic.split('.')
    delivery++
    const { to, times, attempts } = options
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'WooCommerce/11.0.1 Hookshot (WordPress/7.0)',
      'x-wc-webhook-source': `${HOME}/`,
      'x-wc-webhook-topic': topic,
      'x-wc-webhook-resource': resource,
      'x-wc-webhook-event': event,
      'x-wc-webhook-id': '1',
      'x-wc-webhook-delivery-id': String(delivery),
      'x-wc-webhook-signature': signBase64(options.secret, body),
      ...options.headers,
    }
    return deliver({ to, body, headers, ...(times ? { times } : {}), ...(attempts ? { attempts } : {}) })
  }
}
