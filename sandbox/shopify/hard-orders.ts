// Orders that a tidy world has not: long ones, guests, deleted products, odd names and odd states.
import type { Person, World } from '../world.ts'
import type { LineFacts, OrderFacts, ShipmentFacts } from './facts.ts'
import { HARD, LONG_ORDER_LINES } from './hard-ids.ts'

/** A number of hours before the world's present. */
type At = (hoursAgo: number) => Date
type MakeOrder = (id: number, changes: Partial<OrderFacts>) => OrderFacts

const line = (id: number, changes: Partial<LineFacts> = {}): LineFacts => ({
  id,
  title: 'Egyedi munka',
  variantTitle: null,
  sku: null,
  productId: null,
  variantId: null,
  quantity: 1,
  unitCents: 100_000,
  taxable: true,
  ...changes,
})

function plainOrder(id: number, createdAt: Date, person: Person | null): OrderFacts {
  return {
    id,
    name: `#${id}`,
    createdAt,
    updatedAt: createdAt,
    processedAt: createdAt,
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    financial: 'PAID',
    fulfillment: 'UNFULFILLED',
    returnStatus: 'NO_RETURN',
    customerId: null,
    person,
    email: person?.email ?? null,
    phone: null,
    lines: [line(id * 1000)],
    discount: null,
    shipping: null,
    taxesIncluded: true,
    presentment: 'HUF',
    paidAt: createdAt,
    gateways: ['shopify_payments'],
    shipments: [],
    refunds: [],
    note: null,
    tags: [],
    test: false,
  }
}

const delivered = (id: number, hoursAgo: number, at: At): ShipmentFacts => ({
  id,
  status: 'SUCCESS',
  displayStatus: 'DELIVERED',
  createdAt: at(hoursAgo),
  deliveredAt: at(hoursAgo - 10),
  tracking: [
    { company: 'GLS', number: `HU${id}`, url: `https://tracking.example/HU${id}` },
    { company: null, number: null, url: null },
  ],
})

const { orders } = HARD

function oddStates(order: MakeOrder, at: At): OrderFacts[] {
  const nobody = { email: null, person: null, gateways: [], paidAt: null }
  return [
    order(orders.strangeRefund, {
      financial: 'PARTIALLY_REFUNDED',
      refunds: [
        { id: orders.strangeRefund, cents: 25_000, note: null, createdAt: null, processedAt: at(50) },
      ],
    }),
    order(orders.noFinancialStatus, { ...nobody, financial: null, customerId: HARD.customers.nameless }),
    order(orders.delivered, {
      fulfillment: 'FULFILLED',
      closedAt: at(40),
      shipments: [delivered(900_501, 80, at), delivered(900_502, 79, at)],
    }),
    order(orders.notRequired, { fulfillment: 'FULFILLMENT_NOT_REQUIRED' }),
    order(orders.bare, { ...nobody, lines: [], financial: 'PENDING', test: true }),
  ]
}

function oddContents(order: MakeOrder, person: Person | null): OrderFacts[] {
  return [
    order(orders.long, {
      lines: Array.from({ length: LONG_ORDER_LINES }, (_, index) =>
        line(orders.long * 1000 + index, { title: `Tétel ${index + 1}` }),
      ),
    }),
    order(orders.deletedProduct, {
      lines: [
        line(orders.deletedProduct * 1000, { productId: 999_999, variantId: 999_999, sku: 'TOROLT-1' }),
      ],
    }),
    order(orders.suffix, { name: '#1001-A', email: `x-${person?.email ?? ''}` }),
    order(orders.partiallyPaid, {
      financial: 'PARTIALLY_PAID',
      taxesIncluded: false,
      presentment: 'EUR',
      shipping: { title: 'DHL', cents: 400_000 },
      discount: { type: 'automatic', label: 'Őszi kedvezmény', percent: 10, shippingCents: 100_000 },
      lines: [
        line(orders.partiallyPaid * 1000, { quantity: 3, unitCents: 33_333 }),
        line(orders.partiallyPaid * 1000 + 1, { taxable: false, variantTitle: 'Kék', unitCents: 5 }),
      ],
    }),
    // Imported from another shop: processed long before it was created here.
    order(orders.imported, { processedAt: new Date('2020-01-01T00:00:00Z') }),
  ]
}

/** The hard orders of a world: not on the newest page, and young enough to be seen without `read_all_orders`. */
export function hardOrders(world: World, at: At): OrderFacts[] {
  const person = world.people[0] ?? null
  const order: MakeOrder = (id, changes) => ({ ...plainOrder(id, at(9500 - id), person), ...changes })
  return [...oddContents(order, person), ...oddStates(order, at)]
}
