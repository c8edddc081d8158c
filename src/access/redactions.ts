// Whom a shop told us to forget: from then on nobody finds the accesses before by that person.
import { sql } from 'kysely'
import { asUser } from '../db/database.ts'
import type { Services } from '../services.ts'
import type { Person } from './log-persons.ts'
import type { StoreRow } from './stores.ts'

/*
 * The access log is a hash chain that can only be added to: a row's hashes of persons can be neither emptied nor
 * changed without breaking the proof of all rows after it. So the way to them is taken away. A redaction keeps a
 * mark, made of the person by the store's secret like the hash in the log but with another prefix, and the search by
 * person starts after it. Whoever has a dump cannot match marks with rows, nor either with a person. Whoever has the
 * dump, ENCRYPTION_KEYS and already knows the person could still make the hash; that ends with the store (its secret
 * goes with it) and with the month of the log, whichever comes first.
 */

/** When this person was redacted at this store, rounded up to the next millisecond; null when never. */
export async function findRedaction(
  services: Pick<Services, 'accessLog' | 'database' | 'secrets'>,
  store: StoreRow,
  person: Person,
): Promise<Date | null> {
  const [mark] = await services.accessLog.persons.marks(services.secrets.credentials, store, [person])
  const row = await asUser(services.database, store.user_id, (trx) =>
    trx
      .selectFrom('store_redactions')
      .select('redacted_at')
      .where('store_id', '=', store.id)
      .where(sql<boolean>`mark = decode(${mark}, 'hex')`)
      .executeTakeFirst(),
  )
  return row ? new Date(row.redacted_at.getTime() + 1) : null
}
