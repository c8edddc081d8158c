// An HTTP relay that adds an API key to what passes: for clients that have no setting for one.
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export type KeyedRelay = {
  readonly origin: string
  /** Where it passes on to, and with which key. */
  aim(target: string, apiKey: string): void
  close(): Promise<void>
}

/** Starts one on a free port; it is aimed before it is used. */
export async function startKeyedRelay(): Promise<KeyedRelay> {
  let aim = { target: '', apiKey: '' }
  const server = createServer((incoming, answer) => {
    const outgoing = request(
      `${aim.target}${incoming.url ?? ''}`,
      {
        method: incoming.method ?? 'GET',
        headers: { ...incoming.headers, authorization: `Bearer ${aim.apiKey}` },
      },
      (result) => {
        answer.writeHead(result.statusCode ?? 502, result.headers)
        result.pipe(answer)
      },
    )
    outgoing.on('error', () => answer.destroy())
    incoming.pipe(outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    aim: (target, apiKey) => {
      aim = { target, apiKey }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
