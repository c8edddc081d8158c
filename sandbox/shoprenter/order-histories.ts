// What became of an order: its first status, and its present one.
import type { Collection } from './collection.ts'
import { type JsonObject, type Links, resourceId } from './ids.ts'
import { spacedTime } from './local-time.ts'
import type { Order, OrderBook } from './orders.ts'
import { type StatusNumber, statusId } from './statuses.ts'

type History = {
  readonly id: string
  readonly order: Order
  readonly status: StatusNumber
  readonly at: Date
}

function historiesOf(order: Order): History[] {
  const { number, status, createdAt, updatedAt } = order
  if (status === null) return []
  const entry = (index: number, state: StatusNumber, at: Date) => {
    const id = resourceId('orderHistory', { order_history_id: number * 2 + index })
    return { id, order, status: state, at }
  }
  return status === 1 ? [entry(0, 1, createdAt)] : [entry(0, 1, createdAt), entry(1, status, updatedAt)]
}

function writeHistory({ id, order, status, at }: History, links: Links): JsonObject {
  return {
    ...links.link('orderHistories', id),
    id,
    comment: '',
    dateAdded: spacedTime(at),
    order: links.link('orders', order.id),
    orderStatus: links.link('orderStatuses', statusId(status)),
  }
}

/** `orderHistories`. */
export function historyCollection(book: OrderBook, links: Links): Collection<History> {
  return {
    name: 'orderHistories',
    scope: 'order.order:read',
    records: () => book.all().flatMap(historiesOf),
    idOf: ({ id }) => id,
    render: (history) => writeHistory(history, links),
    filters: { orderId: ({ order }, value) => order.id === value },
    numbers: 'int',
  }
}
