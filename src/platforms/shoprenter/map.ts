// ShopRenter's customers and orders as the unified ones.
import type { UnifiedCustomer } from '../../model/customer.ts'
import { displayName } from '../../model/name.ts'
import type { OrderCustomer, UnifiedOrder } from '../../model/order.ts'
import { toE164 } from '../../model/phone.ts'
import { toBuyerDetails, toOrderDetails } from './order-details.ts'
import { moneyOf, toDiscounts, toLineItem, toShippingLines, toTotals } from './order-money.ts'
import { type ShopPlace, toAddress } from './place.ts'
import type { StatusTable } from './reference.ts'
import { fulfillmentStatusOf, paymentStatusOf, UNKNOWN_MEANING } from './statuses.ts'
import { innerIdOf } from './wire.ts'
import type { WireAddress, WireCustomer } from './wire-customer.ts'
import type { WireOrder, WireOrderWithBuyer } from './wire-order.ts'
import { toInstant } from './zone-time.ts'

/** What a customer's links are resolved with. */
export type CustomerReference = {
  readonly place: ShopPlace
  readonly countries: ReadonlyMap<string, string | null>
  readonly groups: ReadonlyMap<string, string | null>
}

/** A registered customer; the shop keeps no count of orders, no sum and no tags. */
export function toCustomer(customer: WireCustomer, reference: CustomerReference): UnifiedCustomer {
  const { place, countries, groups } = reference
  const mapped = customer.addresses.map((wire) => ({
    wire,
    address: toAddress({ ...wire, region: null, country: countries.get(wire.country ?? '') ?? null }, place),
  }))
  const isDefault = ({ wire }: { wire: WireAddress }) =>
    wire.id !== null && wire.id === customer.defaultAddress
  const main = mapped.find(isDefault) ?? mapped[0]
  const country = main?.address?.country ?? place.country
  return {
    id: customer.innerId,
    email: customer.email,
    phone: toE164(customer.telephone, country),
    phone_raw: customer.telephone,
    first_name: customer.lastname,
    last_name: customer.firstname,
    name: displayName(customer.lastname, customer.firstname, country),
    company: main?.address?.company ?? null,
    default_address: main?.address ?? null,
    addresses: mapped.map(({ address }) => address).filter((address) => address !== null),
    orders_count: null,
    total_spent: null,
    accepts_marketing: customer.newsletter,
    tags: [],
    created_at: toInstant(customer.dateCreated, place.zone),
    updated_at: toInstant(customer.dateUpdated, place.zone),
    platform_specific: {
      id: customer.id,
      status: customer.status,
      approved: customer.approved,
      freeShipping: customer.freeShipping,
      customerGroup:
        customer.customerGroup === null
          ? null
          : { id: customer.customerGroup, name: groups.get(customer.customerGroup) ?? null },
      addressTypes: mapped.filter(({ address }) => address !== null).map(({ wire }) => wire.type),
    },
  }
}

/** What an order's links are resolved with. */
export type OrderReference = {
  readonly place: ShopPlace
  readonly statuses: StatusTable
  /** Numbers of customers by resource id, for those whose id is an Outer ID and does not tell. */
  readonly customerIds: ReadonlyMap<string, string>
}

function toBuyer(buyer: WireOrderWithBuyer, country: string, reference: OrderReference): OrderCustomer {
  const { customer } = buyer
  const known = customer === null ? null : (reference.customerIds.get(customer) ?? innerIdOf(customer))
  return {
    id: known,
    email: buyer.email,
    phone: toE164(buyer.phone, country),
    phone_raw: buyer.phone,
    name: displayName(buyer.lastname, buyer.firstname, country),
  }
}

function toOrderAddresses(buyer: WireOrderWithBuyer, place: ShopPlace) {
  const billing = toAddress(
    {
      firstname: buyer.paymentFirstname,
      lastname: buyer.paymentLastname,
      company: buyer.paymentCompany,
      address1: buyer.paymentAddress1,
      address2: buyer.paymentAddress2,
      city: buyer.paymentCity,
      postcode: buyer.paymentPostcode,
      region: buyer.paymentZoneName,
      country: buyer.paymentCountry?.isoCode2 ?? null,
      telephone: null,
      taxNumber: buyer.taxNumber,
    },
    place,
  )
  const shipping = toAddress(
    {
      firstname: buyer.shippingFirstname,
      lastname: buyer.shippingLastname,
      company: buyer.shippingCompany,
      address1: buyer.shippingAddress1,
      address2: buyer.shippingAddress2,
      city: buyer.shippingCity,
      postcode: buyer.shippingPostcode,
      region: buyer.shippingZoneName,
      country: buyer.shippingCountry?.isoCode2 ?? null,
      telephone: null,
      taxNumber: null,
    },
    place,
  )
  return { billing, shipping }
}

/** An order; `buyer` is the same order with its buyer, or null when nothing of that may be in the result. */
export function toOrder(
  order: WireOrder,
  buyer: WireOrderWithBuyer | null,
  reference: OrderReference,
): UnifiedOrder {
  const { place } = reference
  const status = reference.statuses.byId.get(order.orderStatus ?? '')
  const meaning = status ?? UNKNOWN_MEANING
  const money = moneyOf(order, place.currency)
  const addresses = buyer ? toOrderAddresses(buyer, place) : { billing: null, shipping: null }
  const country = addresses.billing?.country ?? addresses.shipping?.country ?? place.country
  return {
    id: order.innerId,
    number: order.innerId,
    status: meaning.status,
    payment_status: paymentStatusOf(meaning, order.paymentMethodAfter === true),
    fulfillment_status: fulfillmentStatusOf(meaning),
    platform_status: status?.name ?? null,
    currency: money.currency,
    totals: toTotals(order, money),
    customer: buyer ? toBuyer(buyer, country, reference) : null,
    billing_address: addresses.billing,
    shipping_address: addresses.shipping,
    line_items: order.orderProducts.map((line) => toLineItem(line, money)),
    discounts: toDiscounts(order, money),
    // The plain name may hold the address of the buyer's parcel point: the clean one first.
    shipping_lines: toShippingLines(
      order,
      order.shippingMethodLocalizedName ?? buyer?.shippingMethodName ?? null,
      money,
    ),
    fulfillments: [],
    refunds: [],
    payment_method: order.paymentMethodName,
    note: buyer?.comment ?? null,
    cancel_reason: null,
    placed_at: toInstant(order.dateCreated, place.zone),
    updated_at: toInstant(order.dateUpdated, place.zone),
    paid_at: null,
    cancelled_at: null,
    completed_at: null,
    platform_specific: {
      ...toOrderDetails(order, status, money),
      ...(buyer && toBuyerDetails(buyer)),
    },
  }
}
