// Lists of a shop: filters, pages from 0, links or whole items, and the envelope around them.
import type { Json, JsonObject, Links } from './ids.ts'

/** What stands for empty, by resource and form: "" and null, or {} in single items, or [] in lists. */
export type Empties = { readonly text: Json; readonly link: Json }

/** Writes a record out; what stands for empty depends on the form. */
export type Render<T> = (record: T, form: 'single' | 'list') => JsonObject

/** One resource. `T` is what the shop knows; `render` writes it out. */
export type Collection<T> = {
  readonly name: string
  /** null: no scope is listed for it. */
  readonly scope: string | null
  readonly records: () => readonly T[]
  readonly idOf: (record: T) => string
  readonly render: Render<T>
  /** Documented filters, each with what a record has to be; it throws a Refusal for a value of the wrong form. */
  readonly filters: Readonly<Record<string, (record: T, value: string) => boolean>>
  /** Envelope numbers as numbers (orders) or as strings (the rest). */
  readonly numbers: 'int' | 'string'
  readonly extra?: JsonObject
  /** Where the records are too many to be looked at one by one: what a query means. Null: look at them. */
  readonly find?: (query: URLSearchParams) => Found<T> | null
  readonly byId?: (id: string) => T | null
}

/** Records that are cut out of a list; an array is that already. */
export type Found<T> = {
  readonly length: number
  slice(from: number, to: number): readonly T[]
}

/** A list with its type forgotten: all a server needs of it. */
export type Resource = {
  readonly name: string
  readonly scope: string | null
  /** Throws a Refusal for what cannot be asked. */
  list(query: URLSearchParams, behaviour: ListBehaviour): JsonObject
  single(id: string): JsonObject | null
}

/** How lists behave where the documentation leaves it open. */
export type ListBehaviour = {
  /** True, or the names of the filters that have no effect. */
  readonly ignoreFilters: boolean | readonly string[]
  readonly unknownParameters: 'ignored' | 'refused'
  readonly pageCount: 'given' | 'missing'
  readonly order: 'ascending' | 'descending'
}

/** An error of the API: HTTP status, inner code, text. */
export type Failure = { readonly status: number; readonly error: number; readonly message: string }

/** A 400 with one of the API's inner codes. */
export class Refusal extends Error {
  readonly failure: Failure
  constructor(error: number, message: string) {
    super(message)
    this.failure = { status: 400, error, message }
  }
}

const GENERAL = new Set(['page', 'limit', 'full'])
const DEFAULT_LIMIT = 25
const MAX_LIMIT = 200

function readNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name)
  if (text === null) return fallback
  if (!/^\d{1,9}$/.test(text)) throw new Refusal(40005, `Wrong data! ${name}`)
  return Number(text)
}

function filterRecords<T>(collection: Collection<T>, query: URLSearchParams, behaviour: ListBehaviour): T[] {
  const { ignoreFilters, unknownParameters } = behaviour
  const asked = [...query].filter(([name]) => !GENERAL.has(name))
  const tests: ((record: T) => boolean)[] = []
  for (const [name, value] of asked) {
    const test = collection.filters[name]
    const isIgnored = ignoreFilters === true || (Array.isArray(ignoreFilters) && ignoreFilters.includes(name))
    if (test && !isIgnored) tests.push((record) => test(record, value))
    else if (!test && unknownParameters === 'refused') {
      throw new Refusal(40010, `The given parameter: ${name} is not available!`)
    }
  }
  return collection.records().filter((record) => tests.every((test) => test(record)))
}

function findRecords<T>(
  collection: Collection<T>,
  query: URLSearchParams,
  behaviour: ListBehaviour,
): Found<T> {
  const quick = behaviour.ignoreFilters === false ? collection.find?.(query) : null
  if (quick && behaviour.order === 'ascending') return quick
  const found = filterRecords(collection, query, behaviour)
  return behaviour.order === 'descending' ? found.reverse() : found
}

function listOf<T>(
  collection: Collection<T>,
  links: Links,
  query: URLSearchParams,
  behaviour: ListBehaviour,
): JsonObject {
  const page = readNumber(query, 'page', 0)
  const limit = readNumber(query, 'limit', DEFAULT_LIMIT)
  if (limit < 1 || limit > MAX_LIMIT) throw new Refusal(40005, 'Wrong data! limit')
  const found = findRecords(collection, query, behaviour)
  const pageCount = Math.ceil(found.length / limit)
  if (page > 0 && page >= pageCount) {
    const maximum = Math.max(0, pageCount - 1)
    const message = `Page not found! This Resource minimum page is 0 and maximum page is ${maximum}`
    throw new Refusal(40008, message)
  }
  const others = new URLSearchParams([...query].filter(([name]) => name !== 'page' && name !== 'limit'))
  const pageHref = (number: number) => {
    const search = `${others}${others.size > 0 ? '&' : ''}page=${number}&limit=${limit}`
    return { href: links.href(`${collection.name}?${search}`) }
  }
  const items = found.slice(page * limit, (page + 1) * limit)
  const written = (number: number) => (collection.numbers === 'int' ? number : String(number))
  return {
    ...pageHref(page),
    page: written(page),
    ...(behaviour.pageCount === 'given' && { pageCount: written(pageCount) }),
    limit: written(limit),
    first: pageHref(0),
    previous: page > 0 ? pageHref(page - 1) : null,
    next: page + 1 < pageCount ? pageHref(page + 1) : null,
    last: pageHref(Math.max(0, pageCount - 1)),
    items: items.map((record) =>
      query.get('full') === '1'
        ? collection.render(record, 'list')
        : links.link(collection.name, collection.idOf(record)),
    ),
    ...collection.extra,
  }
}

/** A collection, ready to be served. */
export function serveCollection<T>(collection: Collection<T>, links: Links): Resource {
  return {
    name: collection.name,
    scope: collection.scope,
    list: (query, behaviour) => listOf(collection, links, query, behaviour),
    single: (id) => {
      const record = collection.byId
        ? collection.byId(id)
        : (collection.records().find((candidate) => collection.idOf(candidate) === id) ?? null)
      return record === null ? null : collection.render(record, 'single')
    },
  }
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/
const DAY = /^\d{4}-\d\d-\d\d$/

/** Filters on a local time; whether bounds are inclusive is not documented: they are here. */
export const dateFilters = {
  from: (time: string, bound: string) => {
    if (!DATE_TIME.test(bound)) throw new Refusal(40009, 'Bad date-time! Valid: 1990-01-01T00:00:00')
    return time >= bound
  },
  to: (time: string, bound: string) => {
    if (!DATE_TIME.test(bound)) throw new Refusal(40009, 'Bad date-time! Valid: 1990-01-01T00:00:00')
    return time <= bound
  },
  on: (time: string, day: string) => {
    if (!DAY.test(day)) throw new Refusal(40017, 'Bad date! Valid: 1990-01-01')
    return time.startsWith(day)
  },
} as const
