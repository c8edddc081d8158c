// Answers that are read piece by piece: every bound holds, and every end lets go of the connection.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type RunningShop, serveShop } from '../../sandbox/shop.ts'
import { expectNoCanary } from '../../test/support/canary.ts'
import { testEgress } from '../../test/support/shop-context.ts'
import { AppError } from '../errors.ts'
import type { Egress } from './egress.ts'
import { readLines, type StreamBounds } from './streamed-answer.ts'

const BOUNDS: StreamBounds = { maxBytes: 10_000_000, idleMs: 2_000 }
const LINE = `${'x'.repeat(99)}\n`
let shop: RunningShop
let egress: Egress
let handedOut = 0
let ended = 0

beforeAll(async () => {
  shop = await serveShop({
    fetch: (request) => {
      const count = Number(new URL(request.url).searchParams.get('kilobytes') ?? 1)
      let left = count
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          if (left-- <= 0) return controller.close()
          handedOut++
          await pause(0)
          controller.enqueue(new TextEncoder().encode(LINE.repeat(10)))
        },
        cancel: () => void ended++,
      })
      return new Response(body, { headers: { 'content-type': 'application/jsonl' } })
    },
  })
  egress = testEgress({ sleep: async () => {} })
})
afterAll(async () => {
  await egress.close()
  await shop.close()
})
afterEach(() => shop.faults.clear())

type Opened = {
  path?: string
  bounds?: Partial<StreamBounds>
  deadlineMs?: number
  url?: string
  from?: Egress
}

function open({ path = '/', bounds = {}, deadlineMs = 10_000, url, from = egress }: Opened = {}) {
  const http = from.open(crypto.randomUUID(), undefined, { deadlineAt: Date.now() + deadlineMs })
  return http.stream({ method: 'GET', url: url ?? `${shop.origin}${path}` }, { ...BOUNDS, ...bounds })
}

async function readAll(opened: Opened = {}): Promise<number> {
  let size = 0
  for await (const piece of (await open(opened)).pieces) size += piece.byteLength
  return size
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await work.catch((error: unknown) => error)
  if (!(thrown instanceof AppError)) throw new Error(`no AppError: ${String(thrown)}`)
  expectNoCanary(thrown)
  return thrown
}

it('is read whole, and only as fast as it is asked for', async () => {
  expect(await readAll({ path: '/?kilobytes=200' })).toBe(200_000)
  handedOut = 0
  const { pieces } = await open({ path: '/?kilobytes=60000' })
  for await (const piece of pieces) {
    expect(piece.byteLength).toBeGreaterThan(0)
    await pause(200)
    break
  }
  await pause(50)
  const then = handedOut
  expect(then).toBeLessThan(60_000)
  await pause(100)
  expect(handedOut).toBe(then)
  expect(ended).toBeGreaterThan(0)
}, 20_000)

it('ends at its bound of bytes', async () => {
  const error = await failureOf(readAll({ path: '/?kilobytes=50', bounds: { maxBytes: 20_000 } }))
  expect(error).toMatchObject({ code: 'shop_invalid_response', reason: 'too_large' })
})

it('counts bytes after unpacking', async () => {
  shop.faults.set({ kind: 'bomb' })
  const error = await failureOf(readAll({ bounds: { maxBytes: 1_000_000 } }))
  expect(error).toMatchObject({ code: 'shop_invalid_response', reason: 'too_large' })
})

it('ends when the shop is silent, not when who reads is slow', async () => {
  let size = 0
  for await (const piece of (await open({ path: '/?kilobytes=3000', bounds: { idleMs: 300 } })).pieces) {
    if (size === 0) await pause(500)
    size += piece.byteLength
  }
  expect(size).toBe(3_000_000)
  shop.faults.set({ kind: 'slow', ms: 5_000 })
  const silent = await open({ bounds: { idleMs: 200 }, deadlineMs: 400 }).then(
    ({ pieces }) => pieces,
    (error: unknown) => error,
  )
  expect(silent).toMatchObject({ code: 'shop_timeout' })
})

it('ends at the deadline, though pieces drip in', async () => {
  shop.faults.set({ kind: 'drip' })
  const begun = Date.now()
  const error = await failureOf(readAll({ deadlineMs: 600 }))
  expect(error.code).toBe('shop_timeout')
  expect(Date.now() - begun).toBeLessThan(5_000)
}, 10_000)

it.each([
  [{ kind: 'status', status: 503 }, 'shop_unavailable'],
  [{ kind: 'reset' }, 'shop_unavailable'],
  [{ kind: 'truncated' }, 'shop_unavailable'],
  [{ kind: 'redirect', location: 'http://127.0.0.1:1/' }, 'shop_invalid_response'],
] as const)('%j is %s, without another try', async (fault, code) => {
  shop.faults.set(fault)
  shop.calls.clear()
  expect((await failureOf(readAll())).code).toBe(code)
  expect(shop.calls.list()).toHaveLength(1)
})

it('another status is said, with nothing to read', async () => {
  shop.faults.set({ kind: 'status', status: 403 })
  const { status, pieces } = await open()
  let count = 0
  for await (const piece of pieces) count += piece.byteLength
  expect([status, count]).toEqual([403, 0])
})

it('keeps the address rule', async () => {
  const strict = testEgress({ allowPrivate: false })
  for (const url of ['http://127.0.0.1:8123/', 'http://[::1]:8123/', 'http://localhost:8123/']) {
    const error = await failureOf(readAll({ url, from: strict }))
    expect(error).toMatchObject({ code: 'shop_unavailable', reason: 'address_refused' })
  }
  await strict.close()
})

it('lines are put together from pieces, whatever the cut', async () => {
  const text = '{"a":"ő"}\r\n\n{"b":"🎁"}\n{"c":1}'
  const bytes = new TextEncoder().encode(text)
  for (const step of [1, 2, 3, 7, 100]) {
    const pieces = (async function* () {
      for (let at = 0; at < bytes.length; at += step) yield bytes.slice(at, at + step)
    })()
    const lines: string[] = []
    for await (const line of readLines(pieces, 20)) lines.push(line.trim())
    expect(lines).toEqual(['{"a":"ő"}', '{"b":"🎁"}', '{"c":1}'])
  }
})

it('a line without an end is refused before it is held', async () => {
  let given = 0
  const pieces = (async function* () {
    for (; ; given++) yield new Uint8Array(1_000).fill(120)
  })()
  const read = async () => {
    for await (const line of readLines(pieces, 5_000)) expect(line).toBe('')
  }
  expect(await failureOf(read())).toMatchObject({ code: 'shop_invalid_response', reason: 'line_too_long' })
  expect(given).toBeLessThan(10)
})
