// A TCP relay in front of a server: it can be cut, frozen and mended, as a network is.
import { connect, createServer, type Socket } from 'node:net'

export type Relay = {
  readonly port: number
  /** Ends every connection and takes no new one for long. */
  cut(): void
  /** Keeps every connection and lets nothing through. */
  freeze(): void
  mend(): void
  close(): Promise<void>
}

/** `target` null: nothing is behind it, it takes connections and never answers. */
export async function startRelay(target: { host: string; port: number } | null): Promise<Relay> {
  let state: 'open' | 'cut' | 'frozen' = 'open'
  const pairs = new Set<readonly [Socket, Socket | null]>()

  const server = createServer((client) => {
    client.on('error', () => undefined)
    if (state === 'cut') return client.destroy()
    const upstream = target && state === 'open' ? connect(target) : null
    upstream?.on('error', () => client.destroy())
    const pair = [client, upstream] as const
    pairs.add(pair)
    client.on('data', (part) => {
      if (state === 'open') upstream?.write(part)
    })
    upstream?.on('data', (part) => {
      if (state === 'open') client.write(part)
    })
    client.on('close', () => {
      pairs.delete(pair)
      upstream?.destroy()
    })
    return undefined
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const destroyAll = () => {
    for (const [client, upstream] of pairs) {
      client.destroy()
      upstream?.destroy()
    }
  }
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut() {
      state = 'cut'
      destroyAll()
    },
    freeze() {
      state = 'frozen'
    },
    mend() {
      state = 'open'
      destroyAll()
    },
    close: () => {
      destroyAll()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
