// What counts as abuse: each rule with what it watches, how much is too much, and what follows.

/** What is watched. All but `bad_credential` count only requests whose key matched fully. */
export type Watch =
  /** A credential that is none, by address. */
  | 'bad_credential'
  /** A key's request from outside the addresses it is for. */
  | 'outside_allow_list'
  /** A customer, order or product that the shop does not have, by key. */
  | 'not_found'
  /** A request over one of the limits, by key. */
  | 'over_limit'
  /** Networks (/16, or /32 of IPv6) that a key was used from: each counts once. */
  | 'network'
  /** Customers and orders on pages after the first, by key and store. */
  | 'walked_record'

export type AbuseRule = {
  /** Its word in events, metrics and `revoked_reason`. */
  readonly name: string
  readonly watches: Watch
  readonly threshold: number
  /** Counted from the first. Of `block_address` no longer than the first block, so that each is earned anew. */
  readonly windowSeconds: number
  readonly action: 'warn' | 'block_address' | 'revoke_key'
}

const MINUTE = 60
const DAY = 86_400

/** The first block; each further one within a day of the last is twice as long, up to a day. */
export const FIRST_BLOCK_SECONDS = MINUTE
export const LONGEST_BLOCK_SECONDS = DAY

/**
 * The rules. What grows with the number of requests grows with what a key is allowed, above the contract's 100
 * a minute. A key has 155 random bits, so guesses are stopped for the work they make, not for what they may find.
 */
export function abuseRules(requestsPerMinute: number): readonly AbuseRule[] {
  const scaled = (threshold: number) => Math.ceil(threshold * Math.max(1, requestsPerMinute / 100))
  const rule = (
    name: string,
    watches: Watch,
    threshold: number,
    windowSeconds: number,
    action: AbuseRule['action'],
  ): AbuseRule => ({ name, watches, threshold, windowSeconds, action })
  return [
    rule('bad_credentials', 'bad_credential', 100, MINUTE, 'block_address'),
    rule('outside_allow_list', 'outside_allow_list', 1, DAY, 'warn'),
    rule('id_enumeration', 'not_found', scaled(50), 10 * MINUTE, 'warn'),
    rule('id_enumeration_mass', 'not_found', scaled(300), 10 * MINUTE, 'revoke_key'),
    rule('sustained_over_limit', 'over_limit', scaled(500), 10 * MINUTE, 'warn'),
    rule('many_networks', 'network', 5, 10 * MINUTE, 'warn'),
    rule('many_networks_mass', 'network', 20, 10 * MINUTE, 'revoke_key'),
    rule('page_walk', 'walked_record', scaled(5_000), DAY, 'warn'),
    rule('page_walk_mass', 'walked_record', scaled(100_000), DAY, 'revoke_key'),
  ]
}
