// The shop's orders: those of the world, carts that were left behind, and the cases that are easily got wrong.
import type { OrderState, World, WorldOrder } from '../world.ts'
import { type Collection, dateFilters } from './collection.ts'
import type { Links } from './ids.ts'
import { resourceId } from './ids.ts'
import { localTime } from './local-time.ts'
import { historyCollection } from './order-histories.ts'
import { writeOrder } from './order-json.ts'
import type { Customer } from './people.ts'
import type { Product } from './products.ts'
import { STORNO_STATUS, type StatusNumber, statusId } from './statuses.ts'

/** An order. `status` null: a cart that was left behind. `customer` null: a guest. */
export type Order = {
  readonly number: number
  readonly id: string
  readonly world: WorldOrder
  readonly status: StatusNumber | null
  readonly customer: Customer | null
  readonly email: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const OLD_CARTS = 30
const NEW_CARTS = 6
/** Orders from before this have somebody's former e-mail address. */
const MOVED_BEFORE_DAYS = 120
/** Clocks go back at 03:00 summer time: 02:00 to 03:00 is shown twice. */
const CLOCKS_BACK = new Date('2026-10-25T01:00:00Z')

const orderId = (number: number) => resourceId('order', { order_id: number })

function statusOf({ id, state }: WorldOrder): StatusNumber {
  const byState: Record<OrderState, readonly StatusNumber[]> = {
    pending: [1],
    on_hold: [4],
    processing: [2, 3, 6, 2, 3, id % 12 === 5 ? 10 : 16],
    completed: [5, 7],
    cancelled: [15, STORNO_STATUS],
    refunded: [9],
    failed: [8],
  }
  const choices = byState[state]
  return choices[id % choices.length] ?? 1
}

/** Whoever has the most orders has changed their e-mail address since the older ones. */
function movedPerson(world: World): number | null {
  const counts = new Map<number, number>()
  for (const { person, guest } of world.orders) {
    if (!guest) counts.set(person.id, (counts.get(person.id) ?? 0) + 1)
  }
  const most = Math.max(0, ...counts.values())
  return [...counts].find(([, count]) => count === most)?.[0] ?? null
}

/** One order in each pass of the doubled hour, so that their local times still rise. */
function placedAt(world: World): ReadonlyMap<number, Date> {
  const next = world.orders.findIndex((order) => order.placedAt > CLOCKS_BACK)
  const [before, after] = [world.orders[next - 1], world.orders[next]]
  const moved = new Map<number, Date>()
  if (before) moved.set(before.id, new Date('2026-10-25T00:30:00Z'))
  if (after) moved.set(after.id, new Date('2026-10-25T01:40:00Z'))
  return moved
}

/** The orders of a shop, and what can become of them. */
export type OrderBook = {
  readonly all: () => readonly Order[]
  /** A new order comes in, a copy of an old one with the next number. */
  place(): Order
  /** The newest order is deleted. */
  removeNewest(): void
  /** An order gets another status, now. */
  change(number: number, status: StatusNumber): void
}

/** Numbers rise with time; carts have numbers of the same row. */
export function createOrders(world: World, customers: readonly Customer[]): OrderBook {
  const byPerson = new Map(customers.map((customer) => [customer.person.id, customer]))
  const moved = placedAt(world)
  const movedId = movedPerson(world)
  const movedAt = world.now.getTime() - MOVED_BEFORE_DAYS * DAY_MS
  const create = (order: WorldOrder, change: Partial<Order>): Order => {
    const { person } = order
    const number = change.number ?? order.id
    const createdAt = change.createdAt ?? moved.get(order.id) ?? order.placedAt
    const isFormer = person.id === movedId && createdAt.getTime() < movedAt
    return {
      id: orderId(number),
      number,
      world: order,
      status: statusOf(order),
      customer: order.guest ? null : (byPerson.get(person.id) ?? null),
      email: isFormer ? `regi.${person.email}` : person.email,
      createdAt,
      updatedAt: new Date(Math.max(createdAt.getTime(), order.updatedAt.getTime())),
      ...change,
    }
  }
  const [first] = world.orders
  const last = world.orders.at(-1)
  const cart = (model: WorldOrder, number: number, createdAt: Date) =>
    create(model, { number, createdAt, updatedAt: createdAt, status: null })
  const carts = (
    count: number,
    model: WorldOrder | undefined,
    at: (model: WorldOrder, index: number) => Order,
  ) => (model ? Array.from({ length: count }, (_, index) => at(model, index)) : [])
  const orders = [
    ...carts(OLD_CARTS, first, (model, index) => {
      const createdAt = new Date(model.placedAt.getTime() - (OLD_CARTS - index) * HOUR_MS)
      return cart(model, model.id - OLD_CARTS + index, createdAt)
    }),
    ...world.orders.map((order) => create(order, {})),
    ...carts(NEW_CARTS, last, (model, index) => {
      const createdAt = new Date(world.now.getTime() - (NEW_CARTS - index) * 600_000)
      return cart(model, model.id + 1 + index, createdAt)
    }),
  ]
  return {
    all: () => orders,
    place: () => {
      const number = (orders.at(-1)?.number ?? 1000) + 1
      const model = world.orders[number % world.orders.length]
      if (!model) throw new Error('the world has no order to copy')
      const order = create(model, { number, createdAt: world.now, updatedAt: world.now, status: 1 })
      orders.push(order)
      return order
    },
    change: (number, status) => {
      const at = orders.findIndex((order) => order.number === number)
      const order = orders[at]
      if (order) orders[at] = { ...order, status, updatedAt: world.now }
    },
    removeNewest: () => {
      const newest = orders.findLastIndex((order) => order.status !== null)
      if (newest >= 0) orders.splice(newest, 1)
    },
  }
}

const orderFilters: Collection<Order>['filters'] = {
  innerId: ({ number }, value) => String(number) === value,
  innerIdMin: ({ number }, value) => number >= Number(value),
  orderStatusId: ({ status }, value) => status !== null && statusId(status) === value,
  // As MySQL compares by default: without regard to case.
  email: ({ email }, value) => email.toLowerCase() === value.toLowerCase(),
  excludeAbandonedCart: ({ status }, value) => value !== '1' || status !== null,
  excludeStorno: ({ status }, value) => value !== '1' || status !== STORNO_STATUS,
  createdAtMin: ({ createdAt }, value) => dateFilters.from(localTime(createdAt), value),
  createdAtMax: ({ createdAt }, value) => dateFilters.to(localTime(createdAt), value),
  updatedAtMin: ({ updatedAt }, value) => dateFilters.from(localTime(updatedAt), value),
  updatedAtMax: ({ updatedAt }, value) => dateFilters.to(localTime(updatedAt), value),
  createdAt: ({ createdAt }, value) => dateFilters.on(localTime(createdAt), value),
  updatedAt: ({ updatedAt }, value) => dateFilters.on(localTime(updatedAt), value),
}

/** `orders`, `orderExtend` and `orderHistories`. Carts are among them unless they are asked to stay away. */
export function orderCollections(book: OrderBook, products: readonly Product[], links: Links) {
  const scope = 'order.order:read'
  const byWorldId = new Map(products.map((product) => [product.variant?.id ?? product.world.id, product]))
  const create = (name: string, extend: boolean): Collection<Order> => ({
    name,
    scope,
    records: book.all,
    idOf: ({ id }) => id,
    render: (order) => writeOrder(order, byWorldId, links, extend),
    filters: orderFilters,
    numbers: 'int',
  })
  return {
    orders: create('orders', false),
    orderExtend: create('orderExtend', true),
    orderHistories: historyCollection(book, links),
  }
}
