// A catalogue of any size, made up product by product when it is looked at, and changed by hand while shops show it.
import { createRandom } from './random.ts'
import type { WorldProduct, WorldVariant } from './world.ts'
import { DAY_MS, makeProduct, WORLD_NOW } from './world-records.ts'

/** Variants of every product. */
export const VARIANTS_EACH = 3
/** Variants are numbered far above products: WooCommerce has one row of numbers for both. */
const FIRST_VARIANT = 10_000_000

/** Products by rising ids. Nothing of them is kept but which are there and which were changed. */
export type Catalogue = {
  /** What is there, rising; to be read, not to be changed. */
  ids(): readonly number[]
  /** Null for one that is not there. */
  get(id: number): WorldProduct | null
  /** The same for one that was there once. */
  make(id: number): WorldProduct
  /** Milliseconds since 1970, without making the product up. */
  updatedAt(id: number): number
  statusOf(id: number): WorldProduct['status']
  /** Another price and another stock, from now on. */
  changeProduct(id: number): void
  deleteProduct(id: number): void
  /** A new product, after all others; its id. */
  addProduct(): number
}

/** The product that a variant belongs to. */
export const productOfVariant = (variantId: number) => Math.floor((variantId - FIRST_VARIANT) / 10)

/** Where an id is in the rising list, or where it would be. */
export function positionOf(ids: readonly number[], id: number): number {
  let [from, to] = [0, ids.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((ids[middle] ?? 0) < id) from = middle + 1
    else to = middle
  }
  return from
}

function makeVariants(product: WorldProduct, revision: number): WorldVariant[] {
  return ['S', 'M', 'L'].slice(0, VARIANTS_EACH).map((size, index) => ({
    id: FIRST_VARIANT + product.id * 10 + index,
    sku: `${product.sku}-${index + 1}`,
    options: { Szín: product.id % 2 === 0 ? 'Piros' : 'Kék', Méret: size },
    netCents: product.netCents + index * 10_000,
    stock: (product.id + index + revision) % 26,
  }))
}

/** `now` stamps changes; the products as they are made are all older than the world's present. */
export function createCatalogue(seed: string, count: number, now: () => Date = () => new Date()): Catalogue {
  const ids = Array.from({ length: count }, (_, index) => index + 1)
  const changes = new Map<number, { revision: number; at: number }>()
  const stepMs = (870 * DAY_MS) / Math.max(1, count)
  const createdAt = (id: number) =>
    id > count ? (changes.get(id)?.at ?? 0) : Math.floor(WORLD_NOW.getTime() - 900 * DAY_MS + id * stepMs)
  const updatedAt = (id: number) =>
    changes.get(id)?.at ?? createdAt(id) + ((id * 7919) % 28) * DAY_MS + ((id * 104_729) % 86_400) * 1000
  const statusOf = (id: number): WorldProduct['status'] =>
    id % 50 === 7 ? 'draft' : id % 50 === 8 ? 'archived' : 'active'
  let nextId = count + 1

  function make(id: number): WorldProduct {
    const revision = changes.get(id)?.revision ?? 0
    const made = makeProduct(id, createRandom(`${seed}/${id}`))
    const product: WorldProduct = {
      ...made,
      netCents: made.netCents + revision * 100,
      wasNetCents: null,
      stock: 7,
      status: statusOf(id),
      createdAt: new Date(createdAt(id)),
      updatedAt: new Date(updatedAt(id)),
    }
    return { ...product, variants: makeVariants(product, revision) }
  }

  return {
    ids: () => ids,
    updatedAt,
    statusOf,
    get: (id) => (ids[positionOf(ids, id)] === id ? make(id) : null),
    make,
    changeProduct(id) {
      const revision = (changes.get(id)?.revision ?? 0) + 1
      changes.set(id, { revision, at: Math.floor(now().getTime() / 1000) * 1000 })
    },
    deleteProduct(id) {
      const at = positionOf(ids, id)
      if (ids[at] === id) ids.splice(at, 1)
    },
    addProduct() {
      const id = nextId++
      ids.push(id)
      changes.set(id, { revision: 0, at: Math.floor(now().getTime() / 1000) * 1000 })
      return id
    },
  }
}
