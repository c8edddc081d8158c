// An order as the API writes it: empty is "" and null here, and a line has no quantity.
import { country, countryName } from './countries.ts'
import { encodeText, type JsonObject, type Links, resourceId } from './ids.ts'
import { localTime } from './local-time.ts'
import { addonsOf, hasExtras, isForeign, totalOf, writeLines, writeTotals } from './order-money.ts'
import type { Order } from './orders.ts'
import type { Product } from './products.ts'
import { currency, groupId, language } from './reference.ts'
import { statusId } from './statuses.ts'

/** Orders from before the field came into being. */
const isOld = ({ number }: Order) => number < 1200

type Shipping = { readonly extension: string; readonly name: string; readonly pointId: string }

/** A parcel point's address is in the method's name. */
function shippingOf({ world: { shipping, id } }: Order): Shipping {
  const extension = shipping.title.startsWith('FOXPOST') ? 'FOXPOST' : 'WSESHIP'
  const isPoint = extension === 'FOXPOST'
  const place = isPoint
    ? ' (4025 Debrecen, Csomagpont tér 12.)'
    : shipping.netCents === 0
      ? ' (1025 Budapest, Teszt u. 25)'
      : ''
  return {
    extension: id % 2 === 0 ? extension : extension.toLowerCase(),
    name: `${shipping.title}${place}`,
    pointId: isPoint ? String(4000 + (id % 500)) : '0',
  }
}

function paymentOf({ world: { payment, id } }: Order) {
  const codes: Record<string, string> = { Utánvét: 'COD', Bankkártya: 'BARION' }
  const code = codes[payment.title] ?? 'BANK_TRANSFER'
  return { code: id % 2 === 0 ? code : code.toLowerCase(), after: payment.onDelivery ? '1' : '0' }
}

function writeAddress(order: Order, links: Links, prefix: 'shipping' | 'payment'): JsonObject {
  const { person } = order.world
  const address: JsonObject = {
    Firstname: encodeText(person.family),
    Lastname: encodeText(person.given),
    Company: prefix === 'payment' ? (person.company ?? '') : '',
    Address1: encodeText(person.line1),
    Address2: person.line2 ?? '',
    City: person.city,
    Postcode: person.postalCode,
    ZoneName: '',
    CountryName: countryName(person.country),
    AddressFormat: '',
    Zone: null,
    Country: country(links, person.country),
  }
  return Object.fromEntries(Object.entries(address).map(([name, value]) => [`${prefix}${name}`, value]))
}

function writeMethods(order: Order): JsonObject {
  const shipping = shippingOf(order)
  const payment = paymentOf(order)
  return {
    shippingMethodName: shipping.name,
    ...(!isOld(order) && { shippingMethodLocalizedName: order.world.shipping.title }),
    shippingMethodTaxRate: '27.0000',
    shippingMethodTaxName: '27 %',
    shippingMethodExtension: shipping.extension,
    shippingReceivingPointId: shipping.pointId,
    paymentMethodName: order.world.payment.title,
    paymentMethodCode: payment.code,
    paymentMethodTaxRate: '0.0000',
    paymentMethodTaxName: '',
    paymentMethodAfter: payment.after,
    pickPackPontShopCode: '',
  }
}

function writeCoupon({ world: { coupon } }: Order, links: Links): JsonObject | null {
  if (coupon === null) return null
  const id = resourceId('coupon', { coupon_id: coupon.percent })
  return {
    ...links.link('coupons', id),
    id,
    code: coupon.code,
    discountType: 'PERCENT',
    percentDiscountValue: `${coupon.percent}.0000`,
    loginRequired: '0',
    freeShipping: '0',
    fixDiscountValue: '0.0000',
    email: '',
  }
}

function writeCards({ number, world, createdAt }: Order): JsonObject[] {
  if (world.state !== 'failed') return []
  return [
    {
      innerId: String(number),
      transactionId: `TX${number}`,
      date: localTime(createdAt),
      licenceNumber: '',
      bankResponseCode: 'No',
      bankResponse: 'CARD UNAUTHORIZED',
    },
  ]
}

function writeParts(order: Order, products: ReadonlyMap<number, Product>, links: Links): JsonObject {
  return {
    orderTotals: writeTotals(order, shippingOf(order).name, links),
    orderProducts: writeLines(order, products, links),
    coupon: writeCoupon(order, links),
    language: language(links, 'hu'),
    currency: currency(links, isForeign(order) ? 'EUR' : 'HUF'),
    orderGiftWrappings: [],
    orderProductAddons: addonsOf(order),
    orderAddressIdentifications: [],
    externalInfo:
      order.number % 31 === 0 ? { partner_order_id: `9${order.number}`, partner_prefix: 'EMAG' } : null,
    orderCreditCards: writeCards(order),
  }
}

/** An order; in the plain resource its parts are links. */
export function writeOrder(
  order: Order,
  products: ReadonlyMap<number, Product>,
  links: Links,
  extend: boolean,
): JsonObject {
  const { number, id, world, customer, status } = order
  const { person } = world
  return {
    ...links.link(extend ? 'orderExtend' : 'orders', id),
    id,
    innerId: String(number),
    invoiceId: world.state === 'completed' ? String(number + 5000) : '0',
    invoicePrefix: world.state === 'completed' ? 'SR-' : '',
    firstname: encodeText(person.family),
    lastname: encodeText(person.given),
    phone: person.phoneTyped,
    fax: number % 5 === 0 ? '+3619998877' : '',
    email: order.email,
    ...writeAddress(order, links, 'shipping'),
    ...writeAddress(order, links, 'payment'),
    ...writeMethods(order),
    taxNumber: person.taxNumber ?? '',
    comment: world.note === null ? '' : encodeText(world.note),
    total: totalOf(order),
    value: isForeign(order) ? '0.00250000' : '1.00000000',
    couponTaxRate: '-1.0000',
    dateCreated: localTime(order.createdAt),
    dateUpdated: localTime(order.updatedAt),
    ip: `203.0.113.${number % 250}`,
    loyaltyPointsTaxRate: hasExtras(order) ? '27.0000' : '-1.0000',
    customer: customer === null ? null : links.link('customers', customer.id),
    customerGroup: links.link('customerGroups', groupId(person.company === null ? 8 : 6)),
    orderStatus: status === null ? null : links.link('orderStatuses', statusId(status)),
    shippingMode: links.link('shippingModes', resourceId('shippingMode', { id: 18 })),
    ...(extend
      ? writeParts(order, products, links)
      : {
          orderTotals: { href: links.href(`orderTotals?orderId=${id}`) },
          orderProducts: { href: links.href(`orderProducts?orderId=${id}`) },
        }),
  }
}
