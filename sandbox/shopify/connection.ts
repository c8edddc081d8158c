// Relay connections as Shopify serves them: opaque cursors, pages of at most 250, edges or nodes.
import { GraphQLError } from 'graphql'

export type ConnectionArgs = {
  readonly first?: number | null
  readonly last?: number | null
  readonly after?: string | null
  readonly before?: string | null
}

/** A list in its order. `sort` is part of the cursors: one of another order is refused. */
export type SortedList<T> = {
  readonly records: readonly T[]
  readonly sort: string
  readonly idOf: (record: T) => number
  /** What rises along the list: a cursor then names a place, whatever became of the record that was there. */
  readonly rankOf?: (record: T) => number
}

const MAX_PAGE = 250

const writeCursor = (sort: string, id: number, value: number | undefined) =>
  Buffer.from(JSON.stringify({ last_id: id, last_value: value, sort })).toString('base64')

function positionOf<T>(list: SortedList<T>, cursor: string): number {
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'))
  } catch {
    parsed = null
  }
  const wanted = parsed as { last_id?: unknown; last_value?: unknown; sort?: unknown } | null
  const { rankOf } = list
  if (rankOf && wanted?.sort === list.sort) {
    const [value, id] = [Number(wanted.last_value), Number(wanted.last_id)]
    const isAfter = (record: T) =>
      rankOf(record) > value || (rankOf(record) === value && list.idOf(record) > id)
    const next = list.records.findIndex(isAfter)
    return (next < 0 ? list.records.length : next) - 1
  }
  const at = list.records.findIndex((record) => list.idOf(record) === wanted?.last_id)
  if (wanted?.sort !== list.sort || at < 0)
    throw new GraphQLError('Invalid cursor for current pagination sort.')
  return at
}

function checkSize(args: ConnectionArgs): void {
  const { first, last } = args
  if ((first ?? null) === null && (last ?? null) === null) {
    throw new GraphQLError('you must provide one of first or last', { extensions: { code: 'BAD_REQUEST' } })
  }
  for (const [name, size] of Object.entries({ first, last })) {
    if (size !== undefined && size !== null && (size > MAX_PAGE || size < 0)) {
      throw new GraphQLError(`${name} cannot exceed ${MAX_PAGE}`, { extensions: { code: 'BAD_REQUEST' } })
    }
  }
}

/** One page of a list. `toNode` makes a record's GraphQL object when it is asked for, not before. */
export function connectionOf<T>(list: SortedList<T>, args: ConnectionArgs, toNode: (record: T) => unknown) {
  checkSize(args)
  const start = args.after ? positionOf(list, args.after) + 1 : 0
  const end = args.before ? positionOf(list, args.before) : list.records.length
  const from = args.first == null && args.last != null ? Math.max(start, end - args.last) : start
  const to = args.first == null ? end : Math.min(end, start + args.first)
  const page = list.records.slice(from, to)
  const cursor = (record: T | undefined) =>
    record === undefined ? null : writeCursor(list.sort, list.idOf(record), list.rankOf?.(record))
  return {
    edges: () => page.map((record) => ({ cursor: cursor(record), node: () => toNode(record) })),
    nodes: () => page.map(toNode),
    pageInfo: {
      hasNextPage: to < list.records.length,
      hasPreviousPage: from > 0,
      startCursor: cursor(page[0]),
      endCursor: cursor(page.at(-1)),
    },
  }
}

/** A connection over a list that has one order only. */
export function plainConnection<T>(
  records: readonly T[],
  args: ConnectionArgs,
  toNode: (record: T) => unknown,
) {
  const numbered = records.map((record, index) => ({ record, index }))
  const list = { records: numbered, sort: 'POSITION', idOf: (entry: { index: number }) => entry.index }
  return connectionOf(list, args, (entry) => toNode(entry.record))
}
