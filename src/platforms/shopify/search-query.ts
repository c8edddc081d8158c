// Shopify's search syntax, written: every value from outside is one quoted phrase behind a filter of ours.
import { AppError } from '../../errors.ts'

/** The filters that are ever used. */
export type SearchName =
  | 'created_at'
  | 'customer_date'
  | 'customer_id'
  | 'email'
  | 'name'
  | 'phone'
  | 'sku'
  | 'updated_at'

/**
 * How the records found relate to those asked for: `exact`, the same; `close`, hardly more; `loose`, many more.
 * Whatever it is, every record is compared before it is given out.
 */
export type Fit = 'exact' | 'close' | 'loose'

/** A query, and how well it fits; null where nothing in the shop can be what was asked for. */
export type Search = { readonly query: string | null; readonly fit: Fit } | null

/** More words than these do not make a search narrower in practice. */
const MAX_WORDS = 12

/** One quoted phrase: control characters go, backslashes and quotes are escaped, nothing else is special in it. */
export function quotePhrase(value: string): string {
  const printable = value.replace(/\p{Cc}/gu, '').toWellFormed()
  return `"${printable.replace(/[\\"]/g, '\\$&')}"`
}

/** `name:"value"`, e.g. `email:"anna@example.hu"`. */
export function searchTerm(name: SearchName, value: string, comparator: '' | '>=' | '<=' = ''): string {
  return `${name}:${comparator}${quotePhrase(value)}`
}

/** Free text: every word as a phrase of its own, all of which have to be found. */
export function searchWords(text: string): readonly string[] {
  return text
    .split(/[\s\p{Cc}]+/u)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS)
    .map(quotePhrase)
}

/** As `searchWords`; text without a word is refused, since it would search for nothing and find everything. */
export function requireWords(text: string): readonly string[] {
  const words = searchWords(text)
  if (words.length > 0) return words
  throw new AppError('invalid_request', 'There is nothing to search for.', {
    fields: [{ field: 'search', message: 'must hold a letter or a digit' }],
  })
}

/** Any of the clauses, as one. */
export function anyOf(clauses: readonly string[]): string {
  return clauses.length === 1 ? (clauses[0] ?? '') : `(${clauses.join(' OR ')})`
}

/**
 * From and to an instant, both included: some of Shopify's date filters tell only whole days apart, so that
 * "after" could leave out the rest of a day. What is not strictly after or before goes when it is compared.
 */
export function searchRange(
  name: 'created_at' | 'customer_date' | 'updated_at',
  after: string | undefined,
  before?: string,
): readonly string[] {
  const iso = (instant: string) => new Date(instant).toISOString()
  return [
    ...(after === undefined ? [] : [searchTerm(name, iso(after), '>=')]),
    ...(before === undefined ? [] : [searchTerm(name, iso(before), '<=')]),
  ]
}

/** All of the clauses; null for none of them. */
export function allOf(clauses: readonly string[]): string | null {
  return clauses.length === 0 ? null : clauses.join(' ')
}
