// Before all tests: an embedded database with the whole schema, kept as a file that each test file starts from.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/db/migrate.ts'
import { openPostgres } from '../../src/db/postgres.ts'
import { readSchema } from '../../src/entry/schema-files.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the data folder's dump. */
    embeddedSnapshot: string
  }
}

/** Roles are the whole server's: made once here, and not by all test files at the same moment. */
async function makeRoles(url: string): Promise<void> {
  const name = `shopcall_test_${crypto.randomUUID().replaceAll('-', '')}`
  const server = new pg.Client({ connectionString: url })
  await server.connect()
  await server.query(`create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  await (await openPostgres(own.href, readSchema())).close()
  await server.query(`drop database ${name} with (force)`)
  await server.end()
}

/** Makes the snapshot and says how to be rid of it. */
export async function setup(project: TestProject) {
  const url = process.env['DATABASE_URL']
  if (url || process.env['SHOPCALL_TEST_WITHOUT_DATABASE']) {
    project.provide('embeddedSnapshot', '')
    if (url) await makeRoles(url)
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
