// The dashboard's texts, as a person who reads that language looks for them.
import { readFileSync } from 'node:fs'

export type Language = 'en' | 'hu'

/** The text of `namespace:key` with its values filled in; `count` chooses the plural. Throws where there is none. */
export type Words = (key: string, values?: Readonly<Record<string, string | number>>) => string

const folder = new URL('../../../dashboard/src/i18n/', import.meta.url)

function read(language: Language, namespace: string): unknown {
  return JSON.parse(readFileSync(new URL(`${language}/${namespace}.json`, folder), 'utf8'))
}

function lookUp(texts: unknown, path: readonly string[]): string | null {
  const [name, ...rest] = path
  if (name === undefined) return typeof texts === 'string' ? texts : null
  const record = typeof texts === 'object' && texts !== null ? (texts as Record<string, unknown>) : {}
  return lookUp(record[name], rest)
}

export function wordsOf(language: Language): Words {
  const namespaces = new Map<string, unknown>()
  return (key, values = {}) => {
    const [namespace = '', path = ''] = key.split(':')
    if (!namespaces.has(namespace)) namespaces.set(namespace, read(language, namespace))
    const texts = namespaces.get(namespace)
    const plural = 'count' in values ? (values['count'] === 1 ? '_one' : '_other') : ''
    const text = lookUp(texts, `${path}${plural}`.split('.'))
    if (text === null) throw new Error(`no text ${key} in ${language}`)
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
  }
}
