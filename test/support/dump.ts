// Everything that the database holds, as text: to look for what must not be in it.
import type { TestDatabase } from './database.ts'

/** Every row of every table that is not the engine's own; bytes as hex. */
export async function dumpOf(db: Pick<TestDatabase, 'admin'>): Promise<string> {
  const tables = await db.admin(`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`)
  const parts: string[] = []
  for (const { name } of tables) {
    const rows = await db.admin(`select t::text as line from ${String(name)} t`)
    parts.push(`${String(name)}\n${rows.map((row) => String(row['line'])).join('\n')}`)
  }
  return parts.join('\n')
}

/** The spellings in which a text could lie in a dump or a log: as it is, lower case, hex, base64. */
export function spellingsOf(text: string): string[] {
  const all = [text, text.toLowerCase()].flatMap((one) => {
    const bytes = Buffer.from(one)
    // A base64 text depends on where it begins; of three places the middle is always the same.
    const shifted = [0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(4, -4),
    )
    return [one, bytes.toString('hex'), ...shifted]
  })
  return [...new Set(all)].filter((one) => one.length >= 6)
}

/** Which of the texts are in there, in whatever spelling. */
export function foundIn(haystack: string, texts: readonly string[]): string[] {
  return texts.filter((text) => spellingsOf(text).some((spelling) => haystack.includes(spelling)))
}
