// A folder with a database that is migrated already, for tests that start the program itself.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { inject } from 'vitest'
import { openTestDatabase } from './database.ts'

/** What to set for `src/entry/node.ts`; on PostgreSQL a database of its own there. */
export async function prepareDataDir(): Promise<{
  environment: Record<string, string>
  remove(): Promise<void>
}> {
  const folder = await mkdtemp(join(tmpdir(), 'shopcall-data-'))
  if (process.env['DATABASE_URL']) {
    const db = await openTestDatabase()
    const { jobs } = db.database
    return {
      environment: { DATA_DIR: folder, DATABASE_URL: jobs.kind === 'postgres' ? jobs.url : '' },
      remove: async () => {
        await db.close()
        await rm(folder, { recursive: true, force: true })
      },
    }
  }
  const snapshot = await readFile(inject('embeddedSnapshot'))
  const pglite = await PGlite.create({
    dataDir: join(folder, 'database'),
    loadDataDir: new Blob([snapshot]),
  })
  await pglite.close()
  return {
    environment: { DATA_DIR: folder, DATABASE_URL: '' },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
