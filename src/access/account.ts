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
