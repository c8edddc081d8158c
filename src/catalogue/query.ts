// From what a caller looks for to text search queries over the terms of products.
import type { ProductFilter } from '../model/filter.ts'
import { nameKey, skuKey, type TermKind, termOf } from './terms.ts'
import { isStopWord, wordsOf } from './words.ts'

const MAX_WORDS = 8
/** A shorter word is looked for as it is: too many words begin like it. */
const MIN_PREFIX_LENGTH = 2

/** What each word of a search may also be, where it was mistyped. */
export type Alternatives = ReadonlyMap<string, readonly string[]>

/** The words that are looked for: without those that say nothing, unless there are no others. */
export function searchedWords(search: string): string[] {
  const words = [...new Set(wordsOf(search))]
  const telling = words.filter((word) => !isStopWord(word))
  return (telling.length > 0 ? telling : words).slice(0, MAX_WORDS)
}

type Lexeme = (kind: TermKind, value: string, match?: 'whole' | 'beginning') => string

function lexemesOf(storeId: string): Lexeme {
  return (kind, value, match = 'whole') => {
    const quoted = termOf(storeId, kind, value).replaceAll('\\', '\\\\').replaceAll("'", "''")
    return `'${quoted}'${match === 'beginning' ? ':*' : ''}`
  }
}

const all = (parts: readonly string[]) => parts.join(' & ')
const any = (parts: readonly string[]) => (parts.length === 1 ? all(parts) : `(${parts.join(' | ')})`)

/** What a search means, as text search queries; `shopcall.search_catalogue` says what each is for. */
export type Wanted = {
  readonly sku: string
  readonly name: string
  readonly sku_begins: string | null
  /** Of each word. */
  readonly whole: readonly string[]
  readonly named: readonly string[]
  readonly anywhere: readonly string[]
}

/** What a search means. With `alternatives` a word is also found as what it may have been meant to be. */
export function wantedBy(storeId: string, search: string, alternatives: Alternatives = new Map()): Wanted {
  const lexeme = lexemesOf(storeId)
  const words = searchedWords(search)
  const sku = skuKey(search)
  const beginnings = (kind: TermKind) =>
    words.map((word) =>
      any([
        lexeme(kind, word, [...word].length < MIN_PREFIX_LENGTH ? 'whole' : 'beginning'),
        ...(alternatives.get(word) ?? []).map((other) => lexeme(kind, other)),
      ]),
    )
  return {
    sku: lexeme('sku', sku),
    name: lexeme('name', nameKey(search)),
    sku_begins:
      words.length === 0 || [...sku].length <= MIN_PREFIX_LENGTH ? null : lexeme('sku', sku, 'beginning'),
    whole: words.map((word) => lexeme('nameWord', word)),
    named: beginnings('nameWord'),
    anywhere: beginnings('word'),
  }
}

/** The filters that terms answer, as one query; empty where none of them is asked for. */
export function limitsOf(storeId: string, filter: ProductFilter): string {
  const lexeme = lexemesOf(storeId)
  const { sku, status, in_stock } = filter
  return all([
    ...(sku === undefined ? [] : [lexeme('sku', skuKey(sku))]),
    ...(status === undefined ? [] : [any(status.map((word) => lexeme('status', word)))]),
    ...(in_stock === undefined ? [] : [lexeme('stock', in_stock ? '1' : '0')]),
  ])
}
