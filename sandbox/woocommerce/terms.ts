// Categories, tags and brands: names that WordPress keeps as HTML.

const BYTES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Names of terms are kept as HTML: an ampersand is already escaped in the database. */
const asHtml = (text: string) => text.replace(/[&<>]/g, (char) => BYTES[char] ?? char)

/** As WordPress makes the end of an address out of a title. */
export function slugOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** Terms get their ids in the order in which the world first names them. */
export function createTerms(firstId: number) {
  const ids = new Map<string, number>()
  return (name: string) => {
    const id = ids.get(name) ?? firstId + ids.size
    ids.set(name, id)
    return { id, name: asHtml(name), slug: slugOf(name) }
  }
}

/** Where the terms of each kind come from. */
export type Terms = Record<'category' | 'tag' | 'brand', ReturnType<typeof createTerms>>
