// How much was read, how well and how fast: what the charts draw.
import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { asUser } from '../db/database.ts'
import { AppError } from '../errors.ts'
import { operation } from '../operation.ts'

const BUCKETS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
type Bucket = keyof typeof BUCKETS

const MAX_POINTS = 750
const MAX_RANGE_MS = 92 * BUCKETS.day
/** PostgreSQL's code for a statement that took longer than it may. */
const QUERY_CANCELED = '57014'

const percentilesSchema = z.object({ p50: z.number(), p95: z.number(), p99: z.number() })
const countsSchema = z.object({
  requests: z.number().int(),
  denied: z.number().int().describe('Refused: the key, the switch, the limit'),
  errors: z.number().int().describe('Allowed, and failed here or at the shop'),
  latency_ms: z
    .object({ total: percentilesSchema, ours: percentilesSchema, shop: percentilesSchema })
    .nullable()
    .describe('null without requests'),
})

const usageSchema = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    bucket: z.enum(['minute', 'hour', 'day']).describe('In UTC'),
    totals: countsSchema,
    series: z.array(countsSchema.extend({ at: z.iso.datetime() })).describe('Every bucket, empty ones too'),
    by_store: z.array(countsSchema.extend({ store_id: z.uuid().nullable() })).describe('Most requests first'),
    by_key: z.array(countsSchema.extend({ key_id: z.uuid().nullable() })).describe('Most requests first'),
  })
  .meta({ id: 'Usage' })

const moment = (description: string) =>
  z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional()
    .describe(description)

/** What is counted together: a bucket of time, a store, a key, or all. */
type Group = 'bucket' | 'store' | 'key' | 'all'

type UsageRow = {
  which: number
  bucket: Date | null
  store_id: string | null
  key_id: string | null
  requests: string | number | bigint
  denied: string | number | bigint
  errors: string | number | bigint
  total: number[] | null
  ours: number[] | null
  shop: number[] | null
}

/** By the bits of grouping(bucket, store_id, key_id): a bit is set for what the row is not grouped by. */
const GROUPS: Readonly<Record<number, Group>> = { 3: 'bucket', 5: 'store', 6: 'key', 7: 'all' }

/** One pass over the user's rows of the range gives all four. */
function usageQuery(asked: {
  userId: string
  from: number
  to: number
  bucket: Bucket
  storeId: string | null
  keyId: string | null
}): RawBuilder<UsageRow> {
  const part = sql`array[0.5, 0.95, 0.99]`
  return sql<UsageRow>`
    with hits as (
      select date_trunc(${sql.lit(asked.bucket)}, l.at, 'UTC') as bucket, l.store_id, l.key_id, l.outcome, l.duration_ms,
             l.shop_ms, greatest(l.duration_ms - l.shop_ms, 0) as own_ms
        from public.access_log l
       where l.user_id = ${asked.userId}::uuid
         and l.at >= ${new Date(asked.from).toISOString()}::timestamptz
         and l.at < ${new Date(asked.to).toISOString()}::timestamptz
         and (${asked.storeId}::uuid is null or l.store_id = ${asked.storeId}::uuid)
         and (${asked.keyId}::uuid is null or l.key_id = ${asked.keyId}::uuid)
    )
    select grouping(bucket, store_id, key_id) as which, bucket, store_id, key_id, count(*) as requests,
           count(*) filter (where outcome = 'denied') as denied, count(*) filter (where outcome = 'failed') as errors,
           percentile_disc(${part}) within group (order by duration_ms) as total,
           percentile_disc(${part}) within group (order by own_ms) as ours,
           percentile_disc(${part}) within group (order by shop_ms) as shop
      from hits
     group by grouping sets ((bucket), (store_id), (key_id), ())
     order by requests desc`
}

function toPercentiles([p50 = 0, p95 = 0, p99 = 0]: readonly number[]) {
  return { p50, p95, p99 }
}

const NOTHING = { requests: 0, denied: 0, errors: 0, latency_ms: null }

function toCounts(row: UsageRow): z.infer<typeof countsSchema> {
  const { total, ours, shop } = row
  return {
    requests: Number(row.requests),
    denied: Number(row.denied),
    errors: Number(row.errors),
    latency_ms:
      total && ours && shop
        ? { total: toPercentiles(total), ours: toPercentiles(ours), shop: toPercentiles(shop) }
        : null,
  }
}

function badRange(field: string, message: string): AppError {
  return new AppError('invalid_request', 'A parameter is missing or not valid.', {
    fields: [{ field, message }],
  })
}

/** The bucket that was asked for, or the one that makes a readable chart of this range. */
function bucketFor(rangeMs: number, asked: Bucket | undefined): Bucket {
  if (rangeMs <= 0) throw badRange('to', 'must be after from')
  if (rangeMs > MAX_RANGE_MS) throw badRange('from', 'must be at most 92 days before to')
  const bucket =
    asked ?? (rangeMs <= 3 * BUCKETS.hour ? 'minute' : rangeMs <= 7 * BUCKETS.day ? 'hour' : 'day')
  if (rangeMs / BUCKETS[bucket] > MAX_POINTS) throw badRange('bucket', 'is too small for this range')
  return bucket
}

export const readUsage = operation({
  name: 'usage.read',
  summary:
    'Count requests, refusals and errors, and measure latency, by time, store and key; at most 92 days, by default the last 24 hours.',
  route: { method: 'GET', function: 'api', path: '/usage' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  input: z.strictObject({
    from: moment('Not before this; ISO 8601 with a zone; default: a day before `to`'),
    to: moment('Before this; default: now'),
    bucket: z.enum(['minute', 'hour', 'day']).optional().describe('Default: by the length of the range'),
    store_id: z.uuid().optional(),
    key_id: z.uuid().optional(),
  }),
  data: usageSchema,
  run: async ({ services, caller, input }) => {
    const to = input.to ?? Math.ceil(services.now())
    const from = input.from ?? to - BUCKETS.day
    const bucket = bucketFor(to - from, input.bucket)
    const query = usageQuery({
      userId: caller.userId,
      from,
      to,
      bucket,
      storeId: input.store_id ?? null,
      keyId: input.key_id ?? null,
    })
    const { rows } = await asUser(services.database, caller.userId, (trx) => query.execute(trx)).catch(
      (cause: unknown) => {
        if (!(cause instanceof Error && 'code' in cause && cause.code === QUERY_CANCELED)) throw cause
        throw new AppError('overloaded', 'That is too much to count at once. Ask for a shorter time.', {
          cause,
        })
      },
    )
    const of = (group: Group) => rows.filter((row) => GROUPS[row.which] === group)
    const byBucket = new Map(of('bucket').map((row) => [row.bucket?.getTime(), toCounts(row)]))
    const [all] = of('all')
    const step = BUCKETS[bucket]
    const first = Math.floor(from / step) * step
    const times = Array.from({ length: Math.ceil((to - first) / step) }, (_, index) => first + index * step)
    return {
      data: {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        bucket,
        totals: all ? toCounts(all) : NOTHING,
        series: times.map((at) => ({ at: new Date(at).toISOString(), ...(byBucket.get(at) ?? NOTHING) })),
        by_store: of('store').map((row) => ({ store_id: row.store_id, ...toCounts(row) })),
        by_key: of('key').map((row) => ({ key_id: row.key_id, ...toCounts(row) })),
      },
    }
  },
})
