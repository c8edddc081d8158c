// The dashboard's texts, as a person who reads that language looks for them.
import { readFileSync } from 'node:fs'

export type Language = 'en' | 'hu'

/** The text of `namespace:key` with its values filled in; `count` chooses the plural. Throws where there is none. */
export type Words = (key: string, values?: Readonly<Record<string, string | number>>) => string

const folder = new URL('../../../dashboard/src/i18n/', import.meta.url)

function read(language: Language, namespace: string): unknown {
  return JSON.parse(readFileSync(new URL(`${language}/${namespace}.json`, folder), 'utf8'))
}

/** A name may hold dots itself, as those of operations do. */
function lookUp(texts: unknown, path: string): string | null {
  if (typeof texts !== 'object' || texts === null) return null
  const record = texts as Record<string, unknown>
  const whole = record[path]
  if (typeof whole === 'string') return whole
  const [name = '', ...rest] = path.split('.')
  return rest.length === 0 ? null : lookUp(record[name], rest.join('.'))
}

export function wordsOf(language: Language): Words {
  const namespaces = new Map<string, unknown>()
  return (key, values = {}) => {
    const [namespace = '', path = ''] = key.split(':')
    if (!namespaces.has(namespace)) namespaces.set(namespace, read(language, namespace))
    const texts = namespaces.get(namespace)
    const plural = 'count' in values ? (values['count'] === 1 ? '_one' : '_other') : ''
    const text = lookUp(texts, `${path}${plural}`)
    if (text === null) throw new Error(`no text ${key} in ${language}`)
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
  }
}
