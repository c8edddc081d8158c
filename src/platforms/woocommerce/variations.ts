// The variations of products, without a call for each product where the shop can give them together.
import { AppError } from '../../errors.ts'
import type { CoverageReason } from '../../model/page.ts'
import type { ShopContext } from '../platform.ts'
import type { Client } from './client.ts'
import { MOST_PER_PAGE } from './paging.ts'
import { BACKGROUND_AT_ONCE, inParallel } from './parallel.ts'
import { VARIATION_FIELDS } from './product-fields.ts'
import { hasReason } from './reference.ts'
import { variationsWire, type WireProduct, type WireVariation } from './wire-product.ts'

const TTL_MS = 86_400_000
const SUPPORTED = 'woocommerce:variations'
/** Calls for the variations of one page of products: 400 of them. */
const MOST_CALLS = 4

const NOT_LISTED: CoverageReason = {
  code: 'variants_not_listed',
  detail:
    "Variants of some products are not in this list, and neither is those products' price range. Reading one product shows its variants.",
}

type Variations = ReadonlyMap<number, readonly WireVariation[]>

/** Variations by their product's id; those that are not in it were not read. */
export type VariationsRead = {
  readonly byProduct: Variations
  readonly coverage: readonly CoverageReason[]
}

/** All variations of one product, in the order in which the product names them. */
export async function readVariations(client: Client, product: WireProduct): Promise<WireVariation[]> {
  const path = `/products/${product.id}/variations`
  const query = { per_page: MOST_PER_PAGE, _fields: VARIATION_FIELDS }
  const { body, total } = await client.get(path, query, variationsWire)
  const pages = total === null || body.length < MOST_PER_PAGE ? 1 : Math.ceil(total / MOST_PER_PAGE)
  const rest = await inParallel(
    Array.from(
      { length: pages - 1 },
      (_, index) => () => client.get(path, { ...query, page: index + 2 }, variationsWire),
    ),
  )
  const place = new Map((product.variations ?? []).map((id, index) => [id, index]))
  const placeOf = ({ id }: WireVariation) => place.get(id) ?? place.size
  return [...body, ...rest.flatMap((answer) => answer.body)].sort((a, b) => placeOf(a) - placeOf(b))
}

/** Only products whose every variation is there: a shop that ignored what was asked must not make them fewer. */
function groupByParent(rows: readonly WireVariation[], products: readonly WireProduct[]): Variations {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return new Map(
    products.flatMap((product): [number, WireVariation[]][] => {
      const ids = product.variations ?? []
      const own = ids.map((id) => byId.get(id)).filter((row) => row !== undefined)
      return own.length === ids.length ? [[product.id, own]] : []
    }),
  )
}

/** As many products as their variations fit into `MOST_CALLS` calls, each whole. */
function takeWhole(products: readonly WireProduct[]): WireProduct[] {
  let count = 0
  return products.filter((product) => {
    count += product.variations?.length ?? 0
    return count <= MOST_CALLS * MOST_PER_PAGE
  })
}

async function readTogether(
  client: Client,
  products: readonly WireProduct[],
  atOnce?: number,
): Promise<WireVariation[]> {
  const ids = products.flatMap((product) => product.variations ?? [])
  const groups = Array.from({ length: Math.ceil(ids.length / MOST_PER_PAGE) }, (_, index) =>
    ids.slice(index * MOST_PER_PAGE, (index + 1) * MOST_PER_PAGE),
  )
  const query = { per_page: MOST_PER_PAGE, _fields: VARIATION_FIELDS }
  const answers = await inParallel(
    groups.map(
      (group) => () => client.get('/variations', { ...query, include: group.join(',') }, variationsWire),
    ),
    atOnce,
  )
  return answers.flatMap(({ body }) => body)
}

/** Variations of products together; null where the shop has no such list. */
async function readIfListed(
  client: Client,
  { cache }: Pick<ShopContext, 'cache'>,
  products: readonly WireProduct[],
  atOnce?: number,
): Promise<Variations | null> {
  if (!(await cache.get(SUPPORTED, TTL_MS, async () => true))) return null
  try {
    return groupByParent(await readTogether(client, products, atOnce), products)
  } catch (thrown) {
    if (!hasReason(thrown, 'no_route')) throw thrown
    cache.drop(SUPPORTED)
    await cache.get(SUPPORTED, TTL_MS, async () => false)
    return null
  }
}

/**
 * Every variation of the products, whatever it costs: together where the shop can, and a call for each product
 * whose variations are not all in that list (older shops). For work that nobody waits for.
 */
export async function readEveryVariation(
  client: Client,
  context: Pick<ShopContext, 'cache'>,
  products: readonly WireProduct[],
): Promise<Variations> {
  // Variations of a product in the trash are in the trash themselves, which no list of them shows.
  const variable = products.filter(
    ({ variations, status }) => (variations ?? []).length > 0 && status !== 'trash',
  )
  if (variable.length === 0) return new Map()
  const read = new Map(await readIfListed(client, context, variable, BACKGROUND_AT_ONCE))
  for (const product of variable) {
    if (!read.has(product.id)) read.set(product.id, await readUnlessGone(client, product))
  }
  return read
}

async function readUnlessGone(client: Client, product: WireProduct): Promise<WireVariation[]> {
  try {
    return await readVariations(client, product)
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'not_found') return []
    throw thrown
  }
}

/**
 * The variations of a page of products: one call for each hundred of them on shops that have `/variations`
 * (WooCommerce 10.3 and newer); elsewhere, and past four hundred, coverage says that they are missing.
 */
export async function readVariationsOf(
  client: Client,
  context: Pick<ShopContext, 'cache'>,
  products: readonly WireProduct[],
): Promise<VariationsRead> {
  const variable = products.filter((product) => (product.variations ?? []).length > 0)
  if (variable.length === 0) return { byProduct: new Map(), coverage: [] }
  const whole = takeWhole(variable)
  const byProduct = await readIfListed(client, context, whole)
  if (byProduct === null) return { byProduct: new Map(), coverage: [NOT_LISTED] }
  return { byProduct, coverage: byProduct.size < variable.length ? [NOT_LISTED] : [] }
}
