// A lookup: one search for each way a phone number or a name may stand there, and the orders say who it is.
import type { PersonQuestion } from '../../model/lookup.ts'
import type { CoverageReason } from '../../model/page.ts'
import type { LookupAnswer, ReadOptions } from '../platform.ts'
import { listCustomers } from './customers.ts'
import { toOrder } from './map.ts'
import { orderFields } from './order-fields.ts'
import { findByNumberQuickly } from './order-number.ts'
import { createOrderSource } from './order-source.ts'
import type { OrderTools } from './orders.ts'
import { MOST_PER_PAGE } from './paging.ts'
import { phoneSpellings } from './phone-spellings.ts'

/** More words than a name has; each is one more search. */
const MOST_ORDERS_OF_WORDS = 4

const PHONES: CoverageReason = {
  code: 'phone_spellings',
  detail:
    'The shop finds phone numbers only on orders and as they were typed. The usual spellings were tried; where nothing is found, ask for the order number or the e-mail address.',
}
const NAMES: CoverageReason = {
  code: 'names_by_orders',
  detail:
    'Names were looked up on orders: somebody who never ordered is not found. Where nothing is found, ask for the order number or the e-mail address.',
}
const CUT: CoverageReason = {
  code: 'scan_limit',
  detail: 'More orders look like this than were looked through, so there may be other people too.',
}

/** The shop keeps first name before last: a name as it was said is tried with every word of it first. */
export function wordOrders(name: string): string[] {
  const words = name.split(' ')
  const from = (start: number) => [...words.slice(start), ...words.slice(0, start)].join(' ')
  return [...new Set(words.map((_, start) => from(start)))].slice(0, MOST_ORDERS_OF_WORDS)
}

async function searchOrders(
  { client, reference, storeCountry }: OrderTools,
  terms: readonly string[],
  options: ReadOptions,
): Promise<Pick<LookupAnswer, 'orders' | 'isCut'>> {
  const base = { dp: await reference.decimals(), _fields: orderFields(options, { phone: '' }) }
  const streams = terms.map((search) => ({ search }))
  const source = createOrderSource(client, { base, streams })
  const { items, next } = await source.readFrom(null, MOST_PER_PAGE)
  const context = { storeCountry, includeCustomer: options.includeCustomer }
  return { orders: items.map((order) => toOrder(order, context)), isCut: next !== null }
}

/**
 * Whoever is found by their orders, guests too, so that the accounts behind them cost no call. By e-mail address
 * the accounts are asked beside the orders: they may have none.
 */
export async function lookup(
  tools: OrderTools,
  question: PersonQuestion,
  most: number,
  options: ReadOptions,
): Promise<LookupAnswer> {
  if (question.by === 'email') {
    const { email } = question
    const page = { limit: most, position: { page: 1 } } as const
    const [accounts, found] = await Promise.all([
      listCustomers(tools, { email }, page, { fields: null, includeCustomer: true }),
      searchOrders(tools, [email], options),
    ])
    return { customers: accounts.items, ...found, coverage: [] }
  }
  const terms = question.by === 'phone' ? phoneSpellings(question.phone) : wordOrders(question.name)
  const found = await searchOrders(tools, terms, options)
  const coverage = [question.by === 'phone' ? PHONES : NAMES, ...(found.isCut ? [CUT] : [])]
  return { customers: [], ...found, coverage }
}

/** The orders with a number, on the quick way. */
export async function lookupNumber(
  { client, reference, storeCountry }: OrderTools,
  number: string,
  options: ReadOptions,
): Promise<LookupAnswer> {
  const details = { dp: await reference.decimals(), _fields: orderFields(options, { number }) }
  const { orders, coverage } = await findByNumberQuickly(client, reference, number, details)
  const context = { storeCountry, includeCustomer: options.includeCustomer }
  return { customers: [], orders: orders.map((order) => toOrder(order, context)), isCut: false, coverage }
}
