// Customers: the list, the exact look-ups by e-mail address and phone, and one by its id.
import { AppError } from '../../errors.ts'
import type { UnifiedCustomer } from '../../model/customer.ts'
import { type CustomerFilter, matchesCustomer } from '../../model/filter.ts'
import type { CoverageReason, Page, PageRequest, Single } from '../../model/page.ts'
import type { ReadOptions, Shop, ShopContext } from '../platform.ts'
import type { DeniedPath } from './answer-errors.ts'
import type { Admin, Variables } from './client.ts'
import { ADDRESS_PHONES, cutLists, withheldFields } from './coverage.ts'
import {
  CUSTOMER_ADDRESSES,
  CUSTOMER_BY_EMAIL,
  CUSTOMER_BY_ID,
  CUSTOMER_BY_PHONE,
  CUSTOMER_CURSORS,
  CUSTOMERS,
} from './customer-documents.ts'
import type { WireCustomer } from './customer-wire.ts'
import { type Entry, type Listed, listPage } from './listing.ts'
import { toCustomer } from './map-customer.ts'
import { type FollowUps, MAX_FOLLOW_UPS, readRest } from './rest-of-list.ts'
import { allOf, requireWords, searchRange, searchTerm } from './search-query.ts'
import { wants } from './selection.ts'

/** How many addresses come with each customer of a list. */
export const LIST_ADDRESSES = 5
const SINGLE_ADDRESSES = 100
const MAX_SINGLE_CALLS = 10

type CustomerEntry = Entry<WireCustomer, UnifiedCustomer>
type Found = Listed<WireCustomer, UnifiedCustomer> & { readonly denied: readonly DeniedPath[] }

/** One request for customers: what was asked, and where. */
type Request = {
  readonly admin: Admin
  readonly context: ShopContext
  readonly filter: CustomerFilter
  readonly page: PageRequest
  readonly options: ReadOptions
}

/** Which parts of a customer a read asks the shop for. */
export function switchesOf({ fields }: ReadOptions, filter: CustomerFilter, addressCount: number): Variables {
  const phone = filter.phone !== undefined || wants(fields, 'phone', 'phone_raw', 'platform_specific')
  const named = wants(fields, 'name')
  return {
    addressCount,
    names: named || wants(fields, 'first_name', 'last_name'),
    email: filter.email !== undefined || wants(fields, 'email', 'accepts_marketing', 'platform_specific'),
    phone,
    // Its country says how a number is read, and which name comes first.
    address: phone || named || wants(fields, 'default_address', 'company'),
    addresses: wants(fields, 'addresses'),
    extras: wants(fields, 'platform_specific'),
  }
}

function toQuery({ email, phone, search, ...filter }: CustomerFilter): string | null {
  return allOf([
    ...(search === undefined ? [] : requireWords(search)),
    ...(email === undefined ? [] : [searchTerm('email', email)]),
    ...(phone === undefined ? [] : [searchTerm('phone', phone)]),
    ...searchRange('customer_date', filter.created_after, filter.created_before),
    ...searchRange('updated_at', filter.updated_after),
  ])
}

/** The customers with all of their addresses, as far as the calls last. */
async function completeAll(
  admin: Admin,
  context: ShopContext,
  entries: readonly CustomerEntry[],
  followUps: FollowUps,
): Promise<{ items: UnifiedCustomer[]; coverage: readonly CoverageReason[] }> {
  const items: UnifiedCustomer[] = []
  let cut = 0
  for (const { wire, item } of entries) {
    const begun = wire.addressesV2
    if (!begun?.pageInfo.hasNextPage) {
      items.push(item)
      continue
    }
    const addressesV2 = await readRest(begun, followUps, async (after) => {
      const { data } = await admin.ask(CUSTOMER_ADDRESSES, { id: wire.id, after })
      return data.customer?.addressesV2 ?? null
    })
    if (addressesV2.pageInfo.hasNextPage) cut++
    items.push(toCustomer({ ...wire, addressesV2 }, context.store))
  }
  return { items, coverage: cutLists('addresses_cut', cut) }
}

