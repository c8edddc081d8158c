// A ShopRenter shop with its token endpoint: everything that its API does, in its awkwardness too.
import type { Catalogue } from '../catalogue.ts'
import type { ShopProgram } from '../shop.ts'
import { createWorld, type World } from '../world.ts'
import { answer, fail, refuseToken, tooMany } from './answers.ts'
import { type AppDesk, createAppDesk } from './app-desk.ts'
import { catalogueCollections } from './catalogue-products.ts'
import { type ListBehaviour, Refusal, type Resource, serveCollection } from './collection.ts'
import { createLinks } from './ids.ts'
import { createOrders, type Order, orderCollections } from './orders.ts'
import { createCustomers, customerCollections } from './people.ts'
import { createProducts, productCollections } from './products.ts'
import { createReferenceResources } from './reference.ts'
import type { StatusNumber } from './statuses.ts'
import { taxonomyCollections } from './taxonomy.ts'
import { createTokenDesk } from './token.ts'

/** Every scope that an API client of the shop has, unless it is given fewer. */
export const ALL_SCOPES = [
  'order.order:read',
  'order.status:read',
  'customer.customer:read',
  'customer.customerGroup:read',
  'product.product:read',
  'product.category:read',
  'product.manufacturer:read',
  'localization.currency:read',
  'localization.language:read',
  'localization.location:read',
  'taxClass.taxClass:read',
  'store.setting:read',
  'store.domain:read',
] as const

/** What a shop is made with; every default is what the platform is known to do. */
export type ShopRenterOptions = {
  readonly world?: World
  readonly shop?: string
  readonly clientId?: string
  readonly clientSecret?: string
  /** The app that can be installed here; without it one with the same id and secret as the shop's API client. */
  readonly app?: { readonly clientId: string; readonly clientSecret: string }
  readonly scopes?: readonly string[]
  /** The life of a token. */
  readonly expiresInSeconds?: number
  /** Calls a second for each client; over it, 429. */
  readonly ratePerSecond?: number
  /** What `Retry-After` says on a 429; null: nothing, as documented. */
  readonly retryAfterSeconds?: number | null
  /** Settings of no interest before the others: with more than 200, those are not on the first page. */
  readonly fillerSettings?: number
  /** How an id that does not exist is answered: both are possible. */
  readonly unknownId?: 400 | 404
  /** The shop's products are those of a catalogue of any size; orders are of the world's all the same. */
  readonly catalogue?: Catalogue
} & Partial<ListBehaviour>

/** A shop, what is in it, and what can be done to it. */
export type ShopRenterShop = ShopProgram & {
  readonly world: World
  readonly app: AppDesk
  readonly credentials: { readonly shop: string; readonly client_id: string; readonly client_secret: string }
  /** Orders as the shop has them, carts among them, oldest first. */
  readonly orders: () => readonly Order[]
  readonly customers: ReturnType<typeof createCustomers>
  readonly products: ReturnType<typeof createProducts>
  /** Every token given so far ends before its time. */
  expireTokens(): void
  /** Removes the app, or the API client, from the shop. */
  removeApp(): void
  placeOrder(): Order
  removeNewestOrder(): void
  changeOrder(number: number, status: StatusNumber): void
}

function createResources(world: World, shop: string, fillerSettings: number, large: Catalogue | undefined) {
  const links = createLinks(shop)
  const customers = createCustomers(world)
  const products = createProducts(world)
  const book = createOrders(world, customers)
  const { orders, orderExtend, orderHistories } = orderCollections(book, products, links)
  const people = customerCollections(() => customers, links)
  const shown = productCollections(() => products, links)
  const catalogue = large ? catalogueCollections(shown, large) : shown
  const resources: Resource[] = [
    serveCollection(orders, links),
    serveCollection(orderExtend, links),
    serveCollection(orderHistories, links),
    serveCollection(people.customers, links),
    serveCollection(people.customerExtend, links),
    serveCollection(people.addresses, links),
    serveCollection(catalogue.products, links),
    serveCollection(catalogue.productExtend, links),
    ...taxonomyCollections(links).map((collection) => serveCollection(collection, links)),
    ...createReferenceResources(shop, fillerSettings),
  ]
  return { customers, products, book, resources: new Map(resources.map((found) => [found.name, found])) }
}

