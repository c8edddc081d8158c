// What must not go to production as it is set: said at the start, and by `npm run doctor`.
import ipaddr from 'ipaddr.js'
import type { Config } from '../config.ts'

/** `reason` is for the log, `say` for a person: what it means and what to do. */
export type ProductionWarning = { readonly reason: string; readonly say: string }

function isLocal(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || (ipaddr.isValid(bare) && ipaddr.parse(bare).range() === 'loopback')
}

const WARNINGS: readonly (ProductionWarning & { readonly applies: (config: Config) => boolean })[] = [
  {
    reason: 'embedded_database',
    say: 'The embedded database does not wait for the disk: a power cut can lose the last seconds. Set DATABASE_URL.',
    applies: (config) => config.databaseUrl === null,
  },
  {
    reason: 'generated_encryption_key',
    say: 'The encryption key lies in DATA_DIR, beside what it opens. Set ENCRYPTION_KEYS.',
    applies: (config) => config.encryptionKeys.length === 0,
  },
  {
    reason: 'generated_service_secret',
    say: 'The service secret was made into DATA_DIR, for this process alone. Set SERVICE_SECRET.',
    applies: (config) => config.serviceSecret === null,
  },
  {
    reason: 'private_shop_addresses',
    say: 'Whoever connects a store can make this service call into your own network. Take ALLOW_PRIVATE_SHOP_ADDRESSES away.',
    applies: (config) => config.allowPrivateShopAddresses,
  },
  {
    reason: 'sandbox',
    say: 'Users are offered shops with invented people. Take SANDBOX away.',
    applies: (config) => config.sandbox,
  },
  {
    reason: 'no_public_url',
    say: 'PUBLIC_URL is an address of this machine: no browser and no platform gets there. Set the address that they see.',
    applies: (config) => isLocal(new URL(config.publicUrl).hostname),
  },
  {
    reason: 'public_url_without_tls',
    say: 'PUBLIC_URL is http: keys and personal data go over the network in the open. Put a proxy with TLS before the service.',
    applies: (config) => config.publicUrl.startsWith('http:') && !isLocal(new URL(config.publicUrl).hostname),
  },
  {
    reason: 'no_trusted_proxies',
    say: 'All callers seem to come from your proxy, so one that guesses keys blocks them all. Set TRUSTED_PROXIES to its address.',
    applies: (config) => config.trustedProxies.length === 0 && !isLocal(new URL(config.publicUrl).hostname),
  },
  {
    reason: 'platform_origin_changed',
    say: 'A platform is called at another address than its own. Take SHOPIFY_API_ORIGIN, SHOPRENTER_API_ORIGIN and SHOPRENTER_TOKEN_ORIGIN away.',
    applies: ({ origins }) =>
      Object.values(origins).some(
        (origin) => !/^https:\/\/[\w{}.-]*(?:\{shop\}|shoprenter\.(?:hu|net))$/.test(origin),
      ),
  },
  {
    reason: 'no_error_reports_and_silent_log',
    say: 'Nobody is told of errors: the log is silent and SENTRY_DSN is not set.',
    applies: (config) => config.sentryDsn === null && ['silent', 'fatal'].includes(config.logLevel),
  },
]

/** Those that apply, the gravest for data first. */
export function productionWarnings(config: Config): readonly ProductionWarning[] {
  return WARNINGS.filter(({ applies }) => applies(config)).map(({ reason, say }) => ({ reason, say }))
}
