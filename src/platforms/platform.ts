// The contract of a platform adapter: what each one declares, is given, and can do.
import type { z } from 'zod'
import type { AppError } from '../errors.ts'
import type { UnifiedCustomer } from '../model/customer.ts'
import type { FieldSelection } from '../model/fields.ts'
import type {
  CustomerFilter,
  CustomerFilterName,
  OrderFilter,
  OrderFilterName,
  ProductFilter,
  ProductFilterName,
} from '../model/filter.ts'
import type { HealthKind, ProblemCode } from '../model/health.ts'
import type { PersonQuestion } from '../model/lookup.ts'
import type { UnifiedOrder } from '../model/order.ts'
import type { CoverageReason, Page, PageRequest, Single } from '../model/page.ts'
import type { UnifiedProduct } from '../model/product.ts'
import type { ShopHttp } from './egress.ts'
import type { ProductStreams } from './product-stream.ts'
import type { ReferenceCache } from './reference-cache.ts'

export const PLATFORM_IDS = ['shopify', 'woocommerce', 'shoprenter'] as const
export type PlatformId = (typeof PLATFORM_IDS)[number]

/** Which filters a platform answers exactly. Any other filter is refused with 422 before the shop is asked. */
export type Capabilities = {
  readonly customers: { readonly filters: readonly CustomerFilterName[] }
  readonly orders: { readonly filters: readonly OrderFilterName[] }
  readonly products: { readonly filters: readonly ProductFilterName[] }
}

/** What an adapter knows of the store. Everything here was learnt by `probe` or set by the merchant. */
export type StoreFacts = {
  readonly id: string
  /** ISO 3166-1 alpha-2: where numbers without a country code and names without an address belong. */
  readonly country: string | null
  /** ISO 4217, the shop's main currency. */
  readonly currency: string | null
}

/** Where the platforms' own servers are; `{shop}` is replaced. Only a sandbox or a test changes them. */
export type PlatformOrigins = {
  readonly shopifyApi: string
  readonly shoprenterApi: string
  readonly shoprenterToken: string
}

/** The operator's own app on a platform, which many merchants install. */
export type PlatformApp = { readonly clientId: string; readonly clientSecret: string }
/** null: the operator has none. */
export type PlatformApps = {
  readonly shopify: PlatformApp | null
  readonly shoprenter: PlatformApp | null
}

/** How kept credentials are renewed; `kept` is what the platform's schema made of them. */
export type Renewal = {
  /** Whether these still have to be renewed; asked again for what another instance may have put there. */
  isNeeded(kept: unknown): boolean
  /** Asks the platform, by a way out with a time of its own. What it gives is sealed in place of `kept`. */
  renew(kept: unknown, http: ShopHttp): Promise<unknown>
  /** The error for a renewal that failed less than a minute ago; `reason` is that of the error it failed with. */
  refused(reason: string): AppError
  /** False while what is kept still works: when another instance is at it, `kept` is given back as it is. */
  readonly mustWait: boolean
}

/**
 * A store's kept credentials. `renew` lets one renewal run at a time over all instances, gives everybody what
 * is kept in the end, and never lets an older result win.
 */
export type CredentialVault = { renew(renewal: Renewal): Promise<unknown> }

/** Everything that an adapter may use. It keeps nothing between two calls but what is in `cache`. */
export type ShopContext = {
  readonly store: StoreFacts
  /** The only way out; bound to this store's breaker and bulkhead, and to this request's deadline. */
  readonly http: ShopHttp
  /** For tokens and reference data of this store (statuses, currencies, settings); never for a person's data. */
  readonly cache: ReferenceCache
  readonly origins: PlatformOrigins
  readonly apps: PlatformApps
  /** null while a store is being connected: there is nothing kept yet. */
  readonly vault: CredentialVault | null
  /** Milliseconds since 1970; tests set it. */
  readonly now: () => number
}

/** How a read is cut. */
export type ReadOptions = {
  /**
   * What the caller wants, null for everything. What is not selected need not be asked of the shop: the field
   * then holds any value that the schema allows (null, an empty list), and is cut off before it is shown.
   * What a filter or another selected field needs is asked for all the same.
   */
  readonly fields: FieldSelection | null
  /**
   * False when the merchant switched customers off: nothing that says who the buyer is may be asked of the
   * shop where the platform lets one choose, nor be in the result.
   */
  readonly includeCustomer: boolean
}

