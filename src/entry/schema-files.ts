// Reads the schema from the project's own files: the bootstrap and the migrations.
import { readdirSync, readFileSync } from 'node:fs'
import { type Migration, toMigration } from '../db/migrate.ts'

const root = new URL('../../', import.meta.url)

/** The bootstrap for our own databases, and all migrations in their order. */
export function readSchema(): { bootstrap: string; migrations: readonly Migration[] } {
  const folder = new URL('supabase/migrations/', root)
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  return {
    bootstrap: readFileSync(new URL('src/db/bootstrap.sql', root), 'utf8'),
    migrations: files.map((name) => toMigration(name, readFileSync(new URL(name, folder), 'utf8'))),
  }
}
