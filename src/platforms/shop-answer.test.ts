// A shop's text becomes a checked value, or an error that holds not a word of it.
import { Response } from 'undici'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { parseForeign, parseForeignJson, readAnswer } from './shop-answer.ts'

const CANARY = 'KANARI-Vendeg'

function failureOf(work: () => unknown): AppError {
  try {
    expect.unreachable(JSON.stringify(work()))
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown
    throw thrown
  }
}

describe('parseForeignJson', () => {
  it.each([
    ['[]', []],
    ['\ufeff{"a":1}', { a: 1 }],
    [' \n null', null],
    ['"<b>"', '<b>'],
    [`${'['.repeat(64)}${']'.repeat(64)}`, JSON.parse(`${'['.repeat(64)}${']'.repeat(64)}`)],
    [JSON.stringify('[{'.repeat(500)), '[{'.repeat(500)],
    [JSON.stringify(`"${'['.repeat(100)}`), `"${'['.repeat(100)}`],
    [JSON.stringify(`\\"${'{'.repeat(100)}`), `\\"${'{'.repeat(100)}`],
    [`[${'[],'.repeat(500)}[]]`, Array(501).fill([])],
  ])('reads %j', (text, value) => {
    expect(parseForeignJson(text)).toEqual(value)
  })

  it.each([
    [`<!DOCTYPE html><p>${CANARY}`, 'html_instead_of_json'],
    [`\ufeff <br />\n<b>Warning</b>: ${CANARY}\n[]`, 'html_instead_of_json'],
    [`PHP Warning: ${CANARY}\n[]`, 'broken_json'],
    [`{"email": "${CANARY}", `, 'broken_json'],
    [`{"email": "${CANARY}"} x`, 'broken_json'],
    [`\ufeff\ufeff{"a": "${CANARY}"}`, 'broken_json'],
    ['', 'broken_json'],
    ['undefined', 'broken_json'],
    ['{"a": NaN}', 'broken_json'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'json_too_deep'],
    [`${'{"a":'.repeat(100_000)}`, 'json_too_deep'],
    [`{"x":"\\\\", "a":${'['.repeat(70)}`, 'json_too_deep'],
  ])('refuses %j', (text, reason) => {
    const failure = failureOf(() => parseForeignJson(text))
    expect(failure.code).toBe('shop_invalid_response')
    expect(failure.reason).toBe(reason)
    expect(failure.cause).toBeUndefined()
    expect(`${failure.stack}${JSON.stringify(failure)}`).not.toContain('KANARI')
  })
})

describe('parseForeign', () => {
  const order = z.object({
    id: z.int(),
    billing: z.object({ email: z.string() }).optional(),
    lines: z.array(z.object({ sku: z.string().nullable() })).default([]),
    meta: z
      .record(z.string(), z.object({ value: z.number() }))
      .nullable()
      .optional(),
    total: z.union([z.string(), z.number()]).transform(String),
    shown: z.preprocess((value) => value ?? {}, z.object({ name: z.string().optional() })),
    kind: z.discriminatedUnion('type', [z.object({ type: z.literal('a'), a: z.string() })]).optional(),
  })
  const good = { id: 1, total: '1.00', shown: null }

  it('gives the value in its shape, without what the shape has not', () => {
    expect(parseForeign(order, { ...good, extra: CANARY })).toEqual({
      id: 1,
      lines: [],
      total: '1.00',
      shown: {},
    })
  })

  it.each([
    [null, ''],
    [[], ''],
    [{ ...good, id: CANARY }, 'id'],
    [{ ...good, billing: { email: 1 } }, 'billing.email'],
    [{ ...good, lines: [{ sku: null }, { sku: 7 }] }, 'lines.#.sku'],
    [{ ...good, meta: { [CANARY]: { value: 'x' } } }, 'meta.*.value'],
    [{ ...good, meta: { kanari_vendeg: 'x' } }, 'meta.*'],
    [{ ...good, total: {} }, 'total'],
    [{ ...good, shown: { name: 3 } }, 'shown.name'],
    [{ ...good, kind: { type: 'a', a: 4 } }, 'kind.a'],
    [{ ...good, kind: { type: CANARY } }, 'kind.type'],
  ])('says where %j is wrong and nothing of what is there', (value, where) => {
    const failure = failureOf(() => parseForeign(order, value))
    expect(failure.code).toBe('shop_invalid_response')
    expect(failure.reason).toBe(`unexpected_shape:${where}`)
    expect(failure.cause).toBeUndefined()
    expect(`${failure.stack}${JSON.stringify(failure)}`).not.toMatch(/kanari/i)
  })

  it.each([
    ['a loose object', z.looseObject({ id: z.number().optional() })],
    ['a record', z.record(z.string(), z.unknown())],
    ['an object', z.object({ id: z.number().optional() })],
  ])('gives no prototype of the shop’s making by %s', (_, schema) => {
    const value = parseForeign<object>(schema, parseForeignJson('{"id": 1, "__proto__": {"admin": true}}'))
    expect(Object.getPrototypeOf({ ...value })).toBe(Object.prototype)
    expect(Object.getPrototypeOf(value)).not.toHaveProperty('admin')
    expect('admin' in value).toBe(false)
    expect('admin' in {}).toBe(false)
  })
})

describe('readAnswer', () => {
  it('reads an answer whole: status, headers in any case, text and JSON', async () => {
    const answer = await readAnswer(
      new Response('[{"név":"Őri"}]', { status: 404, headers: { 'X-WP-Total': '7' } }),
    )
    expect(answer.status).toBe(404)
    expect(answer.header('x-wp-total')).toBe('7')
    expect(answer.header('X-WP-TOTAL')).toBe('7')
    expect(answer.header('x-none')).toBeNull()
    expect(answer.text).toBe('[{"név":"Őri"}]')
    expect(answer.json(z.array(z.object({ név: z.string() })))).toEqual([{ név: 'Őri' }])
  })

  it('puts a letter together that came in two parts', async () => {
    const bytes = new TextEncoder().encode('"ő"')
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.slice(0, 2))
        controller.enqueue(bytes.slice(2))
        controller.close()
      },
    })
    expect((await readAnswer(new Response(body))).text).toBe('"ő"')
  })

  it('takes an empty answer for empty text', async () => {
    const answer = await readAnswer(new Response(null, { status: 204 }))
    expect(answer.text).toBe('')
    expect(failureOf(() => answer.json(z.unknown())).reason).toBe('broken_json')
  })

  it.each([
    [16 * 1024 * 1024, null],
    [16 * 1024 * 1024 + 1, 'too_large'],
  ])('sets the limit at 16 MiB: %i bytes, %j', async (size, reason) => {
    const part = new Uint8Array(1024 * 1024).fill(32)
    let left = size
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(part.slice(0, Math.min(left, part.length)))
        left -= Math.min(left, part.length)
        if (left === 0) controller.close()
      },
    })
    const outcome = await readAnswer(new Response(body)).catch((thrown: unknown) => thrown)
    if (reason === null) expect(outcome).toMatchObject({ status: 200 })
    else expect(outcome).toMatchObject({ code: 'shop_invalid_response', reason })
  })

  it('stops reading an endless answer, and tells the shop so', async () => {
    let cancelled = false
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024)),
      cancel: () => {
        cancelled = true
      },
    })
    await expect(readAnswer(new Response(body))).rejects.toMatchObject({ reason: 'too_large' })
    expect(cancelled).toBe(true)
  })
})