/** What a shop gave to a lookup; only some of it may be what was asked. `isCut`: there may be more people. */
export type LookupAnswer = {
  readonly customers: readonly UnifiedCustomer[]
  readonly orders: readonly UnifiedOrder[]
  readonly isCut: boolean
  readonly coverage: readonly CoverageReason[]
}

/** What a shop says of itself. */
export type ShopDescription = {
  readonly name: string
  /** Where the shop is, for the merchant's eyes, e.g. `https://shop.example`. */
  readonly url: string
  readonly country: string | null
  readonly currency: string | null
}

/** A shop that took the credentials; `credentials` are as they are to be kept, with what was found out. */
export type ProbeResult<Credentials> = {
  readonly description: ShopDescription
  readonly credentials: Credentials
}

/**
 * One connected shop, read only.
 * Lists come newest first by creation where the platform can sort. Every item of a filtered list has been
 * compared with the filter (`matches…` of model/filter.ts), and pages stay full; `position.after` is only
 * ever a `next` of the same filters. A single read throws `not_found` when the shop has no such record.
 * Every failure is an AppError; none carries anything that the shop said.
 */
export type Shop = ProductStreams & {
  listCustomers(
    filter: CustomerFilter,
    page: PageRequest,
    options: ReadOptions,
  ): Promise<Page<UnifiedCustomer>>
  getCustomer(id: string, options: ReadOptions): Promise<Single<UnifiedCustomer>>
  listOrders(filter: OrderFilter, page: PageRequest, options: ReadOptions): Promise<Page<UnifiedOrder>>
  getOrder(id: string, options: ReadOptions): Promise<Single<UnifiedOrder>>
  listProducts(filter: ProductFilter, page: PageRequest, options: ReadOptions): Promise<Page<UnifiedProduct>>
  getProduct(id: string, options: ReadOptions): Promise<Single<UnifiedProduct>>
  /**
   * Finds somebody and `most` of their newest orders in fewer calls than the lists would, and never more than two
   * after another; without it the lists are asked. Nothing in it has been compared yet.
   */
  lookup?(question: PersonQuestion, most: number, options: ReadOptions): Promise<LookupAnswer>
  /** The same for the orders with a number; without the customer where the options say so. */
  lookupNumber?(number: string, options: ReadOptions): Promise<LookupAnswer>
  /**
   * Gives the access back, so that the credentials are worth nothing from then on; true when the platform said so.
   * Only where the platform has it, and only of an app of ours: one that the merchant made may have other uses.
   */
  withdraw?(): Promise<boolean>
  /**
   * Tries now whether a kind of data can be read, whatever is cached. Asks the shop for one record of that kind
   * at most, for none of another, and keeps none. Resolves with what limits the reading, the gravest first if
   * there is more, or null; throws what a read would throw, its reason found out where that takes a few calls.
   */
  checkAccess(kind: HealthKind): Promise<ProblemCode | null>
}

/** A platform: what it is called, what its credentials are, what it can do, and how to open a shop. */
export type Platform<Credentials = unknown> = {
  readonly id: PlatformId
  readonly name: string
  /** What is sealed in the database for a store, and nothing more. */
  readonly credentials: z.ZodType<Credentials>
  readonly capabilities: Capabilities
  /** Keys of an order's `platform_specific` that never say anything about a person. */
  readonly impersonalOrderKeys: readonly string[]
  /** The platform's own limit on calls, kept by the egress for each store. */
  readonly callsPerSecond?: number
  /**
   * Tries the credentials against the shop and learns what it is; made when a store is connected.
   * Reads at most one record of a kind, and keeps none. Throws `shop_unauthorized` with a `reason` when they
   * are refused or a right is missing, `shop_invalid_response` when there is no such API.
   */
  probe(credentials: Credentials, context: ShopContext): Promise<ProbeResult<Credentials>>
  /** Opens the shop; makes no call by itself. */
  connect(credentials: Credentials, context: ShopContext): Shop
}

/** Names the type of a platform's credentials once, where the platform is written. */
export function definePlatform<Credentials>(platform: Platform<Credentials>): Platform<Credentials> {
  return platform
}
