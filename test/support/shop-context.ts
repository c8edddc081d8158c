// An adapter's context for tests: the real way out, to a sandbox shop on loopback.
import { lookup } from 'node:dns'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lookup } from '../../src/platforms/address-rule.ts'
import { createEgress, type EgressOptions } from '../../src/platforms/egress.ts'
import type {
  CredentialVault,
  PlatformApps,
  PlatformOrigins,
  ShopContext,
  StoreFacts,
} from '../../src/platforms/platform.ts'
import { createReferenceCaches } from '../../src/platforms/reference-cache.ts'

/** An egress that may call loopback; it waits for real unless `sleep` is given. */
export function testEgress(options: Partial<EgressOptions> = {}) {
  return createEgress({
    lookup: lookup as unknown as Lookup,
    allowPrivate: true,
    userAgent: 'ShopCall-Test',
    now: Date.now,
    random: Math.random,
    sleep: async (ms) => {
      await sleep(ms)
    },
    ...options,
  })
}

export type TestContextOptions = {
  store?: Partial<StoreFacts>
  origins?: Partial<PlatformOrigins>
  callsPerSecond?: number
  deadlineMs?: number
  now?: () => number
  egress?: Partial<EgressOptions>
  apps?: PlatformApps
  vault?: CredentialVault
}

/** A context with a cache of its own. `refresh` gives a new deadline and keeps the cache and the egress. */
export function testContext(options: TestContextOptions = {}) {
  const now = options.now ?? Date.now
  const egress = testEgress(options.egress)
  const caches = createReferenceCaches({ now })
  const store: StoreFacts = { id: crypto.randomUUID(), country: 'HU', currency: 'HUF', ...options.store }
  const refresh = (deadlineMs = options.deadlineMs ?? 10_000): ShopContext => ({
    store,
    http: egress.open(store.id, options.callsPerSecond, {
      deadlineAt: Date.now() + deadlineMs,
    }),
    cache: caches.forStore(store.id),
    origins: {
      shopifyApi: 'http://127.0.0.1:1/{shop}',
      shoprenterApi: 'http://127.0.0.1:1/{shop}',
      shoprenterToken: 'http://127.0.0.1:1',
      ...options.origins,
    },
    apps: options.apps ?? { shopify: null, shoprenter: null },
    vault: options.vault ?? null,
    now,
  })
  return { context: refresh(), refresh, close: () => egress.close() }
}
