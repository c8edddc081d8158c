// From what a caller sent to the filter that an adapter gets.
import { AppError } from '../errors.ts'
import { toE164 } from '../model/phone.ts'
import type { Capabilities } from '../platforms/platform.ts'

/** The object without what is undefined. */
export function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as never
}

/** Refuses, before the shop is asked, a filter that its platform cannot answer exactly. */
export function assertSupported(kind: keyof Capabilities, capabilities: Capabilities, filter: object): void {
  const supported: readonly string[] = capabilities[kind].filters
  const refused = Object.keys(filter).filter((name) => !supported.includes(name))
  if (refused.length === 0) return
  throw new AppError(
    'filter_not_supported',
    `This platform cannot answer the filter ${refused.join(', ')} exactly. It can answer: ${supported.join(', ')}.`,
  )
}

/** A caller's phone number as E.164, read in the store's country; refused when it is no number. */
export function readPhone(raw: string | undefined, country: string | null): string | undefined {
  if (raw === undefined) return undefined
  const phone = toE164(raw, country)
  if (phone !== null) return phone
  throw new AppError('invalid_request', 'A parameter is missing or not valid.', {
    fields: [{ field: 'phone', message: 'is not a telephone number' }],
  })
}
