// A store's credentials on their way into the database and out of it: sealed to this user, store and field.
import { AppError } from '../errors.ts'
import type { PlatformId } from '../platforms/platform.ts'
import type { Services } from '../services.ts'

type Owned = { readonly id: string; readonly user_id: string }

/** What a store's sealed credentials are bound to: this user, this store, this field. */
export function credentialsBinding(store: Owned) {
  return { user: store.user_id, store: store.id, field: 'credentials' }
}

/** The credentials as they are kept. */
export function sealCredentials(services: Services, store: Owned, credentials: unknown): Promise<string> {
  return services.secrets.credentials.seal(JSON.stringify(credentials), credentialsBinding(store))
}

/** The credentials as the store's platform defines them; `shop_unauthorized` when they cannot be opened. */
export async function openCredentials(
  services: Services,
  store: Owned & { readonly platform: PlatformId },
  sealed: string | null,
): Promise<unknown> {
  const plain =
    sealed === null ? null : await services.secrets.credentials.open(sealed, credentialsBinding(store))
  if (plain === null) {
    throw new AppError('shop_unauthorized', 'The store has to be connected again.', {
      reason: 'credentials_unreadable',
    })
  }
  return services.platforms[store.platform].credentials.parse(JSON.parse(plain))
}
