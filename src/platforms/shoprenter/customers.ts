// Customers of a shop: lists by the filters that it has, and one by its number.
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { UnifiedCustomer } from '../../model/customer.ts'
import { type CustomerFilter, matchesCustomer } from '../../model/filter.ts'
import type { CoverageReason, Page, PageRequest, Single } from '../../model/page.ts'
import type { ReadOptions } from '../platform.ts'
import { placeOf, type ShopAccess, wants } from './access.ts'
import { requireFilters } from './capabilities.ts'
import { type CustomerReference, toCustomer } from './map.ts'
import { readListing } from './paging.ts'
import { customersClosed, findRecord, type Narrowing, openSource } from './source.ts'
import { innerId, text } from './wire.ts'
import { customerWire, type WireCustomer } from './wire-customer.ts'
import { localLowerBound, localUpperBound } from './zone-time.ts'

const GUESTS_NOT_LISTED: CoverageReason = {
  code: 'guests_not_listed',
  detail: 'ShopRenter keeps no customer for a buyer without an account: those are found in orders only.',
}

function customerSource(access: ShopAccess) {
  return {
    client: access.client,
    context: access.context,
    resource: 'customerExtend' as const,
    item: customerWire,
    idOf: (customer: WireCustomer) => customer.innerId,
  }
}

const NOTHING: ReadonlyMap<string, string | null> = new Map()

async function customerReference(access: ShopAccess, { fields }: ReadOptions): Promise<CustomerReference> {
  const { reference } = access
  // Countries decide how names and phone numbers are read, and groups show in platform_specific only.
  const needsCountries = wants(fields, 'addresses', 'default_address', 'phone', 'name')
  const [place, countries, groups] = await Promise.all([
    placeOf(access),
    needsCountries ? reference.countries() : NOTHING,
    wants(fields, 'platform_specific') ? reference.customerGroups() : NOTHING,
  ])
  return { place, countries, groups }
}

function narrow(filter: CustomerFilter, zone: string): Narrowing {
  const query = {
    ...(filter.email !== undefined && { email: filter.email }),
    ...(filter.created_after !== undefined && { createdAtMin: localLowerBound(filter.created_after, zone) }),
    ...(filter.created_before !== undefined && {
      createdAtMax: localUpperBound(filter.created_before, zone),
    }),
    ...(filter.updated_after !== undefined && { updatedAtMin: localLowerBound(filter.updated_after, zone) }),
  }
  return { query, kind: Object.keys(query).length === 0 ? 'whole' : 'some' }
}

/** Lists registered customers. */
export async function listCustomers(
  access: ShopAccess,
  filter: CustomerFilter,
  page: PageRequest,
  options: ReadOptions,
): Promise<Page<UnifiedCustomer>> {
  requireFilters('customers', filter)
  if (!options.includeCustomer) throw customersClosed()
  const reference = await customerReference(access, options)
  const narrowing = narrow(filter, reference.place.zone)
  const result = await readListing<WireCustomer, UnifiedCustomer>({
    sources: [await openSource(customerSource(access), narrowing)],
    toRecords: async (items) => items.map((item) => toCustomer(item, reference)),
    keep: (customer) => matchesCustomer(customer, filter),
    idOf: (customer) => customer.id,
    createdOf: (customer) => customer.created_at,
    page,
    isWhole: narrowing.kind === 'whole',
  })
  return filter.email === undefined
    ? result
    : { ...result, coverage: [...result.coverage, GUESTS_NOT_LISTED] }
}

/** One customer by its number. */
export async function getCustomer(
  access: ShopAccess,
  id: string,
  options: ReadOptions,
): Promise<Single<UnifiedCustomer>> {
  if (!options.includeCustomer) throw customersClosed()
  const wire = await findRecord(customerSource(access), id, {}, 'customer')
  return { item: toCustomer(wire, await customerReference(access, options)), coverage: [] }
}

/** Only what joins a customer to their orders. */
const customerLinkWire = z.object({ id: z.string().min(1), innerId, email: text })

/** How a customer's orders are recognised; null when the shop has no such customer. */
export type CustomerLink = z.infer<typeof customerLinkWire>

/** Looks a customer up by number. */
export async function findCustomerLink(access: ShopAccess, id: string): Promise<CustomerLink | null> {
  const { client, context } = access
  const idOf = (link: CustomerLink) => link.innerId
  const source = { client, context, resource: 'customerExtend' as const, item: customerLinkWire, idOf }
  try {
    return await findRecord(source, id, {}, 'customer')
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'not_found') return null
    throw thrown
  }
}

/** Looks a customer up by the id that links carry; null when it is gone. */
export async function followCustomerLink(
  access: ShopAccess,
  resourceId: string,
): Promise<CustomerLink | null> {
  return access.client.one('customerExtend', customerLinkWire, resourceId)
}
