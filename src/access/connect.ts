// A store comes to be: its credentials tried against the shop, then sealed and kept, all or nothing.
import { asUser } from '../db/database.ts'
import type { DataAccessPermissions } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import type { ConsentLanguage } from '../model/consent.ts'
import type { Outcome } from '../operation.ts'
import type { CallBudget } from '../platforms/egress.ts'
import type { PlatformId } from '../platforms/platform.ts'
import type { Services } from '../services.ts'
import { connectedAlready, findConnected, reconnectStore } from './reconnect.ts'
import { credentialsBinding, type StoreRow, toStore } from './stores.ts'

export type NewStore = {
  readonly platform: PlatformId
  /** As the platform's schema takes them. */
  readonly credentials: unknown
  readonly name?: string | undefined
  readonly country?: string | undefined
  readonly data_access_permissions: DataAccessPermissions
  /** Which words were agreed to, and in which language they were shown. */
  readonly consent: { readonly version: string; readonly language: ConsentLanguage }
}

/** PostgreSQL's code for a row that is there already. */
const UNIQUE_VIOLATION = '23505'

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
    http: services.egress.open(id, platform.callsPerSecond, budget),
    cache: services.caches.forStore(id),
    origins: services.config.origins,
    now: services.now,
  })
  const known = await findConnected(services, userId, wanted.platform, description.url)
  if (known) {
    const probed = { description, credentials }
    return { data: await reconnectStore(services, known, wanted, probed, budget) }
  }
  const sealed = await services.secrets.credentials.seal(
    JSON.stringify(credentials),
    credentialsBinding({ id, user_id: userId }),
  )
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
      return store
    })
    return { data: toStore(row, [], wanted.consent.language) }
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === UNIQUE_VIOLATION) {
      throw connectedAlready()
    }
    throw thrown
  }
}
