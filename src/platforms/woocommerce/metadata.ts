// What plugins keep beside an order or a customer: what may be passed on, and what has a place of its own.
import { z } from 'zod'
import type { UnifiedOrder } from '../../model/order.ts'
import { present, toInstant } from './values.ts'
import type { WireMeta } from './wire.ts'

/** Words in a key that mean a secret, or an address or a browser of a person. */
const WITHHELD =
  /(^|[_-])(ip|ipaddress|ip_address|user_?agent|agent|hash|tokens?|secret|passw(or)?d|pass|key|nonce|sessions?|cookies?|fingerprint|auth|otp|totp)([_-]|$)/i
const IP_ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|(?=.*:.*:)[0-9a-f:.]{3,45})$/i
const TAX_NUMBER = /^_?(billing_)?(\w+_)?(vat_number|vat_id|tax_number|tax_id|adoszam)$/
const TRACKING = '_wc_shipment_tracking_items'

/** The value without secrets, IP addresses and user agents, however deep; undefined when nothing may stay. */
function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return IP_ADDRESS.test(value) ? undefined : value
  if (Array.isArray(value)) return value.map(cleanValue).filter((item) => item !== undefined)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !WITHHELD.test(key))
      .map(([key, inner]) => [key, cleanValue(inner)])
      .filter(([, inner]) => inner !== undefined),
  )
}

/** Meta as `{ key, value }`, in the shop's order; `keep` narrows the keys further. */
export function cleanMeta(
  meta: readonly WireMeta[] | undefined,
  keep: (key: string) => boolean = () => true,
): { key: string; value: unknown }[] {
  return (meta ?? [])
    .filter(({ key }) => key !== TRACKING && !WITHHELD.test(key) && keep(key))
    .map(({ key, value }) => ({ key, value: cleanValue(value) }))
    .filter(({ value }) => value !== undefined)
}

/** The buyer's tax number, under one of the names that plugins give it. */
export function taxNumberOf(meta: readonly WireMeta[] | undefined): string | null {
  for (const { key, value } of meta ?? []) {
    if (TAX_NUMBER.test(key) && typeof value === 'string' && present(value)) return value
  }
  return null
}

const word = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null)
const trackingWire = z
  .array(
    z.object({
      tracking_provider: word,
      custom_tracking_provider: word,
      custom_tracking_link: word,
      tracking_number: word,
      /** Seconds since 1970. */
      date_shipped: word,
    }),
  )
  .catch([])

function shippedAt(seconds: string | null | undefined): string | null {
  if (!seconds || !/^\d{9,10}$/.test(seconds)) return null
  return toInstant(new Date(Number(seconds) * 1000).toISOString().slice(0, 19))
}

/** Parcels as the shipment tracking plugins keep them; their form is a plugin's, so nothing of it is relied on. */
export function fulfillmentsOf(meta: readonly WireMeta[] | undefined): UnifiedOrder['fulfillments'] {
  const rows = (meta ?? []).filter(({ key }) => key === TRACKING)
  return rows
    .flatMap(({ value }) => trackingWire.parse(value))
    .filter(({ tracking_number }) => present(tracking_number))
    .map((item) => ({
      status: null,
      carrier: present(item.tracking_provider) ?? present(item.custom_tracking_provider),
      tracking_number: present(item.tracking_number),
      tracking_url: /^https?:\/\//.test(item.custom_tracking_link ?? '')
        ? present(item.custom_tracking_link)
        : null,
      shipped_at: shippedAt(item.date_shipped),
      delivered_at: null,
    }))
}
