// Whose turn it is to renew a store's credentials: a lease in the database, taken and ended by short statements.
import { sql } from 'kysely'
import { asUser, type Database } from '../db/database.ts'
import { AppError } from '../errors.ts'

type Owned = { readonly id: string; readonly user_id: string }

/** After that a holder is taken for dead. Longer than a renewal with storing its result can take. */
const LEASE_SECONDS = 15
/** After a refusal nobody asks again for so long. */
const REFUSED_SECONDS = 60

/** What was found: the sealed credentials as they are now, and whether this holder may renew them. */
export type RenewalTurn = {
  readonly sealed: string | null
  readonly isMine: boolean
  /** Why the last renewal failed, while nobody may ask again. */
  readonly refused: string | null
}

const secondsFromNow = (seconds: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`

const deletedMeanwhile = () => new AppError('store_not_found', 'There is no store with this id.')

/** The store's sealed credentials as they are now; `store_not_found` when it was deleted meanwhile. */
export async function readKept(database: Database, store: Owned): Promise<string | null> {
  const row = await asUser(database, store.user_id, (trx) =>
    trx.selectFrom('stores').select('credentials').where('id', '=', store.id).executeTakeFirst(),
  )
  if (!row) throw deletedMeanwhile()
  return row.credentials
}

/** Takes the turn when nobody has it and nothing was refused lately; reads what is kept after that. */
export function takeTurn(database: Database, store: Owned, holder: string): Promise<RenewalTurn> {
  return asUser(database, store.user_id, async (trx) => {
    // Locked, so that it cannot go while its lease is made.
    const there = await trx
      .selectFrom('stores')
      .select('id')
      .where('id', '=', store.id)
      .forKeyShare()
      .executeTakeFirst()
    if (!there) throw deletedMeanwhile()
    const held_until = secondsFromNow(LEASE_SECONDS)
    await trx
      .insertInto('credential_renewals')
      .values({ store_id: store.id, holder, held_until })
      .onConflict((conflict) =>
        conflict
          .column('store_id')
          .doUpdateSet({ holder, held_until, refused_until: null, refused_reason: null })
          .where('credential_renewals.held_until', '<=', sql<Date>`clock_timestamp()`)
          .where((or) =>
            or.or([
              or('credential_renewals.refused_until', 'is', null),
              or('credential_renewals.refused_until', '<=', sql<Date>`clock_timestamp()`),
            ]),
          ),
      )
      .execute()
    const row = await trx
      .selectFrom('credential_renewals as r')
      .innerJoin('stores as s', 's.id', 'r.store_id')
      .select(['s.credentials', 'r.holder', 'r.refused_reason'])
      .where('r.store_id', '=', store.id)
      .executeTakeFirstOrThrow()
    return { sealed: row.credentials, isMine: row.holder === holder, refused: row.refused_reason }
  })
}

/** Ends a turn that this holder still has; with a reason nobody gets one for a minute. */
export async function endTurn(
  database: Database,
  store: Owned,
  holder: string,
  refusedReason: string | null,
): Promise<void> {
  await asUser(database, store.user_id, (trx) =>
    trx
      .updateTable('credential_renewals')
      .set({
        held_until: sql<Date>`clock_timestamp()`,
        refused_until: refusedReason === null ? null : secondsFromNow(REFUSED_SECONDS),
        refused_reason: refusedReason,
      })
      .where('store_id', '=', store.id)
      .where('holder', '=', holder)
      .execute(),
  )
}

/** Replaces exactly `old` and ends the turn; false, and nothing changed, when something else is kept by now. */
export function keepRenewed(
  database: Database,
  store: Owned,
  holder: string,
  { old, renewed }: { readonly old: string | null; readonly renewed: string },
): Promise<boolean> {
  return asUser(database, store.user_id, async (trx) => {
    const row = await trx
      .updateTable('stores')
      .set({ credentials: renewed })
      .where('id', '=', store.id)
      .where('credentials', '=', old)
      .returning('id')
      .executeTakeFirst()
    if (!row) return false
    await trx
      .updateTable('credential_renewals')
      .set({ held_until: sql<Date>`clock_timestamp()` })
      .where('store_id', '=', store.id)
      .where('holder', '=', holder)
      .execute()
    return true
  })
}
