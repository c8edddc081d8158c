// What a mistyped or inflected word may have been meant to be, among the words that a store's products are called by.
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { type Alternatives, searchedWords } from './query.ts'

const MIN_LENGTH = 3
const MAX_LENGTH = 40
const MAX_ALTERNATIVES = 12
/** Hungarian endings are seldom longer than four letters: `polokkal` → `polo`. */
const MAX_ENDING = 4
/** From this length on, a letter too many and one too few in the same word are forgiven. */
const LONG = 7

/** The word without one of its letters, for each of them; and itself. */
function variantsOf(word: string): string[] {
  const letters = [...word]
  const shorter = letters.map((_, at) => [...letters.slice(0, at), ...letters.slice(at + 1)].join(''))
  return [word, ...(letters.length > MIN_LENGTH ? shorter : [])]
}

/** The beginnings of a word that it may be an inflection of. */
function stemsOf(word: string): string[] {
  const letters = [...word]
  const shortest = Math.max(MIN_LENGTH, letters.length - MAX_ENDING)
  return Array.from({ length: Math.max(0, letters.length - shortest) }, (_, n) =>
    letters.slice(0, shortest + n).join(''),
  )
}

/** How many single changes lie between two words: a letter too many, too few, another, or two swapped. */
function distance(a: string, b: string): number {
  const [one, other] = [[...a], [...b]]
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, n) => n)
  one.forEach((letter, i) => {
    const row = [i + 1]
    other.forEach((against, j) => {
      const at = (list: readonly number[], index: number) => list[index] ?? Number.POSITIVE_INFINITY
      const swapped = i > 0 && j > 0 && letter === other[j - 1] && one[i - 1] === against
      row.push(
        Math.min(
          at(last, j) + (letter === against ? 0 : 1),
          at(last, j + 1) + 1,
          at(row, j) + 1,
          swapped ? at(before, j - 1) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    })
    before = last
    last = row
  })
  return last[other.length] ?? Number.POSITIVE_INFINITY
}

/** The words of `near` that `word` may have been meant to be, the likeliest first. */
function meant(word: string, near: readonly string[]): string[] {
  const stems = new Set(stemsOf(word))
  const far = word.length >= LONG ? 2 : 1
  return near
    .filter((other) => other !== word)
    .map((other) => ({ other, far: distance(word, other), isStem: stems.has(other) }))
    .filter((each) => each.isStem || each.far <= far)
    .sort(
      (a, b) =>
        Math.min(a.far, 2) - Math.min(b.far, 2) ||
        b.other.length - a.other.length ||
        (a.other < b.other ? -1 : 1),
    )
    .slice(0, MAX_ALTERNATIVES)
    .map((each) => each.other)
}

/**
 * For each word of a search that no product of the store is called by, the words that it may stand for.
 * Empty when there is nothing to try.
 */
export async function findAlternatives(
  database: Database,
  owner: string,
  storeId: string,
  search: string,
): Promise<Alternatives> {
  const found = new Map<string, readonly string[]>()
  for (const word of searchedWords(search)) {
    if (word.length < MIN_LENGTH || word.length > MAX_LENGTH) continue
    const near = await sql<{ word: string; is_known: boolean }>`select * from shopcall.catalogue_words_near(
      ${owner}::uuid, ${storeId}::uuid, ${word}, ${[...variantsOf(word), ...stemsOf(word)]}::text[])`.execute(
      database.service,
    )
    if (near.rows.some((row) => row.is_known)) continue
    const words = meant(word, [...new Set(near.rows.map((row) => row.word))])
    if (words.length > 0) found.set(word, words)
  }
  return found
}
