// ShopRenter: read through its REST API with a bearer token for each shop.
import { inBackground } from '../background.ts'
import { definePlatform, type Shop } from '../platform.ts'
import { openShop } from './access.ts'
import { createAccessCheck } from './access-check.ts'
import { CAPABILITIES } from './capabilities.ts'
import { type Credentials, credentialsSchema } from './credentials.ts'
import { getCustomer, listCustomers } from './customers.ts'
import { IMPERSONAL_ORDER_KEYS } from './order-details.ts'
import { getOrder, listOrders } from './orders.ts'
import { probeShop } from './probe.ts'
import { createStreams } from './product-stream.ts'
import { getProduct, listProducts } from './products.ts'

/** The ShopRenter platform. Three calls a second are its documented limit for each client and shop. */
export const shoprenter = definePlatform<Credentials>({
  id: 'shoprenter',
  name: 'ShopRenter',
  credentials: credentialsSchema,
  capabilities: CAPABILITIES,
  impersonalOrderKeys: IMPERSONAL_ORDER_KEYS,
  callsPerSecond: 3,
  probe: probeShop,
  connect: (credentials, context): Shop => {
    const access = openShop(credentials, context)
    return {
      listCustomers: (filter, page, options) => listCustomers(access, filter, page, options),
      getCustomer: (id, options) => getCustomer(access, id, options),
      listOrders: (filter, page, options) => listOrders(access, filter, page, options),
      getOrder: (id, options) => getOrder(access, id, options),
      listProducts: (filter, page, options) => listProducts(access, filter, page, options),
      getProduct: (id, options) => getProduct(access, id, options),
      ...createStreams(openShop(credentials, inBackground(context))),
      checkAccess: createAccessCheck(credentials, access),
    }
  },
})
