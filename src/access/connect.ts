// A store comes to be: its credentials tried against the shop, then sealed and kept, all or nothing.
import type { Transaction } from 'kysely'
import { asUser } from '../db/database.ts'
import type { DataAccessPermissions, Tables } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import type { ConsentLanguage } from '../model/consent.ts'
import type { Outcome } from '../operation.ts'
import type { CallBudget } from '../platforms/egress.ts'
import type { PlatformId } from '../platforms/platform.ts'
import type { Services } from '../services.ts'
import { connectedAlready, findConnected, reconnectStore } from './reconnect.ts'
import { sealCredentials } from './sealed-credentials.ts'
import { shopNameOf } from './shop-name.ts'
import { counted, type StoreRow, toStore } from './stores.ts'
import { wakeSync } from './sync-wake.ts'

export type NewStore = {
  readonly platform: PlatformId
  /** As the platform's schema takes them. */
  readonly credentials: unknown
  readonly name?: string | undefined
  readonly country?: string | undefined
  readonly data_access_permissions: DataAccessPermissions
  /** Which words were agreed to, and in which language they were shown. */
  readonly consent: { readonly version: string; readonly language: ConsentLanguage }
  /** What has to be kept together with the store, or not at all; in the store's own transaction. */
  readonly alsoKeep?: (trx: Transaction<Tables>, storeId: string) => Promise<void>
}

/** PostgreSQL's code for a row that is there already. */
const UNIQUE_VIOLATION = '23505'
/** And for a row whose parent is not there: here only the user. */
const FOREIGN_KEY_VIOLATION = '23503'

/**
 * Tries the credentials against the shop, and only then writes the store, its sync settings and the first
 * row of its permission audit, in one transaction. A shop that the user has connected already: its store gets
 * the new credentials when it does not work any more, else `conflict`.
 */
export async function connectStore(
  services: Services,
  userId: string,
  wanted: NewStore,
  budget: CallBudget,
): Promise<Outcome> {
  const platform = services.platforms[wanted.platform]
  const parsed = platform.credentials.safeParse(wanted.credentials)
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? 'shop')))]
    throw new AppError('invalid_request', 'A parameter is missing or not valid.', {
      fields: names.map((field) => ({ field, message: 'is missing or not valid' })),
    })
  }
  const id = crypto.randomUUID()
  const { description, credentials } = await platform.probe(parsed.data, {
    store: { id, country: wanted.country ?? null, currency: null },
    http: services.egress.open(id, platform.callsPerSecond, counted(services, platform.id, budget)),
    cache: services.caches.forStore(id),
    origins: services.config.origins,
    apps: services.config.apps,
    vault: null,
    now: services.now,
  })
  const known = await findConnected(services, userId, wanted.platform, description.url)
  if (known) {
    const probed = { description, credentials }
    return { data: await reconnectStore(services, known, wanted, probed, budget) }
  }
  const sealed = await sealCredentials(services, { id, user_id: userId }, credentials)
  const permissions = JSON.stringify(wanted.data_access_permissions)
  try {
    const row = await asUser(services.database, userId, async (trx): Promise<StoreRow> => {
      const store = await trx
        .insertInto('stores')
        .values({
          id,
          user_id: userId,
          platform: wanted.platform,
          name: wanted.name ?? description.name.slice(0, 100),
          url: description.url,
          country: wanted.country ?? description.country,
          currency: description.currency,
          credentials: sealed,
          shop: shopNameOf(credentials),
          data_access_permissions: permissions,
        })
        .returningAll()
        .executeTakeFirstOrThrow()
      await trx.insertInto('store_sync_config').values({ store_id: id }).execute()
      await trx
        .insertInto('store_permission_audit')
        .values({
          store_id: id,
          user_id: userId,
          changed_by: userId,
          reason: 'connected',
          old_permissions: null,
          new_permissions: permissions,
          consent_version: wanted.consent.version,
          consent_language: wanted.consent.language,
        })
        .execute()
      await wanted.alsoKeep?.(trx, id)
      return store
    })
    await wakeSync(services)
    return { data: toStore(row, [], wanted.consent.language) }
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === UNIQUE_VIOLATION) {
      throw connectedAlready()
    }
    if (thrown instanceof Error && 'code' in thrown && thrown.code === FOREIGN_KEY_VIOLATION) {
      throw new AppError('unauthorized', 'This account was deleted meanwhile.')
    }
    throw thrown
  }
}
