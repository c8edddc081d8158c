// Calls to a shop that behaves, misbehaves, or never ends: each has the promised outcome, in time, without a word of the shop's.
import net, { type AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { type Fault, type RunningShop, serveShop } from '../../sandbox/shop.ts'
import { expectNoCanary } from '../../test/support/canary.ts'
import { testEgress } from '../../test/support/shop-context.ts'
import { AppError } from '../errors.ts'
import type { CallBudget, Egress, ShopRequest } from './egress.ts'

const records = z.array(z.object({ id: z.number() }))
const seen: Request[] = []
const bodies: string[] = []
let shop: RunningShop
let other: RunningShop
let egress: Egress

beforeAll(async () => {
  const fetch = async (request: Request) => {
    seen.push(request)
    bodies.push(await request.text())
    const { pathname } = new URL(request.url)
    if (pathname === '/moved') return new Response(null, { status: 301, headers: { location: '/records' } })
    if (pathname === '/again') return new Response(null, { status: 308, headers: { location: '/moved' } })
    if (pathname === '/bare') return new Response(null, { status: 302 })
    if (pathname.startsWith('/status/')) return new Response('{}', { status: Number(pathname.slice(8)) })
    return Response.json([{ id: 1 }], { headers: { 'x-total': '1' } })
  }
  shop = await serveShop({ fetch })
  other = await serveShop({ fetch })
  egress = testEgress({ sleep: async () => {} })
})
afterAll(async () => {
  await egress.close()
  await Promise.all([shop.close(), other.close()])
})
beforeEach(() => {
  for (const running of [shop, other]) {
    running.calls.clear()
    running.faults.clear()
  }
  seen.splice(0)
  bodies.splice(0)
})

type Sent = Partial<ShopRequest> & { path?: string; deadlineMs?: number; onCall?: CallBudget['onCall'] }

/** One call for a store of its own. */
function send({ path = '/records', deadlineMs = 5_000, onCall, ...request }: Sent = {}) {
  const budget = { deadlineAt: Date.now() + deadlineMs, ...(onCall ? { onCall } : {}) }
  const http = egress.open(crypto.randomUUID(), undefined, budget)
  return http.send({ method: 'GET', url: `${shop.origin}${path}`, ...request })
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await work.catch((error: unknown) => error)
  if (!(thrown instanceof AppError)) throw new Error(`no AppError: ${JSON.stringify(thrown)}`)
  expectNoCanary(thrown)
  return thrown
}

describe('a shop that behaves', () => {
  it('gets the request as it was given and is heard whole', async () => {
    const answer = await send({ method: 'POST', headers: { 'x-token': 't' }, body: '{"query":"ő"}' })
    expect(answer.status).toBe(200)
    expect(answer.header('X-Total')).toBe('1')
    expect(answer.json(records)).toEqual([{ id: 1 }])
    expect(seen[0]?.method).toBe('POST')
    expect(seen[0]?.headers.get('x-token')).toBe('t')
    expect(seen[0]?.headers.get('user-agent')).toBe('ShopCall-Test')
    expect(seen[0]?.headers.get('accept-encoding')).toBe('gzip, deflate')
    expect(bodies).toEqual(['{"query":"ő"}'])
  })

  it.each([200, 204, 400, 401, 403, 404, 422])('says %i to the adapter', async (status) => {
    if (status === 204) shop.faults.set({ kind: 'status', status, body: '' })
    expect((await send({ path: `/status/${status}` })).status).toBe(status)
    expect(shop.calls.list()).toHaveLength(1)
  })

  it('tells about every call that was made, and about no other', async () => {
    const told: (number | null)[] = []
    shop.faults.set({ kind: 'status', status: 502 }, { times: 1 })
    shop.faults.set({ kind: 'reset' }, { times: 1 })
    const startedAt = Date.now()
    await send({
      onCall: (call) => {
        told.push(call.status)
        expect(call.startedAt).toBeGreaterThanOrEqual(startedAt)
        expect(call.startedAt + call.ms).toBeLessThanOrEqual(Date.now())
      },
    })
    expect(told).toEqual([502, null, 200])
    expect(shop.calls.list()).toHaveLength(3)
  })
})

describe('a fault that passes', () => {
  const once: Fault[] = [
    { kind: 'reset' },
    { kind: 'truncated' },
    ...[500, 502, 503, 504, 520].map((status): Fault => ({ kind: 'status', status })),
  ]

  it.each(once)('$kind $status once: the caller does not notice', async (fault) => {
    shop.faults.set(fault, { times: 1 })
    expect((await send()).json(records)).toEqual([{ id: 1 }])
    expect(shop.calls.list()).toHaveLength(2)
  })

  it.each(once)('$kind $status once: a POST is not sent twice', async (fault) => {
    shop.faults.set(fault, { times: 1 })
    expect((await failureOf(send({ method: 'POST', body: '{}' }))).code).toBe('shop_unavailable')
    expect(shop.calls.list()).toHaveLength(1)
  })

  it.each(once)('$kind $status once: a POST that only reads is sent again', async (fault) => {
    shop.faults.set(fault, { times: 1 })
    expect((await send({ method: 'POST', body: '{}', reads: true })).status).toBe(200)
    expect(bodies.at(-1)).toBe('{}')
    expect(shop.calls.list()).toHaveLength(2)
  })
})

describe('a fault that stays', () => {
  it.each([
    [{ kind: 'status', status: 500 }, 'shop_unavailable', 'http_500', 3],
    [{ kind: 'status', status: 503 }, 'shop_unavailable', 'http_503', 3],
    [{ kind: 'reset' }, 'shop_unavailable', 'ECONNRESET', 3],
    [{ kind: 'truncated' }, 'shop_unavailable', 'UND_ERR_SOCKET', 3],
    [{ kind: 'bomb' }, 'shop_invalid_response', 'too_large', 1],
    [{ kind: 'redirect', location: 'https://kanari.example.hu/' }, 'shop_invalid_response', 'redirect', 1],
    [{ kind: 'html' }, 'shop_invalid_response', 'html_instead_of_json', 1],
    [{ kind: 'broken_json' }, 'shop_invalid_response', 'broken_json', 1],
    [{ kind: 'wrong_shape' }, 'shop_invalid_response', 'unexpected_shape:', 1],
    [{ kind: 'warning_before_json' }, 'shop_invalid_response', 'html_instead_of_json', 1],
    [{ kind: 'deep' }, 'shop_invalid_response', 'json_too_deep', 1],
  ] as [Fault, string, string, number][])(
    '%j is %s (%s) after %i calls',
    async (fault, code, reason, calls) => {
      shop.faults.set(fault)
      const failure = await failureOf(send().then((answer) => answer.json(records)))
      expect(failure).toMatchObject({ code, reason })
      expect(shop.calls.list()).toHaveLength(calls)
    },
  )

  it('is a door that is closed, after three knocks', async () => {
    const closed = await serveShop({ fetch: () => new Response() })
    await closed.close()
    const onCall = vi.fn()
    expect(await failureOf(send({ url: closed.origin, onCall }))).toMatchObject({
      code: 'shop_unavailable',
      reason: 'ECONNREFUSED',
    })
    expect(onCall).toHaveBeenCalledTimes(3)
  })

  it('is none when it is a byte order mark', async () => {
    shop.faults.set({ kind: 'bom' })
    expect((await send()).json(records)).toEqual([{ id: 1 }])
  })

  it.each([
    ['no HTTP', 'SSH-2.0-KANARI vendeg\r\n'],
    ['a broken status line', 'HTTP/1.1 KANARI\r\n\r\n'],
    ['a broken header', 'HTTP/1.1 200 OK\r\nKANARI vendeg\r\n\r\n[]'],
    ['a broken chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nKANARI\r\n'],
    ['a broken compression', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 6\r\n\r\nKANARI'],
    [
      'another broken compression',
      'HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 10\r\n\r\nKANARI1234',
    ],
    ['endless headers', `HTTP/1.1 200 OK\r\nx: ${'KANARI'.repeat(5_000)}\r\n\r\n[]`],
  ])('%s is not asked for a second time', async (_, bytes) => {
    let connections = 0
    const server = net.createServer((socket) => {
      connections++
      socket.on('error', () => {})
      socket.once('data', () => socket.end(bytes))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const failure = await failureOf(
      send({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }),
    )
    expect(failure).toMatchObject({ code: 'shop_invalid_response', reason: 'unreadable' })
    expect(connections).toBe(1)
    server.close()
  })

  it('is one of ours when the request cannot be sent at all', async () => {
    for (const request of [
      { url: 'http://kanari vendeg/' },
      { url: 'http://kanari:vendeg@127.0.0.1/' },
      { headers: { authorization: 'KANARI\nvendeg' } },
    ]) {
      expect(await failureOf(send(request))).toMatchObject({ code: 'internal', reason: 'unsendable_request' })
    }
    expect(shop.calls.list()).toEqual([])
  })
})

describe('a deadline', () => {
  it.each([{ kind: 'slow', ms: 5_000 } as const, { kind: 'drip' } as const])('ends $kind', async (fault) => {
    shop.faults.set(fault)
    const startedAt = performance.now()
    const onCall = vi.fn()
    const failure = await failureOf(send({ deadlineMs: 300, onCall }))
    const took = performance.now() - startedAt
    expect(failure.code).toBe('shop_timeout')
    expect(took).toBeGreaterThan(250)
    expect(took).toBeLessThan(800)
    // The call itself was ended, not only the waiting for it.
    expect(onCall).toHaveBeenCalledTimes(1)
    expect(shop.calls.list()).toHaveLength(1)
  })

  it('that is over makes no call', async () => {
    const onCall = vi.fn()
    for (const deadlineMs of [0, -5_000]) {
      expect((await failureOf(send({ deadlineMs, onCall }))).code).toBe('shop_timeout')
    }
    expect(onCall).not.toHaveBeenCalled()
    expect(shop.calls.list()).toEqual([])
  })

  it('that comes soon leaves no time for another try', async () => {
    shop.faults.set({ kind: 'reset' })
    expect((await failureOf(send({ deadlineMs: 400 }))).code).toBe('shop_unavailable')
    expect(shop.calls.list()).toHaveLength(1)
  })
})

describe('a redirect', () => {
  it('is followed once, when the adapter wants it and the origin stays', async () => {
    expect((await send({ path: '/moved', followOwnRedirect: true })).json(records)).toEqual([{ id: 1 }])
    expect(shop.calls.list()).toEqual(['GET /moved', 'GET /records'])
  })

  it.each([
    ['when it is not wanted', '/moved', false, 1],
    ['twice in a row', '/again', true, 2],
    ['without an address', '/bare', true, 1],
  ])('is an invalid answer %s', async (_, path, followOwnRedirect, calls) => {
    expect(await failureOf(send({ path, followOwnRedirect }))).toMatchObject({ reason: 'redirect' })
    expect(shop.calls.list()).toHaveLength(calls)
  })

  it('to any other origin is not followed, wherever it leads', async () => {
    const { port } = new URL(other.origin)
    for (const location of [
      `http://127.0.0.1:${port}/`,
      `//127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
      `http://2130706433:${port}/`,
      `https://127.0.0.1:${new URL(shop.origin).port}/`,
      'file:///etc/passwd',
      'http://[',
    ]) {
      for (const followOwnRedirect of [true, false]) {
        shop.faults.clear()
        shop.faults.set({ kind: 'redirect', location })
        expect(await failureOf(send({ followOwnRedirect }))).toMatchObject({
          code: 'shop_invalid_response',
          reason: 'redirect',
        })
      }
    }
    expect(other.calls.list()).toEqual([])
  })
})

it('unpacks no more of an answer than it may hold', async () => {
  // 32 gzip members of 16 MiB each: half a gigabyte of blanks in half a megabyte.
  const packed = Buffer.concat(Array(32).fill(gzipSync(Buffer.alloc(16 << 20, 32))))
  const bomb = await serveShop({
    fetch: () => new Response(packed, { headers: { 'content-encoding': 'gzip' } }),
  })
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before)
  }, 2)
  expect(await failureOf(send({ url: bomb.origin }))).toMatchObject({ reason: 'too_large' })
  clearInterval(watch)
  expect(most).toBeLessThan(64 << 20)
  await bomb.close()
})