/** The one customer who has this e-mail address or phone number of their own, if the rest fits too. */
async function findOne({ admin, context, filter, page, options }: Request): Promise<Found> {
  const switches = switchesOf(options, filter, LIST_ADDRESSES)
  const { data, denied } =
    filter.email === undefined
      ? await admin.ask(CUSTOMER_BY_PHONE, { value: filter.phone ?? '', ...switches })
      : // Shopify keeps addresses in lower case.
        await admin.ask(CUSTOMER_BY_EMAIL, { value: filter.email.toLowerCase(), ...switches })
  const wire = data.customerByIdentifier
  const item = wire && toCustomer(wire, context.store)
  const isFirst = !('page' in page.position) || page.position.page === 1
  const found: readonly CustomerEntry[] = item && matchesCustomer(item, filter) ? [{ wire, item }] : []
  return { entries: isFirst ? found : [], next: null, total: found.length, coverage: [], denied }
}

async function searchAll({ admin, context, filter, page, options }: Request): Promise<Found> {
  const denied: DeniedPath[] = []
  const query = toQuery(filter)
  const switches = switchesOf(options, filter, LIST_ADDRESSES)
  const listed = await listPage<WireCustomer, UnifiedCustomer>({
    name: 'customers',
    page,
    fit: query === null ? 'exact' : 'close',
    cache: context.cache,
    walk: async (step) => {
      const { data } = await admin.ask(CUSTOMER_CURSORS, { ...step, query })
      return { pageInfo: data.list.pageInfo, count: data.count }
    },
    read: async (step) => {
      const answer = await admin.ask(CUSTOMERS, { ...step, query, ...switches })
      denied.push(...answer.denied)
      return { ...answer.data.customers, count: answer.data.customersCount }
    },
    toItem: (wire) => toCustomer(wire, context.store),
    keep: (customer) => matchesCustomer(customer, filter),
  })
  return { ...listed, denied }
}

async function list(request: Request): Promise<Page<UnifiedCustomer>> {
  const { filter, admin, context } = request
  const byIdentity = filter.search === undefined && (filter.email ?? filter.phone) !== undefined
  const found = await (byIdentity ? findOne(request) : searchAll(request))
  const completed = await completeAll(admin, context, found.entries, { left: MAX_FOLLOW_UPS })
  return {
    items: completed.items,
    next: found.next,
    total: found.total,
    sort: 'newest_first',
    coverage: [
      ...found.coverage,
      ...withheldFields(found.denied, 'customer'),
      ...(filter.phone === undefined ? [] : [ADDRESS_PHONES]),
      ...completed.coverage,
    ],
  }
}

async function get(
  admin: Admin,
  context: ShopContext,
  id: string,
  options: ReadOptions,
): Promise<Single<UnifiedCustomer>> {
  const missing = () => new AppError('not_found', 'The shop has no such customer.')
  if (!/^\d{1,20}$/.test(id)) throw missing()
  const { data, denied } = await admin.ask(CUSTOMER_BY_ID, {
    id: `gid://shopify/Customer/${id}`,
    ...switchesOf(options, {}, SINGLE_ADDRESSES),
  })
  if (!data.customer) throw missing()
  const entry = { wire: data.customer, item: toCustomer(data.customer, context.store) }
  const { items, coverage } = await completeAll(admin, context, [entry], { left: MAX_SINGLE_CALLS })
  return { item: items[0] ?? entry.item, coverage: [...withheldFields(denied, 'customer'), ...coverage] }
}

/** The customers of a shop. */
export function createCustomers(
  admin: Admin,
  context: ShopContext,
): Pick<Shop, 'listCustomers' | 'getCustomer'> {
  return {
    listCustomers: (filter, page, options) => list({ admin, context, filter, page, options }),
    getCustomer: (id, options) => get(admin, context, id, options),
  }
}
