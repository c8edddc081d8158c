// The sandbox's web server: it says what the shop says, lists the calls, and breaks as it is told.
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Fault, type RunningShop, serveShop } from './shop.ts'

let shop: RunningShop

beforeAll(async () => {
  shop = await serveShop({
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url)
      if (pathname === '/breaks') throw new Error('a mistake of the shop program')
      const body = { method: request.method, path: pathname + search, body: await request.text() }
      return Response.json(body, { status: 201, headers: { 'x-seen': request.headers.get('x-sent') ?? '' } })
    },
  })
})
afterAll(() => shop.close())
beforeEach(() => {
  shop.calls.clear()
  shop.faults.clear()
})

const get = (path = '/') => fetch(`${shop.origin}${path}`)

describe('without faults', () => {
  it('hands requests to the program and its answers back', async () => {
    const answer = await fetch(`${shop.origin}/a%20b?c=%C5%91`, {
      method: 'POST',
      headers: { 'x-sent': 'yes' },
      body: 'ő',
    })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('x-seen')).toBe('yes')
    expect(await answer.json()).toEqual({ method: 'POST', path: '/a%20b?c=%C5%91', body: 'ő' })
  })

  it('lists the calls in their order until it is cleared', async () => {
    await get('/one?x=1')
    await fetch(`${shop.origin}/two`, { method: 'POST', body: '{}' })
    const before = shop.calls.list()
    expect(before).toEqual(['GET /one?x=1', 'POST /two'])
    shop.calls.clear()
    expect(shop.calls.list()).toEqual([])
    expect(before).toHaveLength(2)
  })
})

describe('a fault', () => {
  it('holds for as many calls as said, and for addresses that match', async () => {
    shop.faults.set({ kind: 'status', status: 500 }, { times: 2, path: /^GET \/orders/ })
    expect((await get('/customers')).status).toBe(201)
    expect((await get('/orders')).status).toBe(500)
    expect((await get('/orders')).status).toBe(500)
    expect((await get('/orders')).status).toBe(201)
    expect(shop.calls.list()).toHaveLength(4)
  })

  it('stays until it is cleared, and the first that was set goes first', async () => {
    shop.faults.set({ kind: 'status', status: 503 }, { times: 1 })
    shop.faults.set({ kind: 'status', status: 404 })
    expect([(await get()).status, (await get()).status, (await get()).status]).toEqual([503, 404, 404])
    shop.faults.clear()
    expect((await get()).status).toBe(201)
  })

  it('of a status has the headers and the body that were given', async () => {
    shop.faults.set({ kind: 'status', status: 429, headers: { 'retry-after': '7' }, body: 'slow' })
    const answer = await get()
    expect([answer.headers.get('retry-after'), await answer.text()]).toEqual(['7', 'slow'])
  })

  it('redirects', async () => {
    shop.faults.set({ kind: 'redirect', location: '/elsewhere' })
    const answer = await fetch(shop.origin, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/elsewhere'])
  })

  it.each([
    [{ kind: 'html' }, /^<!DOCTYPE html>.*KANARI/],
    [{ kind: 'broken_json' }, /^\[\{"id": 1.*KANARI.*, $/],
    [{ kind: 'wrong_shape' }, /^\{"surprise": "KANARI.*"\}$/],
    [{ kind: 'warning_before_json' }, /^<br \/>\n<b>Warning<\/b>: KANARI.*\n\{"method"/],
    [{ kind: 'deep' }, /^\[{100000}\]{100000}$/],
    [{ kind: 'status', status: 500 }, /^\{"message":"KANARI.*"\}$/],
  ] as [Fault, RegExp][])('%j says what a broken shop says', async (fault, text) => {
    shop.faults.set(fault)
    expect(await (await get()).text()).toMatch(text)
  })

  it('puts a byte order mark before the answer', async () => {
    shop.faults.set({ kind: 'bom' })
    const bytes = new Uint8Array(await (await get()).arrayBuffer())
    expect([...bytes.slice(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 0x7b])
  })

  it.each([{ kind: 'reset' }, { kind: 'truncated' }] as Fault[])('$kind cuts the answer', async (fault) => {
    shop.faults.set(fault)
    await expect(get().then((answer) => answer.text())).rejects.toThrow()
    expect(shop.calls.list()).toHaveLength(1)
  })

  it('slow answers, but late', async () => {
    shop.faults.set({ kind: 'slow', ms: 150 })
    const startedAt = performance.now()
    expect((await get()).status).toBe(201)
    expect(performance.now() - startedAt).toBeGreaterThan(140)
  })

  it('drip begins and never ends', async () => {
    shop.faults.set({ kind: 'drip' })
    const answer = await fetch(shop.origin, { signal: AbortSignal.timeout(500) })
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow(/timeout/i)
  })

  it('bomb is small on the wire and large inside', async () => {
    shop.faults.set({ kind: 'bomb' })
    const { request } = await import('undici')
    const packed = await (await request(shop.origin)).body.bytes()
    expect(packed.length).toBeLessThan(100_000)
    expect(gunzipSync(packed).length).toBe(64 << 20)
  })
})

it('closes, even while a call is under way', async () => {
  const closing = await serveShop({ fetch: () => new Promise<Response>(() => {}) })
  const pending = fetch(closing.origin).catch(() => 'cut')
  await pause(50)
  await closing.close()
  expect(await pending).toBe('cut')
  expect(await fetch(closing.origin).catch(() => 'gone')).toBe('gone')
})
