// How a hand-over of keys ended: kept for minutes, for the browser that comes back from the shop.
import { sql, type Transaction } from 'kysely'
import { asUser } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { Services } from '../services.ts'
import {
  attemptNotFound,
  type CallbackRequest,
  hashOfSecret,
  isRightBrowser,
  type TakenAttempt,
  takeAttempt,
} from './connect-attempts.ts'

const LIFE_MS = 10 * 60_000

/** What `connectStore` keeps beside the store, for the browser of whoever began. */
export function keepResult(services: Services, secret: string, attempt: TakenAttempt) {
  return async (trx: Transaction<Tables>, storeId: string): Promise<void> => {
    await trx
      .insertInto('connect_results')
      .values({
        secret_hash: await hashOfSecret(secret),
        user_id: attempt.userId,
        store_id: storeId,
        browser_hash: attempt.browserHash,
        expires_at: new Date(services.now() + LIFE_MS),
      })
      .execute()
  }
}

type Handover = {
  readonly user_id: string
  readonly store_id: string | null
  readonly browser_hash: Uint8Array
}

/**
 * What became of a hand-over, asked by the browser that the shop sent back: `waiting` while the keys have not
 * come. Keys come without a browser, so anybody could have been talked into approving somebody else's
 * hand-over; only here it shows. A browser that did not begin it ends it: what is open is spent, a store that
 * came of it is gone again. Throws `invalid_request` then, and for a value that is unknown or too old.
 */
export async function endHandover(
  services: Services,
  secret: string,
  request: CallbackRequest,
): Promise<'connected' | 'waiting'> {
  const hash = await hashOfSecret(secret)
  const found = await sql<Handover>`select * from shopcall.find_handover(${hash})`.execute(
    services.database.service,
  )
  const handover = found.rows[0]
  if (!handover) throw attemptNotFound()
  const { user_id, store_id } = handover
  if (await isRightBrowser(request, new Uint8Array(handover.browser_hash))) {
    return store_id === null ? 'waiting' : 'connected'
  }
  if (store_id === null) await takeAttempt(services, 'woocommerce', secret, request)
  else {
    await asUser(services.database, user_id, (trx) =>
      trx.deleteFrom('stores').where('id', '=', store_id).execute(),
    )
    services.caches.forget(store_id)
  }
  throw attemptNotFound()
}
