// Customers of a WooCommerce shop: user accounts of any role. Guests are in no list but the orders'.
import { AppError } from '../../errors.ts'
import type { UnifiedCustomer } from '../../model/customer.ts'
import { type CustomerFilter, matchesCustomer } from '../../model/filter.ts'
import type { CoverageReason, Page, PageRequest, Single } from '../../model/page.ts'
import { toE164 } from '../../model/phone.ts'
import type { ReadOptions } from '../platform.ts'
import { countryOf } from './address.ts'
import type { Client } from './client.ts'
import { customerFields } from './customer-fields.ts'
import { toCustomer } from './map.ts'
import { createNumberedSource, emptyPage, mapSource, readList, type Source, slicePage } from './paging.ts'
import { inParallel } from './parallel.ts'
import { phoneSpellings } from './phone-spellings.ts'
import { hasReason } from './reference.ts'
import type { Query } from './request.ts'
import { parseId } from './values.ts'
import { customersWire, customerWire, ordersWire, type WireCustomer } from './wire.ts'

/** What the adapter of one store has at hand. */
export type CustomerTools = { readonly client: Client; readonly storeCountry: string | null }

const EXACT: ReadonlySet<string> = new Set(['email', 'search'])
const MOST = 100

const GUESTS: CoverageReason = {
  code: 'guests_not_listed',
  detail:
    'People who ordered without an account are no customers in WooCommerce. Their orders are found under orders.',
}
const BY_ORDERS: CoverageReason = {
  code: 'phone_by_orders',
  detail:
    'The shop cannot search customers by phone: they were found through their orders, in the usual spellings. A customer without an order is not found.',
}

function refuse(detail: string): AppError {
  return new AppError('filter_not_supported', detail)
}

function checkFilter({ updated_after, email, phone, search }: CustomerFilter): void {
  if (updated_after !== undefined) {
    throw refuse(
      'WooCommerce cannot list customers by when they were updated. It can by email, phone, search, created_after and created_before.',
    )
  }
  if (search !== undefined && (email !== undefined || phone !== undefined)) {
    throw refuse(
      'WooCommerce cannot search among customers with an email or a phone. Ask for one of the three.',
    )
  }
}

function createSource(client: Client, query: Query): Source<WireCustomer> {
  return createNumberedSource((offset, perPage) => {
    const all = { role: 'all', orderby: 'registered_date', order: 'desc', ...query }
    return client.get('/customers', { ...all, per_page: perPage, offset }, customersWire)
  })
}

/** Newest first, so that the walk is over with the first customer who is too old. */
function stopAt<T extends UnifiedCustomer>(source: Source<T>, after: string | undefined): Source<T> {
  if (after === undefined) return source
  return {
    ...source,
    readFrom: async (at, perPage) => {
      const stretch = await source.readFrom(at, perPage)
      const last = stretch.items.at(-1)?.created_at
      const over = last !== undefined && last !== null && Date.parse(last) <= Date.parse(after)
      return over ? { ...stretch, next: null } : stretch
    },
  }
}

/** Ids of the accounts behind the orders with this number; `full` when there may be more orders than were read. */
async function accountsByPhone({ client, storeCountry }: CustomerTools, phone: string) {
  const query = { per_page: MOST, _fields: 'id,customer_id,billing' }
  const answers = await inParallel(
    phoneSpellings(phone).map((search) => () => client.get('/orders', { ...query, search }, ordersWire)),
  )
  const hits = answers
    .flatMap(({ body }) => body)
    .filter(({ billing }) => toE164(billing?.phone, countryOf(billing) ?? storeCountry) === phone)
  const ids = new Set(hits.map(({ customer_id }) => customer_id ?? 0).filter((id) => id > 0))
  return { ids: [...ids], full: answers.some(({ body }) => body.length >= MOST) }
}

async function listByPhone(
  tools: CustomerTools,
  filter: CustomerFilter & { phone: string },
  page: PageRequest,
  options: ReadOptions,
): Promise<Page<UnifiedCustomer>> {
  const { ids, full } = await accountsByPhone(tools, filter.phone)
  const coverage = [GUESTS, BY_ORDERS, ...(full ? [SCAN_LIMIT] : [])]
  if (ids.length === 0) return emptyPage(coverage)
  const query = {
    include: ids.slice(0, MOST).join(','),
    role: 'all',
    orderby: 'registered_date',
    order: 'desc',
    per_page: MOST,
    _fields: customerFields(options, filter),
  }
  const { body } = await tools.client.get('/customers', query, customersWire)
  const found = body.map((row) => toCustomer(row, tools)).filter((row) => matchesCustomer(row, filter))
  return slicePage(found, page, 'newest_first', coverage)
}

const SCAN_LIMIT: CoverageReason = {
  code: 'scan_limit',
  detail: 'More orders look like this phone number than were looked through.',
}

/** A page of customers. One call, but for `phone` and the dates, which WooCommerce has no parameters for. */
export async function listCustomers(
  tools: CustomerTools,
  filter: CustomerFilter,
  page: PageRequest,
  options: ReadOptions,
): Promise<Page<UnifiedCustomer>> {
  checkFilter(filter)
  const { email, phone, search, created_after } = filter
  if (email?.trim() === '' || phone?.trim() === '') return emptyPage()
  if (phone !== undefined && email === undefined)
    return listByPhone(tools, { ...filter, phone }, page, options)
  const source = createSource(tools.client, {
    email,
    search: search?.trim() || undefined,
    _fields: customerFields(options, filter),
  })
  const mapped = stopAt(
    mapSource(source, (row) => toCustomer(row, tools)),
    created_after,
  )
  const exact = Object.keys(filter).every((name) => EXACT.has(name))
  const keep = (customer: UnifiedCustomer) => matchesCustomer(customer, filter)
  const coverage = email !== undefined || search !== undefined ? [GUESTS] : []
  try {
    return await readList({ source: mapped, exact, keep, page }, 'newest_first', coverage)
  } catch (thrown) {
    // What WordPress takes for no e-mail address, nobody has.
    if (hasReason(thrown, 'refused_email')) return emptyPage(coverage)
    throw thrown
  }
}

/** One customer, whatever the account's role. */
export async function getCustomer(
  tools: CustomerTools,
  id: string,
  options: ReadOptions,
): Promise<Single<UnifiedCustomer>> {
  const known = parseId(id)
  if (known === null) throw new AppError('not_found', 'The shop has no such record.')
  const query = { _fields: customerFields(options, {}) }
  const { body } = await tools.client.get(`/customers/${known}`, query, customerWire)
  return { item: toCustomer(body, tools), coverage: [] }
}
