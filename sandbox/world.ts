// The invented world that the sandbox shops show: people, products and orders, the same in every run.
import { createRandom } from './random.ts'
import { DAY_MS, makeOrder, makePerson, makeProduct, WORLD_NOW } from './world-records.ts'

export { grossCents, TAX_PERCENT } from './world-records.ts'

/** An invented person. `phoneTyped` is how they wrote their number; `phone` the same as E.164. */
export type Person = {
  readonly id: number
  readonly given: string
  readonly family: string
  readonly email: string
  readonly phone: string
  readonly phoneTyped: string
  readonly company: string | null
  readonly taxNumber: string | null
  readonly line1: string
  readonly line2: string | null
  readonly city: string
  readonly postalCode: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly createdAt: Date
  readonly acceptsMarketing: boolean
}

export type WorldVariant = {
  readonly id: number
  readonly sku: string
  readonly options: Readonly<Record<string, string>>
  /** Net price in hundredths of the shop's currency. */
  readonly netCents: number
  readonly stock: number
}

export type WorldProduct = {
  readonly id: number
  readonly sku: string
  readonly name: string
  readonly html: string
  readonly brand: string
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  /** Net price in hundredths; variants may differ. */
  readonly netCents: number
  /** Net price before a sale, or null. */
  readonly wasNetCents: number | null
  /** null: the shop does not count this product. */
  readonly stock: number | null
  readonly variants: readonly WorldVariant[]
  readonly status: 'active' | 'draft' | 'archived'
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type WorldLine = {
  readonly id: number
  readonly product: WorldProduct
  readonly variant: WorldVariant | null
  readonly quantity: number
  /** Net price of one, in hundredths. */
  readonly netCents: number
}

export type OrderState =
  | 'pending'
  | 'on_hold'
  | 'processing'
  | 'completed'
  | 'cancelled'
  | 'refunded'
  | 'failed'

export type WorldOrder = {
  readonly id: number
  readonly state: OrderState
  readonly person: Person
  /** True: the person ordered without an account. */
  readonly guest: boolean
  readonly placedAt: Date
  readonly updatedAt: Date
  readonly lines: readonly WorldLine[]
  /** Whole percent off all lines, with the coupon's code; null for most orders. */
  readonly coupon: { readonly code: string; readonly percent: number } | null
  readonly shipping: { readonly title: string; readonly netCents: number }
  readonly payment: { readonly title: string; readonly onDelivery: boolean }
  readonly note: string | null
  readonly trackingNumber: string | null
  /** Gross hundredths given back so far; 0 for most orders. */
  readonly refundedCents: number
}

export type World = {
  readonly people: readonly Person[]
  readonly products: readonly WorldProduct[]
  /** Oldest first; ids rise with time. */
  readonly orders: readonly WorldOrder[]
  /** The world's present: no record is younger. */
  readonly now: Date
}

/**
 * A world from a name: the same name gives the same world, to the byte, on every machine.
 * Defaults: 240 people, 560 products, 1,300 orders over the last 400 days.
 */
export function createWorld(
  name: string,
  size: { people?: number; products?: number; orders?: number } = {},
): World {
  const random = createRandom(name)
  const people = Array.from({ length: size.people ?? 240 }, (_, index) => makePerson(index + 1, random))
  const products = Array.from({ length: size.products ?? 560 }, (_, index) => makeProduct(index + 1, random))
  const count = size.orders ?? 1300
  const stepMs = (400 * DAY_MS) / count
  const orders = Array.from({ length: count }, (_, index) => {
    const placedAt = new Date(
      WORLD_NOW.getTime() - Math.round((count - index) * stepMs) + random.int(0, 1800) * 1000,
    )
    return makeOrder(
      1001 + index,
      new Date(Math.min(placedAt.getTime(), WORLD_NOW.getTime())),
      { people, products, now: WORLD_NOW },
      random,
    )
  })
  return { people, products, orders, now: WORLD_NOW }
}
