// What the shop knows of its customers, products and orders, before it is told in Shopify's shapes.
import type { Person } from '../world.ts'

/** Hundredths of the shop's currency. */
export type Cents = number

export type CustomerFacts = {
  readonly id: number
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
  /** E.164, as Shopify keeps it. */
  readonly phone: string | null
  /** The first is the default one. */
  readonly addresses: readonly AddressFacts[]
  readonly acceptsMarketing: boolean
  readonly note: string | null
  readonly tags: readonly string[]
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type AddressFacts = {
  readonly firstName: string | null
  readonly lastName: string | null
  readonly company: string | null
  readonly address1: string | null
  readonly address2: string | null
  readonly city: string | null
  readonly province?: string | null
  readonly zip: string | null
  readonly countryCode: string | null
  /** As it was typed. */
  readonly phone: string | null
}

export type VariantFacts = {
  readonly id: number
  readonly sku: string | null
  readonly barcode: string | null
  readonly options: Readonly<Record<string, string>>
  readonly priceCents: Cents
  readonly compareAtCents: Cents | null
  readonly quantity: number
  readonly tracked: boolean
  readonly sellsWithoutStock: boolean
  readonly image: string | null
}

export type ProductFacts = {
  readonly id: number
  readonly title: string
  readonly html: string
  readonly vendor: string
  readonly type: string
  readonly status: 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNLISTED'
  readonly collections: readonly string[]
  readonly tags: readonly string[]
  readonly images: readonly { readonly url: string; readonly alt: string | null }[]
  /** With one variant without options the product has Shopify's "Default Title". */
  readonly variants: readonly VariantFacts[]
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type LineFacts = {
  readonly id: number
  readonly title: string
  readonly variantTitle: string | null
  readonly sku: string | null
  /** null for a line typed by hand, and once the product is deleted. */
  readonly productId: number | null
  readonly variantId: number | null
  readonly quantity: number
  readonly unitCents: Cents
  readonly taxable: boolean
}

export type DiscountFacts = {
  readonly type: 'code' | 'automatic' | 'manual'
  /** The code, or the title that a merchant gave it. */
  readonly label: string
  /** Whole percent off every line. */
  readonly percent: number
  /** Hundredths off the shipping. */
  readonly shippingCents: Cents
}

export type ShipmentFacts = {
  readonly id: number
  readonly status: 'SUCCESS' | 'CANCELLED'
  readonly displayStatus: string | null
  readonly createdAt: Date
  readonly deliveredAt: Date | null
  readonly tracking: readonly {
    readonly company: string | null
    readonly number: string | null
    readonly url: string | null
  }[]
}

export type RefundFacts = {
  readonly id: number
  readonly cents: Cents
  readonly note: string | null
  /** Shopify has refunds that do not say when they were made. */
  readonly createdAt: Date | null
  readonly processedAt: Date
}

export type OrderFacts = {
  readonly id: number
  readonly name: string
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly processedAt: Date
  readonly closedAt: Date | null
  readonly cancelledAt: Date | null
  readonly cancelReason: string | null
  readonly financial: string | null
  readonly fulfillment: string
  readonly returnStatus: string
  /** null for a guest. */
  readonly customerId: number | null
  readonly person: Person | null
  readonly email: string | null
  readonly phone: string | null
  readonly lines: readonly LineFacts[]
  readonly discount: DiscountFacts | null
  readonly shipping: { readonly title: string; readonly cents: Cents } | null
  readonly taxesIncluded: boolean
  readonly presentment: 'HUF' | 'EUR'
  readonly paidAt: Date | null
  readonly gateways: readonly string[]
  readonly shipments: readonly ShipmentFacts[]
  readonly refunds: readonly RefundFacts[]
  readonly note: string | null
  readonly tags: readonly string[]
  readonly test: boolean
}

/** Everything in the shop, each list in no particular order. */
export type ShopFacts = {
  readonly customers: readonly CustomerFacts[]
  readonly products: readonly ProductFacts[]
  readonly orders: readonly OrderFacts[]
}

/** Numeric ids as long as Shopify's own. */
export const ids = {
  customer: (id: number) => 7_000_000_000_000 + id,
  product: (id: number) => 8_000_000_000_000 + id,
  variant: (id: number) => 44_000_000_000_000 + id,
  order: (id: number) => 5_000_000_000_000 + id,
  line: (id: number) => 14_000_000_000_000 + id,
  shipment: (id: number) => 4_000_000_000_000 + id,
  refund: (id: number) => 900_000_000_000 + id,
} as const
