// Every text that the code uses is there in both languages, and none is there that nobody uses.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const SOURCE = join(import.meta.dirname, 'src')
const TEXTS = join(SOURCE, 'i18n')
const PLURAL = /_(zero|one|two|few|many|other)$/

type Texts = { readonly [key: string]: string | Texts }

function flat(texts: Texts, before = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[before + key, value] as [string, string]] : flat(value, `${before}${key}.`),
  )
}

/** `namespace:key` to its text, with the plural forms apart. */
function textsOf(language: string): Map<string, string> {
  const files = readdirSync(join(TEXTS, language))
  return new Map(
    files.flatMap((file) => {
      const texts = JSON.parse(readFileSync(join(TEXTS, language, file), 'utf8')) as Texts
      return flat(texts).map(([key, text]): [string, string] => [`${file.replace('.json', '')}:${key}`, text])
    }),
  )
}

const english = textsOf('en')
const hungarian = textsOf('hu')
const withoutPlural = (key: string) => key.replace(PLURAL, '')
const known = new Set([...english.keys()].map(withoutPlural))

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /(?<!\.test)\.tsx?$/.test(entry.name) ? [path] : []
  })
}

/** A key as the code writes it; `*` stands for what is only known when it runs. */
type Use = { readonly file: string; readonly names: readonly string[]; readonly key: string }

/** The strings and templates in the first argument of each `t(…)`, and those that are keys by their shape elsewhere. */
function usesIn(file: string): Use[] {
  const code = readFileSync(file, 'utf8')
  const names = [...code.matchAll(/useTranslation\((?:\[([^\]]*)\]|('\w+'))?\)/g)].flatMap(([, many, one]) =>
    [...(many ?? one ?? "'common'").matchAll(/'(\w+)'/g)].map(([, name = '']) => name),
  )
  const strings = [...code.matchAll(/(?<![\w.])t\(((?:[^()`']|`[^`]*`|'[^']*'|\([^()]*\))*)\)/g)].flatMap(
    ([, inside = '']) => {
      // Up to the options: their values are no keys, but for a defaultValue that is a t() of its own.
      const first = inside.replace(/,\s*\{[\s\S]*$/, '')
      const choices = first.includes('?') ? first.slice(first.indexOf('?')) : first
      return [...choices.matchAll(/'([^']*)'|`([^`]*)`/g)].map(
        ([, plain, template]) => plain ?? template ?? '',
      )
    },
  )
  const defaults = [...code.matchAll(/defaultValue: t\('([^']+)'\)/g)].map(([, key = '']) => key)
  const steps = [...code.matchAll(/=> `(ways\.[^`]*)`/g)].map(([, key = '']) => key)
  return [...strings, ...defaults, ...steps].map((key) => ({
    file,
    names: names.length > 0 ? [...new Set(names)] : ['common'],
    key: key.replaceAll(/\$\{[^}]*\}/g, '*'),
  }))
}

const uses = sources(SOURCE).flatMap(usesIn)

/** The known keys that a use may mean. */
function meant({ names, key }: Use): string[] {
  const [, namespace, rest = key] = /^(\w+):(.*)$/.exec(key) ?? []
  const wanted = (namespace ? [namespace] : names).map((name) => `${name}:${rest}`)
  return [...known].filter((each) =>
    wanted.some((pattern) =>
      new RegExp(
        `^${pattern
          .split('*')
          .map((part) => part.replaceAll('.', '\\.'))
          .join('[\\w.]+')}$`,
      ).test(each),
    ),
  )
}

describe('texts of the dashboard', () => {
  test('both languages have the same keys', () => {
    const keys = (texts: Map<string, string>) => [...new Set([...texts.keys()].map(withoutPlural))].toSorted()
    expect(keys(hungarian)).toEqual(keys(english))
  })

  test('no text is empty, and both languages fill in the same values', () => {
    const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted()
    for (const [key, text] of hungarian) {
      expect(text.trim(), key).not.toBe('')
      expect(english.get(key)?.trim(), key).not.toBe('')
      expect(holes(text), key).toEqual(holes(english.get(key) ?? ''))
    }
  })

  test('every plural has all forms of its language', () => {
    for (const [language, texts] of [
      ['en', english],
      ['hu', hungarian],
    ] as const) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      for (const key of texts.keys())
        if (PLURAL.test(key))
          for (const form of forms)
            expect(texts.has(`${withoutPlural(key)}_${form}`), `${language} ${key} ${form}`).toBe(true)
    }
  })

  test('every key in the code is there', () => {
    expect(uses.length).toBeGreaterThan(200)
    expect(uses.filter((use) => meant(use).length === 0)).toEqual([])
  })

  test('no key is there for nobody', () => {
    const used = new Set(uses.flatMap(meant))
    expect([...known].filter((key) => !used.has(key))).toEqual([])
  })
})
