// The WooCommerce adapter: what it is called, what it can do, and how a shop is opened.
import { inBackground } from '../background.ts'
import { definePlatform } from '../platform.ts'
import { createAccessCheck } from './access-check.ts'
import { createClient } from './client.ts'
import { credentialsSchema, type WooCredentials } from './credentials.ts'
import { getCustomer, listCustomers } from './customers.ts'
import { lookup, lookupNumber } from './lookup.ts'
import { IMPERSONAL_ORDER_KEYS } from './map.ts'
import { getOrder, listOrders } from './orders.ts'
import { probe } from './probe.ts'
import { createStreams } from './product-stream.ts'
import { getProduct, listProducts } from './products.ts'
import { createReference } from './reference.ts'

/** WooCommerce by its REST API, wc/v3. It has no limit on calls of its own. */
export const woocommerce = definePlatform<WooCredentials>({
  id: 'woocommerce',
  name: 'WooCommerce',
  credentials: credentialsSchema,
  capabilities: {
    customers: { filters: ['email', 'phone', 'search', 'created_after', 'created_before'] },
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
  probe,
  connect(credentials, context) {
    const client = createClient(credentials, context)
    const reference = createReference(client, context)
    const storeCountry = context.store.country
    const orders = { client, reference, storeCountry }
    const customers = { client, storeCountry }
    const products = { client, reference, context }
    return {
      listCustomers: (filter, page, options) => listCustomers(customers, filter, page, options),
      getCustomer: (id, options) => getCustomer(customers, id, options),
      listOrders: (filter, page, options) => listOrders(orders, filter, page, options),
      getOrder: (id, options) => getOrder(orders, id, options),
      lookup: (question, most, options) => lookup(orders, question, most, options),
      lookupNumber: (number, options) => lookupNumber(orders, number, options),
      listProducts: (filter, page, options) => listProducts(products, filter, page, options),
      getProduct: (id, options) => getProduct(products, id, options),
      ...createStreams(
        { ...products, client: createClient(credentials, inBackground(context)) },
        context.store.id,
      ),
      checkAccess: createAccessCheck(credentials, client, context),
    }
  },
})
