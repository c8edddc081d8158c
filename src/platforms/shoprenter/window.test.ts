// Which page is asked for: for any list and any stretch of it, the page holds what it is asked for.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coveringPage, tailPage, widePage } from './window.ts'

const size = fc.integer({ min: 1, max: 100 })

test('the last page holds the newest records, or as many as the largest page can', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_000_000 }), size, (total, wanted) => {
      const { page, limit } = tailPage(total, wanted)
      const start = page * limit
      expect(limit).toBeGreaterThanOrEqual(Math.min(wanted, 200))
      expect(limit).toBeLessThanOrEqual(200)
      // It is the last page: it ends at or after the list, and holds its last record.
      expect(start + limit).toBeGreaterThanOrEqual(total)
      expect(start).toBeLessThanOrEqual(Math.max(0, total - 1))
      expect(start).toBeLessThanOrEqual(Math.max(0, total - wanted))
    }),
  )
})

test('the last page has room for records to come', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 1, max: 50 }), (total, wanted) => {
      const { page, limit } = tailPage(total, wanted)
      expect(page * limit + limit - total).toBeGreaterThanOrEqual(5)
    }),
  )
})

test('a page of 25 costs few more than 25', () => {
  const { page, limit } = tailPage(1300, 25)
  expect({ page, limit }).toEqual({ page: 31, limit: 41 })
})

const index = fc.integer({ min: 0, max: 3_000_000 })

test('one page holds any stretch of up to 100 records', () => {
  fc.assert(
    fc.property(index, size, (from, length) => {
      const to = from + length
      const at = coveringPage(from, to)
      expect(at).not.toBeNull()
      const { page, limit } = at ?? { page: 0, limit: 0 }
      expect(limit).toBeLessThanOrEqual(200)
      expect(page * limit).toBeLessThanOrEqual(from)
      expect(page * limit + limit).toBeGreaterThanOrEqual(to)
    }),
  )
})

test('a few more fit on it where a page can hold them, and are left off where none can', () => {
  fc.assert(
    fc.property(index, fc.integer({ min: 1, max: 95 }), (from, length) => {
      expect(widePage(from, from + length, 5)?.to).toBe(from + length + 5)
    }),
  )
  // Records 100 to 199 fill a page of 100 and lie within one of 200: no page goes further from there.
  expect(widePage(100, 200, 5)).toEqual({ at: { page: 1, limit: 100 }, to: 200 })
})

test('no page holds more than the API gives', () => {
  expect(coveringPage(0, 201)).toBeNull()
  expect(coveringPage(100, 250)).toBeNull()
  expect(widePage(0, 201, 5)).toBeNull()
})
