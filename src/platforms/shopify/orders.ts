// Orders: the list, those of the customer who has a phone number, and one by its id.
import { AppError } from '../../errors.ts'
import { matchesOrder, type OrderFilter } from '../../model/filter.ts'
import type { UnifiedOrder } from '../../model/order.ts'
import type { CoverageReason, Page, PageRequest, Single } from '../../model/page.ts'
import type { ReadOptions, Shop, ShopContext } from '../platform.ts'
import type { DeniedPath } from './answer-errors.ts'
import type { Admin } from './client.ts'
import { cutLists, GUEST_PHONES, historyWindow, withheldFields } from './coverage.ts'
import { type Entry, type Listed, listPage, type Step } from './listing.ts'
import { toOrder } from './map-order.ts'
import { ORDER_BY_ID, ORDER_CURSORS, ORDER_LINES, ORDERS, ORDERS_OF_PHONE } from './order-documents.ts'
import { toOrderSearch } from './order-search.ts'
import { LIST_LINES, orderSwitches, SINGLE_LINES } from './order-switches.ts'
import type { WireOrder } from './order-wire.ts'
import type { WireEdges } from './page-wire.ts'
import { type FollowUps, MAX_FOLLOW_UPS, readRest } from './rest-of-list.ts'
import { grantedScopes } from './scopes.ts'

/** 4,000 lines more: an order that nobody typed. */
const MAX_SINGLE_CALLS = 40

const NO_ORDERS: WireEdges<WireOrder> = { edges: [], pageInfo: { hasNextPage: false, endCursor: null } }
const NOTHING: Listed<WireOrder, UnifiedOrder> = { entries: [], next: null, total: 0, coverage: [] }

type OrderEntry = Entry<WireOrder, UnifiedOrder>
type Found = Listed<WireOrder, UnifiedOrder> & { readonly denied: readonly DeniedPath[] }

/** One request for orders: what was asked, and where. */
type Request = {
  readonly admin: Admin
  readonly context: ShopContext
  readonly filter: OrderFilter
  readonly page: PageRequest
  readonly options: ReadOptions
}

/** The orders with all of their lines, as far as the calls last. */
async function completeAll(
  admin: Admin,
  context: ShopContext,
  entries: readonly OrderEntry[],
  followUps: FollowUps,
): Promise<{ items: UnifiedOrder[]; coverage: readonly CoverageReason[] }> {
  const items: UnifiedOrder[] = []
  let cut = 0
  for (const { wire, item } of entries) {
    const begun = wire.lineItems
    if (!begun?.pageInfo.hasNextPage) {
      items.push(item)
      continue
    }
    const lineItems = await readRest(begun, followUps, async (after) => {
      const { data } = await admin.ask(ORDER_LINES, { id: wire.id, after })
      return data.order?.lineItems ?? null
    })
    if (lineItems.pageInfo.hasNextPage) cut++
    items.push(toOrder({ ...wire, lineItems }, context.store))
  }
  return { items, coverage: cutLists('line_items_cut', cut) }
}

async function find({ admin, context, filter, page, options }: Request): Promise<Found> {
  const search = toOrderSearch(filter)
  const denied: DeniedPath[] = []
  if (search === null) return { ...NOTHING, denied }
  const { query } = search
  const { phone } = filter
  const switches = orderSwitches(options, filter, LIST_LINES)

  async function read(step: Step) {
    const answer = await admin.ask(ORDERS, { ...step, query, ...switches })
    denied.push(...answer.denied)
    return { ...answer.data.orders, count: answer.data.ordersCount }
  }
  async function readOfPhone({ first, after }: Step, number: string) {
    const answer = await admin.ask(ORDERS_OF_PHONE, { phone: number, first, after, query, ...switches })
    denied.push(...answer.denied)
    return answer.data.customerByIdentifier?.orders ?? NO_ORDERS
  }

  const listed = await listPage<WireOrder, UnifiedOrder>({
    name: 'orders',
    page,
    fit: phone !== undefined && search.fit === 'exact' ? 'close' : search.fit,
    cache: context.cache,
    walk: async (step) => {
      const { data } = await admin.ask(ORDER_CURSORS, { ...step, query })
      return { pageInfo: data.list.pageInfo, count: data.count }
    },
    read: phone === undefined ? read : (step) => readOfPhone(step, phone),
    toItem: (wire) => toOrder(wire, context.store),
    keep: (order) => matchesOrder(order, filter),
  })
  return { ...listed, denied }
}

async function list(request: Request): Promise<Page<UnifiedOrder>> {
  const { admin, context, filter } = request
  // Side by side: the scopes are nearly always known, and else cost no time of their own.
  const [found, scopes] = await Promise.all([find(request), grantedScopes(admin, context)])
  const completed = await completeAll(admin, context, found.entries, { left: MAX_FOLLOW_UPS })
  return {
    items: completed.items,
    next: found.next,
    total: found.total,
    sort: 'newest_first',
    coverage: [
      ...historyWindow(scopes, context.now()),
      ...found.coverage,
      ...withheldFields(found.denied, 'order'),
      ...(filter.phone === undefined ? [] : [GUEST_PHONES]),
      ...completed.coverage,
    ],
  }
}

async function get(
  admin: Admin,
  context: ShopContext,
  id: string,
  options: ReadOptions,
): Promise<Single<UnifiedOrder>> {
  const missing = () =>
    new AppError('not_found', 'The shop has no such order, or it is too old for this app to be seen.')
  if (!/^\d{1,20}$/.test(id)) throw missing()
  const { data, denied } = await admin.ask(ORDER_BY_ID, {
    id: `gid://shopify/Order/${id}`,
    ...orderSwitches(options, {}, SINGLE_LINES),
  })
  if (!data.order) throw missing()
  const entry = { wire: data.order, item: toOrder(data.order, context.store) }
  const { items, coverage } = await completeAll(admin, context, [entry], { left: MAX_SINGLE_CALLS })
  return { item: items[0] ?? entry.item, coverage: [...withheldFields(denied, 'order'), ...coverage] }
}

/** The orders of a shop. */
export function createOrders(admin: Admin, context: ShopContext): Pick<Shop, 'listOrders' | 'getOrder'> {
  return {
    listOrders: (filter, page, options) => list({ admin, context, filter, page, options }),
    getOrder: (id, options) => get(admin, context, id, options),
  }
}
