// Places in lists: written and read back, and nothing else read.
import { expect, test } from 'vitest'
import { AppError } from '../../errors.ts'
import { back, END, forth, readPositions, START, writePositions } from './position.ts'

test('places come back as they were written', () => {
  const places = [back(1275, 2276), back(50, null), forth(25), END, START]
  expect(writePositions(places)).toBe('b1275.2276-b50-f25-e-s')
  expect(readPositions('b1275.2276-b50-f25-e-s', 5)).toEqual(places)
})

test('before the first record is the end, and when all are at it nothing is left', () => {
  expect(back(0, 7)).toEqual(END)
  expect(writePositions([back(0, null), END])).toBeNull()
})

test('without a place every list is at its start', () => {
  expect(readPositions(null, 2)).toEqual([START, START])
})

test.each(['', 'x', 'b', 'b-1', 'b1 ', 'e1', 'b99999999999', 'b1-b2', 'b1.', 'f1.2', '../b1'])(
  '%j is refused',
  (token) => {
    try {
      readPositions(token, 1)
      expect.unreachable()
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(AppError)
      expect(thrown).toMatchObject({ code: 'invalid_request', fields: [{ field: 'cursor' }] })
    }
  },
)
