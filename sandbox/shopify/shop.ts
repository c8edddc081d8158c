// A sandbox shop that answers as Shopify's Admin API does, with the invented world and the hard cases in it.

import type { Catalogue } from '../catalogue.ts'
import type { Delivered } from '../deliveries.ts'
import type { ShopProgram } from '../shop.ts'
import { createWorld, type World } from '../world.ts'
import { mayRead, PROTECTED_FIELDS, type ProtectedField } from './access.ts'
import { answerAuthorize } from './authorize.ts'
import { type CostBucket, createBucket } from './bucket.ts'
import { type BulkControl, createBulk } from './bulk.ts'
import type { CostModel } from './cost.ts'
import type { ShopFacts } from './facts.ts'
import { type GraphqlRequest, runDocument } from './graphql.ts'
import { hardCases } from './hard-cases.ts'
import type { SearchNote } from './lists.ts'
import type { OfflineTokens } from './offline-tokens.ts'
import { createRoot } from './root.ts'
import { API_VERSION } from './schema.ts'
import { createTokens } from './tokens.ts'
import { createView, productList } from './view.ts'
import { createWebhooks, type WebhookOptions } from './webhooks.ts'
import { factsOf } from './world-facts.ts'

/** What an app that reads everything is granted. */
export const ALL_SCOPES = ['read_customers', 'read_orders', 'read_all_orders', 'read_products'] as const

export type ShopifyShopOptions = {
  readonly world?: World
  /** Default true: the cases that a tidy world has not. */
  readonly hardCases?: boolean
  /** Records beside those. */
  readonly more?: Partial<ShopFacts>
  readonly shop?: string
  /** The shop's present, for what is too old to be seen. Default: the world's. */
  readonly now?: () => Date
  readonly scopes?: readonly string[]
  /** Which groups of personal fields the app is approved for; default all. */
  readonly approved?: readonly ProtectedField[]
  readonly denialHasCode?: boolean
  readonly bucketSize?: number
  readonly restoreRate?: number
  readonly costModel?: CostModel
  /** How long a token of the client-credentials grant lives. */
  readonly tokenSeconds?: number
  /** The shop's products are those of a catalogue of any size; orders are of the world's all the same. */
  readonly catalogue?: Catalogue
  /** Where the files of bulk operations are, for where the API is. Default: the same. */
  readonly resultOrigin?: (apiOrigin: string) => string
}

/** Switches and facts of a sandbox shop beside what it answers. */
export type ShopifyShop = ShopProgram & {
  readonly world: World
  readonly facts: ShopFacts
  readonly shop: string
  readonly credentials: { readonly shop: string; readonly client_id: string; readonly client_secret: string }
  readonly permanentCredentials: { readonly shop: string; readonly access_token: string }
  /** Codes and tokens of the app's installations, with their switches. */
  readonly installations: OfflineTokens
  expireTokens(): void
  /** Removes the app from the shop: every token of it is refused, and no new one is given. Or puts it back. */
  setInstalled(value: boolean): void
  /** Signs and delivers what the shop says of itself. */
  sendWebhook(topic: string, options: WebhookOptions): Promise<Delivered>
  setScopes(scopes: readonly string[]): void
  setApproved(fields: readonly ProtectedField[]): void
  /** Leaves that many points in the bucket of query cost. */
  drainTo(points: number): void
  readonly bulk: BulkControl
  /** Every document that was sent, with its variables, since the last `forget`. */
  documents(): readonly GraphqlRequest[]
  forget(): void
}

const HEADERS = { 'x-shopify-api-version': API_VERSION }
const APP = { client_id: 'sandbox-shopify-client', client_secret: 'shpss_sandbox0000000000000000000000' }
const PERMANENT = 'shpat_sandbox0000000000000000000000'
const REFUSED = '[API] Invalid API key or access token (unrecognized login or wrong password)'

function factsFor(world: World, options: ShopifyShopOptions): ShopFacts {
  const none: ShopFacts = { customers: [], products: [], orders: [] }
  const hard = options.hardCases === false ? none : hardCases(world)
  const parts: readonly ShopFacts[] = [factsOf(world), hard, { ...none, ...options.more }]
  return {
    customers: parts.flatMap((part) => part.customers),
    products: parts.flatMap((part) => part.products),
    orders: parts.flatMap((part) => part.orders),
  }
}

/** The path behind an optional `/{shop}` in front of it; null for another shop's. */
function pathOf(request: Request, shop: string): string | null {
  const { pathname } = new URL(request.url)
  const match = /^(?:\/([a-z0-9-]+\.myshopify\.com))?(\/admin\/.*)$/.exec(pathname)
  return match && (match[1] === undefined || match[1] === shop) ? (match[2] ?? null) : null
}

