// A WooCommerce shop with invented data that answers as a real one does, in its awkwardness too.

import type { Catalogue } from '../catalogue.ts'
import type { Delivered } from '../deliveries.ts'
import type { ShopProgram } from '../shop.ts'
import { createWorld, type World } from '../world.ts'
import type { KeyRing } from './authentication.ts'
import { createKeyHandover } from './key-handover.ts'
import { type ApiKey, type ApiKeys, createKeys } from './keys.ts'
import type { Language } from './messages.ts'
import { type OrderCases, storeOrderCases } from './order-cases.ts'
import { addOrder, createOrderTable } from './order-query.ts'
import { storeOrders } from './orders.ts'
import type { ProductCases } from './product-cases.ts'
import { storeProducts } from './products.ts'
import { createRoutes } from './routes.ts'
import { createSite, type SiteOptions } from './site.ts'
import type { StoredOrder } from './stored.ts'
import { storeUsers, type UserCases } from './users.ts'
import { createWebhooks, type WebhookOptions } from './webhooks.ts'

/** What kind of shop it is. Without any: plain http as on loopback, HPOS, WooCommerce 11, Hungarian. */
export type WooCommerceShopOptions = Partial<SiteOptions> & {
  readonly seed?: string
  readonly customers?: number
  readonly orders?: number
  readonly products?: number
  /** False: nothing but the world, so that a shop of size 0 is really empty, its administrator left out. */
  readonly hardCases?: boolean
  readonly language?: Language
  readonly decimals?: number
  readonly currency?: string
  readonly country?: string
  /** The old storage in posts: totals past the end are true, transaction ids are not searched. */
  readonly legacyStorage?: boolean
  /** A WooCommerce without `/variations`, `/orders/statuses`, `search_fields`, `modified_after`. */
  readonly older?: boolean
  /** What the shop says that its WooCommerce is. */
  readonly version?: string
  /** Orders are numbered `WEB-5…` by a plugin, and its numbers are not in the search. */
  readonly numberingPlugin?: boolean
  /** The shop's products are those of a catalogue of any size; orders are of the world's all the same. */
  readonly catalogue?: Catalogue
  /** Seconds since 1970, for signatures. */
  readonly nowSeconds?: () => number
}

/** The shop, what is in it, and what can happen to it while it runs. */
export type WooCommerceShop = ShopProgram & {
  readonly world: World
  readonly keys: ApiKeys
  /** The key that a merchant would hand out: it may read. */
  readonly credentials: { readonly consumer_key: string; readonly consumer_secret: string }
  readonly cases: { orders: OrderCases; users: UserCases; products: ProductCases }
  /** The number that people see for an order's id. */
  readonly numberOf: (id: number) => string
  revokeKey(key: ApiKey): void
  /** The keys that were handed over on `/wc-auth/v1/authorize` and still count. */
  handedOverKeys(): readonly ApiKey[]
  removeProduct(id: number): void
  /** Signs and delivers a webhook as one that the merchant set up. */
  sendWebhook(topic: string, options: WebhookOptions): Promise<Delivered>
  /** A new order comes in, a copy of the newest one but for what is given. */
  placeOrder(order?: Partial<StoredOrder>): StoredOrder
}

function plainNumber(id: number): string {
  return String(id)
}

function pluginNumber(id: number): string {
  return `WEB-${50_000 + id}`
}

/** Makes the shop; the same options give the same shop, to the byte. */
export function createWooCommerceShop(options: WooCommerceShopOptions = {}): WooCommerceShop {
  const { hardCases = true, legacyStorage = false, older = false, language = 'hu' } = options
  const seed = options.seed ?? 'woocommerce'
  const world = createWorld(seed, {
    ...(options.customers === undefined ? {} : { people: options.customers }),
    ...(options.orders === undefined ? {} : { orders: options.orders }),
    ...(options.products === undefined ? {} : { products: options.products }),
  })
  const { users, cases: userCases } = storeUsers(world, hardCases)
  const { products, cases: productCases } = storeProducts(world, hardCases)
  const made = storeOrderCases(1001 + world.orders.length, userCases)
  const orders = createOrderTable([...storeOrders(world), ...(hardCases ? made.orders : [])], legacyStorage)
  const keys = createKeys(seed)
  const ring: KeyRing = {
    keys: new Map(Object.values(keys).map((key) => [key.consumer_key, key])),
    nonces: new Map(),
    language,
    nowSeconds: options.nowSeconds ?? (() => Math.floor(Date.now() / 1000)),
  }
  const numberOf = options.numberingPlugin ? pluginNumber : plainNumber
  const settings = {
    name: 'Próba Webáruház',
    decimals: options.decimals ?? 2,
    currency: options.currency ?? 'HUF',
    country: options.country ?? 'HU:BU',
    language,
    hpos: !legacyStorage,
    woocommerce: options.woocommerce ?? true,
    version: options.version ?? (older ? '5.9.1' : '11.0.1'),
  }
  const routes = createRoutes({
    orders,
    users,
    products,
    catalogue: options.catalogue,
    settings,
    numberOf,
    older,
  })
  const site = createSite(options, settings, routes, ring)
  const handover = createKeyHandover(options, ring)
  return {
    world,
    keys,
    credentials: keys.read,
    cases: { orders: made.cases, users: userCases, products: productCases },
    numberOf,
    fetch: (request) => handover.answer(request) ?? site(request),
    handedOverKeys: handover.keys,
    revokeKey: (key) => void ring.keys.delete(key.consumer_key),
    removeProduct: (id) => {
      const index = products.findIndex((product) => product.id === id)
      if (index >= 0) products.splice(index, 1)
    },
    sendWebhook: createWebhooks(products),
    placeOrder: (order = {}) => {
      const newest = [...orders.byId.values()].reduce((a, b) => (a.createdAt > b.createdAt ? a : b))
      const id = Math.max(...orders.byId.keys()) + 1
      const createdAt = new Date(newest.createdAt.getTime() + 60_000)
      const placed = { ...newest, id, createdAt, modifiedAt: createdAt, ...order }
      addOrder(orders, placed, legacyStorage)
      return placed
    },
  }
}
