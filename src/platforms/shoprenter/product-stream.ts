// The whole catalogue of a ShopRenter shop, page by page: products with their kinds, or their numbers alone.
import { z } from 'zod'
import type {
  ProductBatch,
  ProductIdBatch,
  ProductStreams,
  ResumePoint,
  StreamStart,
} from '../product-stream.ts'
import { createStreamGuard } from '../stream-guard.ts'
import { type ResumeKey, readResume, writeResume } from '../stream-resume.ts'
import type { ShopAccess } from './access.ts'
import type { Query } from './client.ts'
import { createFamilyReader } from './families.ts'
import { LIST_START, type ListPlace, walkList } from './list-walk.ts'
import { innerId, innerIdOf } from './wire.ts'
import { productWire, type WireProduct } from './wire-product.ts'
import { localLowerBound, toInstant } from './zone-time.ts'

/** The most products of a batch, by the contract. */
const MOST_IN_BATCH = 250
/** Local times read an hour early at most, in the hour that the clocks show twice; filters are a minute wide. */
const WIDTH_MS = 3_660_000

const placeSchema = z.object({
  index: z.number().int().nonnegative(),
  tail: z.string().regex(/^(\d{1,10}(,\d{1,10}){0,20})?$/),
})

function readPlace(key: ResumeKey, resume: ResumePoint | null): ListPlace {
  const place = readResume(key, placeSchema, resume)
  if (place === null) return LIST_START
  return { index: place.index, tail: place.tail === '' ? [] : place.tail.split(',') }
}

function writePlace(key: ResumeKey, { index, tail }: ListPlace): ResumePoint {
  return writeResume(key, { index, tail: tail.join(',') })
}

/** The shop may ignore a filter (facts §2.4), so what it gives is compared. */
function isSince(product: WireProduct, since: string | null, zone: string): boolean {
  const updated = toInstant(product.dateUpdated, zone)
  return since === null || updated === null || Date.parse(updated) >= Date.parse(since) - WIDTH_MS
}

async function* readProducts(
  access: ShopAccess,
  { updatedAfter: since, resume }: StreamStart,
): AsyncGenerator<ProductBatch, void, undefined> {
  const { client, reference, context } = access
  const key: ResumeKey = { store: context.store.id, of: 'products', since }
  const zone = await reference.zone()
  const query: Query = since === null ? {} : { updatedAfter: localLowerBound(since, zone) }
  const families = createFamilyReader(access, since !== null)
  const begin = readPlace(key, resume)
  const walk = walkList(
    {
      read: (at) => client.page('productExtend', productWire, query, at),
      idOf: (product) => product.innerId,
      guard: createStreamGuard(),
      cache: context.cache,
    },
    begin,
  )
  let kept = writePlace(key, begin)
  for await (const { items, place } of walk) {
    const products = await families.next(items.filter((product) => isSince(product, since, zone)))
    const whole = writePlace(key, place)
    for (let start = 0; start < Math.max(1, products.length); start += MOST_IN_BATCH) {
      const end = start + MOST_IN_BATCH
      yield { products: products.slice(start, end), resume: end >= products.length ? whole : kept }
    }
    kept = whole
  }
}

const numberWire = z.object({ innerId })

async function* readIds(
  { client, context }: ShopAccess,
  resume: ResumePoint | null,
): AsyncGenerator<ProductIdBatch, void, undefined> {
  const key: ResumeKey = { store: context.store.id, of: 'ids', since: null }
  let linksTell = true
  const walk = walkList(
    {
      // A link holds the number unless an integration put its own id there: then the products must tell it.
      read: async (at) => {
        const links = linksTell ? await client.links('products', {}, at) : null
        const numbers = links?.items.map(innerIdOf) ?? []
        if (linksTell && !numbers.includes(null)) {
          return links && { ...links, items: numbers.filter((number) => number !== null) }
        }
        linksTell = false
        const page = await client.page('products', numberWire, {}, at)
        return page && { ...page, items: page.items.map((item) => item.innerId) }
      },
      idOf: (number) => number,
      guard: createStreamGuard(),
      cache: context.cache,
    },
    readPlace(key, resume),
  )
  for await (const { items, place } of walk) yield { ids: items, resume: writePlace(key, place) }
}

/** The streams of a shop. */
export function createStreams(access: ShopAccess): ProductStreams {
  return {
    streamProducts: (start) => readProducts(access, start),
    streamProductIds: (resume) => readIds(access, resume),
  }
}
