// Trying credentials against a shop: what they may read, and what the shop is.
import { AppError } from '../../errors.ts'
import type { ProbeResult, ShopContext } from '../platform.ts'
import { HOME_COUNTRY, openShop } from './access.ts'
import { type Resource, SCOPES } from './client.ts'
import type { Credentials } from './credentials.ts'
import { createTokenSource, scopesOf } from './token.ts'

/** Without the names of manufacturers a product lacks its brand and nothing else. */
const OPTIONAL: ReadonlySet<string> = new Set([SCOPES.manufacturers])
const PERSONAL_AND_PRODUCTS: readonly Resource[] = ['orderExtend', 'customerExtend', 'productExtend']

function requireScopes(scopes: readonly string[]): void {
  const missing = Object.values(SCOPES).filter((scope) => !OPTIONAL.has(scope) && !scopes.includes(scope))
  if (missing.length === 0) return
  throw new AppError(
    'shop_unauthorized',
    `The shop's API client lacks these scopes: ${missing.join(', ')}.`,
    {
      reason: 'missing_scope',
    },
  )
}

/**
 * Gets a token, compares what it may read with what is needed, and learns the shop's name, address and currency.
 * A token whose scopes cannot be read is tried instead: one link each of orders, customers and products.
 */
export async function probeShop(
  credentials: Credentials,
  context: ShopContext,
): Promise<ProbeResult<Credentials>> {
  const { client, reference } = openShop(credentials, context)
  const { access_token: token } = await createTokenSource(credentials, context).get()
  const scopes = scopesOf(token)
  if (scopes) requireScopes(scopes)
  else for (const resource of PERSONAL_AND_PRODUCTS) await client.count(resource, {})
  const [settings, home] = await Promise.all([reference.settings(), reference.home()])
  const currency = settings.config_currency?.toUpperCase() ?? null
  return {
    description: {
      name: settings.config_name ?? home?.replace(/^https:\/\/(www\.)?/, '') ?? credentials.shop,
      url: home ?? `https://${credentials.shop}.myshoprenter.hu`,
      country: HOME_COUNTRY,
      currency: currency !== null && /^[A-Z]{3}$/.test(currency) ? currency : null,
    },
    credentials,
  }
}
