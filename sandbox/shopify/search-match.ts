// Which records a search query finds: phrases in tokenised text, times, numbers and lists of words.
import { MalformedQuery, parseSearch, type SearchTerm, type SearchTree, termsOf } from './search-syntax.ts'

/** How one filter looks at a record. */
export type SearchField<T> =
  | { readonly kind: 'text'; readonly of: (record: T) => readonly (string | null)[] }
  /** One of several words; the value may be a list with commas. `days`: only whole days are told apart. */
  | { readonly kind: 'word'; readonly of: (record: T) => readonly (string | null)[] }
  | { readonly kind: 'time'; readonly of: (record: T) => string | null; readonly days?: boolean }
  | { readonly kind: 'number'; readonly of: (record: T) => number }

/** The filters of a list. `default` is where a bare value is looked for. */
export type SearchFields<T> = { readonly default: SearchField<T> } & Readonly<Record<string, SearchField<T>>>

export type SearchWarning = { readonly field: string; readonly message: string; readonly code: string }
export type Search<T> = {
  readonly matches: (record: T) => boolean
  /** The names of the filters that were used. */
  readonly used: ReadonlySet<string>
  readonly warnings: readonly SearchWarning[]
}

const DAY_MS = 86_400_000
const everything = () => true

const tokensOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}.+]+/u)
    .filter((token) => token !== '')

/** A phrase is found inside a longer text; words without quotes are found one by one, in any text that has one. */
function matchesText(texts: readonly (string | null)[], term: SearchTerm): boolean {
  if (!term.quoted && term.prefix && term.value === '') return texts.some((text) => Boolean(text))
  const wanted = tokensOf(term.value)
  return texts.some((text) => {
    const tokens = tokensOf(text ?? '')
    if (term.prefix) return tokens.some((token) => token.startsWith(wanted.at(-1) ?? ''))
    if (!term.quoted) return wanted.some((word) => tokens.includes(word))
    return (
      wanted.length > 0 &&
      tokens.some((_, start) => wanted.every((word, index) => tokens[start + index] === word))
    )
  })
}

function matchesWord(words: readonly (string | null)[], term: SearchTerm): boolean {
  const wanted = term.value
    .toLowerCase()
    .split(',')
    .map((word) => word.trim())
  return words.some((word) => word !== null && wanted.includes(word.toLowerCase()))
}

function compare(value: number, from: number, to: number, term: SearchTerm): boolean {
  switch (term.comparator) {
    case ':>':
      return value > to
    case ':>=':
      return value >= from
    case ':<':
      return value < from
    case ':<=':
      return value <= to
    default:
      return value >= from && value <= to
  }
}

/** A range `a..b`, or one value; NaN for what is no date or number. */
function rangeOf(text: string, read: (part: string) => number): readonly [number, number] {
  const [from = '', to] = text.split('..')
  return [read(from), read(to ?? from)]
}

function matchesTime(instant: string | null, term: SearchTerm, days: boolean): boolean {
  const [from, to] = rangeOf(term.value, (part) => (part === 'now' ? Date.now() : Date.parse(part)))
  if (Number.isNaN(from) || Number.isNaN(to)) return true
  const startOf = (time: number) => (days ? time - (time % DAY_MS) : time)
  const endOf = (time: number) => (days ? startOf(time) + DAY_MS - 1 : time)
  return instant !== null && compare(Date.parse(instant), startOf(from), endOf(to), term)
}

function matchesTerm<T>(record: T, term: SearchTerm, field: SearchField<T>): boolean {
  switch (field.kind) {
    case 'text':
      return matchesText(field.of(record), term)
    case 'word':
      return matchesWord(field.of(record), term)
    case 'time':
      return matchesTime(field.of(record), term, field.days ?? false)
    case 'number': {
      const [from, to] = rangeOf(term.value, Number)
      return Number.isNaN(from) || compare(field.of(record), from, to, term)
    }
  }
}

function build<T>(tree: SearchTree, fields: SearchFields<T>): (record: T) => boolean {
  if (tree.kind === 'term') {
    const field = fields[tree.field ?? 'default']
    return field ? (record) => matchesTerm(record, tree, field) : everything
  }
  if (tree.kind === 'not') {
    const part = build(tree.part, fields)
    return part === everything ? everything : (record) => !part(record)
  }
  const parts = tree.parts.map((part) => build(part, fields))
  return tree.kind === 'and'
    ? (record) => parts.every((part) => part(record))
    : (record) => parts.some((part) => part(record))
}

/** A query made ready. An unknown filter is ignored, a malformed query as a whole: then everything is found. */
export function prepareSearch<T>(query: string | null | undefined, fields: SearchFields<T>): Search<T> {
  try {
    const tree = parseSearch(query ?? '')
    const names = termsOf(tree).map((term) => term.field ?? 'default')
    const warnings = names
      .filter((name) => !fields[name])
      .map((field) => ({
        field,
        message: 'Invalid search field for this query.',
        code: 'invalid_field',
      }))
    return { matches: tree ? build(tree, fields) : everything, used: new Set(names), warnings }
  } catch (error) {
    if (!(error instanceof MalformedQuery)) throw error
    const warning = { field: 'query', message: 'The query could not be read.', code: 'invalid_query' }
    return { matches: everything, used: new Set(), warnings: [warning] }
  }
}
