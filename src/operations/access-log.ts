// The access log as its owner reads it: a list with filters, or all of it as CSV.
import { z } from 'zod'
import { toCsvLine } from '../access/log-csv.ts'
import { type AccessEntry, type EntryFilter, readAllEntries, readEntries } from '../access/log-entries.ts'
import type { StoreRow } from '../access/stores.ts'
import { operation } from '../operation.ts'
import { defined } from './filters.ts'
import { pageInput, readPlace, toListOutcome } from './list-input.ts'

export const accessEntrySchema = z
  .object({
    seq: z.number().int().describe('Counts the rows of your log from 1 without a gap'),
    at: z.iso.datetime(),
    store_id: z.uuid().nullable(),
    key_id: z.uuid().nullable(),
    operation: z.string(),
    resource: z.enum(['customers', 'orders', 'products', 'stores']).nullable(),
    outcome: z.enum(['allowed', 'denied', 'failed']),
    code: z.string().nullable().describe('The true reason of a refusal or failure'),
    status: z.number().int(),
    item_count: z.number().int().nullable(),
    duration_ms: z.number().int(),
    shop_ms: z.number().int().describe('How long of it was waiting for the shop'),
    request_id: z.string(),
    address: z.string().nullable().describe('After 90 days only its /24 or /48'),
    agent: z.string().nullable(),
  })
  .meta({ id: 'AccessLogEntry' })

/** The columns of the CSV, in this order; what the schema says of the fields holds for them. */
export const CSV_COLUMNS = Object.keys(accessEntrySchema.shape) as (keyof AccessEntry)[]

const moment = (description: string) =>
  z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text).toISOString())
    .optional()
    .describe(description)

async function* toCsv(pages: AsyncIterable<readonly AccessEntry[]>): AsyncGenerator<string> {
  yield toCsvLine(CSV_COLUMNS)
  for await (const page of pages) {
    yield page.map((entry) => toCsvLine(CSV_COLUMNS.map((column) => entry[column]))).join('')
  }
}

export const listAccessLog = operation({
  name: 'access_log.list',
  summary:
    'List who read what, newest first. With `Accept: text/csv` everything that the filters let through comes as one file.',
  route: { method: 'GET', function: 'api', path: '/access-log' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  input: z.strictObject({
    store_id: z.uuid().optional(),
    key_id: z.uuid().optional(),
    outcome: accessEntrySchema.shape.outcome.optional(),
    resource: accessEntrySchema.shape.resource.unwrap().optional(),
    from: moment('Not before this; ISO 8601 with a zone'),
    to: moment('Before this; ISO 8601 with a zone'),
    limit: pageInput.limit,
    cursor: pageInput.cursor,
  }),
  data: z.array(accessEntrySchema),
  csvColumns: CSV_COLUMNS,
  run: async ({ services, caller, input, format }) => {
    const { limit, cursor, ...rest } = input
    const filter: EntryFilter = defined(rest)
    const { database } = services
    if (format === 'csv') return { data: [], csv: toCsv(readAllEntries(database, caller.userId, filter)) }
    // A list of a user, not of a store: the cursor is bound to the user's id instead.
    const scope = { services, store: { id: caller.userId } as StoreRow }
    const place = await readPlace(scope, 'access_log', filter, { limit, cursor })
    const before = 'after' in place.position ? Number(place.position.after) : null
    const found = await readEntries(database, caller.userId, filter, { before, limit: place.limit + 1 })
    const items = found.slice(0, place.limit)
    const next = found.length > place.limit ? String(items.at(-1)?.seq) : null
    const { pagination } = await toListOutcome(scope, 'access_log', filter, place, {
      items,
      next,
      total: null,
      sort: 'newest_first',
      coverage: [],
    })
    return { data: items, ...(pagination ? { pagination } : {}), meta: { sort: 'newest_first' } }
  },
})
