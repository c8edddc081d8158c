// Orders of a shop: lists by every filter that can be answered exactly, and one by its number.
import { AppError } from '../../errors.ts'
import { matchesOrder, type OrderFilter } from '../../model/filter.ts'
import type { UnifiedOrder } from '../../model/order.ts'
import type { CoverageReason, Page, PageRequest, Single } from '../../model/page.ts'
import type { ReadOptions } from '../platform.ts'
import { placeOf, type ShopAccess } from './access.ts'
import { requireFilters } from './capabilities.ts'
import { type CustomerLink, findCustomerLink, followCustomerLink } from './customers.ts'
import { toOrder } from './map.ts'
import { NO_CARTS, narrowOrders } from './order-narrowing.ts'
import { readListing } from './paging.ts'
import { customersClosed, findRecord, openSource } from './source.ts'
import { innerIdOf } from './wire.ts'
import { orderWire, orderWithBuyerWire, type WireOrder, type WireOrderWithBuyer } from './wire-order.ts'

const FORMER_EMAIL: CoverageReason = {
  code: 'former_email_not_searched',
  detail:
    "ShopRenter finds a customer's orders by their present e-mail address only: those made under a former one are missing.",
}
const CUSTOMER_ID_HIDDEN: CoverageReason = {
  code: 'customer_id_not_visible',
  detail:
    'Some customers of this shop carry the id of another system: customer.id is null here, and known on a single read of the order.',
}

type OrderItem = { readonly order: WireOrder; readonly buyer: WireOrderWithBuyer | null }

const withBuyer = orderWithBuyerWire.transform((order): OrderItem => ({ order, buyer: order }))
const withoutBuyer = orderWire.transform((order): OrderItem => ({ order, buyer: null }))

function orderSource(access: ShopAccess, options: ReadOptions) {
  return {
    client: access.client,
    context: access.context,
    resource: 'orderExtend' as const,
    item: options.includeCustomer ? withBuyer : withoutBuyer,
    idOf: (item: OrderItem) => item.order.innerId,
  }
}

/** A cart that was left behind is listed among orders and has no status. */
const isCart = ({ order }: OrderItem) => order.orderStatus === null

async function toOrders(
  access: ShopAccess,
  items: readonly OrderItem[],
  customers: readonly CustomerLink[],
): Promise<readonly UnifiedOrder[]> {
  const orders = items.filter((item) => !isCart(item))
  const ids = orders.map(({ order }) => order.orderStatus).filter((id) => id !== null)
  const [place, statuses] = await Promise.all([placeOf(access), access.reference.statuses(ids)])
  const customerIds = new Map(customers.map((customer) => [customer.id, customer.innerId]))
  return orders.map(({ order, buyer }) => toOrder(order, buyer, { place, statuses, customerIds }))
}

/** The id of the customer in another system, when that is what the order's link carries. */
function outerIdOf({ buyer }: OrderItem): string | null {
  return buyer?.customer && innerIdOf(buyer.customer) === null ? buyer.customer : null
}

/** Lists orders; carts that were left behind are none. */
export async function listOrders(
  access: ShopAccess,
  filter: OrderFilter,
  page: PageRequest,
  options: ReadOptions,
): Promise<Page<UnifiedOrder>> {
  requireFilters('orders', filter)
  const asksForBuyer = filter.email !== undefined || filter.customer_id !== undefined
  if (asksForBuyer && !options.includeCustomer) throw customersClosed()
  const customer =
    filter.customer_id === undefined ? null : await findCustomerLink(access, filter.customer_id)
  const narrowings =
    filter.customer_id !== undefined && customer === null
      ? []
      : await narrowOrders(access, filter, customer?.email ?? null)
  const source = orderSource(access, options)
  let hasCarts = false
  const hiddenIds = new Set<string>()
  const result = await readListing<OrderItem, UnifiedOrder>({
    sources: await Promise.all(narrowings.map((narrowing) => openSource(source, narrowing))),
    toRecords: (items) => {
      hasCarts ||= items.some(isCart)
      for (const item of items) {
        if (![null, customer?.id].includes(outerIdOf(item))) hiddenIds.add(item.order.innerId)
      }
      return toOrders(access, items, customer ? [customer] : [])
    },
    keep: (order) => matchesOrder(order, filter),
    idOf: (order) => order.id,
    createdOf: (order) => order.placed_at,
    page,
    isWhole: Object.values(filter).every((value) => value === undefined),
  })
  const coverage = [
    ...result.coverage,
    ...(customer && filter.email === undefined ? [FORMER_EMAIL] : []),
    ...(result.items.some(({ id }) => hiddenIds.has(id)) ? [CUSTOMER_ID_HIDDEN] : []),
  ]
  return { ...result, total: hasCarts ? null : result.total, coverage }
}

/** One order by its number. */
export async function getOrder(
  access: ShopAccess,
  id: string,
  options: ReadOptions,
): Promise<Single<UnifiedOrder>> {
  const item = await findRecord(orderSource(access, options), id, NO_CARTS, 'order')
  const outerId = outerIdOf(item)
  const customer = outerId === null ? null : await followCustomerLink(access, outerId)
  const [order] = await toOrders(access, [item], customer ? [customer] : [])
  if (!order) throw new AppError('not_found', 'The shop has no such order.')
  return { item: order, coverage: [] }
}
