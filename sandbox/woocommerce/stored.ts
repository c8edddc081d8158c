// What the shop has in its database: orders, users and products before they are written as JSON.
import type { Micro } from './amount.ts'

/** A row of meta; `label` is how an item's row is shown, key and value on two lines. */
export type Meta = { readonly key: string; readonly value: unknown; readonly label?: string }

/** An address; what is not there is empty. */
export type StoredAddress = {
  readonly first_name: string
  readonly last_name: string
  readonly company: string
  readonly address_1: string
  readonly address_2: string
  readonly city: string
  readonly state: string
  readonly postcode: string
  readonly country: string
  readonly phone: string
}

/** An address on a bill. */
export type StoredBilling = StoredAddress & { readonly email: string }

/** An address with nothing in it. */
export const NO_ADDRESS: StoredAddress = {
  first_name: '',
  last_name: '',
  company: '',
  address_1: '',
  address_2: '',
  city: '',
  state: '',
  postcode: '',
  country: '',
  phone: '',
}

/** A line of an order. */
export type StoredLine = {
  readonly id: number
  readonly name: string
  /** Set on a line of a variation. */
  readonly parentName: string | null
  /** 0 when the product was deleted. */
  readonly productId: number
  readonly variationId: number
  readonly sku: string | null
  readonly quantity: number
  /** Net, before and after coupons. */
  readonly subtotal: Micro
  readonly total: Micro
  readonly subtotalTax: Micro
  readonly totalTax: Micro
  readonly meta: readonly Meta[]
  readonly image: number | null
}

/** How an order is sent. */
export type StoredShippingLine = {
  readonly id: number
  readonly title: string
  readonly methodId: string
  readonly total: Micro
  readonly totalTax: Micro
  readonly meta: readonly Meta[]
}

/** Something else to pay, such as for cash on delivery. */
export type StoredFee = {
  readonly id: number
  readonly name: string
  readonly total: Micro
  readonly totalTax: Micro
}

/** A coupon that was used. */
export type StoredCoupon = {
  readonly id: number
  readonly code: string
  readonly discount: Micro
  readonly tax: Micro
}

/** Positive here; the order's body shows it negative, `/refunds` positive. */
export type StoredRefund = {
  readonly id: number
  readonly reason: string
  readonly total: Micro
  readonly tax: Micro
  readonly createdAt: Date
}

/** An order. */
export type StoredOrder = {
  readonly id: number
  readonly status: string
  readonly currency: 'HUF' | 'EUR' | 'USD'
  readonly pricesIncludeTax: boolean
  readonly createdAt: Date
  readonly modifiedAt: Date
  readonly paidAt: Date | null
  readonly completedAt: Date | null
  /** 0 for a guest. */
  readonly customerId: number
  readonly billing: StoredBilling
  readonly shipping: StoredAddress
  readonly lines: readonly StoredLine[]
  readonly shippingLines: readonly StoredShippingLine[]
  readonly fees: readonly StoredFee[]
  readonly coupons: readonly StoredCoupon[]
  readonly refunds: readonly StoredRefund[]
  readonly paymentMethod: string
  readonly paymentTitle: string
  readonly transactionId: string
  readonly note: string
  readonly createdVia: string
  readonly meta: readonly Meta[]
}

/** A user account. */
export type StoredUser = {
  readonly id: number
  readonly role: 'customer' | 'subscriber' | 'shop_manager' | 'administrator'
  readonly username: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly displayName: string
  readonly billing: StoredBilling
  readonly shipping: StoredAddress
  readonly registeredAt: Date
  readonly modifiedAt: Date | null
  readonly paying: boolean
  readonly meta: readonly Meta[]
}

/** A property of a product, and its values. */
export type StoredAttribute = {
  /** 0 for an attribute of this product alone. */
  readonly id: number
  readonly name: string
  readonly slug: string
  readonly options: readonly string[]
}

/** A variation of a variable product. */
export type StoredVariation = {
  readonly id: number
  readonly parentId: number
  /** Empty: the shop shows the parent's. */
  readonly sku: string
  readonly price: string
  readonly regularPrice: string
  readonly stock: number | null
  readonly managesStock: boolean | 'parent'
  readonly stockStatus: StockStatus
  readonly attributes: readonly { id: number; name: string; slug: string; option: string }[]
  readonly image: number | null
  readonly createdAt: Date
  readonly modifiedAt: Date
}

/** Whether it can be bought. */
export type StockStatus = 'instock' | 'outofstock' | 'onbackorder'

/** A product. */
export type StoredProduct = {
  readonly id: number
  readonly type: 'simple' | 'variable' | 'grouped' | 'external'
  readonly status: 'publish' | 'draft' | 'pending' | 'private' | 'future' | 'trash'
  readonly name: string
  readonly slug: string
  readonly sku: string
  readonly description: string
  readonly shortDescription: string
  /** As typed; empty when there is none. */
  readonly price: string
  readonly regularPrice: string
  readonly salePrice: string
  readonly purchasable: boolean
  readonly virtual: boolean
  readonly externalUrl: string
  readonly stock: number | null
  readonly stockStatus: StockStatus
  readonly categories: readonly { id: number; name: string; slug: string }[]
  readonly tags: readonly { id: number; name: string; slug: string }[]
  readonly brand: { id: number; name: string; slug: string } | null
  readonly images: readonly number[]
  readonly attributes: readonly StoredAttribute[]
  readonly variations: readonly StoredVariation[]
  readonly grouped: readonly number[]
  readonly gtin: string
  readonly createdAt: Date
  readonly modifiedAt: Date
}
