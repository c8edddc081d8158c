// What the routes read, and what they have in common.
import type { Catalogue } from '../catalogue.ts'
import { type Language, RestError, say } from './messages.ts'
import type { OrderTable } from './order-query.ts'
import { fullDate, type Rules } from './parameters.ts'
import type { Answer } from './rest.ts'
import type { ShopSettings } from './settings.ts'
import type { StoredProduct, StoredUser } from './stored.ts'

/** Everything that the routes read. */
export type Records = {
  readonly orders: OrderTable
  readonly users: readonly StoredUser[]
  readonly products: readonly StoredProduct[]
  /** Instead of `products`, a catalogue of any size. */
  readonly catalogue?: Catalogue | undefined
  readonly settings: ShopSettings
  readonly numberOf: (id: number) => string
  /** An older WooCommerce: some routes and parameters are not there yet. */
  readonly older: boolean
}

/** A number in a path. */
export const ID = '(\\d+)'

/** The whole path, with or without a slash at the end. */
export const at = (path: string) => new RegExp(`^${path}/?$`)

/** The date filters of orders and products. */
export const DATE_RULES: Rules = {
  after: fullDate,
  before: fullDate,
  modified_after: fullDate,
  modified_before: fullDate,
}
type Row = Readonly<Record<string, unknown>>

/** A list that is cut into pages only when it is written. */
export function list<T>(
  rows: readonly T[],
  toBody: (row: T) => Row,
  more: Partial<Extract<Answer, { kind: 'list' }>> = {},
): Answer {
  const body = (from: number, to: number) => rows.slice(from, to).map(toBody)
  return { kind: 'list', total: rows.length, body, totalPastEnd: true, linkDefaults: [], ...more }
}

/** The 404 of a record that is not there. */
export function missing(code: string, language: Language, user = false): RestError {
  return new RestError(404, code, say(language, user ? 'invalidUser' : 'invalidId'))
}
