// Each platform with its sandbox shop, opened the same way, so that one battery drives them all.

import { type RunningShop, type ShopProgram, serveShop } from '../../sandbox/shop.ts'
import { createShopifyShop } from '../../sandbox/shopify/shop.ts'
import { createShopRenterShop } from '../../sandbox/shoprenter/shop.ts'
import { createWooCommerceShop } from '../../sandbox/woocommerce/shop.ts'
import { createWorld, type World } from '../../sandbox/world.ts'
import { PLATFORMS } from '../../src/platforms/index.ts'
import type { Platform, PlatformId, Shop } from '../../src/platforms/platform.ts'
import { testContext } from './shop-context.ts'

/** A platform's shop that is running, and ways to open it. */
export type OpenPlatform = {
  readonly platform: Platform
  readonly world: World
  readonly running: RunningShop
  /** With warm caches after the first call; a new deadline each time. */
  shop(deadlineMs?: number): Shop
  /** The same shop with credentials that it does not take. */
  refused(): Shop
  probe(): ReturnType<Platform['probe']>
  close(): Promise<void>
}

type Made = {
  program: ShopProgram
  world: World
  credentials: (origin: string) => object
  bad: (origin: string) => object
}

const EMPTY = { people: 0, products: 0, orders: 0 }

const MAKERS: Record<PlatformId, (empty: boolean) => Made> = {
  woocommerce: (empty) => {
    const shop = createWooCommerceShop(
      empty ? { customers: 0, products: 0, orders: 0, hardCases: false } : {},
    )
    return {
      program: shop,
      world: shop.world,
      credentials: (url) => ({ url, ...shop.credentials }),
      bad: (url) => ({ url, ...shop.credentials, consumer_secret: 'cs_wrong' }),
    }
  },
  shopify: (empty) => {
    const shop = createShopifyShop(
      empty
        ? { world: createWorld('empty', EMPTY), hardCases: false }
        : { bucketSize: 100_000, restoreRate: 100_000 },
    )
    return {
      program: shop,
      world: shop.world,
      credentials: () => shop.credentials,
      bad: () => ({ ...shop.credentials, client_secret: 'wrong' }),
    }
  },
  shoprenter: (empty) => {
    const shop = createShopRenterShop({
      ratePerSecond: 10_000,
      ...(empty ? { world: createWorld('empty', EMPTY) } : {}),
    })
    return {
      program: shop,
      world: shop.world,
      credentials: () => shop.credentials,
      bad: () => ({ ...shop.credentials, client_secret: 'wrong' }),
    }
  },
}

/** Starts the platform's sandbox shop: the whole world, or one with nothing in it. */
export async function openPlatform(id: PlatformId, size: 'full' | 'empty' = 'full'): Promise<OpenPlatform> {
  const platform = PLATFORMS[id]
  const made = MAKERS[id](size === 'empty')
  const running = await serveShop(made.program)
  const origins = {
    shopifyApi: running.origin,
    shoprenterApi: running.origin,
    shoprenterToken: running.origin,
  }
  const good = testContext({ origins })
  const bad = testContext({ origins })
  const parse = (raw: object) => platform.credentials.parse(raw)
  return {
    platform,
    world: made.world,
    running,
    shop: (deadlineMs) => platform.connect(parse(made.credentials(running.origin)), good.refresh(deadlineMs)),
    refused: () => platform.connect(parse(made.bad(running.origin)), bad.refresh()),
    probe: () => platform.probe(parse(made.credentials(running.origin)), good.refresh()),
    close: async () => {
      await Promise.all([good.close(), bad.close(), running.close()])
    },
  }
}

/** Everything of a list, walked by `next`, with a guard against walks that do not end. */
export async function walk<T>(
  read: (
    position: { page: number } | { after: string },
  ) => Promise<{ items: readonly T[]; next: string | null }>,
): Promise<T[]> {
  const all: T[] = []
  let position: { page: number } | { after: string } = { page: 1 }
  for (let pages = 0; pages < 200; pages++) {
    const page = await read(position)
    all.push(...page.items)
    if (page.next === null) return all
    position = { after: page.next }
  }
  throw new Error('the walk did not end')
}
