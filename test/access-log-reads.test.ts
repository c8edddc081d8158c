// The access log as a merchant reads it: list, CSV, charts and the answer to a person who asks.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CSV_COLUMNS } from '../src/operations/access-log.ts'
import { recordAt } from './support/access-records.ts'
import { startTestService, type TestService } from './support/service.ts'

const DAY_MS = 86_400_000
const ago = (ms: number) => new Date(Date.now() - ms)

let service: TestService
let mine: { token: string; userId: string }
let other: { token: string; userId: string }
const [store, otherStore, key, otherKey] = [0, 1, 2, 3].map(() => crypto.randomUUID()) as [
  string,
  string,
  string,
  string,
]

beforeAll(async () => {
  service = await startTestService()
  mine = await service.signUp()
  other = await service.signUp()
  const user_id = mine.userId
  await recordAt(service.db, ago(40 * DAY_MS), [{ user_id, store_id: otherStore, key_id: otherKey }])
  await recordAt(
    service.db,
    ago(2 * DAY_MS),
    Array.from({ length: 30 }, (_, index) => ({
      user_id,
      store_id: store,
      key_id: key,
      duration_ms: 100 + index,
      shop_ms: 90,
      ...(index < 3 ? { outcome: 'denied' as const, code: 'key_revoked', status: 401 } : {}),
      ...(index === 3 ? { outcome: 'failed' as const, code: 'shop_timeout', status: 504 } : {}),
      ...(index === 4 ? { resource: 'customers' as const, agent: '=cmd|"/c calc"!A1' } : {}),
    })),
  )
  await recordAt(service.db, ago(DAY_MS), [{ user_id: other.userId }])
}, 120_000)
afterAll(() => service.close())

const get = (path: string, token = mine.token, headers: Record<string, string> = {}) =>
  service.call(`/functions/v1/api/${path}`, { token, headers })
const seqs = (body: { data: { seq: number }[] }) => body.data.map((entry) => entry.seq)
const countdown = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, index) => from - index)

describe('list', () => {
  test('newest first, page after page by the cursor, to the end', async () => {
    const first = await get('access-log?limit=20')
    expect(seqs(first.body)).toEqual(countdown(31, 12))
    expect(first.body.pagination).toMatchObject({ page: 1, limit: 20, total: null, has_more: true })
    const second = await get(`access-log?cursor=${first.body.pagination.next_cursor}`)
    expect(seqs(second.body)).toEqual(countdown(11, 1))
    expect(second.body.pagination).toMatchObject({ page: 2, has_more: false, next_cursor: null })
    expect(first.body.data[0]).toEqual({
      seq: 31,
      at: expect.stringMatching(/Z$/),
      store_id: store,
      key_id: key,
      operation: 'orders.list',
      resource: 'orders',
      outcome: 'allowed',
      code: null,
      status: 200,
      item_count: 25,
      duration_ms: 129,
      shop_ms: 90,
      request_id: expect.any(String),
      address: '203.0.113.7',
      agent: 'test agent "é"',
    })
  })

  test.each([
    [`store_id=${otherStore}`, [1]],
    [`key_id=${otherKey}`, [1]],
    ['outcome=denied', [4, 3, 2]],
    ['outcome=failed', [5]],
    ['resource=customers', [6]],
    [`to=${ago(30 * DAY_MS).toISOString()}`, [1]],
    [`from=${ago(3 * DAY_MS).toISOString()}&outcome=denied&store_id=${store}`, [4, 3, 2]],
    [`from=${ago(DAY_MS).toISOString()}`, []],
  ])('%s', async (filter, wanted) => {
    expect(seqs((await get(`access-log?${filter}`)).body)).toEqual(wanted)
  })

  test('a cursor is refused with other filters, and to another user', async () => {
    const { body } = await get('access-log?limit=5')
    const cursor = body.pagination.next_cursor
    for (const answer of [
      await get(`access-log?outcome=denied&cursor=${cursor}`),
      await get(`access-log?cursor=${cursor}`, other.token),
      await get(`access-log?cursor=${cursor.slice(0, -2)}AA`),
    ]) {
      expect([answer.status, answer.body.errors]).toEqual([
        400,
        [{ field: 'cursor', message: expect.any(String) }],
      ])
    }
  })

  test('another user sees their own alone, whatever they filter by', async () => {
    expect(seqs((await get('access-log', other.token)).body)).toEqual([1])
    expect(seqs((await get(`access-log?store_id=${store}`, other.token)).body)).toEqual([])
  })
})

