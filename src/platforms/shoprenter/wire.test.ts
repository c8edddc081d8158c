// The scalars of an answer: every form of empty, numbers as text, entities decoded once, links without hosts.
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { decimal, flag, innerId, innerIdOf, link, listOf, pageOf, text } from './wire.ts'

const EMPTY = ['', null, [], {}, undefined]

describe('empty in all its forms', () => {
  test.each([
    ['text', text],
    ['a decimal', decimal],
    ['a flag', flag],
    ['a link', link],
  ] as const)('%s is null', (_, schema) => {
    expect(EMPTY.map((value) => schema.parse(value))).toEqual([null, null, null, null, null])
  })

  test('a list is the empty list, and a field that is missing is empty', () => {
    expect(EMPTY.map((value) => listOf(text).parse(value))).toEqual([[], [], [], [], []])
    expect(z.object({ a: text, b: listOf(text) }).parse({})).toEqual({ a: null, b: [] })
  })

  test('what is neither empty nor of the type is an error', () => {
    expect(text.safeParse({ a: 1 }).success).toBe(false)
    expect(text.safeParse(true).success).toBe(false)
    expect(decimal.safeParse('8.128 Ft').success).toBe(false)
    expect(decimal.safeParse('1e3').success).toBe(false)
    expect(flag.safeParse('igen').success).toBe(false)
    expect(listOf(text).safeParse('egy').success).toBe(false)
  })
})

test('numbers and their texts are the same', () => {
  expect(text.parse(8)).toBe('8')
  expect(decimal.parse('6570.0000')).toBe('6570.0000')
  expect(innerId.parse(172)).toBe('172')
  expect(['1', 1, true, '0', 0, false].map((value) => flag.parse(value))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})

test('a number of a record is a plain one', () => {
  for (const value of ['0', '01', '-1', '1.5', 'x', '', null, '12345678901']) {
    expect(innerId.safeParse(value).success).toBe(false)
  }
})

test('entities are decoded once and no further', () => {
  expect(text.parse('O&#039;Neill &amp; Társa')).toBe("O'Neill & Társa")
  expect(text.parse('&amp;lt;b&amp;gt;')).toBe('&lt;b&gt;')
  expect(text.parse('AT&T &copy')).toBe('AT&T &copy')
})

describe('a link', () => {
  test('is the id at its end, whatever its host', () => {
    const href = 'http://tesztbolt.api.myshoprenter.hu/orders/b3JkZXItb3JkZXJfaWQ9MTA0Mg=='
    expect(link.parse({ href })).toBe('b3JkZXItb3JkZXJfaWQ9MTA0Mg==')
    expect(link.parse({ href: 'http://evil.example/x/ERP%2F00042%20A' })).toBe('ERP/00042 A')
    expect(link.parse({ href: 'http://shop/x/100%' })).toBe('100%')
    expect(link.parse({ href: [] })).toBeNull()
  })

  test('gives the number of a record of the API’s own making only', () => {
    expect(innerIdOf('Y3VzdG9tZXItY3VzdG9tZXJfaWQ9MzE4')).toBe('318')
    expect(innerIdOf('b3JkZXJTdGF0dXMtb3JkZXJfc3RhdHVzX2lkPTE0')).toBe('14')
    expect(innerIdOf('318')).toBeNull()
    expect(innerIdOf('ERP-UGYFEL-77')).toBeNull()
    expect(innerIdOf(btoa('customer-customer_id=0'))).toBeNull()
    expect(innerIdOf(btoa('productDescription-product_id=1707&language_id=1'))).toBeNull()
    expect(innerIdOf(null)).toBeNull()
  })
})

describe('a page', () => {
  const page = pageOf(z.object({ id: text }))

  test('has its numbers as numbers or as text, or lacks them', () => {
    const items = [{ id: 'a' }]
    expect(page.parse({ page: 0, pageCount: 13, items })).toMatchObject({ pageCount: 13, items })
    expect(page.parse({ page: '0', pageCount: '120', items })).toMatchObject({ pageCount: 120 })
    expect(page.parse({ page: '0', next: { href: 'http://x/y' }, items })).toMatchObject({ pageCount: null })
  })

  test('may be wrapped, as documents draw it', () => {
    expect(page.parse({ response: { pageCount: 1, items: [{ id: 'a' }] } }).items).toEqual([{ id: 'a' }])
  })

  test('without items is no page', () => {
    expect(page.safeParse({ surprise: 'x' }).success).toBe(false)
    expect(page.safeParse({ items: 'x' }).success).toBe(false)
    expect(page.parse({ items: {} }).items).toEqual([])
  })
})
