// What an attempt shows of abuse: which things that the rules watch are seen in it, and of whom.
import type { Caller } from '../caller.ts'
import type { AppError } from '../errors.ts'
import type { Watch } from './abuse-rules.ts'
import { addressBucket, addressNetwork } from './client-address.ts'

/** An attempt that is over. */
export type Attempt = {
  readonly callerKind: Caller['kind']
  readonly request: { readonly authorization: string | null; readonly address: string | null }
  /** What was learnt of the caller. With `keyId` and no `caller` a key matched fully and has ended. */
  readonly known: {
    readonly caller: Caller | null
    readonly keyId: string | null
    readonly store: { readonly id: string } | null
  }
  readonly error: AppError | null
  /** Customers or orders given out from a page after the first. */
  readonly walkedRecords: number
}

/** One thing seen. `distinct`: only the first of each counts. */
export type Sighting = {
  readonly watch: Watch
  readonly subject: string
  readonly points: number
  readonly distinct: string | null
  readonly callerKind: Caller['kind']
  readonly key: { readonly userId: string; readonly keyId: string } | null
  readonly storeId: string | null
  readonly bucket: string | null
}

const MAX_REMEMBERED = 10_000

/**
 * Remembers which network a key was last seen in, so that a key that stays where it is costs nothing to watch.
 * A key that ended is no bad credential: whoever has it had it from its owner, and gets nothing with it.
 */
export function createSightings(now: () => number): (attempt: Attempt) => Sighting[] {
  const lastNetworks = new Map<string, string>()

  function newNetworkOf(keyId: string, address: string): string | null {
    const network = addressNetwork(address)
    const seen = `${network} ${Math.floor(now() / 60_000)}`
    if (lastNetworks.get(keyId) === seen) return null
    if (lastNetworks.size >= MAX_REMEMBERED) lastNetworks.clear()
    lastNetworks.set(keyId, seen)
    return network
  }

  return (attempt) => {
    const { callerKind, request, known, error } = attempt
    const { address } = request
    const { caller } = known
    const storeId = known.store?.id ?? null
    const bucket = address === null ? null : addressBucket(address)
    const key = caller?.kind === 'api_key' ? { userId: caller.userId, keyId: caller.keyId } : null
    const base = { callerKind, key, storeId, bucket, points: 1, distinct: null }
    const seen: Sighting[] = []
    const byKey = (watch: Watch, more: Partial<Sighting> = {}) => {
      if (key) seen.push({ ...base, watch, subject: key.keyId, ...more })
    }

    const isOutside = error?.reason === 'outside_allow_list'
    const isGuess =
      error?.code === 'unauthorized' && request.authorization !== null && !caller && known.keyId === null
    if (bucket !== null && (isGuess || isOutside)) {
      seen.push({ ...base, watch: 'bad_credential', subject: `${callerKind}:${bucket}`, key: null })
    }
    if (isOutside) byKey('outside_allow_list')
    if (error?.code === 'not_found') byKey('not_found')
    if (error?.code === 'rate_limited') byKey('over_limit')
    const network = key && address !== null ? newNetworkOf(key.keyId, address) : null
    if (network !== null) byKey('network', { distinct: network })
    if (key && attempt.walkedRecords > 0) {
      const subject = `${key.keyId}:${storeId}`
      byKey('walked_record', { subject, points: attempt.walkedRecords })
    }
    return seen
  }
}
