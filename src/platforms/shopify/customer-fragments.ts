// The parts of a customer that documents share.
import { ADDRESS, PAGE_INFO } from './fragments.ts'

/** Everything of a customer that is ever asked for, each part behind a switch. */
export const CUSTOMER = `
fragment CustomerFields on Customer {
  id createdAt updatedAt tags numberOfOrders
  amountSpent { amount currencyCode }
  ... @include(if: $names) { firstName lastName }
  ... @include(if: $extras) { note state verifiedEmail locale taxExempt }
  defaultEmailAddress @include(if: $email) { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
  defaultPhoneNumber @include(if: $phone) {
    phoneNumber
    smsMarketingConsent @include(if: $extras) { state updatedAt }
  }
  defaultAddress @include(if: $address) { ...Address }
  addressesV2(first: $addressCount) @include(if: $addresses) { nodes { ...Address } ${PAGE_INFO} }
}${ADDRESS}`

/** The switches of `CUSTOMER`, as a document declares them. */
export const CUSTOMER_SWITCHES = `$addressCount: Int!, $names: Boolean!, $email: Boolean!, $phone: Boolean!,
  $address: Boolean!, $addresses: Boolean!, $extras: Boolean!`
