// What happened to a user's keys, and which addresses were blocked: kept for the dashboard, told to the owner.
import type { Kysely } from 'kysely'
import { asUser, type Database } from '../db/database.ts'
import type { SecurityEventsTable, Tables } from '../db/tables.ts'

/** An event to be. `network` is the caller's address bucket, never anything of a shop's customers. */
export type SecurityEvent = {
  readonly user_id: string | null
  readonly kind: SecurityEventsTable['kind']
  readonly rule: string
  readonly key_id: string | null
  readonly store_id: string | null
  readonly network: string | null
  readonly count: number
  readonly lasts_seconds: number | null
}

/** What the owner of a key is told beside the dashboard, by mail where it is configured. */
export type OwnerNotice =
  | { readonly kind: 'warning' | 'key_revoked'; userId: string; keyId: string; rule: string; eventId: string }
  | { readonly kind: 'key_expires'; userId: string; keyId: string; expiresAt: Date; days: 30 | 7 | 1 }

export type NotifyOwner = (notice: OwnerNotice) => Promise<void>

/** Adds an event; nothing changes or removes one afterwards. */
export async function recordSecurityEvent(database: Kysely<Tables>, event: SecurityEvent): Promise<void> {
  await database.insertInto('security_events').values(event).execute()
}

/** Adds an event of the user that the transaction acts for; gives its id. */
export async function recordOwnerEvent(trx: Kysely<Tables>, event: SecurityEvent): Promise<string> {
  const row = await trx.insertInto('security_events').values(event).returning('id').executeTakeFirstOrThrow()
  return String(row.id)
}

export type SecurityEventFilter = {
  readonly keyId?: string | undefined
  readonly storeId?: string | undefined
  readonly from?: string | undefined
}

const MAX_LISTED = 200

/** A user's events, newest first. */
export function listSecurityEvents(database: Database, userId: string, filter: SecurityEventFilter) {
  return asUser(database, userId, (trx) => {
    let query = trx.selectFrom('security_events').selectAll()
    if (filter.keyId !== undefined) query = query.where('key_id', '=', filter.keyId)
    if (filter.storeId !== undefined) query = query.where('store_id', '=', filter.storeId)
    if (filter.from !== undefined) query = query.where('at', '>=', new Date(filter.from))
    return query.orderBy('id', 'desc').limit(MAX_LISTED).execute()
  })
}
