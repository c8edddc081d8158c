// Addresses and people of WooCommerce as ours.
import { type Address, isEmptyAddress } from '../../model/address.ts'
import { displayName } from '../../model/name.ts'
import type { OrderCustomer } from '../../model/order.ts'
import { toE164 } from '../../model/phone.ts'
import { present, toId } from './values.ts'
import type { WireAddress } from './wire.ts'

/** ISO 3166-1 alpha-2, or null. */
export function countryOf(address: WireAddress | undefined): string | null {
  const country = present(address?.country)
  return country && /^[A-Z]{2}$/.test(country) ? country : null
}

/** An address; null when nothing is in it. A number without a country code is read in the address' country. */
export function toAddress(
  address: WireAddress | undefined,
  storeCountry: string | null,
  taxNumber: string | null,
): Address | null {
  if (!address) return null
  const country = countryOf(address)
  const [firstName, lastName] = [present(address.first_name), present(address.last_name)]
  const mapped: Address = {
    first_name: firstName,
    last_name: lastName,
    name: displayName(firstName, lastName, country ?? storeCountry),
    company: present(address.company),
    line1: present(address.address_1),
    line2: present(address.address_2),
    city: present(address.city),
    region: present(address.state),
    postal_code: present(address.postcode),
    country,
    phone: toE164(address.phone, country ?? storeCountry),
    phone_raw: present(address.phone),
    tax_number: taxNumber,
  }
  return isEmptyAddress(mapped) ? null : mapped
}

/** Who ordered: the billing address says it, for guests too; null when it says nothing. */
export function toOrderCustomer(
  customerId: number | null | undefined,
  email: string | null | undefined,
  billing: Address | null,
): OrderCustomer | null {
  const customer: OrderCustomer = {
    id: toId(customerId),
    email: present(email),
    phone: billing?.phone ?? null,
    phone_raw: billing?.phone_raw ?? null,
    name: billing?.name ?? null,
  }
  return Object.values(customer).every((value) => value === null) ? null : customer
}
