// The body of a webhook: its bytes before any parser has seen them, and its JSON after the signature was checked.
import type { z } from 'zod'
import { AppError } from '../errors.ts'

/** Shopify's and WooCommerce's largest products are some hundred KB. */
const MAX_BYTES = 1024 * 1024

function tooLarge(): AppError {
  return new AppError('payload_too_large', 'The body may hold 1 MiB at most.')
}

/** The bytes as they came, counted while they come. */
export async function readBytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BYTES) throw tooLarge()
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of request.body ?? []) {
      size += part.byteLength
      if (size > MAX_BYTES) throw tooLarge()
      parts.push(part)
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    throw notReadable()
  }
  const whole = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.byteLength
  }
  return whole
}

/** The same answer for everything that is signed and not what its topic is known to hold. */
export function notReadable(): AppError {
  return new AppError('invalid_request', 'The body is not what this topic is known to hold.', {
    reason: 'webhook_body',
  })
}

/** The body as its topic's schema has it. What was wrong stays unsaid: it may be a person's. */
export function parseBody<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw notReadable()
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw notReadable()
  return parsed.data
}
