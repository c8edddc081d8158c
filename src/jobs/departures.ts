// Stores whose platform says that they left: believed once the shop itself refuses our access.
import { sql } from 'kysely'
import { eraseStore, forgetAccess, isAccessRefused } from '../access/disconnect.ts'
import { findStore, openShop, type StoreRow } from '../access/stores.ts'
import { asUser } from '../db/database.ts'
import { asAppError } from '../errors.ts'
import { describeError } from '../log.ts'
import type { Services } from '../services.ts'

const AT_ONCE = 20
const LEASE_SECONDS = 120
const CALL_MS = 20_000
/** A shop that still lets us in is asked again this often: its own parts may not have heard of it yet. */
const MAX_WORKING = 3
const MAX_DELAY_SECONDS = 6 * 3_600
/** Shopify wants a shop's data gone within 30 days; who was not reached by then never will be. */
const GIVE_UP_MS = 30 * 86_400_000

type Departure = {
  readonly store_id: string
  readonly user_id: string
  readonly erase: boolean
  readonly tries: number
  readonly asked_at: Date
}

/** Asks with a token that is not from a cache: an old one may outlive the app. */
async function askShop(services: Services, store: StoreRow): Promise<'refused' | 'works' | 'unknown'> {
  services.caches.forget(store.id)
  try {
    const shop = await openShop(services, store, { deadlineAt: services.now() + CALL_MS })
    const options = { fields: null, includeCustomer: false }
    await shop.listProducts({}, { limit: 1, position: { page: 1 } }, options)
    return 'works'
  } catch (thrown) {
    const { code, reason } = asAppError(thrown)
    if (isAccessRefused(thrown)) return 'refused'
    return code !== 'shop_unauthorized' || reason === 'credentials_unreadable' ? 'unknown' : 'works'
  }
}

function settle(services: Services, { store_id, user_id }: Departure): Promise<unknown> {
  return asUser(services.database, user_id, (trx) =>
    trx.deleteFrom('store_departures').where('store_id', '=', store_id).execute(),
  )
}

async function later(services: Services, { store_id, user_id, tries }: Departure): Promise<void> {
  const seconds = Math.min(60 * 4 ** (tries - 1), MAX_DELAY_SECONDS)
  await asUser(services.database, user_id, (trx) =>
    trx
      .updateTable('store_departures')
      .set({ due_at: sql<Date>`now() + make_interval(secs => ${seconds})` })
      .where('store_id', '=', store_id)
      .execute(),
  )
}

async function decide(services: Services, departure: Departure): Promise<void> {
  const { store_id, user_id, erase, tries, asked_at } = departure
  const store = await findStore(services.database, user_id, store_id).catch((thrown: unknown) => {
    if (asAppError(thrown).code === 'store_not_found') return null
    throw thrown
  })
  if (!store) return
  if (store.credentials === null) {
    // Without credentials there is nothing to ask with: that the access is gone was found out before.
    if (erase) await eraseStore(services, store, store)
    else await settle(services, departure)
    return
  }
  const answer = await askShop(services, store)
  if (answer === 'refused') {
    const done = erase ? await eraseStore(services, store, store) : await forgetAccess(services, store)
    if (!done) return later(services, departure)
    services.log.info('store left', { store_id, reason: erase ? 'erased' : 'disconnected' })
  } else if (answer === 'works' && tries >= MAX_WORKING) await settle(services, departure)
  else if (answer === 'unknown' && services.now() - asked_at.getTime() > GIVE_UP_MS) {
    services.log.error('background work failed', { store_id, reason: 'departure_never_confirmed' })
    await settle(services, departure)
  } else await later(services, departure)
}

/** Decides what is due. Safe at the same time in several instances, and after a crash at any point. */
export async function decideDepartures(services: Services): Promise<void> {
  const due =
    await sql<Departure>`select * from shopcall.take_departures(${AT_ONCE}, ${LEASE_SECONDS})`.execute(
      services.database.service,
    )
  for (const departure of due.rows) {
    try {
      await decide(services, departure)
    } catch (thrown) {
      // Its lease ends, and it is tried again.
      services.log.error('background work failed', { ...describeError(thrown), store_id: departure.store_id })
    }
  }
}
