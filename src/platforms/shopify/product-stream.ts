// The whole catalogue of a Shopify shop: products with all their variants, or ids alone.
import { z } from 'zod'
import type { ShopContext } from '../platform.ts'
import type {
  ProductBatch,
  ProductIdBatch,
  ProductStreams,
  ResumePoint,
  StreamStart,
} from '../product-stream.ts'
import { type ResumeKey, readResume, writeResume } from '../stream-resume.ts'
import type { Admin } from './client.ts'
import { idOf } from './map-parts.ts'
import { toProduct } from './map-product.ts'
import { pageThroughIds, pageThroughProducts } from './product-pages.ts'

const placeSchema = z.object({ after: z.string().regex(/^\d{1,20}$/) })

async function* readProducts(
  admin: Admin,
  context: ShopContext,
  { updatedAfter: since, resume }: StreamStart,
): AsyncGenerator<ProductBatch, void, undefined> {
  const key: ResumeKey = { store: context.store.id, of: 'products', since }
  const begin = readResume(key, placeSchema, resume)
  for await (const products of pageThroughProducts(admin, since, begin?.after ?? '0')) {
    const after = idOf(products.at(-1)?.id ?? '0')
    yield { products: products.map(toProduct), resume: writeResume(key, { after }) }
  }
}

async function* readIds(
  admin: Admin,
  context: ShopContext,
  resume: ResumePoint | null,
): AsyncGenerator<ProductIdBatch, void, undefined> {
  const key: ResumeKey = { store: context.store.id, of: 'ids', since: null }
  const begin = readResume(key, placeSchema, resume)
  for await (const ids of pageThroughIds(admin, begin?.after ?? '0')) {
    yield { ids, resume: writeResume(key, { after: ids.at(-1) ?? '0' }) }
  }
}

/** The streams of a store. */
export function createStreams(admin: Admin, context: ShopContext): ProductStreams {
  return {
    streamProducts: (start) => readProducts(admin, context, start),
    streamProductIds: (resume) => readIds(admin, context, resume),
  }
}
