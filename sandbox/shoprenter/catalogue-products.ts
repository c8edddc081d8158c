// The products of a shop whose catalogue is too large to be kept: each product followed by its kinds.
import { type Catalogue, VARIANTS_EACH } from '../catalogue.ts'
import type { Collection, Found } from './collection.ts'
import { localTime } from './local-time.ts'
import { type Product, productId } from './products.ts'

const FIRST_NUMBER = 1700
const ROWS_EACH = VARIANTS_EACH + 1

const numberOf = (id: number, kind: number) => FIRST_NUMBER + id * ROWS_EACH + kind

/** The rows of one product: itself and its kinds; none when it is not there. */
function rowsOf(catalogue: Catalogue, id: number): Product[] {
  const world = catalogue.get(id)
  if (!world) return []
  const number = numberOf(id, 0)
  const common = { world, createdAt: world.createdAt, isOld: false }
  const parent: Product = { ...common, number, id: productId(number), variant: null, parent: null }
  const kinds = world.variants.map((variant, index): Product => {
    const own = numberOf(id, index + 1)
    return { ...common, number: own, id: productId(own), variant, parent }
  })
  return [parent, ...kinds]
}

/** The numbers of all rows of products, without making them up. */
function expand(catalogue: Catalogue, ids: readonly number[]): Found<Product> {
  return {
    length: ids.length * ROWS_EACH,
    slice: (from, to) => {
      const first = Math.floor(from / ROWS_EACH)
      const rows = ids.slice(first, Math.ceil(to / ROWS_EACH)).flatMap((id) => rowsOf(catalogue, id))
      return rows.slice(from - first * ROWS_EACH, to - first * ROWS_EACH)
    },
  }
}

const idOfNumber = (number: number) => Math.floor((number - FIRST_NUMBER) / ROWS_EACH)

function find(catalogue: Catalogue, query: URLSearchParams): Found<Product> | null {
  const [filter, other] = [...query].filter(([name]) => !['page', 'limit', 'full'].includes(name))
  if (!filter) return expand(catalogue, catalogue.ids())
  const [name, value] = filter
  if (other) return null
  if (name === 'innerId') {
    return rowsOf(catalogue, idOfNumber(Number(value))).filter(({ number }) => String(number) === value)
  }
  if (name === 'parentProductId') {
    const rows = rowsOf(catalogue, idOfNumber(Number(value)))
    return String(rows[0]?.number) === value ? rows : []
  }
  if (name !== 'updatedAfter' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value)) return null
  const isAfter = (id: number) => localTime(new Date(catalogue.updatedAt(id))) >= value
  // A day is far more than zones differ: what is older needs no local time.
  const near = Date.parse(`${value}Z`) - 86_400_000
  return expand(
    catalogue,
    catalogue.ids().filter((id) => catalogue.updatedAt(id) > near && isAfter(id)),
  )
}

/** The number in a resource id of the API's own making. */
function numberOfResource(id: string): number {
  return Number(/=(\d+)$/.exec(Buffer.from(id, 'base64').toString('utf8'))?.[1])
}

/** The same collections over a catalogue. */
export function catalogueCollections<Name extends string>(
  collections: Record<Name, Collection<Product>>,
  catalogue: Catalogue,
): Record<Name, Collection<Product>> {
  const over = (collection: Collection<Product>): Collection<Product> => ({
    ...collection,
    records: () => catalogue.ids().flatMap((id) => rowsOf(catalogue, id)),
    find: (query) => find(catalogue, query),
    byId: (id) => {
      const number = numberOfResource(id)
      return rowsOf(catalogue, idOfNumber(number)).find((row) => row.number === number) ?? null
    },
  })
  const entries = Object.entries<Collection<Product>>(collections)
  return Object.fromEntries(entries.map(([name, one]) => [name, over(one)])) as typeof collections
}
