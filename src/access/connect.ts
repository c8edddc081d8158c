// A store comes to be: its credentials tried against the shop, then sealed and kept, all or nothing.
import type { Transaction } from 'kysely'
import { asUser } from '../db/database.ts'
import type { DataAccessPermissions, Tables } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import type { ConsentLanguage } from '../model/consent.ts'
import type { Outcome } from '../operation.ts'
import type { CallBudget } from '../platforms/egress.ts'
import type { PlatformId, ShopDescription } from '../platforms/platform.ts'
import type { Services } from '../services.ts'
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
  /** What has to be kept together with the store, or not at all; in the store's own transaction. */
  readonly alsoKeep?: (trx: Transaction<Tables>, storeId: string) => Promise<void>
}

/** PostgreSQL's code for a row that is there already. */
const UNIQUE_VIOLATION = '23505'

/** A new connection that was tested: what is written of it. */
type Tested = {
  readonly userId: string
  readonly wanted: NewStore
  readonly description: ShopDescription
  readonly store: { readonly id: string; readonly isKnown: boolean }
  readonly sealed: string
}

function asConflict(thrown: unknown): unknown {
  const isDouble = thrown instanceof Error && 'code' in thrown && thrown.code === UNIQUE_VIOLATION
  return isDouble ? new AppError('conflict', 'This shop is connected already.') : thrown
}

/** A store of the user for this shop whose connection ended: it is connected again, with its id and its logs. */
async function findDisconnected(services: Services, userId: string, platform: PlatformId, url: string) {
  return asUser(services.database, userId, (trx) =>
    trx
      .selectFrom('stores')
      .select('id')
      .where('platform', '=', platform)
      .where('url', '=', url)
      .where('credentials', 'is', null)
      .executeTakeFirst(),
  )
}

async function writeStore(trx: Transaction<Tables>, tested: Tested, now: number): Promise<StoreRow> {
  const { userId, wanted, description, sealed } = tested
  const { id, isKnown } = tested.store
  const told = {
    country: wanted.country ?? description.country,
    currency: description.currency,
    credentials: sealed,
    data_access_permissions: JSON.stringify(wanted.data_access_permissions),
  }
  if (!isKnown) {
    const name = wanted.name ?? description.name.slice(0, 100)
    const values = { id, user_id: userId, platform: wanted.platform, name, url: description.url, ...told }
    return trx.insertInto('stores').values(values).returningAll().executeTakeFirstOrThrow()
  }
  const row = await trx
    .updateTable('stores')
    .set({ ...told, ...(wanted.name ? { name: wanted.name } : {}), updated_at: new Date(now) })
    .where('id', '=', id)
    .where('credentials', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new AppError('conflict', 'This shop is connected already.')
  return row
}

/** The store, its sync settings and a row of its permission audit, in one transaction. */
function keepStore(services: Services, tested: Tested): Promise<StoreRow> {
  const { userId, wanted } = tested
  const { id } = tested.store
  return asUser(services.database, userId, async (trx): Promise<StoreRow> => {
    const store = await writeStore(trx, tested, services.now())
    await trx
      .insertInto('store_sync_config')
      .values({ store_id: id })
      .onConflict((conflict) => conflict.column('store_id').doNothing())
      .execute()
    await trx
      .insertInto('store_permission_audit')
      .values({
        store_id: id,
        user_id: userId,
        changed_by: userId,
        reason: 'connected',
        old_permissions: null,
        new_permissions: JSON.stringify(wanted.data_access_permissions),
        consent_version: wanted.consent.version,
        consent_language: wanted.consent.language,
      })
      .execute()
    await wanted.alsoKeep?.(trx, id)
    return store
  })
}

/**
 * Tries the credentials against the shop, and only then writes the store, its sync settings and a row of its
 * permission audit, all or nothing. `conflict` when the user has connected this shop already; a store whose
 * connection ended is connected again.
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
  const freshId = crypto.randomUUID()
  const { description, credentials } = await platform.probe(parsed.data, {
    store: { id: freshId, country: wanted.country ?? null, currency: null },
    http: services.egress.open(freshId, platform.callsPerSecond, budget),
    cache: services.caches.forStore(freshId),
    origins: services.config.origins,
    now: services.now,
  })
  const known = await findDisconnected(services, userId, wanted.platform, description.url)
  const store = { id: known?.id ?? freshId, isKnown: known !== undefined }
  const sealed = await services.secrets.credentials.seal(
    JSON.stringify(credentials),
    credentialsBinding({ id: store.id, user_id: userId }),
  )
  try {
    return { data: toStore(await keepStore(services, { userId, wanted, description, store, sealed })) }
  } catch (thrown) {
    throw asConflict(thrown)
  }
}
