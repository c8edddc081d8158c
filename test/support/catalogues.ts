// Each platform with a shop of any size, made up as it is read, for the product streams.
import { type Catalogue, createCatalogue } from '../../sandbox/catalogue.ts'
import { type RunningShop, type ShopProgram, serveShop } from '../../sandbox/shop.ts'
import { createShopifyShop, type ShopifyShop } from '../../sandbox/shopify/shop.ts'
import { createShopRenterShop } from '../../sandbox/shoprenter/shop.ts'
import { createWooCommerceShop } from '../../sandbox/woocommerce/shop.ts'
import { createWorld } from '../../sandbox/world.ts'
import type { UnifiedProduct } from '../../src/model/product.ts'
import { PLATFORMS } from '../../src/platforms/index.ts'
import type { Shop } from '../../src/platforms/platform.ts'
import type { ResumePoint } from '../../src/platforms/product-stream.ts'
import { testContext } from './shop-context.ts'

/** `shopify-pages` is a shop that is too small for a bulk operation to be worth it. */
export const STREAMED = ['shopify', 'shopify-pages', 'woocommerce', 'shoprenter'] as const
export type Streamed = (typeof STREAMED)[number]

/** A shop with a generated catalogue. */
export type OpenCatalogue = {
  readonly catalogue: Catalogue
  readonly running: RunningShop
  readonly shopify: ShopifyShop | null
  /** The ids that the shop gives the products which have that id in the catalogue. */
  idsOf(ids: readonly number[]): string[]
  /** A stranger has another store's id. */
  shop(who?: 'owner' | 'stranger'): Shop
  close(): Promise<void>
}

export type CatalogueOptions = {
  readonly products?: number
  /** Stands between the shop and who asks it, to make it lie. */
  readonly between?: (program: ShopProgram) => ShopProgram
}

const NOBODY = createWorld('nobody', { people: 0, products: 0, orders: 0 })
const SIZES: Record<Streamed, number> = {
  shopify: 600,
  'shopify-pages': 180,
  woocommerce: 450,
  shoprenter: 160,
}

function createShop(id: Streamed, catalogue: Catalogue) {
  if (id === 'woocommerce') {
    const shop = createWooCommerceShop({ catalogue, customers: 0, orders: 0, products: 0, hardCases: false })
    return { program: shop, credentials: (url: string): object => ({ url, ...shop.credentials }) }
  }
  const shop =
    id === 'shoprenter'
      ? createShopRenterShop({ world: NOBODY, catalogue, ratePerSecond: 100_000 })
      : createShopifyShop({
          world: NOBODY,
          catalogue,
          hardCases: false,
          bucketSize: 100_000,
          restoreRate: 100_000,
          // The API is at 127.0.0.1: the same machine under its other name is another origin.
          resultOrigin: (origin) => origin.replace('127.0.0.1', 'localhost'),
        })
  return { program: shop, credentials: (): object => shop.credentials }
}

/** Starts a shop. */
export async function openCatalogue(id: Streamed, options: CatalogueOptions = {}): Promise<OpenCatalogue> {
  const catalogue = createCatalogue(id, options.products ?? SIZES[id])
  const { program, credentials } = createShop(id, catalogue)
  const running = await serveShop(options.between?.(program) ?? program)
  const { origin } = running
  const origins = { shopifyApi: origin, shoprenterApi: origin, shoprenterToken: origin }
  const platform = PLATFORMS[id === 'shopify-pages' ? 'shopify' : id]
  const owner = testContext({ origins, egress: { sleep: async () => {} } })
  const stranger = testContext({ origins, egress: { sleep: async () => {} } })
  const idsOf: Record<Streamed, (catalogueId: number) => number[]> = {
    shopify: (one) => [8_000_000_000_000 + one],
    'shopify-pages': (one) => [8_000_000_000_000 + one],
    woocommerce: (one) => [one],
    shoprenter: (one) => [0, 1, 2, 3].map((kind) => 1700 + one * 4 + kind),
  }
  return {
    catalogue,
    running,
    shopify: 'bulk' in program ? program : null,
    idsOf: (ids) => ids.flatMap((one) => idsOf[id](one).map(String)).sort(),
    shop: (who = 'owner') =>
      platform.connect(
        platform.credentials.parse(credentials(origin)),
        (who === 'owner' ? owner : stranger).refresh(120_000),
      ),
    close: async () => {
      await Promise.all([owner.close(), stranger.close(), running.close()])
    },
  }
}

/** What a stream gave before it ended or failed. */
export type Read = {
  readonly products: UnifiedProduct[]
  readonly resumes: ResumePoint[]
  readonly sizes: number[]
  readonly error: unknown
}

/** Reads a stream to its end, its failure, or `mostBatches`. */
export async function readStream(
  shop: Shop,
  start: { updatedAfter?: string; resume?: ResumePoint | null } = {},
  onBatch: (count: number) => 'stop' | 'go' = () => 'go',
): Promise<Read> {
  const read: { products: UnifiedProduct[]; resumes: ResumePoint[]; sizes: number[]; error: unknown } = {
    products: [],
    resumes: [],
    sizes: [],
    error: null,
  }
  const { updatedAfter = null, resume = null } = start
  try {
    for await (const batch of shop.streamProducts({ updatedAfter, resume })) {
      read.products.push(...batch.products)
      read.resumes.push(batch.resume)
      read.sizes.push(batch.products.length)
      if (onBatch(read.sizes.length) === 'stop') break
    }
  } catch (thrown) {
    read.error = thrown
  }
  return read
}

/** The ids, each once. */
export const idsIn = (products: readonly UnifiedProduct[]): string[] =>
  [...new Set(products.map(({ id }) => id))].sort()

/** Products as a reader that keeps the later one has them. */
export const latest = (products: readonly UnifiedProduct[]): ReadonlyMap<string, UnifiedProduct> =>
  new Map(products.map((product) => [product.id, product]))

/** Every id of a stream of ids. */
export async function readIds(shop: Shop, resume: ResumePoint | null = null): Promise<string[]> {
  const ids: string[] = []
  for await (const batch of shop.streamProductIds(resume)) ids.push(...batch.ids)
  return ids
}