async function readBody(request: Request): Promise<GraphqlRequest | null> {
  try {
    const body = (await request.json()) as Partial<GraphqlRequest> & { variables?: unknown }
    if (typeof body.query !== 'string') return null
    return {
      query: body.query,
      variables: (body.variables ?? {}) as Record<string, unknown>,
      operationName: body.operationName,
    }
  } catch {
    return null
  }
}

/** Everything that a shop's answers depend on; the switches change it. */
type State = {
  readonly facts: ShopFacts
  readonly shop: string
  readonly now: () => Date
  readonly bucket: CostBucket
  readonly costModel: CostModel
  readonly denialHasCode: boolean
  readonly documents: GraphqlRequest[]
  scopes: readonly string[]
  approved: readonly ProtectedField[]
  uninstall: () => void
  readonly catalogue: Catalogue | undefined
}

async function answerGraphql(
  request: Request,
  state: State,
  scopes: readonly string[],
  bulk: object,
): Promise<Response> {
  const body = await readBody(request)
  if (!body) {
    const errors = { query: 'Required parameter missing or invalid' }
    return Response.json({ errors }, { status: 400, headers: HEADERS })
  }
  state.documents.push(body)
  const { approved, denialHasCode, bucket, costModel } = state
  const notes: SearchNote[] = []
  const root = createRoot({ ...state, scopes, bulk, now: state.now(), note: (note) => void notes.push(note) })
  const access = { scopes, approved, denialHasCode, objects: 0 }
  const result = await runDocument(body, { access, bucket, costModel, root, notes })
  return Response.json(result, { headers: { ...HEADERS, 'x-request-id': crypto.randomUUID() } })
}

/** A Shopify shop with 240 customers, 1,300 orders and 560 products, and the hard cases beside them. */
export function createShopifyShop(options: ShopifyShopOptions = {}): ShopifyShop {
  const world = options.world ?? createWorld('shopify')
  const state: State = {
    facts: factsFor(world, options),
    shop: options.shop ?? 'homokozo-bolt.myshopify.com',
    now: options.now ?? (() => world.now),
    bucket: createBucket(options.bucketSize ?? 2000, options.restoreRate ?? 100),
    costModel: options.costModel ?? 'measured',
    denialHasCode: options.denialHasCode ?? false,
    documents: [],
    scopes: options.scopes ?? ALL_SCOPES,
    approved: options.approved ?? PROTECTED_FIELDS,
    uninstall: () => tokens.setInstalled(false),
    catalogue: options.catalogue,
  }
  const { facts, shop, bucket, documents } = state
  const lifeSeconds = options.tokenSeconds ?? 86_400
  const tokens = createTokens({
    app: APP,
    permanent: PERMANENT,
    scopes: () => state.scopes,
    lifeSeconds,
    // Source: Shopify's page on offline access tokens.
    offlineLives: { accessSeconds: 3_600, refreshSeconds: 7_776_000 },
  })
  const { issueCode } = tokens.offline

  const bulk = createBulk({
    snapshot: (query) => {
      const view = { ...state, now: state.now(), note: () => undefined }
      return productList(view, createView(view)).snapshot(query)
    },
    mayRead: () => mayRead(state.scopes, 'Product'),
    resultOrigin: options.resultOrigin ?? ((origin) => origin),
  })

  async function fetch(request: Request): Promise<Response> {
    const { origin, pathname } = new URL(request.url)
    if (request.method === 'GET' && pathname.startsWith('/bulk/')) return bulk.file(request)
    const anyPath = pathOf(request, shop)
    if (anyPath === '/admin/oauth/authorize')
      return answerAuthorize(request, { app: APP, shop, knownScopes: ALL_SCOPES, issueCode })
    const path = request.method === 'POST' ? anyPath : null
    if (path === '/admin/oauth/access_token') return tokens.grant(request)
    if (path !== `/admin/api/${API_VERSION}/graphql.json`) {
      return Response.json({ errors: 'Not Found' }, { status: 404, headers: HEADERS })
    }
    const scopes = tokens.scopesOf(request.headers.get('x-shopify-access-token'))
    return scopes
      ? answerGraphql(request, state, scopes, bulk.fields(origin))
      : Response.json({ errors: REFUSED }, { status: 401, headers: HEADERS })
  }

  return {
    world,
    facts,
    shop,
    credentials: { shop, ...APP },
    permanentCredentials: { shop, access_token: PERMANENT },
    installations: tokens.offline,
    expireTokens: () => tokens.expire(),
    setInstalled: tokens.setInstalled,
    sendWebhook: createWebhooks(shop, APP.client_secret, facts),
    setScopes: (scopes) => {
      state.scopes = scopes
    },
    setApproved: (fields) => {
      state.approved = fields
    },
    drainTo: (points) => bucket.drainTo(points),
    bulk: bulk.control,
    documents: () => [...documents],
    forget: () => void documents.splice(0),
    fetch,
  }
}
