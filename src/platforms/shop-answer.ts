// What a shop answered, read within limits: bytes counted after unpacking, JSON of bounded depth.
import type { Response } from 'undici'
import type { z } from 'zod'
import { AppError } from '../errors.ts'
import { pathInSchema } from './schema-path.ts'

const MAX_BYTES = 16 * 1024 * 1024
const MAX_DEPTH = 64

/** An answer that arrived whole. Header names in any case. */
export type ShopAnswer = {
  readonly status: number
  header(name: string): string | null
  readonly text: string
  /** The body as JSON in the given shape; `shop_invalid_response` for anything else, without a word of it. */
  json<T>(schema: z.ZodType<T>): T
}

/** The error for an answer that is not the shop's API. `reason` is a word of ours, for the log and health. */
export function invalidAnswer(reason: string): AppError {
  return new AppError('shop_invalid_response', 'The shop answered with something that is not its API.', {
    reason,
  })
}

/** True when brackets nest deeper than `limit`; text inside strings does not count. */
function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (inString) {
      if (code === 92) index++
      else if (code === 34) inString = false
    } else if (code === 34) inString = true
    else if (code === 123 || code === 91) {
      depth++
      if (depth > limit) return true
    } else if (code === 125 || code === 93) depth--
  }
  return false
}

/** Parses JSON from outside. The parser's own message quotes the text, so it goes no further than here. */
export function parseForeignJson(text: string): unknown {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const first = body.trimStart()[0]
  if (first === '<') throw invalidAnswer('html_instead_of_json')
  if (isDeeperThan(body, MAX_DEPTH)) throw invalidAnswer('json_too_deep')
  try {
    return JSON.parse(body)
  } catch {
    throw invalidAnswer('broken_json')
  }
}

/** Checks a parsed value; which value was wrong stays unsaid, where it was is kept as the reason. */
export function parseForeign<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const where = pathInSchema(schema, result.error.issues[0]?.path ?? [])
  throw invalidAnswer(`unexpected_shape:${where}`.slice(0, 120))
}

async function readBody(response: Response): Promise<string> {
  if (!response.body) return ''
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body as AsyncIterable<Uint8Array>) {
    size += part.byteLength
    if (size > MAX_BYTES) throw invalidAnswer('too_large')
    parts.push(part)
  }
  const whole = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.byteLength
  }
  return new TextDecoder().decode(whole)
}

/** Reads the whole answer, or throws: an answer that is cut short is no answer. */
export async function readAnswer(response: Response): Promise<ShopAnswer> {
  const text = await readBody(response)
  return {
    status: response.status,
    header: (name) => response.headers.get(name),
    text,
    json: (schema) => parseForeign(schema, parseForeignJson(text)),
  }
}
