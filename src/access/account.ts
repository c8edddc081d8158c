// A user's own account, as the accounts' tables have it at this moment: it is copied nowhere.
import { sql } from 'kysely'
import { asUser, type Database } from '../db/database.ts'

export type Account = {
  readonly id: string
  readonly email: string
  /** May be empty. */
  readonly name: string
  readonly created_at: Date
  /** BCP 47, where the accounts know it. */
  readonly language: string | null
}

/** null: there is no such user any more. */
export async function findAccount(database: Database, userId: string): Promise<Account | null> {
  const { rows } = await asUser(database, userId, (trx) =>
    sql<Account>`select * from shopcall.account_of_acting_user()`.execute(trx),
  )
  return rows[0] ?? null
}

/** A token is good for some minutes after its account has ended; this says whether it has. */
export async function hasAccount(database: Database, userId: string): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`select shopcall.has_account(${userId}) as there`.execute(
    database.service,
  )
  return rows[0]?.there ?? false
}

/** A log of years takes its time. */
const DELETE_TIMEOUT_MS = 120_000

/**
 * Deletes all that is kept of a user, in one transaction; `withAccount` also the account, with its sessions. Gives
 * the stores that were theirs.
 */
export function deleteAccount(database: Database, userId: string, withAccount: boolean): Promise<string[]> {
  return asUser(database, userId, async (trx) => {
    await sql`select set_config('statement_timeout', ${String(DELETE_TIMEOUT_MS)}, true)`.execute(trx)
    const stores = await trx.selectFrom('stores').select('id').execute()
    await sql`select shopcall.delete_data_of_acting_user()`.execute(trx)
    if (withAccount) await sql`select shopcall.delete_account_of_acting_user()`.execute(trx)
    return stores.map(({ id }) => id)
  })
}

const ACCOUNTS_AT_ONCE = 50

/** Deletes what is still kept of accounts that are gone; gives how many they were. */
export async function deleteDataOfGoneAccounts(database: Database): Promise<number> {
  for (let all = 0; ; ) {
    const done = await database.service.transaction().execute(async (trx) => {
      await sql`select set_config('statement_timeout', ${String(DELETE_TIMEOUT_MS)}, true)`.execute(trx)
      const { rows } = await sql<{
        done: number
      }>`select shopcall.delete_data_of_gone_accounts(${ACCOUNTS_AT_ONCE}) as done`.execute(trx)
      return rows[0]?.done ?? 0
    })
    all += done
    if (done < ACCOUNTS_AT_ONCE) return all
  }
}