/** Counts calls of a client on the real clock; true when one more is too many. */
function createRate(perSecond: number) {
  const times = new Map<string, number[]>()
  return (client: string): boolean => {
    const now = Date.now()
    const recent = (times.get(client) ?? []).filter((time) => now - time < 1000)
    const isOver = recent.length >= perSecond
    if (!isOver) recent.push(now)
    times.set(client, recent)
    return isOver
  }
}

/** Makes a shop. `GET /api/…` is its API, `POST /{shop}/app/token` its token endpoint: one server is both. */
export function createShopRenterShop(options: ShopRenterOptions = {}): ShopRenterShop {
  const world = options.world ?? createWorld('shoprenter')
  const shop = options.shop ?? 'tesztbolt'
  const clientId = options.clientId ?? '60ef06b358a23f1cd4d89d7506940001'
  const clientSecret = options.clientSecret ?? 'sandbox-client-secret'
  const behaviour: ListBehaviour = {
    ignoreFilters: options.ignoreFilters ?? false,
    unknownParameters: options.unknownParameters ?? 'ignored',
    pageCount: options.pageCount ?? 'given',
    order: options.order ?? 'ascending',
  }
  const { customers, products, book, resources } = createResources(
    world,
    shop,
    options.fillerSettings ?? 0,
    options.catalogue,
  )
  const scopes = options.scopes ?? ALL_SCOPES
  const expiresInSeconds = options.expiresInSeconds ?? 3600
  const app = createAppDesk({ shop, ...(options.app ?? { clientId, clientSecret }) })
  const isRight = (id: string, secret: unknown) => {
    if (id === app.clientId && secret === app.clientSecret) return app.isInstalled()
    return id === clientId && secret === clientSecret
  }
  const desk = createTokenDesk({ shop, isRight, scopes, expiresInSeconds })
  const isTooMuch = createRate(options.ratePerSecond ?? 3)

  function find(
    request: Request,
    resource: Resource,
    id: string | undefined,
    query: URLSearchParams,
  ): Response {
    if (id === undefined) return answer(request, 200, resource.list(query, behaviour))
    const single = resource.single(id)
    if (single) return answer(request, 200, single)
    return options.unknownId === 400
      ? fail(request, { status: 400, error: 40007, message: 'Wrong id!' })
      : fail(request, { status: 404, error: 40401, message: `Resource not found! ${resource.name}` })
  }

  function answerApi(request: Request, url: URL): Response {
    const token = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
    const granted = desk.scopesOf(token)
    if (granted === null) return refuseToken()
    if (isTooMuch(clientId)) return tooMany(options.retryAfterSeconds ?? null)
    const [, , name = '', id, ...rest] = url.pathname.split('/')
    // Content-Type is stated to be mandatory; that a GET without it fails is assumed.
    if (!request.headers.has('content-type')) {
      return fail(request, { status: 400, error: 40005, message: 'Wrong data! Content-Type is missing' })
    }
    if (name === 'domains' && granted.includes('store.domain:read')) {
      const domain = [
        { url: 'tesztbolt.shoprenter.hu', primary: false, language: 'hu' },
        { url: `www.${shop}.example.hu`, primary: true, language: 'hu' },
      ]
      return answer(request, 200, { domain })
    }
    const resource = resources.get(name)
    const scope = name === 'domains' ? 'store.domain:read' : (resource?.scope ?? null)
    if (scope !== null && !granted.includes(scope)) return new Response('Forbidden', { status: 403 })
    if (!resource || rest.length > 0 || request.method !== 'GET') {
      return fail(request, { status: 404, error: 40401, message: `Resource not found! ${name}` })
    }
    return find(request, resource, id === undefined ? undefined : decodeURIComponent(id), url.searchParams)
  }

  return {
    fetch: async (request) => {
      const url = new URL(request.url)
      const tokenOf = /^\/([^/]+)\/app\/token$/.exec(url.pathname)?.[1]
      if (tokenOf !== undefined && request.method === 'POST') return desk.give(tokenOf, request)
      if (!url.pathname.startsWith('/api/')) {
        return app.answer(request) ?? new Response('Not Found', { status: 404 })
      }
      try {
        return answerApi(request, url)
      } catch (thrown) {
        if (thrown instanceof Refusal) return fail(request, thrown.failure)
        throw thrown
      }
    },
    world,
    app,
    credentials: { shop, client_id: clientId, client_secret: clientSecret },
    orders: book.all,
    customers,
    products,
    expireTokens: desk.expireAll,
    removeApp: desk.removeApp,
    placeOrder: book.place,
    removeNewestOrder: book.removeNewest,
    changeOrder: book.change,
  }
}
