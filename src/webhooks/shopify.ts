// Shopify's webhooks: products, the removal of the app, and the three topics of data protection.
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Services } from '../services.ts'
import { deliveryIdOf, type Notice, type NoticeKind, productBody } from './notice.ts'
import { notReadable, parseBody } from './raw-body.ts'
import { assertSigned, decodeSignature } from './signature.ts'

const SHOP = /^[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com$/
/** Shopify gives up after four hours; what comes later than this was kept and sent again by somebody else. */
const STALE_MS = 6 * 3_600_000

const number = z.number().int()
const shopOfBody = { shop_id: number, shop_domain: z.string() }
const text = z.string().max(500).nullish()
const customer = z.strictObject({ id: number.nullish(), email: text, phone: text })

/** Sources of the bodies: shopify.dev, privacy-law-compliance. Strict: one topic's body is never another's. */
const dataRequest = z.strictObject({
  ...shopOfBody,
  orders_requested: z.array(z.unknown()).optional(),
  customer,
  data_request: z.strictObject({ id: number }),
})
const customerRedact = z.strictObject({
  ...shopOfBody,
  orders_to_redact: z.array(z.unknown()).optional(),
  customer,
})
const shopRedact = z.strictObject(shopOfBody)
/** The whole shop as Shopify's REST API has it; two fields say that it is one. */
const shopResource = z.object({
  id: number,
  myshopify_domain: z.string(),
  customer: z.undefined().optional(),
})

type Read = Pick<Notice, 'productId' | 'persons'> & { readonly shopOfBody: string | null }
const nobody = { productId: null, persons: [] } as const

const readProduct = (body: Uint8Array): Read => ({
  ...nobody,
  productId: parseBody(body, productBody),
  shopOfBody: null,
})

function personsOf({ id, email, phone }: z.infer<typeof customer>): Notice['persons'] {
  const named = [
    { kind: 'customer_id', value: id == null ? '' : String(id) },
    { kind: 'email', value: email ?? '' },
    { kind: 'phone', value: phone ?? '' },
  ] as const
  return named.filter(({ value }) => value !== '')
}

const TOPICS = new Map<string, { kind: NoticeKind; read: (body: Uint8Array) => Read }>([
  ['products/create', { kind: 'product', read: readProduct }],
  ['products/update', { kind: 'product', read: readProduct }],
  ['products/delete', { kind: 'product', read: readProduct }],
  [
    'app/uninstalled',
    {
      kind: 'uninstalled',
      read: (body) => ({ ...nobody, shopOfBody: parseBody(body, shopResource).myshopify_domain }),
    },
  ],
  [
    'shop/redact',
    { kind: 'erase', read: (body) => ({ ...nobody, shopOfBody: parseBody(body, shopRedact).shop_domain }) },
  ],
  [
    'customers/data_request',
    {
      kind: 'data_request',
      read: (body) => ({ ...nobody, shopOfBody: parseBody(body, dataRequest).shop_domain }),
    },
  ],
  [
    'customers/redact',
    {
      kind: 'redact',
      read: (bytes) => {
        const body = parseBody(bytes, customerRedact)
        return { ...nobody, persons: personsOf(body.customer), shopOfBody: body.shop_domain }
      },
    },
  ],
])

/**
 * Checks and reads a webhook; null for one that is answered and has no effect: a topic that we do not use, whose
 * body is not looked at, or a product's that is too old. The signature covers the body alone, not the topic, the
 * shop or the id: so a body must fit its topic and name the same shop where it names one, and what cannot be
 * checked so is asked of the shop itself.
 */
export async function readShopify(
  services: Services,
  header: (name: string) => string | undefined,
  body: Uint8Array<ArrayBuffer>,
): Promise<Notice | null> {
  const signature = decodeSignature(header('x-shopify-hmac-sha256'), 'base64')
  assertSigned(services.config.webhookSecrets.shopify, [body], signature)
  const topic = header('x-shopify-topic') ?? ''
  const known = TOPICS.get(topic)
  if (!known) return null
  const shop = header('x-shopify-shop-domain')?.toLowerCase() ?? ''
  if (!SHOP.test(shop))
    throw new AppError('invalid_request', 'X-Shopify-Shop-Domain is missing or not valid.')
  const { shopOfBody: named, ...read } = known.read(body)
  if (named !== null && named.toLowerCase() !== shop) throw notReadable()
  const triggeredAt = Date.parse(header('x-shopify-triggered-at') ?? '')
  if (known.kind === 'product' && triggeredAt < services.now() - STALE_MS) return null
  // An older page of Shopify's names the event's id for this.
  const deliveryId = deliveryIdOf(header('x-shopify-webhook-id') ?? header('x-shopify-event-id'))
  return { platform: 'shopify', shop, topic, kind: known.kind, ...read, deliveryId, body }
}
