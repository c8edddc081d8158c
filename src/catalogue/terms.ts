// What finds a product: the terms it is filed under, and the words it is called by.
import type { UnifiedProduct } from '../model/product.ts'
import { fold, isStopWord, wordsOf } from './words.ts'

/** What a term says of a product; one letter, between the store and the value. */
export type TermKind = 'sku' | 'name' | 'nameWord' | 'word' | 'status' | 'stock'

const LETTER: Readonly<Record<TermKind, string>> = {
  sku: 's',
  name: 'e',
  nameWord: 'n',
  word: 'a',
  status: 't',
  stock: 'i',
}

const MAX_SKU_LENGTH = 200
const MAX_NAME_LENGTH = 200
/** A description is read so far, and no further. */
const MAX_DESCRIPTION_LENGTH = 20_000
const MAX_VOCABULARY_LENGTH = 40

/**
 * A term. It begins with the store, so that one index over all stores costs a search what its own store is
 * large; two stores that begin alike share a part of the index, and every search looks at the store's id too.
 */
export function termOf(storeId: string, kind: TermKind, value: string): string {
  return `${storeId.slice(0, 6)}${LETTER[kind]}${value}`
}

/** A SKU as it is compared: without case and the spaces around it. */
export function skuKey(sku: string): string {
  return sku.trim().toLowerCase().replaceAll('\0', '').slice(0, MAX_SKU_LENGTH).toWellFormed()
}

/** A name as it is compared as a whole: its words. */
export function nameKey(name: string): string {
  return (wordsOf(name).join(' ') || fold(name).trim().replaceAll('\0', ''))
    .slice(0, MAX_NAME_LENGTH)
    .toWellFormed()
}

function skusOf(product: UnifiedProduct): string[] {
  const all = [product.sku, ...product.variants.map((variant) => variant.sku)]
  return all.map((sku) => skuKey(sku ?? '')).filter((sku) => sku !== '')
}

function callNames(product: UnifiedProduct): string[] {
  return [
    product.name,
    product.brand,
    ...product.categories.map((category) => category.name),
    ...product.tags,
    ...product.options.flatMap((option) => option.values),
  ].flatMap(wordsOf)
}

/** The terms that a product is filed under. */
export function termsOf(storeId: string, product: UnifiedProduct): string[] {
  const skus = skusOf(product)
  const name = nameKey(product.name ?? '')
  const description = (product.description ?? '').slice(0, MAX_DESCRIPTION_LENGTH)
  const words = [
    ...callNames(product),
    ...wordsOf(product.type),
    ...product.variants.flatMap((variant) => wordsOf(variant.name)),
    ...skus.flatMap((sku) => [...wordsOf(sku), wordsOf(sku).join('')]),
    ...wordsOf(description).filter((word) => !isStopWord(word)),
  ]
  const terms = new Set<string>()
  const add = (kind: TermKind, values: readonly string[]) => {
    for (const value of values) if (value !== '') terms.add(termOf(storeId, kind, value))
  }
  add('sku', skus)
  add('name', [name])
  add('nameWord', wordsOf(product.name))
  add('word', words)
  add('status', [product.status])
  if (product.in_stock !== null) add('stock', [product.in_stock ? '1' : '0'])
  return [...terms]
}

/** The words that a mistyped one is compared with; none of a description. */
export function vocabularyOf(product: UnifiedProduct): string[] {
  return callNames(product).filter((word) => word.length >= 3 && word.length <= MAX_VOCABULARY_LENGTH)
}
