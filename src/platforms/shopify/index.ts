// Shopify: its credentials, what it can filter by, and how a shop of it is tried and opened.
import { inBackground } from '../background.ts'
import { definePlatform } from '../platform.ts'
import { createAccessCheck } from './access-check.ts'
import { createAdmin } from './client.ts'
import { shopifyCredentialsSchema } from './credentials.ts'
import { createCustomers } from './customers.ts'
import { createLookup } from './lookup.ts'
import { IMPERSONAL_ORDER_KEYS } from './order-specifics.ts'
import { createOrders } from './orders.ts'
import { createStreams } from './product-stream.ts'
import { createProducts } from './products.ts'
import { checkScopes, rememberScopes, scopesOf } from './scopes.ts'
import { SHOP } from './shop-documents.ts'
import { uninstallApp } from './uninstall.ts'

/**
 * Shopify by its Admin GraphQL API. The shop limits calls by what they cost, not by their number, and says so
 * in its answers: so there is no `callsPerSecond`.
 */
export const shopify = definePlatform({
  id: 'shopify',
  name: 'Shopify',
  credentials: shopifyCredentialsSchema,
  capabilities: {
    customers: { filters: ['email', 'phone', 'search', 'created_after', 'created_before', 'updated_after'] },
    orders: {
      filters: [
        'status',
        'payment_status',
        'fulfillment_status',
        'customer_id',
        'email',
        'phone',
        'number',
        'created_after',
        'created_before',
        'updated_after',
      ],
    },
    products: { filters: ['search', 'sku', 'status', 'in_stock', 'updated_after'] },
  },
  impersonalOrderKeys: IMPERSONAL_ORDER_KEYS,

  async probe(credentials, context) {
    const { data } = await createAdmin(credentials, context).ask(SHOP, {})
    const scopes = scopesOf(data)
    checkScopes(scopes)
    await rememberScopes(scopes, context)
    const { shop } = data
    return {
      description: {
        name: shop.name,
        url: shop.primaryDomain.url,
        country: shop.shopAddress.countryCodeV2,
        currency: shop.currencyCode,
      },
      credentials,
    }
  },

  connect(credentials, context) {
    const admin = createAdmin(credentials, context)
    return {
      ...createCustomers(admin, context),
      ...createOrders(admin, context),
      ...createProducts(admin, context),
      lookup: createLookup(admin, context),
      // Only an installation of the operator's app has a refresh token.
      ...('refresh_token' in credentials ? { withdraw: () => uninstallApp(admin) } : {}),
      ...createStreams({
        admin: createAdmin(credentials, inBackground(context), true),
        credentials,
        context,
      }),
      checkAccess: createAccessCheck(credentials, admin, context),
    }
  },
})
