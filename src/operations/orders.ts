// Orders: listed, found and read one by one, always live from the shop.
import { z } from 'zod'
import { isAllowed, notInScope, switchedOff } from '../access/guard.ts'
import { openShop } from '../access/stores.ts'
import { BRIEF_ORDER } from '../model/brief.ts'
import { matchesOrder, type OrderFilter } from '../model/filter.ts'
import {
  FULFILLMENT_STATUSES,
  ORDER_STATUSES,
  orderSchema,
  PAYMENT_STATUSES,
  type UnifiedOrder,
} from '../model/order.ts'
import type { CoverageReason } from '../model/page.ts'
import { withoutCustomer } from '../model/redact.ts'
import { sayOrder } from '../model/say-order.ts'
import { type Call, type Outcome, operation } from '../operation.ts'
import { assertSupported, defined, readPhone } from './filters.ts'
import {
  createdRangeInput,
  detailInput,
  fieldsInput,
  pageInput,
  readFields,
  readPlace,
  storeIdInput,
  toListOutcome,
  updatedAfterInput,
  wordList,
} from './list-input.ts'
import { sayInput, withSaid } from './say-input.ts'
import { toSingleOutcome } from './single.ts'

const filterInput = {
  status: wordList(ORDER_STATUSES, 'Unified status.'),
  payment_status: wordList(PAYMENT_STATUSES, 'Unified payment status.'),
  fulfillment_status: wordList(FULFILLMENT_STATUSES, 'Unified fulfilment status.'),
  email: z.string().trim().min(3).max(254).optional().describe("The buyer's, exact, without regard to case"),
  phone: z
    .string()
    .min(3)
    .max(40)
    .optional()
    .describe("The buyer's, any spelling; read in the store's country"),
  number: z.string().trim().min(1).max(64).optional().describe('The order number that people see'),
  ...createdRangeInput,
  ...updatedAfterInput,
}
const input = z.strictObject({
  store_id: storeIdInput,
  ...filterInput,
  customer_id: z.string().min(1).max(128).optional(),
  ...pageInput,
  fields: fieldsInput(orderSchema),
  detail: detailInput,
})
const customerOrdersInput = z.strictObject({
  store_id: storeIdInput,
  id: z.string().min(1).max(128).describe("The customer's id"),
  ...filterInput,
  ...pageInput,
  fields: fieldsInput(orderSchema),
  detail: detailInput,
})

/** The three filters by which an order says whose it is. */
const PERSONAL_FILTERS = ['email', 'phone', 'customer_id'] as const

/** Whether this answer may say who the buyer is, and the sentence for coverage when not. */
function customerAccess(call: Pick<Call<unknown>, 'caller' | 'store'>): {
  include: boolean
  refuse: () => Error
  coverage: CoverageReason[]
} {
  const storeAllows = isAllowed(call.store.data_access_permissions, 'customers')
  const keyMay = call.caller.kind !== 'api_key' || call.caller.may.customers
  if (storeAllows && keyMay) return { include: true, refuse: () => switchedOff('customers'), coverage: [] }
  const detail = storeAllows
    ? 'This API key may not read customers, so orders come without the buyer.'
    : 'The merchant has switched off access to customers, so orders come without the buyer.'
  return {
    include: false,
    refuse: () => (storeAllows ? notInScope('customers') : switchedOff('customers')),
    coverage: [{ code: 'customer_access_disabled', detail }],
  }
}

type ListInput = z.infer<typeof input>

async function list(call: Call<unknown>, asked: ListInput): Promise<Outcome> {
  const { limit, page, cursor, fields: names, detail, store_id: _, phone, ...rest } = asked
  const { services, store, budget } = call
  const access = customerAccess(call)
  if (!access.include && PERSONAL_FILTERS.some((name) => asked[name] !== undefined)) throw access.refuse()
  const filter: OrderFilter = defined({ ...rest, phone: readPhone(phone, store.country) })
  const platform = services.platforms[store.platform]
  assertSupported('orders', platform.capabilities, filter)
  const place = await readPlace(call, 'orders', filter, { limit, page, cursor })
  const { fields, cut } = readFields(names, detail, BRIEF_ORDER)
  const shop = await openShop(services, store, budget)
  const answer = await shop.listOrders(filter, place, { fields, includeCustomer: access.include })
  // The adapter has compared already; this wall is the door's own.
  const matching = answer.items.filter((order) => matchesOrder(order, filter))
  const items = access.include
    ? matching
    : matching.map((order) => withoutCustomer(order, platform.impersonalOrderKeys))
  const outcome = await toListOutcome(call, 'orders', filter, place, { ...answer, items })
  return {
    ...outcome,
    coverage: [...answer.coverage, ...access.coverage],
    alsoReleases: access.include ? ['customers'] : [],
    ...(cut ? { cut } : {}),
  }
}

const shared = {
  caller: 'api_key',
  resource: 'orders',
  needs: ['orders'],
  store: true,
  data: z.array(orderSchema),
} as const

export const listOrders = operation({
  ...shared,
  name: 'orders.list',
  summary: 'List orders, newest first where the platform can sort, or find them by state, buyer or number.',
  route: { method: 'GET', function: 'webshop-data-api', path: '/orders' },
  input,
  run: (call) => list(call, call.input),
})

export const searchOrders = operation({
  ...shared,
  name: 'orders.search',
  summary:
    'The same as listing, with the filters in the body, so that no e-mail or phone number is in an address.',
  route: { method: 'POST', function: 'webshop-data-api', path: '/orders/search' },
  input,
  run: (call) => list(call, call.input),
})

export const listCustomerOrders = operation({
  ...shared,
  name: 'customers.orders',
  summary: "List one customer's orders.",
  route: { method: 'GET', function: 'webshop-data-api', path: '/customers/{id}/orders' },
  needs: ['customers', 'orders'],
  input: customerOrdersInput,
  run: (call) => {
    const { id, ...rest } = call.input
    return list(call, { ...rest, customer_id: id })
  },
})

export const getOrder = operation({
  ...shared,
  name: 'orders.get',
  summary: 'Read one order.',
  route: { method: 'GET', function: 'webshop-data-api', path: '/orders/{id}' },
  input: z.strictObject({
    store_id: storeIdInput,
    id: z.string().min(1).max(128),
    fields: fieldsInput(orderSchema),
    detail: detailInput,
    say: sayInput,
  }),
  data: orderSchema,
  run: async (call) => {
    const access = customerAccess(call)
    const platform = call.services.platforms[call.store.platform]
    const { say } = call.input
    const { fields, cut } = readFields(call.input.fields, call.input.detail, BRIEF_ORDER)
    const shop = await openShop(call.services, call.store, call.budget)
    const options = { fields: withSaid(fields, say), includeCustomer: access.include }
    const single = await shop.getOrder(call.input.id, options)
    const item: UnifiedOrder = access.include
      ? single.item
      : withoutCustomer(single.item, platform.impersonalOrderKeys)
    const outcome = toSingleOutcome(call, { item, coverage: [...single.coverage, ...access.coverage] }, cut)
    const place = { country: call.store.country, now: call.services.now() }
    return {
      ...outcome,
      meta: { ...outcome.meta, ...(say ? { say: sayOrder(item, say, place) } : {}) },
      alsoReleases: access.include ? ['customers'] : [],
    }
  },
})
