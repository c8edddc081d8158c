// Whether a kind of data can be read from a ShopRenter shop now.
import { AppError } from '../../errors.ts'
import type { HealthKind, ProblemCode } from '../../model/health.ts'
import type { ShopAccess } from './access.ts'
import { type Resource, SCOPES } from './client.ts'
import type { Credentials } from './credentials.ts'
import { createTokenSource, scopesOf } from './token.ts'

/** What a read of each kind calls, beside what every read does. */
const RESOURCES: Readonly<Record<HealthKind, readonly [Resource, ...Resource[]]>> = {
  products: ['productExtend', 'categoryExtend', 'taxClassExtend'],
  customers: ['customerExtend', 'customerGroups'],
  orders: ['orderExtend', 'orderStatusDescriptions'],
}

/**
 * The check of one opened shop. It asks for a new token, since an old one may outlive the client that got it;
 * what the token says of its scopes is believed when it says something is missing, and tried in any case.
 */
export function createAccessCheck(credentials: Credentials, access: ShopAccess) {
  let fresh: Promise<readonly string[] | null> | undefined
  const freshScopes = () => {
    fresh ??= createTokenSource(credentials, access.context)
      .renew()
      .then((token) => scopesOf(token.access_token))
    return fresh
  }

  return async (kind: HealthKind): Promise<ProblemCode | null> => {
    const scopes = await freshScopes()
    const resources = RESOURCES[kind]
    const missing = resources
      .map((resource) => SCOPES[resource])
      .find((scope) => scopes && !scopes.includes(scope))
    if (missing !== undefined) {
      throw new AppError('shop_unauthorized', `The shop's API client lacks the scope ${missing}.`, {
        reason: 'missing_scope',
      })
    }
    await access.client.count(resources[0], {})
    return null
  }
}
