// Takes a webhook that was checked: one statement writes what is to be done, and then it can be answered.
import { sql } from 'kysely'
import { toPerson } from '../access/log-persons.ts'
import { toHex } from '../crypto.ts'
import { AppError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { Notice } from './notice.ts'

/** Platforms want an answer within seconds, and a second is promised. */
const LONGEST_MS = 800

/** `new`: something is to be done. `again`: it came before. `unknown`: no store is connected to this shop. */
export type Received = 'new' | 'again' | 'unknown'

type StoreOfShop = { readonly id: string; readonly user_id: string; readonly country: string | null }

/** The marks of the persons at every store of the shop; what named them goes no further than here. */
async function redactionsOf(services: Services, notice: Notice): Promise<object[]> {
  if (notice.persons.length === 0) return []
  const { accessLog, database, secrets } = services
  const stores = await sql<StoreOfShop>`
    select * from shopcall.stores_of_shop(${notice.platform}, ${notice.shop})`.execute(database.service)
  const marks = stores.rows.map(async (store) => {
    const persons = notice.persons.flatMap(({ kind, value }) => toPerson(kind, value, store.country) ?? [])
    const hexes = await accessLog.persons.marks(secrets.credentials, store, persons)
    return hexes.map((mark) => ({ store_id: store.id, mark }))
  })
  return (await Promise.all(marks)).flat()
}

async function write(services: Services, notice: Notice): Promise<Received> {
  const { database, secrets } = services
  const { platform, shop, kind, topic, productId, deliveryId, body } = notice
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', body))
  const digest = (...parts: readonly string[]) => secrets.webhookDigest(parts.join('\n'))
  const content = digest('content', platform, shop, topic, toHex(bytes))
  const delivery = deliveryId === null ? null : digest('delivery', platform, shop, deliveryId)
  const shopHash = digest('shop', platform, shop)
  const redactions = await redactionsOf(services, notice)
  const result = await sql<{ received: Received }>`
    select shopcall.receive_webhook(${platform}, ${shop}, ${kind}, ${topic}, ${content}::bytea, ${delivery}::bytea,
      ${shopHash}::bytea, ${productId}::text, ${JSON.stringify(redactions)}::jsonb) as received
  `.execute(database.service)
  const received = result.rows[0]?.received
  if (received === undefined) throw new Error('receive_webhook gave no row')
  return received
}

/**
 * Resolves once it is written, or throws `overloaded` when the database takes too long: then the platform sends
 * it again, and if it was written in the end after all, that has no effect.
 */
export async function receive(services: Services, notice: Notice): Promise<Received> {
  const work = write(services, notice)
  work.catch(() => undefined)
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLong = new Promise<never>((_, reject) => {
    const error = new AppError('overloaded', 'This could not be taken in time. Send it again.', {
      reason: 'webhook_not_written',
      retryAfterSeconds: 30,
    })
    timer = setTimeout(() => reject(error), LONGEST_MS)
  })
  try {
    return await Promise.race([work, tooLong])
  } finally {
    clearTimeout(timer)
  }
}
