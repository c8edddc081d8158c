// Where a shop is, and addresses read there.
import { type Address, isEmptyAddress } from '../../model/address.ts'
import { displayName } from '../../model/name.ts'
import { toE164 } from '../../model/phone.ts'

/** Where the shop is, for what a record does not say of itself. */
export type ShopPlace = {
  readonly zone: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly currency: string | null
}

type AddressParts = {
  /** The family name: the API's words are the wrong way round (facts: original Hungarian documentation). */
  readonly firstname: string | null
  readonly lastname: string | null
  readonly company: string | null
  readonly address1: string | null
  readonly address2: string | null
  readonly city: string | null
  readonly postcode: string | null
  readonly region: string | null
  readonly country: string | null
  readonly telephone: string | null
  readonly taxNumber: string | null
}

const countryCode = (code: string | null | undefined) =>
  code && /^[A-Za-z]{2}$/.test(code) ? code.toUpperCase() : null

/** The address; null when nothing is in it. */
export function toAddress(parts: AddressParts, place: ShopPlace): Address | null {
  const country = countryCode(parts.country)
  const address: Address = {
    first_name: parts.lastname,
    last_name: parts.firstname,
    name: displayName(parts.lastname, parts.firstname, country ?? place.country),
    company: parts.company,
    line1: parts.address1,
    line2: parts.address2,
    city: parts.city,
    region: parts.region,
    postal_code: parts.postcode,
    country,
    phone: toE164(parts.telephone, country ?? place.country),
    phone_raw: parts.telephone,
    // "0" stands for none (facts: address fixture).
    tax_number: parts.taxNumber === '0' ? null : parts.taxNumber,
  }
  return isEmptyAddress(address) ? null : address
}
