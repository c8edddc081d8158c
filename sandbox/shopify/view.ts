// What one token sees of the shop's records, each made into its GraphQL object when it is asked for.
import type { Catalogue } from '../catalogue.ts'
import { orderSums } from './amounts.ts'
import { catalogueFacts, catalogueList } from './catalogue-list.ts'
import { CUSTOMER_SEARCH, customerRecord, spentCents } from './customer-record.ts'
import { type CustomerFacts, ids, type OrderFacts, type ProductFacts, type ShopFacts } from './facts.ts'
import { createList, type ListArgs, type SearchNote } from './lists.ts'
import { ORDER_SEARCH, orderRecord } from './order-record.ts'
import { PRODUCT_SEARCH, productRecord, variantOf } from './product-record.ts'
import type { SearchFields } from './search-match.ts'

/** Facts: without `read_all_orders` older orders are simply not there. */
const HISTORY_DAYS = 60
const DAY_MS = 86_400_000

export type ViewOptions = {
  readonly facts: ShopFacts
  readonly scopes: readonly string[]
  readonly now: Date
  readonly note: (note: SearchNote) => void
  /** Instead of the facts' products, a catalogue of any size. */
  readonly catalogue?: Catalogue | undefined
}

/** Facts: `customersCount` knows fewer filters than the list that it counts. */
const CUSTOMER_COUNT_SEARCH: SearchFields<CustomerFacts> = {
  default: { kind: 'text', of: () => [] },
  id: { kind: 'number', of: (customer) => ids.customer(customer.id) },
  created_at: { kind: 'time', of: (customer) => customer.createdAt.toISOString() },
  updated_at: { kind: 'time', of: (customer) => customer.updatedAt.toISOString() },
}

/** The records that a token sees, and how each is shown. */
export function createView({ facts, scopes, now, note, catalogue }: ViewOptions) {
  const oldest = scopes.includes('read_all_orders') ? 0 : now.getTime() - HISTORY_DAYS * DAY_MS
  const visible = facts.orders.filter((order) => order.createdAt.getTime() >= oldest)
  const customers = new Map(facts.customers.map((customer) => [customer.id, customer]))
  const products = new Map(facts.products.map((product) => [product.id, product]))
  const links = {
    customer: (id: number) => toCustomer(customers.get(id)),
    product: (id: number) => toProduct(products.get(id)),
    variant: (productId: number, variantId: number) => {
      const product = products.get(productId)
      return product ? variantOf(product, variantId) : null
    },
  }
  const toOrder = (order: OrderFacts | undefined) => (order ? orderRecord(order, links) : null)
  const toProduct = (product: ProductFacts | undefined) => (product ? productRecord(product) : null)
  const orderList = (records: readonly OrderFacts[]) =>
    createList({
      name: 'orders',
      note,
      records,
      search: ORDER_SEARCH,
      idOf: (order) => ids.order(order.id),
      sorts: {
        CREATED_AT: (order) => order.createdAt.getTime(),
        PROCESSED_AT: (order) => order.processedAt.getTime(),
        UPDATED_AT: (order) => order.updatedAt.getTime(),
      },
      toNode: toOrder,
    })

  function toCustomer(customer: CustomerFacts | undefined) {
    if (!customer) return null
    const isOwn = (order: OrderFacts) => order.customerId === customer.id
    const own = () => facts.orders.filter(isOwn)
    return customerRecord(customer, {
      lifetime: () => own().length,
      spentCents: () => spentCents(own(), (order) => orderSums(order).total),
      orders: (args) => orderList(visible.filter(isOwn)).list(args as ListArgs),
      last: () => toOrder(visible.findLast(isOwn)),
    })
  }

  const productBy = (number: number | null) =>
    catalogue
      ? catalogueFacts(catalogue, number)
      : facts.products.find((product) => ids.product(product.id) === number)

  return { visible, toOrder, toProduct, toCustomer, productBy, orders: orderList(visible) }
}

export type View = ReturnType<typeof createView>

/** The list of customers as a view shows them. */
export function customerList({ facts, note }: ViewOptions, view: View) {
  return createList({
    name: 'customers',
    note,
    records: facts.customers,
    search: CUSTOMER_SEARCH,
    countSearch: CUSTOMER_COUNT_SEARCH,
    idOf: (customer) => ids.customer(customer.id),
    sorts: {
      CREATED_AT: (customer) => customer.createdAt.getTime(),
      UPDATED_AT: (customer) => customer.updatedAt.getTime(),
    },
    toNode: view.toCustomer,
  })
}

/** The list of products; without a filter on `status` only the active ones. */
export function productList({ facts, note, catalogue }: ViewOptions, view: View) {
  if (catalogue) return catalogueList({ catalogue, note })
  return createList({
    name: 'products',
    note,
    records: facts.products,
    search: PRODUCT_SEARCH,
    idOf: (product) => ids.product(product.id),
    sorts: {
      CREATED_AT: (product) => product.createdAt.getTime(),
      UPDATED_AT: (product) => product.updatedAt.getTime(),
      TITLE: (product) => product.title,
    },
    toNode: view.toProduct,
    unless: { filter: 'status', keep: (product) => product.status === 'ACTIVE' },
  })
}
