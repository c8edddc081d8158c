// What the operations work with; made once by the entry and passed down.
import type { JWTVerifyGetKey } from 'jose'
import type { Abuse } from './access/abuse.ts'
import type { AccessLog } from './access/access-log.ts'
import type { CallerLookup } from './access/caller-lookup.ts'
import type { HealthWatch } from './access/health-watch.ts'
import type { KeyProof } from './access/key-proof.ts'
import type { KeyUsage } from './access/key-usage.ts'
import type { RateLimits } from './access/rate-limit.ts'
import type { NotifyOwner } from './access/security-events.ts'
import type { ServiceDoor } from './access/service-secret.ts'
import type { SharedCounters } from './access/valkey.ts'
import type { Config } from './config.ts'
import type { Digester, Sealer } from './crypto.ts'
import type { Database } from './db/database.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Egress } from './platforms/egress.ts'
import type { Platform, PlatformId } from './platforms/platform.ts'
import type { ReferenceCaches } from './platforms/reference-cache.ts'
import type { Enqueue } from './queue.ts'
import type { Report } from './report.ts'

/** The installation's secrets, each for one purpose, all derived from one that lies sealed in the database. */
export type Secrets = {
  /** Finds an API key's row. */
  readonly keyDigest: Digester
  /** Binds a cursor to its store and filters without showing them. */
  readonly cursorDigest: Digester
  /** Seals cursors. */
  readonly cursors: Sealer
  /** Seals the value that a merchant's browser carries from a ShopRenter install to our user. */
  readonly installations: Sealer
  /** Makes the secret of a WooCommerce store's webhooks of the store's id. */
  readonly webhookSecret: Digester
  /** What is remembered of a webhook that came. */
  readonly webhookDigest: Digester
  /** Seals shop credentials, under ENCRYPTION_KEYS. */
  readonly credentials: Sealer
}

/** How mail is sent. */
export type Mail = {
  /** `id` names what the mail is about: the same again is the same mail. Throws where trying later may help. */
  send(mail: { to: string; subject: string; text: string; id: string }): Promise<'sent' | 'refused'>
  close(): void
}

/** A shop with invented people that runs beside this service, and what connects it. */
export type SandboxShop = { readonly platform: PlatformId; readonly credentials: unknown }

/** Everything an operation may need. */
export type Services = {
  readonly config: Config
  readonly database: Database
  readonly log: Log
  readonly egress: Egress
  readonly caches: ReferenceCaches
  readonly secrets: Secrets
  readonly proof: KeyProof
  readonly callerLookup: CallerLookup
  readonly accessLog: AccessLog
  readonly limits: RateLimits
  readonly abuse: Abuse
  readonly keyUsage: KeyUsage
  readonly health: HealthWatch
  /** null: no Valkey is configured, limits and blocks are this process's own. */
  readonly shared: SharedCounters | null
  readonly notifyOwner: NotifyOwner
  /** null: no mail is configured. */
  readonly mail: Mail | null
  /** Puts a job into the queue; gives false where no clock runs or the job waits there already. */
  readonly enqueue: Enqueue
  readonly metrics: Metrics
  /** Lets in who has the service secret. */
  readonly assertService: ServiceDoor
  /** Says that an error was not expected, to the log and to whoever else is to know. */
  readonly report: Report
  readonly userKeys: JWTVerifyGetKey
  readonly platforms: Readonly<Record<PlatformId, Platform>>
  /** Sandbox shops that a user may connect by one click; none where SANDBOX is off or none run here. */
  readonly sandboxShops: readonly SandboxShop[]
  /** Milliseconds since 1970. */
  readonly now: () => number
}
