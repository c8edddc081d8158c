// The list of products of a shop whose catalogue is too large to be kept: searched by what needs no product made up.
import { type Catalogue, positionOf } from '../catalogue.ts'
import { type ConnectionArgs, connectionOf, type SortedList } from './connection.ts'
import { ids, type ProductFacts } from './facts.ts'
import type { CountArgs, ListArgs, SearchNote } from './lists.ts'
import { PRODUCT_SEARCH, productRecord } from './product-record.ts'
import { prepareSearch, type SearchFields } from './search-match.ts'
import { productFacts } from './world-facts.ts'

const FIRST_PRODUCT = ids.product(0)
const STATUSES = { active: 'ACTIVE', draft: 'DRAFT', archived: 'ARCHIVED' } as const

export type CatalogueListOptions = {
  readonly catalogue: Catalogue
  readonly note: (note: SearchNote) => void
}

/** A product by its number; null when it is not there. */
export function catalogueFacts(catalogue: Catalogue, number: number | null): ProductFacts | null {
  const product = number === null ? null : catalogue.get(number - FIRST_PRODUCT)
  return product && productFacts(product)
}

/** What a search may look at; the other filters make every product up. */
function lightSearch(catalogue: Catalogue): SearchFields<number> {
  return {
    default: { kind: 'text', of: () => [] },
    id: { kind: 'number', of: ids.product },
    status: { kind: 'word', of: (id) => [STATUSES[catalogue.statusOf(id)]] },
    updated_at: { kind: 'time', of: (id) => new Date(catalogue.updatedAt(id)).toISOString() },
  }
}

function heavySearch(catalogue: Catalogue): SearchFields<number> {
  const of =
    <T>(read: (facts: ProductFacts) => T, none: T) =>
    (id: number) => {
      const product = catalogue.get(id)
      return product ? read(productFacts(product)) : none
    }
  return Object.fromEntries(
    Object.entries(PRODUCT_SEARCH).map(([name, field]) => [
      name,
      { ...field, of: of(field.of as never, []) },
    ]),
  ) as unknown as SearchFields<number>
}

/** The same two questions as of any list. */
export function catalogueList({ catalogue, note }: CatalogueListOptions) {
  const light = lightSearch(catalogue)

  function searchOf(query: string | null | undefined) {
    const first = prepareSearch(query, light)
    const isLight = [...first.used].every((name) => name !== 'default' && light[name])
    const search = isLight ? first : prepareSearch(query, heavySearch(catalogue))
    if (search.warnings.length > 0)
      note({ path: ['products'], query: query ?? '', warnings: search.warnings })
    const isShown = (id: number) => search.used.has('status') || catalogue.statusOf(id) === 'active'
    return (id: number) => isShown(id) && search.matches(id)
  }

  /** By rising ids a page is all that has to be looked at. */
  function pageOfIds(query: string, size: number): number[] {
    const matches = searchOf(query)
    const above = Number(/^id:>(\d+)\b/.exec(query)?.[1] ?? FIRST_PRODUCT) - FIRST_PRODUCT
    const all = catalogue.ids()
    const found: number[] = []
    for (let at = positionOf(all, above + 1); at < all.length && found.length < size; at++) {
      const id = all[at] ?? 0
      if (matches(id)) found.push(id)
    }
    return found
  }

  function sortedList(args: ListArgs): SortedList<number> {
    const found = catalogue.ids().filter(searchOf(args.query))
    const value = args.sortKey === 'UPDATED_AT' ? catalogue.updatedAt : (id: number) => id
    found.sort((a, b) => value(a) - value(b) || a - b)
    if (args.reverse) found.reverse()
    const sort = `${args.sortKey}:${args.reverse}`
    return args.reverse
      ? { records: found, sort, idOf: (id) => id }
      : { records: found, sort, idOf: (id) => id, rankOf: value }
  }

  const toNode = (id: number) => {
    const product = catalogue.get(id)
    return product && productRecord(productFacts(product))
  }
  return {
    list: (args: ListArgs) => {
      const { first, after, query } = args as ConnectionArgs & ListArgs
      const isPlain = args.sortKey === 'ID' && !args.reverse && !after && typeof first === 'number'
      const list = isPlain
        ? { records: pageOfIds(query ?? '', first + 1), sort: 'ID:false', idOf: (id: number) => id }
        : sortedList(args)
      return connectionOf(list, args, toNode)
    },
    count: (args: CountArgs) => {
      const count = catalogue.ids().filter(searchOf(args.query)).length
      const isOver = typeof args.limit === 'number' && count > args.limit
      return isOver ? { count: args.limit, precision: 'AT_LEAST' } : { count, precision: 'EXACT' }
    },
    snapshot: (query: string | null): readonly (() => unknown)[] =>
      catalogue
        .ids()
        .filter(searchOf(query))
        .map((id) => () => productRecord(productFacts(catalogue.make(id)))),
  }
}
