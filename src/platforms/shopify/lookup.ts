// A lookup: the customer and their orders in one document, or by name in two calls.
import type { LookupQuestion, PersonQuestion } from '../../model/lookup.ts'
import { isAskedCustomer } from '../../model/lookup.ts'
import type { UnifiedOrder } from '../../model/order.ts'
import type { CoverageReason } from '../../model/page.ts'
import type { LookupAnswer, ReadOptions, ShopContext } from '../platform.ts'
import type { DeniedPath } from './answer-errors.ts'
import type { Admin, Variables } from './client.ts'
import { cutLists, historyWindow, withheldFields } from './coverage.ts'
import { CUSTOMERS } from './customer-documents.ts'
import { LIST_ADDRESSES, switchesOf } from './customers.ts'
import { LOOKUP_BY_EMAIL, LOOKUP_BY_PHONE } from './lookup-documents.ts'
import { toCustomer } from './map-customer.ts'
import { toOrder } from './map-order.ts'
import { ORDERS } from './order-documents.ts'
import { LIST_LINES, orderSwitches } from './order-switches.ts'
import type { WireOrder } from './order-wire.ts'
import type { WireEdges } from './page-wire.ts'
import { grantedScopes } from './scopes.ts'
import { anyOf, requireWords, searchTerm } from './search-query.ts'

/** More people of one name than this are no help to anybody. */
const MOST_NAMESAKES = 20

const BY_ACCOUNT: CoverageReason = {
  code: 'guest_phones_not_searchable',
  detail:
    "Shopify finds a phone number only where it is the customer's own, not on an order or an address. Ask for the order number or the e-mail address.",
}
const NAMES_OF_CUSTOMERS: CoverageReason = {
  code: 'guest_names_not_searched',
  detail:
    'Names were looked up among customers, not on the orders of guests. Ask for the order number or the e-mail address.',
}

type Tools = { readonly admin: Admin; readonly context: ShopContext }
type Read = Pick<LookupAnswer, 'customers' | 'orders' | 'isCut'> & {
  readonly denied: readonly DeniedPath[]
  readonly coverage: readonly CoverageReason[]
  readonly cutOrders: number
}

function ordersOf({ edges }: WireEdges<WireOrder>, context: ShopContext) {
  const wires = edges.map(({ node }) => node)
  const orders: UnifiedOrder[] = wires.map((wire) => toOrder(wire, context.store))
  return { orders, cutOrders: wires.filter((wire) => wire.lineItems?.pageInfo.hasNextPage).length }
}

/** What both records are asked for: of a customer who it is, of an order what was selected and who its buyer is. */
function switchesFor(
  question: LookupQuestion,
  options: ReadOptions,
): Record<'customer' | 'order', Variables> {
  const { by } = question
  const asked = by === 'email' ? { email: '' } : by === 'phone' ? { phone: '' } : {}
  const person = { email: {}, phone: {}, name: {}, ...(by === 'name' ? { addresses: {} } : {}) }
  return {
    customer: switchesOf({ fields: person, includeCustomer: true }, asked, LIST_ADDRESSES),
    order: orderSwitches(options, { ...asked, customer_id: '' }, LIST_LINES),
  }
}

/** For one document about both: what the one needs is asked of the other too where a switch has both their names. */
function both({ customer, order }: Record<'customer' | 'order', Variables>): Variables {
  return { ...customer, ...order, addresses: customer['addresses'] === true || order['addresses'] === true }
}

async function byPhone(
  { admin, context }: Tools,
  phone: string,
  first: number,
  more: Variables,
): Promise<Read> {
  const { data, denied } = await admin.ask(LOOKUP_BY_PHONE, { value: phone, first, ...more })
  const wire = data.customerByIdentifier
  const found = wire ? ordersOf(wire.orders, context) : { orders: [], cutOrders: 0 }
  const customers = wire ? [toCustomer(wire, context.store)] : []
  return { customers, ...found, isCut: false, denied, coverage: [BY_ACCOUNT] }
}

async function byEmail(
  { admin, context }: Tools,
  email: string,
  first: number,
  more: Variables,
): Promise<Read> {
  // Shopify keeps addresses in lower case.
  const variables = { value: email.toLowerCase(), query: searchTerm('email', email), first, ...more }
  const { data, denied } = await admin.ask(LOOKUP_BY_EMAIL, variables)
  const wire = data.customerByIdentifier
  const customers = wire ? [toCustomer(wire, context.store)] : []
  return { customers, ...ordersOf(data.orders, context), isCut: false, denied, coverage: [] }
}

async function byName(
  { admin, context }: Tools,
  question: PersonQuestion & { by: 'name' },
  most: number,
  more: Record<'customer' | 'order', Variables>,
): Promise<Read> {
  const query = requireWords(question.name).join(' ')
  const page = { first: MOST_NAMESAKES, after: null, query, count: false }
  const { data, denied } = await admin.ask(CUSTOMERS, { ...page, ...more.customer })
  const customers = data.customers.edges
    .map(({ node }) => toCustomer(node, context.store))
    .filter((customer) => isAskedCustomer(customer, question))
  const base = { customers, isCut: data.customers.pageInfo.hasNextPage, coverage: [NAMES_OF_CUSTOMERS] }
  if (customers.length === 0) return { ...base, orders: [], cutOrders: 0, denied }
  const theirs = anyOf(customers.map(({ id }) => searchTerm('customer_id', id)))
  const answer = await admin.ask(ORDERS, {
    first: most,
    after: null,
    query: theirs,
    count: false,
    ...more.order,
  })
  const found = ordersOf(answer.data.orders, context)
  return { ...base, ...found, denied: [...denied, ...answer.denied] }
}

function read(tools: Tools, question: PersonQuestion, most: number, options: ReadOptions): Promise<Read> {
  const more = switchesFor(question, options)
  if (question.by === 'phone') return byPhone(tools, question.phone, most, both(more))
  if (question.by === 'email') return byEmail(tools, question.email, most, both(more))
  return byName(tools, question, most, more)
}

/** Finds somebody of the shop with their orders. */
export function createLookup(admin: Admin, context: ShopContext) {
  return async (question: PersonQuestion, most: number, options: ReadOptions): Promise<LookupAnswer> => {
    const [found, scopes] = await Promise.all([
      read({ admin, context }, question, most, options),
      grantedScopes(admin, context),
    ])
    const coverage = [
      ...historyWindow(scopes, context.now()),
      ...found.coverage,
      ...withheldFields(found.denied, 'order'),
      ...cutLists('line_items_cut', found.cutOrders),
    ]
    return { customers: found.customers, orders: found.orders, isCut: found.isCut, coverage }
  }
}
