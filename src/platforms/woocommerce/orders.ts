// Orders of a WooCommerce shop: which calls a filter means, and the pages they give.
import { AppError } from '../../errors.ts'
import { matchesOrder, type OrderFilter } from '../../model/filter.ts'
import type { UnifiedOrder } from '../../model/order.ts'
import type { CoverageReason, Page, PageRequest, Single } from '../../model/page.ts'
import type { ReadOptions } from '../platform.ts'
import type { Client } from './client.ts'
import { toOrder } from './map.ts'
import { orderFields, wantsRefunds } from './order-fields.ts'
import { findByNumber } from './order-number.ts'
import { createOrderSource } from './order-source.ts'
import { emptyPage, mapSource, readList, slicePage } from './paging.ts'
import { phoneSpellings } from './phone-spellings.ts'
import { hasReason, type Reference } from './reference.ts'
import type { Query } from './request.ts'
import { POSSIBLE_FULFILLMENT, POSSIBLE_PAYMENT, slugsFor } from './statuses.ts'
import { parseId, toInstant, toLimit } from './values.ts'
import { orderWire, refundsWire, type WireOrder } from './wire.ts'

/** Filters that WooCommerce itself answers to the letter; `status` depends on the shop's own statuses. */
const EXACT: ReadonlySet<string> = new Set([
  'customer_id',
  'created_after',
  'created_before',
  'updated_after',
])

/** What the adapter of one store has at hand. */
export type OrderTools = {
  readonly client: Client
  readonly reference: Reference
  readonly storeCountry: string | null
}

const PHONE_SPELLINGS: CoverageReason = {
  code: 'phone_spellings',
  detail:
    'The shop finds phone numbers only as they were typed. The usual spellings were tried; an order with an unusual one may be missing.',
}

function dateQuery(filter: OrderFilter): Query & { before?: string | undefined } {
  const { created_after, created_before, updated_after } = filter
  if (!created_after && !created_before && !updated_after) return {}
  return {
    after: created_after && toLimit(created_after, 'after'),
    before: created_before && toLimit(created_before, 'before'),
    modified_after: updated_after && toLimit(updated_after, 'after'),
    dates_are_gmt: 'true',
  }
}

/** One of these narrows the list; the others are compared. */
function searchStreams(filter: OrderFilter): { streams: Query[]; coverage: CoverageReason[] } {
  if (filter.customer_id !== undefined) return { streams: [{ customer: filter.customer_id }], coverage: [] }
  if (filter.email !== undefined) return { streams: [{ search: filter.email }], coverage: [] }
  if (filter.phone === undefined) return { streams: [{}], coverage: [] }
  const streams = phoneSpellings(filter.phone).map((search) => ({ search }))
  return { streams, coverage: [PHONE_SPELLINGS] }
}

/** Whether no order of a WooCommerce shop can be what was asked; then the shop is not bothered. */
function canMatchNothing(filter: OrderFilter): boolean {
  const { payment_status, fulfillment_status, customer_id, email, phone } = filter
  return (
    (payment_status !== undefined && !payment_status.some((word) => POSSIBLE_PAYMENT.includes(word))) ||
    (fulfillment_status !== undefined &&
      !fulfillment_status.some((word) => POSSIBLE_FULFILLMENT.includes(word))) ||
    (customer_id !== undefined && parseId(customer_id) === null) ||
    email?.trim() === '' ||
    phone?.trim() === ''
  )
}

/** `voided` is said of cancelled and failed orders alone; every other word can be said of any. */
function slugFilter(
  filter: OrderFilter,
  custom: readonly string[],
): { slugs: string[]; exact: boolean } | null {
  if (filter.status) return slugsFor(filter.status, custom)
  const voided = filter.payment_status?.every((word) => word === 'voided')
  return voided ? { ...slugsFor(['cancelled', 'failed'], custom), exact: false } : null
}

