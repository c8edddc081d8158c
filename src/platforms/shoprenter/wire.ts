// The shapes that every ShopRenter answer is made of: loose scalars, links, and the page of a list.
import { z } from 'zod'
import { decodeText } from '../plain-text.ts'

/**
 * Empty is "", null, [] or {} here, by resource and by form of answer (facts: official fixtures; the XML
 * heritage of the API), and a field that older answers lack is as empty.
 */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

const emptyToNull = (value: unknown) => (isEmpty(value) ? null : value)

/** Text, or null for any form of empty. A number is taken as its text: strings and numbers are mixed. */
export const text = z.preprocess(
  emptyToNull,
  z
    .union([z.string(), z.number().transform(String)])
    .nullable()
    .transform((value) => (value === null ? null : decodeText(value))),
)

/** Text exactly as it came: HTML, which is decoded by other rules, and codes. */
export const rawText = z.preprocess(
  emptyToNull,
  z.union([z.string(), z.number().transform(String)]).nullable(),
)

/** A plain decimal, to the letter; null for empty. */
export const decimal = z.preprocess(
  emptyToNull,
  z
    .union([z.string(), z.number().transform(String)])
    .nullable()
    .refine((value) => value === null || /^-?\d+(\.\d+)?$/.test(value)),
)

/** A yes or no: "1", "0", 1, 0, true, false. */
export const flag = z.preprocess(
  emptyToNull,
  z
    .union([z.literal(['0', '1', 0, 1, 'true', 'false']), z.boolean()])
    .nullable()
    .transform((value) => (value === null ? null : ['1', 1, true, 'true'].includes(value))),
)

/** The number that people see and that never changes: a decimal string of an int32. */
export const innerId = z
  .union([z.string(), z.number().transform(String)])
  .refine((value) => /^[1-9]\d{0,9}$/.test(value))

/** The id at the end of a link's path; hosts and schemes of links are of the old API and never used. */
export function lastSegment(href: string): string | null {
  const segment = href.split(/[?#]/)[0]?.split('/').at(-1)
  if (!segment) return null
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** A link to another resource, as that resource's id; null when there is none. */
export const link = z.preprocess(
  emptyToNull,
  z
    .object({ href: z.preprocess(emptyToNull, z.string().nullable()) })
    .nullable()
    .transform((value) => (value?.href ? lastSegment(value.href) : null)),
)

/** A list of things; every form of empty is the empty list. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => (isEmpty(value) ? [] : value), z.array(item))
}

/** An object that may be empty in any form. */
export function orNull<T extends z.ZodType>(item: T) {
  return z.preprocess(emptyToNull, item.nullable())
}

/** The number in an id of the API's own making, e.g. base64 of `customer-customer_id=318`. */
const OWN_ID = /^[A-Za-z]+-[a-z_]+=(\d{1,10})$/

/**
 * The `innerId` behind a resource id of the API's own making, null for an Outer ID (any text that an integration
 * put in its place). Ids are opaque by the documentation; this is for links, which carry nothing else, and an
 * id of another form is never guessed at.
 */
export function innerIdOf(resourceId: string | null): string | null {
  if (resourceId === null || !/^[A-Za-z0-9+/]+=*$/.test(resourceId)) return null
  try {
    const number = OWN_ID.exec(atob(resourceId))?.[1]
    return number !== undefined && /^[1-9]/.test(number) ? number : null
  } catch {
    return null
  }
}

const wholeNumber = z.preprocess(
  emptyToNull,
  z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .nullable()
    .refine((value) => value === null || Number.isSafeInteger(value)),
)

/** A page of a list; documents draw a `response` wrapper that no answer was seen with: both are taken. */
export function pageOf<T extends z.ZodType>(item: T) {
  const page = z.object({
    pageCount: wholeNumber,
    next: link,
    items: z.preprocess(
      (value) => (value !== undefined && isEmpty(value) ? [] : value),
      z.array(item).max(1000),
    ),
  })
  return z.preprocess((value) => {
    const wrapped = typeof value === 'object' && value !== null && !('items' in value) && 'response' in value
    return wrapped ? (value as { response: unknown }).response : value
  }, page)
}
