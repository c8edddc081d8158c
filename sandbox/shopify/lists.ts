// The three lists of the shop: searched, sorted, cut into pages and counted.
import { type ConnectionArgs, connectionOf } from './connection.ts'
import { prepareSearch, type SearchFields, type SearchWarning } from './search-match.ts'

export type ListArgs = ConnectionArgs & {
  readonly query?: string | null
  readonly sortKey: string
  readonly reverse: boolean
}
export type CountArgs = { readonly query?: string | null; readonly limit?: number | null }

/** What Shopify says in `extensions.search` about a query that it did not understand. */
export type SearchNote = {
  readonly path: readonly string[]
  readonly query: string
  readonly warnings: readonly SearchWarning[]
}

export type ListOptions<T> = {
  readonly name: string
  readonly records: readonly T[]
  readonly search: SearchFields<T>
  /** Where the count knows other filters than the list. */
  readonly countSearch?: SearchFields<T>
  readonly idOf: (record: T) => number
  /** What a sort key sorts by; a key that is missing sorts by id. */
  readonly sorts: Readonly<Record<string, (record: T) => number | string>>
  readonly toNode: (record: T) => unknown
  /** Narrows a query that does not use the filter itself: Shopify shows only active products by default. */
  readonly unless?: { readonly filter: string; readonly keep: (record: T) => boolean }
  readonly note: (note: SearchNote) => void
}

/** A list and its count. */
export function createList<T>(options: ListOptions<T>) {
  const { name, search, idOf, unless } = options

  function found(query: string | null | undefined, fields: SearchFields<T>): T[] {
    const prepared = prepareSearch(query, fields)
    if (prepared.warnings.length > 0) {
      options.note({ path: [name], query: query ?? '', warnings: prepared.warnings })
    }
    const extra = unless && !prepared.used.has(unless.filter) ? unless.keep : () => true
    return options.records.filter((record) => prepared.matches(record) && extra(record))
  }

  function sorted(records: T[], sortKey: string, reverse: boolean): T[] {
    const by = options.sorts[sortKey] ?? idOf
    const compare = (a: T, b: T) => {
      const [left, right] = [by(a), by(b)]
      return left < right ? -1 : left > right ? 1 : idOf(a) - idOf(b)
    }
    return records.sort((a, b) => (reverse ? compare(b, a) : compare(a, b)))
  }

  return {
    /** What a query finds now, each made when it is asked for. */
    snapshot: (query: string | null): readonly (() => unknown)[] =>
      sorted(found(query, search), 'ID', false).map((record) => () => options.toNode(record)),
    list: (args: ListArgs) => {
      const records = sorted(found(args.query, search), args.sortKey, args.reverse)
      return connectionOf({ records, sort: `${args.sortKey}:${args.reverse}`, idOf }, args, options.toNode)
    },
    count: (args: CountArgs) => {
      const count = found(args.query, options.countSearch ?? search).length
      const limit = args.limit ?? null
      return limit !== null && count > limit
        ? { count: limit, precision: 'AT_LEAST' }
        : { count, precision: 'EXACT' }
    },
  }
}
