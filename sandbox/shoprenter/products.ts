// The shop's products: those of the world, with every kind of one as a product of its own.
import type { World, WorldProduct, WorldVariant } from '../world.ts'
import { type Collection, dateFilters } from './collection.ts'
import type { Links } from './ids.ts'
import { resourceId } from './ids.ts'
import { localTime } from './local-time.ts'
import { writeProduct } from './product-json.ts'

/** A product. `parent` is the product that it is a kind of. */
export type Product = {
  readonly number: number
  readonly id: string
  readonly world: WorldProduct
  readonly variant: WorldVariant | null
  readonly parent: Product | null
  readonly createdAt: Date
  /** True for data from before `productPrices`. */
  readonly isOld: boolean
}

const FIRST_NUMBER = 1701
/** The largest number that there can be. */
const LAST_NUMBER = 2_147_483_647
/** An id of the merchant's ERP, with what must be escaped in a path. */
const OUTER_ID = 'ERP/00042 A'

/** The resource id of a product. */
export const productId = (number: number) => resourceId('product', { product_id: number })

/** The SKU of the kind, else of the product. */
export const skuOf = ({ world, variant }: Product) => variant?.sku ?? world.sku

/** Numbers rise with creation; kinds follow their product. */
export function createProducts(world: World): Product[] {
  const products: Product[] = []
  const add = (
    part: Pick<Product, 'world' | 'variant' | 'parent'>,
    createdAt: Date,
    more: { number?: number; id?: string; isOld?: boolean } = {},
  ): Product => {
    const number = more.number ?? FIRST_NUMBER + products.length
    const product = {
      number,
      id: more.id ?? productId(number),
      createdAt,
      isOld: more.isOld ?? false,
      ...part,
    }
    products.push(product)
    return product
  }
  const sorted = world.products.toSorted(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.id - b.id,
  )
  const outerIndex = sorted.findIndex((item, index) => index >= 3 && item.variants.length === 0)
  for (const [index, item] of sorted.entries()) {
    const outer = index === outerIndex ? { id: OUTER_ID } : {}
    const parent = add({ world: item, variant: null, parent: null }, item.createdAt, outer)
    for (const variant of item.variants) add({ world: item, variant, parent }, item.createdAt)
  }
  const card = sorted.find((item) => item.variants.length === 0)
  if (card) {
    const world2 = {
      ...card,
      sku: 'AJANDEKKARTYA',
      name: 'Ajándékkártya "Örömmel" & szeretettel',
      stock: null,
    }
    const createdAt = new Date(world.now.getTime() - 86_400_000)
    const item = { ...world2, createdAt, updatedAt: createdAt, status: 'active' as const, wasNetCents: null }
    add({ world: item, variant: null, parent: null }, createdAt, { number: LAST_NUMBER, isOld: true })
  }
  return products
}

const STATUS_NUMBERS = { draft: '0', active: '1', archived: '2' } as const

/** 1 enabled, 0 disabled, 2 run out of the range. */
export const statusNumber = ({ world }: Product) => STATUS_NUMBERS[world.status]

/** `productExtend` and `products`, whose filters on dates have different names and grains. */
export function productCollections(products: () => readonly Product[], links: Links) {
  const scope = 'product.product:read'
  const created = (product: Product) => localTime(product.createdAt)
  const updated = (product: Product) => localTime(product.world.updatedAt)
  const common = {
    innerId: ({ number }: Product, value: string) => String(number) === value,
    sku: (product: Product, value: string) => skuOf(product).toLowerCase() === value.toLowerCase(),
    createdAt: (product: Product, value: string) => dateFilters.on(created(product), value),
    updatedAt: (product: Product, value: string) => dateFilters.on(updated(product), value),
    // A product without a parent is its own parent, so that its own number finds it among its kinds.
    parentProductId: (product: Product, value: string) =>
      String((product.parent ?? product).number) === value,
  }
  const create = (
    name: string,
    extend: boolean,
    filters: Collection<Product>['filters'],
  ): Collection<Product> => ({
    name,
    scope,
    records: products,
    idOf: ({ id }) => id,
    render: (product, form) => writeProduct(product, links, form, extend),
    filters,
    numbers: 'string',
    ...(extend && { extra: { requestTime: '2026-11-20T13:00:00' } }),
  })
  return {
    products: create('products', false, common),
    productExtend: create('productExtend', true, {
      ...common,
      createdAfter: (product, value) => dateFilters.from(created(product), value),
      createdBefore: (product, value) => dateFilters.to(created(product), value),
      updatedAfter: (product, value) => dateFilters.from(updated(product), value),
      updatedBefore: (product, value) => dateFilters.to(updated(product), value),
      published: (product, value) => statusNumber(product) === value,
    }),
  }
}
