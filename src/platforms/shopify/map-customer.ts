// A customer of Shopify's as a unified one.
import type { UnifiedCustomer } from '../../model/customer.ts'
import { toMoney } from '../../model/money.ts'
import { displayName } from '../../model/name.ts'
import { toE164 } from '../../model/phone.ts'
import type { StoreFacts } from '../platform.ts'
import type { WireCustomer } from './customer-wire.ts'
import { idOf, instantOf, textOf, toAddress } from './map-parts.ts'

/** What Shopify has beside the unified fields. */
function specificOf(wire: WireCustomer): Record<string, unknown> {
  const { defaultEmailAddress: email, defaultPhoneNumber: phone } = wire
  return {
    state: wire.state ?? null,
    verifiedEmail: wire.verifiedEmail ?? null,
    locale: textOf(wire.locale),
    note: textOf(wire.note),
    taxExempt: wire.taxExempt ?? null,
    marketingState: email?.marketingState ?? null,
    marketingOptInLevel: email?.marketingOptInLevel ?? null,
    marketingUpdatedAt: instantOf(email?.marketingUpdatedAt),
    smsMarketingState: phone?.smsMarketingConsent?.state ?? null,
    smsMarketingUpdatedAt: instantOf(phone?.smsMarketingConsent?.updatedAt),
  }
}

/** `accepts_marketing` is about e-mail, the only kind every platform has; null without an address. */
export function toCustomer(wire: WireCustomer, store: StoreFacts): UnifiedCustomer {
  const { defaultEmailAddress: email, defaultPhoneNumber: phone } = wire
  const defaultAddress = toAddress(wire.defaultAddress, store)
  const country = defaultAddress?.country ?? store.country
  const [firstName, lastName] = [textOf(wire.firstName), textOf(wire.lastName)]
  const addresses = wire.addressesV2?.nodes.map((address) => toAddress(address, store)) ?? []
  return {
    id: idOf(wire.id),
    email: textOf(email?.emailAddress),
    phone: toE164(phone?.phoneNumber, country),
    phone_raw: textOf(phone?.phoneNumber),
    first_name: firstName,
    last_name: lastName,
    name: displayName(firstName, lastName, country),
    company: defaultAddress?.company ?? null,
    default_address: defaultAddress,
    addresses: addresses.filter((address) => address !== null),
    orders_count: Number(wire.numberOfOrders),
    total_spent: toMoney(wire.amountSpent.amount, wire.amountSpent.currencyCode),
    accepts_marketing: email ? email.marketingState === 'SUBSCRIBED' : null,
    tags: wire.tags,
    created_at: instantOf(wire.createdAt),
    updated_at: instantOf(wire.updatedAt),
    platform_specific: specificOf(wire),
  }
}
