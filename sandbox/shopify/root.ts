// The fields of QueryRoot that the shop answers.
import { GraphQLError } from 'graphql'
import { type Access, mayRead, scopeDenied } from './access.ts'
import { SHOP_CURRENCY } from './amounts.ts'
import { ids, type ShopFacts } from './facts.ts'
import { createView, customerList, productList, type View, type ViewOptions } from './view.ts'

export type RootOptions = ViewOptions & {
  readonly shop: string
  readonly uninstall: () => void
  /** The fields about bulk operations. */
  readonly bulk: object
}

function shopRecord(domain: string) {
  const site = 'sandbox.example'
  return {
    id: 'gid://shopify/Shop/1',
    name: 'Homokozó Bolt',
    myshopifyDomain: domain,
    primaryDomain: { id: 'gid://shopify/Domain/1', host: site, url: `https://${site}` },
    url: `https://${site}`,
    currencyCode: SHOP_CURRENCY,
    enabledPresentmentCurrencies: [SHOP_CURRENCY, 'EUR'],
    ianaTimezone: 'Europe/Budapest',
    weightUnit: 'KILOGRAMS',
    taxesIncluded: true,
    shopAddress: {
      id: 'gid://shopify/ShopAddress/1',
      country: 'Hungary',
      countryCodeV2: 'HU',
      city: 'Budapest',
    },
    plan: { publicDisplayName: 'Basic', partnerDevelopment: false, shopifyPlus: false },
  }
}

/** The number in a global id of that type; null for one of another type. */
function numberOf(gid: string, type: string): number | null {
  const match = /^gid:\/\/shopify\/(\w+)\/(\d+)$/.exec(gid)
  if (!match) {
    const extensions = { code: 'argumentLiteralsIncompatible' }
    throw new GraphQLError(`Invalid global id '${gid}'`, { extensions })
  }
  return match[1] === type ? Number(match[2]) : null
}

type NodeType = 'Customer' | 'Order' | 'Product'
const NODE_TYPES: readonly NodeType[] = ['Customer', 'Order', 'Product']

function byGid(type: NodeType, gid: string, facts: ShopFacts, view: View) {
  const number = numberOf(gid, type)
  if (type === 'Customer') {
    return view.toCustomer(facts.customers.find((customer) => ids.customer(customer.id) === number))
  }
  if (type === 'Order') return view.toOrder(view.visible.find((order) => ids.order(order.id) === number))
  return view.toProduct(view.productBy(number) ?? undefined)
}

type Identifier = { readonly id?: string; readonly emailAddress?: string; readonly phoneNumber?: string }

function byIdentifier(identifier: Identifier, facts: ShopFacts, view: View) {
  const { id, emailAddress, phoneNumber } = identifier
  if (id !== undefined) return byGid('Customer', id, facts, view)
  const email = emailAddress?.toLowerCase()
  return view.toCustomer(
    facts.customers.find((customer) =>
      email === undefined
        ? customer.phone !== null && customer.phone === phoneNumber
        : customer.email?.toLowerCase() === email,
    ),
  )
}

/** The value that an execution begins with. */
export function createRoot(options: RootOptions) {
  const { facts, scopes } = options
  const view = createView(options)
  const customers = customerList(options, view)
  const products = productList(options, view)
  type Id = { readonly id: string }
  function node({ id }: Id, access: Access) {
    const type = NODE_TYPES.find((name) => id.includes(`/${name}/`))
    if (type && !mayRead(access.scopes, type)) throw scopeDenied('node', type)
    return type ? byGid(type, id, facts, view) : null
  }
  return {
    shop: shopRecord(options.shop),
    currentAppInstallation: {
      id: 'gid://shopify/AppInstallation/1',
      accessScopes: scopes.map((handle) => ({ handle, description: handle })),
      app: { id: 'gid://shopify/App/1', handle: 'shopcall', title: 'ShopCall' },
    },
    appUninstall: () => {
      options.uninstall()
      return { app: { id: 'gid://shopify/App/1' }, userErrors: [] }
    },
    customers: customers.list,
    customersCount: customers.count,
    customer: ({ id }: Id) => byGid('Customer', id, facts, view),
    customerByIdentifier: ({ identifier }: { identifier: Identifier }) =>
      byIdentifier(identifier, facts, view),
    orders: view.orders.list,
    ordersCount: view.orders.count,
    order: ({ id }: Id) => byGid('Order', id, facts, view),
    ...options.bulk,
    products: products.list,
    productsCount: products.count,
    product: ({ id }: Id) => byGid('Product', id, facts, view),
    node,
    nodes: (args: { ids: readonly string[] }, access: Access) => args.ids.map((id) => node({ id }, access)),
  }
}
