// What every list takes: limit, page or cursor, and fields; and the cursor itself.
import { z } from 'zod'
import { toHex } from '../crypto.ts'
import { AppError } from '../errors.ts'
import { DETAILS, type Detail } from '../model/brief.ts'
import { cutFields, type FieldSelection, selectFields } from '../model/fields.ts'
import type { Page, PagePosition } from '../model/page.ts'
import type { Call, Outcome, Pagination } from '../operation.ts'
import type { Services } from '../services.ts'

const DEFAULT_LIMIT = 25
const CURSOR_LIFE_MS = 15 * 60_000

/** A list of words: repeated in a JSON body, comma separated in a query. */
export function wordList<const T extends readonly [string, ...string[]]>(words: T, description: string) {
  const word = z.enum(words)
  return z
    .union([
      z.array(word).min(1),
      z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(word)),
    ])
    .optional()
    .meta({ description: `${description} One or several, comma separated: ${words.join(', ')}.` })
}

export const storeIdInput = z.uuid().describe('The store, as `stores` lists it')

const instant = (description: string) =>
  z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text).toISOString())
    .optional()
    .describe(`${description}; ISO 8601 with a zone, e.g. 2026-11-23T20:00:00Z`)

export const createdRangeInput = {
  created_after: instant('Created later than this'),
  created_before: instant('Created earlier than this'),
}
export const updatedAfterInput = { updated_after: instant('Changed later than this') }

export const pageInput = {
  limit: z.coerce.number().int().min(1).max(100).optional().describe('1 to 100, default 25'),
  page: z.coerce.number().int().min(1).max(10_000).optional().describe('From 1; not together with cursor'),
  cursor: z
    .string()
    .max(1024)
    .optional()
    .describe('`next_cursor` of an earlier answer with the same filters'),
}

/** `fields=id,line_items.sku`: names of the model, dotted. Unknown ones are refused. */
export function fieldsInput(model: z.ZodType) {
  return z
    .string()
    .max(1000)
    .optional()
    .transform((text) => text?.split(',').map((name) => name.trim()))
    .refine((names) => names?.every((name) => isField(model, name.split('.'))) ?? true, {
      message: 'names a field that is not there',
    })
    .describe('Only these fields, comma separated, dotted for parts: id,number,line_items.sku')
}

function isField(model: z.ZodType, path: readonly string[]): boolean {
  const [name, ...rest] = path
  if (name === undefined) return true
  if (model instanceof z.ZodNullable || model instanceof z.ZodOptional)
    return isField(model.unwrap() as z.ZodType, path)
  if (model instanceof z.ZodArray) return isField(model.element as z.ZodType, path)
  if (model instanceof z.ZodRecord) return /^\w{1,64}$/.test(name)
  if (!(model instanceof z.ZodObject) || !Object.hasOwn(model.shape, name)) return false
  return isField(model.shape[name] as z.ZodType, rest)
}

export type PageInput = { limit?: number | undefined; page?: number | undefined; cursor?: string | undefined }
type Cursor = {
  readonly after: string
  readonly limit: number
  readonly page: number
  readonly until: number
}

/** Where a list stands: what the adapter is asked for, and which page of the walk it is. */
export type Place = { readonly limit: number; readonly position: PagePosition; readonly page: number }

async function bindingOf(services: Services, storeId: string, list: string, filter: object) {
  const canonical = JSON.stringify([
    storeId,
    list,
    Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1)),
  ])
  return { cursor: toHex(services.secrets.cursorDigest(canonical)) }
}

function badField(field: string, message: string): AppError {
  return new AppError('invalid_request', 'A parameter is missing or not valid.', {
    fields: [{ field, message }],
  })
}

/** Whether a cursor is one of this list with these filters. */
export async function isCursorOf(
  call: Pick<Call<unknown>, 'services' | 'store'>,
  list: string,
  filter: object,
  cursor: string,
): Promise<boolean> {
  const { services, store } = call
  const binding = await bindingOf(services, store.id, list, filter)
  return (await services.secrets.cursors.open(cursor, binding)) !== null
}

/** Reads limit, page and cursor. A cursor of another store, list or filter, or an old one, is refused. */
export async function readPlace(
  call: Pick<Call<unknown>, 'services' | 'store'>,
  list: string,
  filter: object,
  input: PageInput,
): Promise<Place> {
  if (input.cursor === undefined) {
    const page = input.page ?? 1
    return { limit: input.limit ?? DEFAULT_LIMIT, position: { page }, page }
  }
  if (input.page !== undefined) throw badField('cursor', 'must not be sent together with page')
  const { services, store } = call
  const plain = await services.secrets.cursors.open(
    input.cursor,
    await bindingOf(services, store.id, list, filter),
  )
  if (plain === null) throw badField('cursor', 'is not one of this list with these filters')
  const cursor = JSON.parse(plain) as Cursor
  if (cursor.until < services.now()) throw badField('cursor', 'is older than 15 minutes; start again')
  if (input.limit !== undefined && input.limit !== cursor.limit)
    throw badField('limit', 'must stay the same while a cursor is followed')
  return { limit: cursor.limit, position: { after: cursor.after }, page: cursor.page }
}

/** The answer to a list: data, pagination with a sealed cursor, and what the list can say of itself. */
export async function toListOutcome<T>(
  call: Pick<Call<unknown>, 'services' | 'store'>,
  list: string,
  filter: object,
  place: Place,
  page: Page<T>,
): Promise<Pick<Outcome, 'data' | 'pagination' | 'meta' | 'coverage'>> {
  const { services, store } = call
  const pagination: Pagination = {
    page: place.page,
    limit: place.limit,
    total: page.total,
    has_more: page.next !== null,
    next_cursor:
      page.next === null
        ? null
        : await sealCursor(services, await bindingOf(services, store.id, list, filter), {
            after: page.next,
            limit: place.limit,
            page: place.page + 1,
            until: services.now() + CURSOR_LIFE_MS,
          }),
  }
  return {
    data: page.items,
    pagination,
    meta: { source: 'live', fetched_at: new Date(services.now()).toISOString(), sort: page.sort },
    coverage: page.coverage,
  }
}

function sealCursor(services: Services, binding: { cursor: string }, cursor: Cursor): Promise<string> {
  return services.secrets.cursors.seal(JSON.stringify(cursor), binding)
}

export const detailInput = z
  .enum(DETAILS)
  .optional()
  .describe('`brief`: only what is enough to answer a caller; not together with fields. Default `full`')

/** The selection and the cut that `fields`, or `detail=brief` of a record with these brief fields, mean. */
export function readFields(
  asked: readonly string[] | undefined,
  detail?: Detail,
  brief: readonly string[] = [],
): {
  fields: FieldSelection | null
  cut?: (data: unknown) => unknown
} {
  if (asked && detail) throw badField('detail', 'must not be sent together with fields')
  const names = detail === 'brief' ? brief : asked
  if (!names) return { fields: null }
  const fields = selectFields(names)
  return { fields, cut: (data) => cutFields(data, fields) }
}
