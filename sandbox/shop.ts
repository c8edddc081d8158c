// What every sandbox shop has: a web server on loopback, a list of the calls it got, and switches for faults.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

/** Something that goes wrong with an answer. */
export type Fault =
  | { readonly kind: 'slow'; readonly ms: number }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  | { readonly kind: 'html' }
  | { readonly kind: 'broken_json' }
  | { readonly kind: 'wrong_shape' }
  | { readonly kind: 'warning_before_json' }
  | { readonly kind: 'bom' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'drip' }
  | { readonly kind: 'bomb' }
  | { readonly kind: 'deep' }
  | { readonly kind: 'redirect'; readonly location: string }

/** `times`: for how many calls (default: until `clear`). `path`: only for addresses that match. */
export type FaultScope = { readonly times?: number; readonly path?: RegExp }

/** A shop as the platform's program: it answers web-standard requests, and knows nothing of faults. */
export type ShopProgram = { readonly fetch: (request: Request) => Response | Promise<Response> }

/** A running shop. */
export type RunningShop = {
  readonly origin: string
  /** Every call since the last `clear`, as `GET /path?query`, faulty ones too. */
  readonly calls: { list(): readonly string[]; clear(): void }
  readonly faults: { set(fault: Fault, scope?: FaultScope): void; clear(): void }
  close(): Promise<void>
}

const CANARY = 'KANARI-Vendeg Virag <kanari@example.hu> +36301234567'
const HTML = `<!DOCTYPE html><html><head><title>Belepes</title></head><body>${CANARY}</body></html>`

async function toRequest(incoming: IncomingMessage, origin: string): Promise<Request> {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part as Buffer)
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  const hasBody = parts.length > 0 && incoming.method !== 'GET' && incoming.method !== 'HEAD'
  return new Request(new URL(incoming.url ?? '/', origin), {
    method: incoming.method ?? 'GET',
    headers,
    ...(hasBody ? { body: Buffer.concat(parts) } : {}),
  })
}

function write(
  outgoing: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Buffer | string,
) {
  outgoing.writeHead(status, headers)
  outgoing.end(body)
}

async function writeFault(
  fault: Fault,
  answer: () => Promise<Response>,
  outgoing: ServerResponse,
): Promise<void> {
  const json = { 'content-type': 'application/json; charset=UTF-8' }
  switch (fault.kind) {
    case 'slow':
      await sleep(fault.ms, undefined, { ref: false })
      return writeAnswer(await answer(), outgoing)
    case 'status':
      return write(
        outgoing,
        fault.status,
        { ...json, ...fault.headers },
        fault.body ?? `{"message":"${CANARY}"}`,
      )
    case 'html':
      return write(outgoing, 200, { 'content-type': 'text/html; charset=UTF-8' }, HTML)
    case 'broken_json':
      return write(outgoing, 200, json, `[{"id": 1, "email": "${CANARY}", `)
    case 'wrong_shape':
      return write(outgoing, 200, json, `{"surprise": "${CANARY}"}`)
    case 'warning_before_json':
      return write(outgoing, 200, json, `<br />\n<b>Warning</b>: ${CANARY}\n${await (await answer()).text()}`)
    case 'bom':
      return write(outgoing, 200, json, `\ufeff${await (await answer()).text()}`)
    case 'reset':
      outgoing.socket?.resetAndDestroy()
      return
    case 'truncated':
      outgoing.writeHead(200, { ...json, 'content-length': '100000' })
      outgoing.write(`[{"email": "${CANARY}"`)
      await sleep(20)
      outgoing.socket?.destroy()
      return
    case 'drip':
      outgoing.writeHead(200, json)
      while (!outgoing.destroyed) {
        outgoing.write(' ')
        await sleep(200, undefined, { ref: false })
      }
      return
    case 'bomb':
      return write(
        outgoing,
        200,
        { ...json, 'content-encoding': 'gzip' },
        gzipSync(Buffer.alloc(64 << 20, 32)),
      )
    case 'deep':
      return write(outgoing, 200, json, '['.repeat(100_000) + ']'.repeat(100_000))
    case 'redirect':
      return write(outgoing, 302, { location: fault.location }, '')
  }
}

async function writeAnswer(answer: Response, outgoing: ServerResponse): Promise<void> {
  const isFile = answer.headers.get('content-type') === 'application/jsonl'
  if (isFile && answer.body) {
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
    // Who reads may stop in the middle: that is no mistake of the shop.
    return pipeline(Readable.fromWeb(answer.body as WebStream), outgoing).catch(() => undefined)
  }
  write(outgoing, answer.status, Object.fromEntries(answer.headers), Buffer.from(await answer.arrayBuffer()))
}

/** Serves a shop on loopback; port 0 takes a free one. */
export async function serveShop(program: ShopProgram, port = 0): Promise<RunningShop> {
  const calls: string[] = []
  const faults: { fault: Fault; path: RegExp | undefined; left: number }[] = []
  let origin = ''

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const target = `${incoming.method} ${incoming.url}`
    calls.push(target)
    const hit = faults.find((entry) => entry.left > 0 && (entry.path?.test(target) ?? true))
    const request = await toRequest(incoming, origin)
    const answer = async () => program.fetch(request)
    if (!hit) return writeAnswer(await answer(), outgoing)
    hit.left--
    return writeFault(hit.fault, answer, outgoing)
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => {
      process.stderr.write(`sandbox shop failed: ${error instanceof Error ? error.stack : String(error)}\n`)
      if (outgoing.headersSent) outgoing.destroy()
      else write(outgoing, 500, {}, 'sandbox shop failed')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    calls: { list: () => [...calls], clear: () => void calls.splice(0) },
    faults: {
      set: (fault, scope = {}) =>
        void faults.push({ fault, path: scope.path, left: scope.times ?? Number.POSITIVE_INFINITY }),
      clear: () => void faults.splice(0),
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
