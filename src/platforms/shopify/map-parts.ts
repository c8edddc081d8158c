// The small parts that orders, customers and products have in common: ids, instants, money, addresses.
import { type Address, isEmptyAddress } from '../../model/address.ts'
import { addDecimals, type Money, multiplyDecimals, subtractDecimals, toMoney } from '../../model/money.ts'
import { displayName } from '../../model/name.ts'
import { toE164 } from '../../model/phone.ts'
import type { StoreFacts } from '../platform.ts'
import type { WireAddress, WireMoneyBag } from './page-wire.ts'

/** The number of a global id, e.g. `gid://shopify/Order/123` → `123`. */
export function idOf(gid: string): string {
  return gid.slice(gid.lastIndexOf('/') + 1)
}

/** As Shopify gives it, but always in UTC. */
export function instantOf(instant: string | null | undefined): string | null {
  if (!instant) return null
  return instant.endsWith('Z') ? instant : new Date(instant).toISOString()
}

/** Empty texts are none. */
export function textOf(text: string | null | undefined): string | null {
  return text ? text : null
}

/** The shop's own money of a bag. */
export function shopMoney(bag: WireMoneyBag | null | undefined): Money | null {
  return bag ? toMoney(bag.shopMoney.amount, bag.shopMoney.currencyCode) : null
}

/** The exact sum of bags; of none, zero with the decimals and in the currency of `like`. */
export function sumOf(bags: readonly WireMoneyBag[], like: WireMoneyBag): Money | null {
  const { amount, currencyCode } = like.shopMoney
  const zero = subtractDecimals(amount, amount)
  return toMoney(addDecimals(zero, ...bags.map((bag) => bag.shopMoney.amount)), currencyCode)
}

/** The exact price of `quantity` pieces, with at least the decimals of the price of one. */
export function timesQuantity(unit: WireMoneyBag, quantity: number): string {
  const { amount } = unit.shopMoney
  return addDecimals(subtractDecimals(amount, amount), multiplyDecimals(amount, String(quantity)))
}

/** A postal address, or null when nothing is in it. */
export function toAddress(wire: WireAddress | null | undefined, store: StoreFacts): Address | null {
  if (!wire) return null
  const country = /^[A-Z]{2}$/.test(wire.countryCodeV2 ?? '') ? (wire.countryCodeV2 ?? null) : null
  const [firstName, lastName] = [textOf(wire.firstName), textOf(wire.lastName)]
  const address: Address = {
    first_name: firstName,
    last_name: lastName,
    name: displayName(firstName, lastName, country ?? store.country),
    company: textOf(wire.company),
    line1: textOf(wire.address1),
    line2: textOf(wire.address2),
    city: textOf(wire.city),
    region: textOf(wire.province),
    postal_code: textOf(wire.zip),
    country,
    phone: toE164(wire.phone, country ?? store.country),
    phone_raw: textOf(wire.phone),
    tax_number: null,
  }
  return isEmptyAddress(address) ? null : address
}
