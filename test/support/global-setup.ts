// Before all tests: an embedded database with the whole schema, kept as a file that each test file starts from.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/db/migrate.ts'
import { readSchema } from '../../src/entry/schema-files.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the data folder's dump. */
    embeddedSnapshot: string
  }
}

/** Makes the snapshot and says how to be rid of it. */
export async function setup(project: TestProject) {
  if (process.env['DATABASE_URL'] || process.env['SHOPCALL_TEST_WITHOUT_DATABASE']) {
    project.provide('embeddedSnapshot', '')
    return undefined
  }
  const folder = await mkdtemp(join(tmpdir(), 'shopcall-test-'))
  const file = join(folder, 'embedded.tar')
  const pglite = await PGlite.create()
  await migrate(
    {
      run: async (text) => {
        await pglite.exec(text)
      },
      rows: async (text, values) => (await pglite.query<Record<string, unknown>>(text, [...values])).rows,
    },
    readSchema(),
  )
  const dump = await pglite.dumpDataDir('none')
  await writeFile(file, new Uint8Array(await dump.arrayBuffer()))
  await pglite.close()
  project.provide('embeddedSnapshot', file)
  return () => rm(folder, { recursive: true, force: true })
}