describe('CSV', () => {
  test('everything that the filter lets through, as one file', async () => {
    const answer = await get('access-log', mine.token, { accept: 'text/csv' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="export.csv"')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const lines = answer.text.split('\r\n')
    expect(lines[0]).toBe(CSV_COLUMNS.join(','))
    expect(lines.slice(1, -1).map((line) => Number(line.split(',')[0]))).toEqual(countdown(31, 1))
    expect(lines.at(-1)).toBe('')
    expect(answer.text).toContain(`,"'=cmd|""/c calc""!A1"\r\n`)
    expect(answer.text).toContain(',"test agent ""é"""\r\n')
  })

  test('with a filter, and more rows than one page', async () => {
    const late = await service.signUp()
    await recordAt(
      service.db,
      new Date(),
      Array.from({ length: 2_100 }, (_, index) => ({
        user_id: late.userId,
        status: index % 3 === 0 ? 404 : 200,
        outcome: index % 3 === 0 ? ('failed' as const) : ('allowed' as const),
      })),
    )
    const all = await get('access-log', late.token, { accept: 'text/csv' })
    expect(
      all.text
        .split('\r\n')
        .slice(1, -1)
        .map((line) => Number(line.split(',')[0])),
    ).toEqual(countdown(2100, 1))
    const failed = await get('access-log?outcome=failed', late.token, { accept: 'text/csv;q=0.9' })
    expect(failed.text.split('\r\n')).toHaveLength(702)
  })

  test('an error is an error, also to who wanted CSV', async () => {
    const answer = await get('access-log?surprise=1', mine.token, { accept: 'text/csv' })
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
    expect((await get('stores', mine.token, { accept: 'text/csv' })).body.data).toEqual([])
  })
})

describe('usage', () => {
  test('counts and latency, in total, by time, store and key', async () => {
    const answer = await get(`usage?from=${ago(41 * DAY_MS).toISOString()}&bucket=day`)
    const { data } = answer.body
    expect(data.totals).toEqual({
      requests: 31,
      denied: 3,
      errors: 1,
      latency_ms: {
        total: { p50: 114, p95: 128, p99: 129 },
        ours: { p50: 24, p95: 38, p99: 39 },
        shop: { p50: 90, p95: 90, p99: 90 },
      },
    })
    expect(data.bucket).toBe('day')
    expect(data.series.length).toBeGreaterThanOrEqual(41)
    const busy = data.series.filter((point: { requests: number }) => point.requests > 0)
    expect(
      busy.map((point: { at: string; requests: number }) => [point.at.slice(0, 10), point.requests]),
    ).toEqual([
      [
        ago(40 * DAY_MS)
          .toISOString()
          .slice(0, 10),
        1,
      ],
      [
        ago(2 * DAY_MS)
          .toISOString()
          .slice(0, 10),
        30,
      ],
    ])
    expect(data.series.find((point: { requests: number }) => point.requests === 0).latency_ms).toBeNull()
    const named = (rows: Record<string, unknown>[], name: string) =>
      rows.map((row) => [row[name], row['requests']])
    expect(named(data.by_store, 'store_id')).toEqual([
      [store, 30],
      [otherStore, 1],
    ])
    expect(named(data.by_key, 'key_id')).toEqual([
      [key, 30],
      [otherKey, 1],
    ])
  })

  test('by default the last day, by hours; for one store, one key; another user’s are not counted', async () => {
    const empty = (await get('usage')).body.data
    expect([empty.bucket, empty.totals.requests, empty.totals.latency_ms]).toEqual(['hour', 0, null])
    expect(empty.series.length).toBe(
      Math.ceil((Date.parse(empty.to) - Date.parse(empty.series[0].at)) / 3_600_000),
    )
    const from = ago(41 * DAY_MS).toISOString()
    expect((await get(`usage?from=${from}&store_id=${otherStore}`)).body.data.totals.requests).toBe(1)
    expect((await get(`usage?from=${from}&key_id=${key}`)).body.data.totals.requests).toBe(30)
    expect((await get(`usage?from=${from}`, other.token)).body.data.totals.requests).toBe(1)
  })

  test.each([
    ['to', `from=${ago(0).toISOString()}&to=${ago(1000).toISOString()}`],
    ['from', `from=${ago(93 * DAY_MS).toISOString()}`],
    ['bucket', `from=${ago(2 * DAY_MS).toISOString()}&bucket=minute`],
  ])('a range that is too much: 400 that names %s', async (field, query) => {
    const answer = await get(`usage?${query}`)
    expect([answer.status, answer.body.errors?.[0].field]).toEqual([400, field])
  })
})
