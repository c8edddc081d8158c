// What connecting a shop left behind: every row of the database and every line of the log, searched for secrets.
import type { TestDatabase } from './database.ts'

/** Every row of every table as text; bytes are hex there. */
export async function dumpDatabase(db: TestDatabase): Promise<string> {
  const tables = await db.admin(`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`)
  const parts: string[] = []
  for (const { name } of tables) {
    const [row] = await db.admin(`select coalesce(string_agg(t::text, E'\\n'), '') as text from ${name} t`)
    parts.push(`${name}\n${row?.['text']}`)
  }
  return parts.join('\n')
}

/** How a secret may be written: as it is, in hex, and in base64 from any of the three positions. */
export function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const inBase64 = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return whole.slice(Math.ceil((before * 8) / 6), -4)
  })
  const inBase64Url = inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  return [secret, bytes.toString('hex'), ...inBase64, ...inBase64Url]
}

/** The secrets that are in the text, in whichever spelling. */
export function findSecrets(text: string, secrets: readonly string[]): string[] {
  const lower = text.toLowerCase()
  return secrets.filter((secret) =>
    spellingsOf(secret).some((spelling) => text.includes(spelling) || lower.includes(spelling.toLowerCase())),
  )
}
