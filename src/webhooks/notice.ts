// What a webhook says, once it is known who says it.
import { z } from 'zod'
import type { PersonKind } from '../access/log-persons.ts'
import type { PlatformId } from '../platforms/platform.ts'

/** What is to happen. */
export type NoticeKind =
  /** A product was made, changed or deleted: it is read again. */
  | 'product'
  /** The app was removed: once the shop refuses our access, it is forgotten. */
  | 'uninstalled'
  /** Everything of the shop is to be deleted, once it refuses our access. */
  | 'erase'
  /** A customer asks what is held: nothing. */
  | 'data_request'
  /** A customer is to be forgotten. */
  | 'redact'

/** A signed webhook. The persons of `redact` live in memory until it is answered, and nowhere else. */
export type Notice = {
  readonly platform: PlatformId
  /** As `stores.shop`; for WooCommerce the store's id. */
  readonly shop: string
  readonly topic: string
  readonly kind: NoticeKind
  readonly productId: string | null
  readonly persons: readonly { readonly kind: PersonKind; readonly value: string }[]
  /** The platform's own id of this delivery, the same when it is sent again. */
  readonly deliveryId: string | null
  readonly body: Uint8Array<ArrayBuffer>
}

const id = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)
/** No product has these: a body of another topic is not taken for one, since the topic is not signed. */
const none = z.undefined().optional()

/** Of a product only its number is read; `parent_id` is WooCommerce's, of a variation. */
export const productBody = z
  .object({
    id,
    parent_id: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    email: none,
    customer: none,
    billing: none,
    line_items: none,
    myshopify_domain: none,
  })
  .transform((body) => String(body.parent_id ? body.parent_id : body.id))

/** A header that identifies a delivery; anything unusual counts as none. */
export function deliveryIdOf(header: string | undefined): string | null {
  return header !== undefined && /^[\x21-\x7e]{1,200}$/.test(header) ? header : null
}
