// The query of a request as PHP and the REST API read it: what is known is checked, the rest is ignored.
import { isFullDate } from './local-time.ts'
import { type Language, RestError, say } from './messages.ts'

/** One `name=value` as it was sent, decoded. */
export type Pair = readonly [name: string, value: string]

/** The query's values by name; a name that is not there is null or an empty list. */
export type Parameters = {
  text(name: string): string | null
  list(name: string): string[]
  flag(name: string): boolean
  number(name: string, fallback: number): number
  readonly names: readonly string[]
}

function decode(text: string): string {
  const spaced = text.replace(/\+/g, ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

/** A raw plus is a space, `a[]` counts up: as PHP does. */
export function parsePairs(search: string): Pair[] {
  const counts = new Map<string, number>()
  return search
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [rawName = '', ...rest] = part.split('=')
      const name = decode(rawName)
      if (!name.endsWith('[]')) return [name, decode(rest.join('='))]
      const base = name.slice(0, -2)
      const index = counts.get(base) ?? 0
      counts.set(base, index + 1)
      return [`${base}[${index}]`, decode(rest.join('='))]
    })
}

/** Values by name; `ignored` are names that this version of the shop does not know. */
export function readParameters(pairs: readonly Pair[], ignored: readonly string[]): Parameters {
  const values = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const base = name.replace(/\[.*$/, '')
    if (ignored.includes(base)) continue
    values.set(base, name === base ? [value] : [...(values.get(base) ?? []), value])
  }
  const first = (name: string) => values.get(name)?.[0] ?? null
  return {
    text: first,
    list: (name) => (values.get(name) ?? []).flatMap((value) => value.split(/[\s,]+/)).filter(Boolean),
    flag: (name) => ['1', 'true', 'yes'].includes(first(name)?.toLowerCase() ?? ''),
    number: (name, fallback) => Number(first(name) ?? fallback),
    names: [...values.keys()],
  }
}

type Complaint = { readonly code: string; readonly message: string }

/** Looks at one parameter that was sent; null when it is fine. */
export type Rule = (name: string, parameters: Parameters, language: Language) => Complaint | null
/** The known parameters of a route. */
export type Rules = Readonly<Record<string, Rule>>

const complaint = (code: string, message: string): Complaint => ({ code, message })

/** A whole number within bounds, both included. */
export function integer(least: number, most: number): Rule {
  return (name, parameters, language) => {
    const text = parameters.text(name) ?? ''
    if (!/^-?\d+$/.test(text)) return complaint('rest_invalid_type', say(language, 'notInteger', name))
    const value = Number(text)
    if (value >= least && value <= most) return null
    return complaint('rest_out_of_bounds', say(language, 'outOfBounds', name, least, most))
  }
}

/** Every one of a comma separated list must be among `allowed`. */
export function oneOf(allowed: readonly string[], several = false): Rule {
  return (name, parameters, language) => {
    const asked = several ? parameters.list(name) : [parameters.text(name) ?? '']
    const index = asked.findIndex((value) => !allowed.includes(value))
    if (index < 0) return null
    const where = several ? `${name}[${index}]` : name
    return complaint('rest_not_in_enum', say(language, 'notInEnum', where, allowed.join(', ')))
  }
}

/** A date with its time: a date alone is refused. */
export const fullDate: Rule = (name, parameters, language) =>
  isFullDate(parameters.text(name) ?? '')
    ? null
    : complaint('rest_invalid_date', say(language, 'invalidDate'))

/** What WordPress takes for an e-mail address. */
export const email: Rule = (name, parameters, language) =>
  /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(parameters.text(name) ?? '')
    ? null
    : complaint('rest_invalid_email', say(language, 'invalidEmail'))

/** Throws the shop's 400 when a known parameter is not as it has to be. */
export function checkParameters(parameters: Parameters, rules: Rules, language: Language): void {
  const complaints = parameters.names.flatMap((name) => {
    const found = rules[name]?.(name, parameters, language)
    return found ? [[name, found] as const] : []
  })
  if (complaints.length === 0) return
  const names = complaints.map(([name]) => name).join(', ')
  throw new RestError(400, 'rest_invalid_param', say(language, 'invalidParameter', names), {
    params: Object.fromEntries(complaints.map(([name, { message }]) => [name, message])),
    details: Object.fromEntries(
      complaints.map(([name, { code, message }]) => [name, { code, message, data: null }]),
    ),
  })
}

/** What every list takes. */
export const PAGE_RULES: Rules = {
  page: integer(1, Number.MAX_SAFE_INTEGER),
  per_page: integer(1, 100),
  offset: integer(0, Number.MAX_SAFE_INTEGER),
  order: oneOf(['asc', 'desc']),
}
