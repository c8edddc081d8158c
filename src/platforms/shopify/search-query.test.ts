// No value from outside is ever anything but one quoted phrase in a search.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseSearch, type SearchTerm, termsOf } from '../../../sandbox/shopify/search-syntax.ts'
import { toOrderSearch } from './order-search.ts'
import { quotePhrase, searchRange, searchTerm, searchWords } from './search-query.ts'

/** Any text at all, and text made of what is special in the syntax. */
const SYNTAX = [
  '"',
  "'",
  '\\',
  '(',
  ')',
  ':',
  '*',
  '-',
  ',',
  ' ',
  'OR',
  'AND',
  'NOT',
  'email:',
  '..',
  '>',
  '\n',
  '\u0000',
  'a',
]
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...SYNTAX), { maxLength: 20 }).map((parts) => parts.join('')),
)

/** What is left of a text in a query, worked out character by character. */
function printable(text: string): string {
  return [...text]
    .filter((char) => {
      const code = char.codePointAt(0) ?? 0
      return !(code < 0x20 || (code >= 0x7f && code < 0xa0))
    })
    .map((char) => (/^[\ud800-\udfff]$/.test(char) ? '\ufffd' : char))
    .join('')
}

const phrase = (field: string, value: string): SearchTerm => ({
  kind: 'term',
  field,
  comparator: ':',
  value: printable(value),
  quoted: true,
  prefix: false,
})

describe('1,000 texts', () => {
  test('each become exactly one quoted term, with nothing of it lost but control characters', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(parseSearch(searchTerm('email', text))).toEqual(phrase('email', text))
      }),
      { numRuns: 1000 },
    )
  })

  test('as filters of orders add no term and no operator of their own', () => {
    fc.assert(
      fc.property(anyText, anyText, (email, number) => {
        const bare = number.trim().replace(/^#/, '')
        const search = toOrderSearch({ email, number, status: ['cancelled'] })
        expect(parseSearch(search?.query ?? '')).toEqual({
          kind: 'and',
          parts: [
            { ...phrase('status', 'cancelled'), quoted: false },
            { kind: 'or', parts: [phrase('name', bare), phrase('name', `#${bare}`)] },
            phrase('email', email),
          ],
        })
      }),
      { numRuns: 1000 },
    )
  })

  test('as free text are words only, all of them quoted and none of them a filter', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const terms = termsOf(parseSearch(searchWords(text).join(' ')))
        expect(terms.every((term) => term.quoted && term.field === null)).toBe(true)
        expect(terms.length).toBe(searchWords(text).length)
      }),
      { numRuns: 1000 },
    )
  })
})

test('a phrase looks as Shopify’s syntax says', () => {
  expect(quotePhrase('a" OR email:* "\\')).toBe('"a\\" OR email:* \\"\\\\"')
  expect(quotePhrase('Őri\u0007\n Béla')).toBe('"Őri Béla"')
})

test('dates are written anew, and both ends are included', () => {
  expect(searchRange('created_at', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00.5Z')).toEqual([
    'created_at:>="2026-11-01T00:00:00.000Z"',
    'created_at:<="2026-11-02T00:00:00.500Z"',
  ])
})

describe('a filter of orders', () => {
  test('fits exactly only where the search says the same as the filter', () => {
    expect(toOrderSearch({})).toEqual({ query: null, fit: 'exact' })
    expect(toOrderSearch({ customer_id: '7', payment_status: ['paid'] })).toEqual({
      query: 'financial_status:paid customer_id:"7"',
      fit: 'exact',
    })
    expect(toOrderSearch({ email: 'a@example.hu' })?.fit).toBe('close')
    expect(toOrderSearch({ email: 'a@example.hu', status: ['failed'] })?.fit).toBe('loose')
    expect(toOrderSearch({ payment_status: ['paid', 'unknown'] })).toEqual({ query: null, fit: 'loose' })
  })

  test.each(['x', '1 OR id:>0', '', '1\n', '123456789012345678901'])(
    'with the customer id %j finds nothing',
    (id) => {
      expect(toOrderSearch({ customer_id: id })).toBeNull()
    },
  )
})
