// A service, and a WooCommerce sandbox shop with as many products as a test wants, for any number of stores.
import { type Catalogue, createCatalogue } from '../../sandbox/catalogue.ts'
import { type RunningShop, serveShop } from '../../sandbox/shop.ts'
import { createWooCommerceShop } from '../../sandbox/woocommerce/shop.ts'
import { connectStore } from '../../src/access/connect.ts'
import { findStore, openShop } from '../../src/access/stores.ts'
import { runSyncRound } from '../../src/jobs/sync-round.ts'
import { CONSENT } from '../../src/model/consent.ts'
import type { UnifiedProduct } from '../../src/model/product.ts'
import type { Services } from '../../src/services.ts'
import { startTestService, type TestService } from './service.ts'
import { type StoreOfTest, setConfig } from './sync-stores.ts'

const ALL_ON = { allow_customer_access: true, allow_order_access: true, allow_product_access: true }

export type SyncWorld = {
  readonly service: TestService
  readonly services: Services
  readonly catalogue: Catalogue
  readonly shop: RunningShop
  readonly credentials: { readonly consumer_key: string; readonly consumer_secret: string }
  /** Done before the shop answers its n-th call from now, counted from 1; each is done once. */
  beforeCall(call: number, what: () => Promise<unknown>): void
  /** A new user's store of this shop, due now. */
  connect(permissions?: Partial<typeof ALL_ON>): Promise<StoreOfTest>
  round(options?: Partial<Parameters<typeof runSyncRound>[1]>): ReturnType<typeof runSyncRound>
  /** Makes the store due now. */
  due(store: StoreOfTest, columns?: Readonly<Record<string, unknown>>): Promise<void>
  /** What the catalogue has of a store, by id. */
  kept(store: StoreOfTest): Promise<Map<string, UnifiedProduct>>
  /** What the shop shows at this moment, by id. */
  shown(store: StoreOfTest): Promise<Map<string, UnifiedProduct>>
  close(): Promise<void>
}

/** Opens it all; `products` each with three variants. */
export async function openSyncWorld(
  products: number,
  environment: Record<string, string> = {},
): Promise<SyncWorld> {
  const service = await startTestService(environment)
  const { services } = service.host
  const catalogue = createCatalogue('sync', products)
  const program = createWooCommerceShop({ catalogue, customers: 20, orders: 20 })
  let calls = 0
  const hooks = new Map<number, () => Promise<unknown>>()
  const shop = await serveShop({
    fetch: async (request) => {
      const call = ++calls
      const hook = hooks.get(call)
      hooks.delete(call)
      await hook?.()
      return program.fetch(request)
    },
  })
  const { credentials } = program
  return {
    service,
    services,
    catalogue,
    shop,
    credentials,
    beforeCall: (call, what) => void hooks.set(calls + call, what),
    connect: async (permissions = {}) => {
      const userId = crypto.randomUUID()
      await service.db.admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [
        userId,
        'x',
        `${userId}@example.hu`,
      ])
      const { data } = await connectStore(
        services,
        userId,
        {
          platform: 'woocommerce',
          credentials: { url: shop.origin, ...credentials },
          data_access_permissions: { ...ALL_ON, ...permissions },
          consent: { version: CONSENT.version, language: 'en' },
        },
        { deadlineAt: Date.now() + 30_000 },
      )
      return { userId, storeId: (data as { id: string }).id }
    },
    round: (options = {}) => runSyncRound(services, { budgetMs: 120_000, ...options }),
    due: (store, columns = {}) =>
      setConfig(service.db, store.storeId, { next_due_at: new Date(Date.now() - 1_000), ...columns }),
    kept: async ({ storeId }) => {
      const rows = await service.db.admin('select product from catalogue_products where store_id = $1', [
        storeId,
      ])
      return byId(rows.map((row) => row['product'] as UnifiedProduct))
    },
    shown: async ({ userId, storeId }) => {
      const row = await findStore(services.database, userId, storeId)
      const opened = await openShop(services, row, { deadlineAt: Date.now() + 120_000 })
      const all: UnifiedProduct[] = []
      for await (const batch of opened.streamProducts({ updatedAfter: null, resume: null }))
        all.push(...batch.products)
      return byId(all)
    },
    close: async () => {
      await service.close()
      await shop.close()
    },
  }
}

const byId = (products: readonly UnifiedProduct[]) =>
  new Map(products.map((product) => [product.id, product] as const))
