// A Sentry on loopback: keeps every byte that it is sent, and answers, or does not.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type FakeSentry = {
  readonly dsn: string
  /** Everything received: request line, headers and body. */
  readonly received: string[]
  /** The events, parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape.
  events(): any[]
  close(): Promise<void>
}

/** With `hangs` it takes what comes and never answers. */
export async function startFakeSentry(hangs = false): Promise<FakeSentry> {
  const received: string[] = []
  const bodies: string[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8')
      bodies.push(body)
      received.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}\n${body}`)
      if (!hangs) response.end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    dsn: `http://public@127.0.0.1:${port}/42`,
    received,
    events: () => bodies.map((body) => JSON.parse(body.split('\n')[2] ?? 'null')),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