function checkPersonal(filter: OrderFilter, { includeCustomer }: ReadOptions): void {
  const personal = filter.email ?? filter.phone ?? filter.customer_id
  if (includeCustomer || personal === undefined) return
  throw new AppError('data_access_disabled', 'The merchant switched customers off for this store.')
}

async function listByNumber(
  tools: OrderTools,
  filter: OrderFilter & { number: string },
  page: PageRequest,
  options: ReadOptions,
): Promise<Page<UnifiedOrder>> {
  const { client, reference } = tools
  const details = { dp: await reference.decimals(), _fields: orderFields(options, filter) }
  const { orders, coverage } = await findByNumber(client, reference, filter.number, details)
  const context = { ...tools, includeCustomer: options.includeCustomer }
  const found = orders.map((order) => toOrder(order, context)).filter((order) => matchesOrder(order, filter))
  return slicePage(found, page, 'newest_first', coverage)
}

/** A page of orders. One call for what the shop answers exactly; see `capabilities` for what is walked. */
export async function listOrders(
  tools: OrderTools,
  filter: OrderFilter,
  page: PageRequest,
  options: ReadOptions,
): Promise<Page<UnifiedOrder>> {
  checkPersonal(filter, options)
  if (canMatchNothing(filter)) return emptyPage()
  const { number } = filter
  if (number !== undefined) return listByNumber(tools, { ...filter, number }, page, options)
  const { client, reference, storeCountry } = tools

  const attempt = async (): Promise<Page<UnifiedOrder>> => {
    const [decimals, custom] = await Promise.all([
      reference.decimals(),
      filter.status ? reference.customStatuses() : [],
    ])
    const slugs = slugFilter(filter, custom)
    if (slugs && slugs.slugs.length === 0) return emptyPage()
    const { streams, coverage } = searchStreams(filter)
    const base = {
      ...dateQuery(filter),
      status: slugs?.slugs.join(','),
      dp: decimals,
      _fields: orderFields(options, filter),
    }
    const mapped = mapSource(createOrderSource(client, { base, streams }), (order: WireOrder) =>
      toOrder(order, { storeCountry, includeCustomer: options.includeCustomer }),
    )
    const names = Object.keys(filter).filter((name) => name !== 'status')
    const exact = names.every((name) => EXACT.has(name)) && (slugs?.exact ?? true)
    const keep = (order: UnifiedOrder) => matchesOrder(order, filter)
    return readList({ source: mapped, exact, keep, page }, 'newest_first', coverage)
  }

  try {
    return await attempt()
  } catch (thrown) {
    // One unknown slug makes the shop refuse them all: a plugin went since its statuses were learnt.
    if (!hasReason(thrown, 'refused_status')) throw thrown
    reference.forgetStatuses()
    return attempt()
  }
}

/** One order, in the trash or a checkout draft too. Refunds have their dates on a call of their own. */
export async function getOrder(
  { client, reference, storeCountry }: OrderTools,
  id: string,
  options: ReadOptions,
): Promise<Single<UnifiedOrder>> {
  const known = parseId(id)
  if (known === null) throw new AppError('not_found', 'The shop has no such record.')
  const dp = await reference.decimals()
  const query = { dp, _fields: orderFields(options, {}) }
  const { body } = await client.get(`/orders/${known}`, query, orderWire)
  const order = toOrder(body, { storeCountry, includeCustomer: options.includeCustomer })
  if (order.refunds.length === 0 || !wantsRefunds(options)) return { item: order, coverage: [] }
  const refunds = await client.get(
    `/orders/${known}/refunds`,
    { per_page: 100, _fields: 'id,date_created_gmt' },
    refundsWire,
  )
  const dates = new Map(refunds.body.map((row) => [String(row.id), toInstant(row.date_created_gmt)]))
  const dated = order.refunds.map((refund) => ({ ...refund, created_at: dates.get(refund.id ?? '') ?? null }))
  return { item: { ...order, refunds: dated }, coverage: [] }
}
