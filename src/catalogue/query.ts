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

/**
 * What a search means, the best first: the SKU, the whole name, all words in the name, all as beginnings of words
 * in the name or the beginning of a SKU, all as beginnings of words anywhere. With `alternatives` the last two also
 * find what the words may have been meant to be.
 */
export function tiersOf(storeId: string, search: string, alternatives: Alternatives = new Map()): string[] {
  const lexeme = lexemesOf(storeId)
  const words = searchedWords(search)
  const sku = skuKey(search)
  const beginning = (kind: TermKind, word: string) =>
    lexeme(kind, word, [...word].length < MIN_PREFIX_LENGTH ? 'whole' : 'beginning')
  const each = (kind: TermKind) =>
    all(
      words.map((word) =>
        any([beginning(kind, word), ...(alternatives.get(word) ?? []).map((other) => lexeme(kind, other))]),
      ),
    )
  const skuBegins = [...sku].length < MIN_PREFIX_LENGTH + 1 ? [] : [lexeme('sku', sku, 'beginning')]
  const tiers = [lexeme('sku', sku), lexeme('name', nameKey(search))]
  if (words.length === 0) return tiers
  return [
    ...tiers,
    all(words.map((word) => lexeme('nameWord', word))),
    any([...skuBegins, `(${each('nameWord')})`]),
    each('word'),
  ]
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
