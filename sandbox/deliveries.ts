// Sends signed calls as the platforms do: the bytes once signed, again until somebody takes them, and twice at will.
import { createHmac } from 'node:crypto'

/** What was answered, attempt by attempt. */
export type Delivered = { readonly statuses: readonly number[] }

export type Delivery = {
  readonly to: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** So often it is delivered although it was taken: platforms promise "at least once". Default 1. */
  readonly times?: number
  /** So often it is tried until it is taken. The platforms wait in between, this does not. Default 1. */
  readonly attempts?: number
}

/** Base64 of HMAC-SHA-256 over the body's bytes, as Shopify and WooCommerce sign. */
export function signBase64(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body, 'utf8').digest('base64')
}

/** Lower-case hex of it, as ShopRenter signs a query. */
export function signHex(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text, 'utf8').digest('hex')
}

/** Delivers; nothing of the answer is looked at but its status. */
export async function deliver({ to, headers, body, times = 1, attempts = 1 }: Delivery): Promise<Delivered> {
  const once = async () => {
    const statuses: number[] = []
    for (let attempt = 0; attempt < attempts; attempt++) {
      const answer = await fetch(to, { method: 'POST', headers, body })
      await answer.arrayBuffer()
      statuses.push(answer.status)
      if (answer.ok) break
    }
    return statuses
  }
  const all = await Promise.all(Array.from({ length: times }, once))
  return { statuses: all.flat() }
}
