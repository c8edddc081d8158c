// Calls to a shop's wc/v3 API: the way in, the keys, the checks on what comes back.
import type { z } from 'zod'
import type { ShopContext } from '../platform.ts'
import type { ShopAnswer } from '../shop-answer.ts'
import { findAccess } from './access.ts'
import { type Access, knownAccess, type WooCredentials } from './credentials.ts'
import { detectSite } from './detection.ts'
import { asAppError, readRefusal } from './refusal.ts'
import { createRequestMaker, type Query } from './request.ts'

const ACCESS_TTL_MS = 3_600_000

/** A body in the asked shape; `total` is the list's `X-WP-Total`, null where there is none. */
export type Got<T> = { readonly body: T; readonly total: number | null }

/** Reads below `wc/v3`. Keys never leave but to the shop's own API, and addresses are always built here. */
export type Client = {
  get<T>(path: string, query: Query, shape: z.ZodType<T>): Promise<Got<T>>
}

function totalOf(answer: ShopAnswer): number | null {
  const text = answer.header('x-wp-total') ?? ''
  return /^\d{1,12}$/.test(text) ? Number(text) : null
}

/** Opens the API of a store; finds out how to reach it on the first call when connecting did not. */
export function createClient(credentials: WooCredentials, context: ShopContext): Client {
  const makeRequest = createRequestMaker(credentials, context.now)
  const known = knownAccess(credentials)

  const access = (): Promise<Access> =>
    known
      ? Promise.resolve(known)
      : context.cache.get('woocommerce:access', ACCESS_TTL_MS, async () => {
          const site = await detectSite(context.http, credentials.url)
          return findAccess(credentials, site, context.http, context.now)
        })

  async function send(way: Access, path: string, query: Query): Promise<ShopAnswer> {
    const once = async () => context.http.send(await makeRequest(way, path, query))
    const answer = await once()
    // A try that the way out repeats has the same nonce, and the shop may have seen it before it failed.
    const nonceMayBeUsed =
      way.auth === 'oauth1' &&
      answer.status === 401 &&
      readRefusal(answer)?.code === 'woocommerce_rest_authentication_error'
    return nonceMayBeUsed ? once() : answer
  }

  return {
    async get(path, query, shape) {
      const answer = await send(await access(), path, query)
      if (answer.status !== 200) throw asAppError(answer)
      return { body: answer.json(shape), total: totalOf(answer) }
    },
  }
}
