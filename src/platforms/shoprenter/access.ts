// What every operation on a shop works with.
import type { FieldSelection } from '../../model/fields.ts'
import type { ShopContext } from '../platform.ts'
import { type ApiClient, createClient } from './client.ts'
import type { Credentials } from './credentials.ts'
import type { ShopPlace } from './place.ts'
import { createReference, type Reference } from './reference.ts'

/** A shop, opened. */
export type ShopAccess = {
  readonly client: ApiClient
  readonly context: ShopContext
  readonly reference: Reference
  readonly shop: string
}

/** Opens a shop; makes no call. */
export function openShop(credentials: Credentials, context: ShopContext): ShopAccess {
  const client = createClient(credentials, context)
  const reference = createReference(client, credentials, context)
  return { client, context, reference, shop: credentials.shop }
}

/** Whether the caller wants one of these fields; null is the wish for all of them. */
export function wants(fields: FieldSelection | null, ...names: readonly string[]): boolean {
  return fields === null || names.some((name) => name in fields)
}

/** Where a shop is that does not say: ShopRenter is for Hungarian merchants, and no setting names a country. */
export const HOME_COUNTRY = 'HU'

/** Where the shop is; its time zone is its own setting. */
export async function placeOf({ context, reference }: ShopAccess): Promise<ShopPlace> {
  return {
    zone: await reference.zone(),
    country: context.store.country ?? HOME_COUNTRY,
    currency: context.store.currency,
  }
}
