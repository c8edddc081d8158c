// May this caller have this: the checks before the shop is asked and the one before the answer leaves.
import ipaddr from 'ipaddr.js'
import type { Caller, DataKind } from '../caller.ts'
import { unauthorized } from '../caller.ts'
import type { DataAccessPermissions } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import type { StillAllowed } from './access-log.ts'
import { type StoreRow, storeNotFound } from './stores.ts'

const SWITCH = {
  customers: 'allow_customer_access',
  orders: 'allow_order_access',
  products: 'allow_product_access',
} as const satisfies Record<DataKind, keyof DataAccessPermissions>

/** Whether a store's switches allow a kind of data. */
export function isAllowed(permissions: DataAccessPermissions, kind: DataKind): boolean {
  return permissions[SWITCH[kind]]
}

/** The error for data that the merchant switched off. */
export function switchedOff(kind: DataKind): AppError {
  return new AppError(
    'data_access_disabled',
    `The merchant has switched off access to ${kind} for this store.`,
  )
}

/** The error for data that the key is not for. */
export function notInScope(kind: DataKind): AppError {
  return new AppError('insufficient_scope', `This API key may not read ${kind}.`)
}

/** A user may do everything with what is theirs; a key only what it was made for. */
export function assertKeyMay(caller: Caller, kinds: readonly DataKind[]): void {
  if (caller.kind !== 'api_key') return
  for (const kind of kinds) if (!caller.may[kind]) throw notInScope(kind)
}

type Range = ReturnType<typeof ipaddr.parseCIDR>
const MAX_PARSED = 1_000
const parsedRanges = new Map<string, Range>()

/** Reading a range takes longer than asking it; the same few are asked at every request. */
function parseRange(text: string): Range {
  const known = parsedRanges.get(text)
  if (known) return known
  const range = ipaddr.parseCIDR(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`)
  if (parsedRanges.size >= MAX_PARSED) parsedRanges.clear()
  parsedRanges.set(text, range)
  return range
}

/** True when the address lies in one of the ranges; an IPv4 address in IPv6 clothes counts as IPv4. */
export function isInRanges(address: string, ranges: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return ranges.some((range) => {
    const [base, bits] = parseRange(range)
    return base.kind() === parsed.kind() && parsed.match([base, bits] as never)
  })
}

/** A key with an allow-list works from those addresses only. */
export function assertAddressAllowed(caller: Caller, address: string | null): void {
  if (caller.kind !== 'api_key' || caller.allowedIps === null) return
  if (address === null || !isInRanges(address, caller.allowedIps)) {
    throw new AppError('insufficient_scope', 'This API key may not be used from this address.', {
      reason: 'outside_allow_list',
    })
  }
}

export function assertStoreAllows(store: StoreRow, kinds: readonly DataKind[]): void {
  for (const kind of kinds) if (!isAllowed(store.data_access_permissions, kind)) throw switchedOff(kind)
}

/**
 * Looks once more after the shop has answered, at what was read with the record: what was revoked or switched
 * off meanwhile stops this answer too.
 */
export function assertStillAllowed(
  still: StillAllowed | null,
  known: { readonly caller: Caller | null; readonly store: StoreRow | null },
  kinds: readonly DataKind[],
): void {
  const { caller, store } = known
  if (caller?.kind !== 'api_key') return
  if (!still?.key_active) throw unauthorized()
  if (!store) return
  if (!still.store_there) throw storeNotFound()
  for (const kind of kinds) if (!still[kind]) throw switchedOff(kind)
}
