// What every host puts together in the same way, on Node and as an edge function.
import { lookup } from 'node:dns'
import { setTimeout as sleep } from 'node:timers/promises'
import { fetch } from 'undici'
import { createAbuse } from '../access/abuse.ts'
import { abuseRules } from '../access/abuse-rules.ts'
import { createAccessLog } from '../access/access-log.ts'
import { createCallerLookup } from '../access/caller-lookup.ts'
import { createHealthWatch } from '../access/health-watch.ts'
import { createKeyProof, type PasswordHasher } from '../access/key-proof.ts'
import { createKeyUsage } from '../access/key-usage.ts'
import { createRateLimits } from '../access/rate-limit.ts'
import { createLimitStore } from '../access/rate-limit-store.ts'
import type { NotifyOwner } from '../access/security-events.ts'
import type { Config } from '../config.ts'
import { notifyByMail } from '../jobs/owner-mail.ts'
import type { Lookup } from '../platforms/address-rule.ts'
import { createEgress } from '../platforms/egress.ts'
import { PLATFORMS } from '../platforms/index.ts'
import { createReferenceCaches } from '../platforms/reference-cache.ts'
import { createSentry, type Post } from '../sentry.ts'
import type { Services } from '../services.ts'
import { VERSION } from '../version.ts'

/** Names that strangers may make this process remember, some 30 MB of them. */
const MAX_STRANGERS = 50_000

/** Milliseconds since 1970 with fractions: for durations as well as for dates. */
export const now = () => performance.timeOrigin + performance.now()

export function openSentry({ sentryDsn }: Config) {
  if (sentryDsn === null) return null
  return createSentry(sentryDsn, { post: fetch as unknown as Post, release: `shopcall@${VERSION}`, now })
}

/** What differs between hosts. */
export type Parts = Pick<
  Services,
  | 'database'
  | 'log'
  | 'secrets'
  | 'shared'
  | 'enqueue'
  | 'metrics'
  | 'assertService'
  | 'mail'
  | 'report'
  | 'userKeys'
  | 'sandboxShops'
> & { readonly hasher: PasswordHasher }

/** Limits, the watch for abuse and what they share, on one set of counters where there is one. */
function createGuards(config: Config, { shared, database, log, enqueue }: Parts) {
  const stores = { keys: createLimitStore(shared), strangers: createLimitStore(shared, MAX_STRANGERS) }
  // Without mail the dashboard's events are what an owner sees.
  const notifyOwner: NotifyOwner = config.smtpUrl === null ? async () => undefined : notifyByMail(enqueue)
  const limits = createRateLimits(stores.keys, {
    'per-key': config.rateLimitPerMinute,
    'per-user': config.rateLimitPerUserPerMinute,
    'per-store': config.rateLimitPerStorePerMinute,
  })
  const rules = abuseRules(config.rateLimitPerMinute)
  const abuse = createAbuse({ rules, stores, database, notifyOwner, log, now })
  return { limits, abuse, notifyOwner, keyUsage: createKeyUsage(database, log, now) }
}

export function assemble(config: Config, given: Parts): Services {
  const { hasher, ...parts } = given
  const { database, log } = parts
  return {
    ...parts,
    config,
    now,
    egress: createEgress({
      lookup: lookup as unknown as Lookup,
      allowPrivate: config.allowPrivateShopAddresses,
      userAgent: `ShopCall/${VERSION}`,
      now,
      random: Math.random,
      sleep: (ms) => sleep(ms).then(() => undefined),
    }),
    caches: createReferenceCaches({ now }),
    proof: createKeyProof(hasher),
    callerLookup: createCallerLookup(database),
    accessLog: createAccessLog(database),
    health: createHealthWatch({ database, log, now }),
    ...createGuards(config, given),
    platforms: PLATFORMS,
  }
}
