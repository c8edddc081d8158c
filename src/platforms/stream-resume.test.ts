// Places to go on from, and what keeps a stream from reading for ever.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { createStreamGuard } from './stream-guard.ts'
import { type ResumeKey, readResume, writeResume } from './stream-resume.ts'

const KEY: ResumeKey = { store: 'one', of: 'products', since: '2026-11-20T12:00:00Z' }
const shape = z.object({ after: z.number().int().nonnegative() })

test('a place is read as it was written, through JSON too', () => {
  const kept = JSON.parse(JSON.stringify(writeResume(KEY, { after: 7 })))
  expect(readResume(KEY, shape, kept)).toEqual({ after: 7 })
})

test.each([
  null,
  {},
  { after: 7 },
  { ...writeResume(KEY, { after: 7 }), store: 'two' },
  { ...writeResume(KEY, { after: 7 }), of: 'ids' },
  { ...writeResume(KEY, { after: 7 }), since: null },
  { ...writeResume(KEY, { after: 7 }), since: '2026-11-20T12:00:01Z' },
  writeResume(KEY, { after: -1 }),
  writeResume(KEY, { after: '7' }),
  writeResume(KEY, {}),
])('%j starts over', (resume) => {
  expect(readResume(KEY, shape, resume)).toBeNull()
})

const reasonOf = (work: () => void): string | undefined => {
  try {
    work()
    return undefined
  } catch (thrown) {
    return thrown instanceof AppError && thrown.code === 'shop_invalid_response' ? thrown.reason : 'other'
  }
}

test('a guard stops ids that come twice, pages without anything new, and a list without an end', () => {
  expect(reasonOf(() => createStreamGuard().page(['1', '2', '1']))).toBe('stream_id_twice')
  const still = createStreamGuard()
  for (let page = 1; page < 10; page++) expect(reasonOf(() => still.fresh(0))).toBeUndefined()
  expect(reasonOf(() => still.fresh(0))).toBe('stream_stands_still')
  const moving = createStreamGuard()
  for (let page = 0; page < 50; page++) expect(reasonOf(() => moving.fresh(page % 9))).toBeUndefined()
  const long = createStreamGuard(5)
  expect(reasonOf(() => long.page([1, 2, 3]))).toBeUndefined()
  expect(reasonOf(() => long.page([4, 5, 6]))).toBe('stream_endless')
})
