// Whether a kind of data can be read from a Shopify shop now, and what Shopify holds back of it.
import { z } from 'zod'
import type { HealthKind, ProblemCode } from '../../model/health.ts'
import type { ShopContext } from '../platform.ts'
import type { Admin, Document } from './client.ts'
import type { ShopifyCredentials } from './credentials.ts'
import { rememberScopes, scopesOf } from './scopes.ts'
import { SCOPES } from './shop-documents.ts'

const anything = z.object({}).loose()

/**
 * One record each. Of a customer the four groups of fields are asked for that Shopify approves one by one
 * (shopify.dev, protected customer data); of an order only its id, since who bought may be switched off.
 */
const ONE: Readonly<Record<HealthKind, Document<unknown>>> = {
  products: { text: 'query AccessProducts {\n  products(first: 1) { nodes { id } }\n}', data: anything },
  orders: { text: 'query AccessOrders {\n  orders(first: 1) { nodes { id } }\n}', data: anything },
  customers: {
    text: `query AccessCustomers {
  customers(first: 1) {
    nodes {
      id firstName
      defaultEmailAddress { emailAddress }
      defaultPhoneNumber { phoneNumber }
      defaultAddress { address1 }
    }
  }
}`,
    data: anything,
  },
}

/** So long before its end a merchant is asked to connect again. */
const LAPSES_WITHIN_MS = 7 * 86_400_000

/**
 * True when the token that gets the next ones is near its own end, and is not about to be replaced: a renewal,
 * which comes when the access token has ended, gives a new one of both.
 */
function isAboutToLapse(credentials: ShopifyCredentials, now: number): boolean {
  const { refresh_expires_at: end, expires_at: renewsAt } = credentials as Readonly<Record<string, unknown>>
  if (typeof end !== 'number') return false
  const isRenewedNow = typeof renewsAt === 'number' && renewsAt <= now
  return !isRenewedNow && end - now < LAPSES_WITHIN_MS
}

/** The check of one opened shop. A denial of the whole kind is thrown by `ask`, with its reason. */
export function createAccessCheck(credentials: ShopifyCredentials, admin: Admin, context: ShopContext) {
  return async (kind: HealthKind): Promise<ProblemCode | null> => {
    const { denied } = await admin.ask(ONE[kind], {})
    if (isAboutToLapse(credentials, context.now())) return 'token_about_to_lapse'
    if (denied.length > 0) return 'protected_data_not_approved'
    if (kind !== 'orders') return null
    const scopes = scopesOf((await admin.ask(SCOPES, {})).data)
    await rememberScopes(scopes, context)
    return scopes.includes('read_all_orders') ? null : 'order_history_limited'
  }
}
