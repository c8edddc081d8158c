// The search syntax as Shopify describes it: what is read, and what is found.
import { describe, expect, test } from 'vitest'
import { prepareSearch, type SearchFields } from './search-match.ts'
import { MalformedQuery, parseSearch } from './search-syntax.ts'

type Row = {
  readonly email: string
  readonly tags: readonly string[]
  readonly at: string
  readonly count: number
}

const FIELDS: SearchFields<Row> = {
  default: { kind: 'text', of: (row) => [row.email] },
  email: { kind: 'text', of: (row) => [row.email] },
  tag: { kind: 'word', of: (row) => row.tags },
  at: { kind: 'time', of: (row) => row.at },
  day: { kind: 'time', days: true, of: (row) => row.at },
  count: { kind: 'number', of: (row) => row.count },
}
const A: Row = { email: 'bo.wang@example.com', tags: ['VIP'], at: '2026-11-01T10:00:00Z', count: 1 }
const B: Row = { email: 'anna@gmail.com', tags: ['B2B', 'VIP'], at: '2026-11-01T12:00:00Z', count: 5 }
const C: Row = { email: 'x-anna@gmail.com', tags: [], at: '2026-11-03T00:00:00Z', count: 9 }
const found = (query: string) => [A, B, C].filter(prepareSearch(query, FIELDS).matches)

describe('a query is read as', () => {
  test('terms, with AND between them, and OR weaker than that', () => {
    expect(parseSearch('a b OR NOT (c -tag:d)')).toMatchObject({
      kind: 'or',
      parts: [
        { kind: 'and', parts: [{ value: 'a' }, { value: 'b' }] },
        {
          kind: 'not',
          part: { kind: 'and', parts: [{ value: 'c' }, { kind: 'not', part: { field: 'tag' } }] },
        },
      ],
    })
  })

  test('phrases in either quotes, with escapes', () => {
    expect(parseSearch(`email:"a\\"b\\\\" 'it is'`)).toMatchObject({
      parts: [
        { field: 'email', value: 'a"b\\', quoted: true },
        { field: null, value: 'it is', quoted: true },
      ],
    })
  })

  test('comparators, also with a space behind the colon', () => {
    expect(parseSearch("at: >='2024-01-01' count:<5")).toMatchObject({
      parts: [
        { field: 'at', comparator: ':>=', value: '2024-01-01' },
        { field: 'count', comparator: ':<', value: '5' },
      ],
    })
  })

  test('nothing at all, when it is empty', () => {
    expect(parseSearch('  ')).toBeNull()
  })

  test.each(['"open', '(a', 'a)', 'NOT', 'a OR', 'email:'])('no query: %s', (text) => {
    expect(() => parseSearch(text)).toThrow(MalformedQuery)
  })
})

const CASES: readonly (readonly [query: string, rows: readonly Row[], why: string])[] = [
  ['email:gmail.com', [B, C], 'every address with that word, when it is not quoted'],
  ['email:"anna@gmail.com"', [B, C], 'a phrase also inside of a longer one'],
  ['email:"bo.wang@example.com"', [A], 'an address'],
  ['email:bo*', [A], 'what begins so'],
  ['email:"bo*"', [], 'no star inside quotes'],
  ['email:*', [A, B, C], 'everything that has one'],
  ['ANNA', [B, C], 'words in any case'],
  ['tag:b2b,other', [B], 'one of a list'],
  ['-tag:VIP', [C], 'what is not so'],
  ["at:>'2026-11-01T10:00:00Z'", [B, C], 'later instants'],
  ["at:'2026-11-01T09:00:00Z..2026-11-01T11:00:00Z'", [A], 'a range'],
  ["day:>'2026-11-01T10:00:00Z'", [C], 'later days only, where days are all it tells apart'],
  ["day:>='2026-11-01T11:00:00Z'", [A, B, C], 'the whole day, too'],
  ['count:>=5', [B, C], 'numbers'],
  ['(count:1 OR count:9) -tag:VIP', [C], 'what brackets say'],
  ['colour:red', [A, B, C], 'everything, for a filter that is unknown'],
  ['NOT colour:red', [A, B, C], 'everything, for the opposite of one'],
  ['email:"open', [A, B, C], 'everything, for what is no query'],
]

describe('a search finds', () => {
  test.each(CASES)('%s → %#: %s', (query, rows) => {
    expect(found(query)).toEqual(rows)
  })

  test('and warns of what it ignored', () => {
    expect(prepareSearch('colour:red tag:VIP', FIELDS).warnings).toEqual([
      { field: 'colour', message: 'Invalid search field for this query.', code: 'invalid_field' },
    ])
  })
})
