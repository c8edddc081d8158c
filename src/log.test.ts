// The log writes its own fields and nothing else, whatever it is handed.
import { expect, test } from 'vitest'
import { AppError } from './errors.ts'
import { createLog, describeError, type LogFields } from './log.ts'

const CANARY = 'kanari@example.hu'

function collect() {
  const lines: unknown[] = []
  return { lines, log: createLog((level, event, fields) => void lines.push({ level, event, fields })) }
}

test('unknown fields are dropped, known ones are cut', () => {
  const { lines, log } = collect()
  log.info('request', { status: 200, route: 'r'.repeat(500), email: CANARY, query: CANARY } as LogFields)
  expect(lines).toEqual([
    { level: 'info', event: 'request', fields: { status: 200, route: 'r'.repeat(200) } },
  ])
})

test('an error is described without its message', () => {
  const parser = (() => {
    try {
      return JSON.parse(`<b>${CANARY}`)
    } catch (error) {
      return error
    }
  })()
  const custom = Object.assign(new Error(CANARY), { code: CANARY, name: `${CANARY} Error`, input: CANARY })
  const multiline = new Error(`x\n    at ${CANARY} (/src/${CANARY.replace('@', '/')}:1`)
  for (const thrown of [
    parser,
    custom,
    multiline,
    new AppError('internal', 'fixed', { cause: custom }),
    CANARY,
    { message: CANARY },
    null,
  ]) {
    expect(JSON.stringify(describeError(thrown))).not.toMatch(/kanari|example\.hu/)
  }
})

test('where our own code failed is kept', () => {
  expect(describeError(new TypeError('x'))).toMatchObject({
    error_name: 'TypeError',
    error_at: expect.stringMatching(/^log\.test\.ts:\d+$/),
  })
})
