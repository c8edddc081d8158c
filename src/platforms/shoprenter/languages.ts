// The languages of a shop, and the choice among texts that exist in several.
import type { ApiClient } from './client.ts'
import { languageWire } from './wire-reference.ts'

/** Texts in several languages, and which language they are to be given in. */
export type Languages = {
  /** The text in the shop's language, else in Hungarian, else in any. */
  pick<T extends { readonly language: string | null }>(texts: readonly T[]): T | null
  codeOf(languageId: string | null): string | null
}

/** Reads the shop's languages; `main` is the code of its own. */
export async function readLanguages(client: ApiClient, main: string | null): Promise<Languages> {
  const rows = await client.all('languages', languageWire)
  const codes = new Map(rows.map((row) => [row.id, row.code?.toLowerCase() ?? null]))
  const codeOf = (id: string | null) => (id === null ? null : (codes.get(id) ?? null))
  const wanted = [main?.toLowerCase() ?? 'hu', 'hu']
  return {
    codeOf,
    pick: (texts) => {
      for (const code of wanted) {
        const found = texts.find(({ language }) => codeOf(language) === code)
        if (found) return found
      }
      return texts[0] ?? null
    },
  }
}
