// One request to wc/v3 with the keys where the shop looks for them.
import type { ShopRequest } from '../egress.ts'
import type { Access, WooCredentials } from './credentials.ts'
import { createSigner, encodePairs, type Pair } from './oauth1.ts'

/** Parameters by name; those that are undefined or null are left out. */
export type Query = Readonly<Record<string, string | number | null | undefined>>

/** Makes requests of one key pair. */
export type RequestMaker = (access: Access, path: string, query: Query) => Promise<ShopRequest>

function toPairs(query: Query): Pair[] {
  return Object.entries(query).flatMap(([name, value]): Pair[] =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  )
}

/** Makes GET requests below `wc/v3`. The secret is in an address only with `query`, which is never used over http. */
export function createRequestMaker(
  { consumer_key, consumer_secret }: Pick<WooCredentials, 'consumer_key' | 'consumer_secret'>,
  now: () => number,
): RequestMaker {
  const signer = createSigner(consumer_key, consumer_secret, now)
  const basic = `Basic ${btoa(`${consumer_key}:${consumer_secret}`)}`
  return async (access, path, query) => {
    const pairs = toPairs(query)
    const tail = `/wc/v3${path}`
    const url = (sent: readonly Pair[]) =>
      `${access.rest}${tail}${sent.length > 0 ? `?${encodePairs(sent)}` : ''}`
    const accept = { accept: 'application/json' }
    if (access.auth === 'basic') {
      return { method: 'GET', url: url(pairs), headers: { ...accept, authorization: basic } }
    }
    if (access.auth === 'oauth1') {
      const signed = await signer.sign('GET', `${access.sign}${tail}`, pairs)
      return { method: 'GET', url: url(signed), headers: accept }
    }
    const keys: Pair[] = [
      ['consumer_key', consumer_key],
      ['consumer_secret', consumer_secret],
    ]
    return { method: 'GET', url: url([...pairs, ...keys]), headers: accept }
  }
}
