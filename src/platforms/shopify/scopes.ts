// Which access scopes the app was granted: reference data, looked up once an hour.
import { AppError } from '../../errors.ts'
import type { ShopContext } from '../platform.ts'
import type { Admin } from './client.ts'
import { SCOPES } from './shop-documents.ts'
import type { ScopesData } from './shop-wire.ts'

const KEY = 'shopify:scopes'
const KEPT_MS = 3_600_000

/** Without these nothing that is promised can be read. */
export const NEEDED_SCOPES = ['read_customers', 'read_orders', 'read_products'] as const

/** Without it only orders of the last 60 days are seen, which every answer then says. Shopify approves it for an app. */
export const ALL_ORDERS_SCOPE = 'read_all_orders'

export function scopesOf(data: ScopesData): readonly string[] {
  return data.currentAppInstallation.accessScopes.map((scope) => scope.handle)
}

/** The granted scopes; a call to the shop when they are not known. */
export function grantedScopes(admin: Admin, context: ShopContext): Promise<readonly string[]> {
  return context.cache.get<readonly string[]>(KEY, KEPT_MS, async () =>
    scopesOf((await admin.ask(SCOPES, {})).data),
  )
}

/** Keeps scopes that were just learnt, in place of older ones. */
export async function rememberScopes(scopes: readonly string[], context: ShopContext): Promise<void> {
  context.cache.drop(KEY)
  await context.cache.get<readonly string[]>(KEY, KEPT_MS, async () => scopes)
}

/** Throws `shop_unauthorized`, naming the scopes that are missing. `write_x` implies `read_x`. */
export function checkScopes(granted: readonly string[]): void {
  const missing = NEEDED_SCOPES.filter(
    (scope) => !granted.includes(scope) && !granted.includes(scope.replace('read_', 'write_')),
  )
  if (missing.length === 0) return
  throw new AppError('shop_unauthorized', `The app lacks these access scopes: ${missing.join(', ')}.`, {
    reason: 'missing_scope',
  })
}
