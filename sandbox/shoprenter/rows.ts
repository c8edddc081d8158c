// Small resources whose items are written once and never change.
import type { Collection } from './collection.ts'
import type { JsonObject } from './ids.ts'

/** An item; `keys` are the values that filters compare. */
export type Row = {
  readonly id: string
  readonly body: JsonObject
  readonly keys?: Readonly<Record<string, string>>
}

/** A resource of such items. */
export function rowCollection(
  name: string,
  scope: string,
  rows: readonly Row[],
  filters: readonly string[],
): Collection<Row> {
  return {
    name,
    scope,
    records: () => rows,
    idOf: (row) => row.id,
    render: (row) => row.body,
    filters: Object.fromEntries(
      filters.map((filter) => [filter, (row: Row, value: string) => row.keys?.[filter] === value]),
    ),
    numbers: 'string',
  }
}
