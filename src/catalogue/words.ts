// Text as words that are compared without case and accents.

/** Longer words are cut: nobody types more of one. */
const MAX_WORD_LENGTH = 64

/** Letters that are no letter with a mark, so that taking marks off leaves them. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
}

/** Hungarian and English words that say nothing of a product, without accents. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a az egy es vagy is hogy nem de ha meg mint mert csak ez azt ezt ami amely van volt lesz ' +
    'an and are as at be but by for from if in into is it no not of on or such that the their then there these ' +
    'they this to was will with you your'
  ).split(' '),
)

/** Lower case and without accents: `Ékszer ŐRZŐ` → `ekszer orzo`. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðłıþ]/g, (letter) => LETTERS[letter] ?? letter)
}

/** The folded words of a text, in its order. */
export function wordsOf(text: string | null | undefined): string[] {
  if (!text) return []
  return (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    word.slice(0, MAX_WORD_LENGTH).toWellFormed(),
  )
}

/** True for words like `the` and `és`, which are in every text. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word)
}
