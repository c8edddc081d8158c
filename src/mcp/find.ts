// Finds a caller's orders or account in one store, or in all that the key may read: the one place that knows how.
import { asAppError } from '../errors.ts'
import type { Operation } from '../operation.ts'
import { searchCustomers } from '../operations/customers.ts'
import { searchOrders } from '../operations/orders.ts'
import { adviceFor } from './advice.ts'
import { type Ask, type Found, filtersOf, readableStores } from './tool.ts'

/** So many stores are asked at once; more are named as not asked. */
const MAX_STORES = 10

const NOT_FOUND = {
  orders:
    'No order was found. Ask the caller for the order number, then for the e-mail address or telephone number given with the order.',
  customers:
    'No customer was found. Ask the caller for another e-mail address or telephone number, or for an order number and use find_order.',
} as const

type Part = { items: readonly object[]; coverage: unknown; refused: { reason: string } | null }

async function askOne(ask: Ask, operation: Operation, input: Record<string, unknown>): Promise<Part> {
  try {
    const { body } = await ask(operation, input)
    const items = body.data as readonly object[]
    return { items, coverage: body.meta['coverage'], refused: null }
  } catch (thrown) {
    const error = asAppError(thrown)
    if (['unauthorized', 'invalid_request', 'rate_limited'].includes(error.code)) throw error
    return { items: [], coverage: undefined, refused: { reason: adviceFor(error) } }
  }
}

/** Asks the stores at once; a store that cannot answer is named, and the others are answered. */
export async function find(
  ask: Ask,
  kind: 'orders' | 'customers',
  input: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Promise<Found> {
  const operation = kind === 'orders' ? searchOrders : searchCustomers
  const query = { ...filtersOf(input), fields: fields.join(',') }
  const named = input['store_id']
  if (typeof named === 'string') {
    const { body } = await ask(operation, { ...query, store_id: named })
    const items = body.data as readonly object[]
    const data = items.map((item) => ({ store_id: named, ...item }))
    return { data, coverage: body.meta['coverage'], ...(data.length === 0 ? { next: NOT_FOUND[kind] } : {}) }
  }
  const stores = (await readableStores(ask)).filter((store) => store.permissions[kind])
  const parts = await Promise.all(
    stores.slice(0, MAX_STORES).map(async ({ id }) => ({
      id,
      ...(await askOne(ask, operation, { ...query, store_id: id })),
    })),
  )
  const data = parts.flatMap(({ id, items }) => items.map((item) => ({ store_id: id, ...item })))
  const notAnswered = [
    ...parts.flatMap(({ id, refused }) => (refused ? [{ store_id: id, ...refused }] : [])),
    ...stores
      .slice(MAX_STORES)
      .map(({ id }) => ({ store_id: id, reason: 'Not asked: name it by store_id.' })),
  ]
  return {
    data,
    coverage: parts.find(({ coverage }) => coverage !== undefined)?.coverage,
    ...(notAnswered.length > 0 ? { not_answered: notAnswered } : {}),
    ...(data.length === 0 ? { next: NOT_FOUND[kind] } : {}),
  }
}
