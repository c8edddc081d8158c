// Shopify's search syntax, read into a tree: terms, phrases, comparators, AND, OR, NOT and brackets.

export type Comparator = ':' | ':>' | ':<' | ':>=' | ':<='

/** One term. `field` is null for a bare value, which is looked for in the default fields. */
export type SearchTerm = {
  readonly kind: 'term'
  readonly field: string | null
  readonly comparator: Comparator
  readonly value: string
  /** A quoted value is a phrase; its `*` is a star. */
  readonly quoted: boolean
  /** An unquoted value that ended in `*`; `value` is without it. */
  readonly prefix: boolean
}
export type SearchTree =
  | SearchTerm
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SearchTree[] }
  | { readonly kind: 'not'; readonly part: SearchTree }

type Token =
  | { readonly type: 'open' | 'close' | 'and' | 'or' | 'not' }
  | { readonly type: 'term'; readonly term: SearchTerm }

type Scanned = { readonly value: string; readonly next: number }

/** Thrown for text that is no query; the shop then ignores the query as a whole. */
export class MalformedQuery extends Error {}

function scanQuoted(text: string, start: number): Scanned {
  const quote = text[start]
  let value = ''
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '\\') {
      at++
      value += text[at] ?? ''
    } else if (char === quote) return { value, next: at + 1 }
    else value += char
  }
  throw new MalformedQuery('a quoted phrase does not end')
}

function scanBare(text: string, start: number, stopAtColon: boolean): Scanned {
  let value = ''
  let at = start
  for (; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '\\') {
      at++
      value += text[at] ?? ''
    } else if (/[\s()]/.test(char) || (stopAtColon && char === ':')) break
    else value += char
  }
  return { value, next: at }
}

const isQuote = (char: string | undefined) => char === '"' || char === "'"

function scanValue(text: string, start: number, field: string | null, comparator: Comparator) {
  if (isQuote(text[start])) {
    const { value, next } = scanQuoted(text, start)
    const term: SearchTerm = { kind: 'term', field, comparator, value, quoted: true, prefix: false }
    return { term, next }
  }
  const { value, next } = scanBare(text, start, false)
  if (value === '') throw new MalformedQuery('a value is missing')
  const prefix = value.endsWith('*')
  const bare = prefix ? value.slice(0, -1) : value
  const term: SearchTerm = { kind: 'term', field, comparator, value: bare, quoted: false, prefix }
  return { term, next }
}

function scanTerm(text: string, start: number): { term: SearchTerm; next: number } {
  if (isQuote(text[start])) return scanValue(text, start, null, ':')
  const name = scanBare(text, start, true)
  const match = /^:(>=|<=|>|<)?\s*/.exec(text.slice(name.next))
  if (!match || !/^[a-z_][\w.]*$/i.test(name.value)) return scanValue(text, start, null, ':')
  const spaced = /^:\s+(>=|<=|>|<)\s*/.exec(text.slice(name.next))
  const comparator = `:${spaced?.[1] ?? match[1] ?? ''}` as Comparator
  return scanValue(text, name.next + (spaced ?? match)[0].length, name.value.toLowerCase(), comparator)
}

function scanTokens(text: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? ''
    const word = /^(AND|OR|NOT)(?=[\s()]|$)/.exec(text.slice(at))
    if (/\s/.test(char)) at++
    else if (char === '(' || char === ')') {
      tokens.push({ type: char === '(' ? 'open' : 'close' })
      at++
    } else if (word) {
      tokens.push({ type: (word[1] ?? '').toLowerCase() as 'and' | 'or' | 'not' })
      at += word[0].length
    } else if (char === '-' && /\S/.test(text[at + 1] ?? ' ')) {
      tokens.push({ type: 'not' })
      at++
    } else {
      const { term, next } = scanTerm(text, at)
      tokens.push({ type: 'term', term })
      at = next
    }
  }
  return tokens
}

const joined = (kind: 'and' | 'or', parts: SearchTree[]): SearchTree => {
  const [only] = parts
  return parts.length === 1 && only ? only : { kind, parts }
}

function parseTerm(tokens: Token[]): SearchTree {
  const token = tokens.shift()
  if (token?.type === 'term') return token.term
  if (token?.type === 'not') return { kind: 'not', part: parseTerm(tokens) }
  if (token?.type !== 'open') throw new MalformedQuery('a term is missing')
  const inner = parseAny(tokens)
  if (tokens.shift()?.type !== 'close') throw new MalformedQuery('a bracket does not close')
  return inner
}

function parseAll(tokens: Token[]): SearchTree {
  const parts = [parseTerm(tokens)]
  while (tokens[0] && tokens[0].type !== 'or' && tokens[0].type !== 'close') {
    if (tokens[0].type === 'and') tokens.shift()
    parts.push(parseTerm(tokens))
  }
  return joined('and', parts)
}

function parseAny(tokens: Token[]): SearchTree {
  const parts = [parseAll(tokens)]
  while (tokens[0]?.type === 'or') {
    tokens.shift()
    parts.push(parseAll(tokens))
  }
  return joined('or', parts)
}

/** The tree of a query; null for an empty one. Throws `MalformedQuery`. */
export function parseSearch(text: string): SearchTree | null {
  const tokens = scanTokens(text)
  if (tokens.length === 0) return null
  const tree = parseAny(tokens)
  if (tokens.length > 0) throw new MalformedQuery('a bracket closes that never opened')
  return tree
}

/** Every term of a tree, from left to right. */
export function termsOf(tree: SearchTree | null): readonly SearchTerm[] {
  if (!tree) return []
  if (tree.kind === 'term') return [tree]
  return tree.kind === 'not' ? termsOf(tree.part) : tree.parts.flatMap(termsOf)
}
