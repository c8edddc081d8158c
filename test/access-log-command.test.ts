// `npm run verify-log` as an operator runs it: its heads, its verdict, its exit code.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createAccessLog } from '../src/access/access-log.ts'
import { openEmbedded } from '../src/db/embedded.ts'
import { readSchema } from '../src/entry/schema-files.ts'
import { accessRecord, tamper } from './support/access-records.ts'
import { engine, openTestDatabase, type TestDatabase } from './support/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'shopcall-verify-'))
const user = crypto.randomUUID()
let databaseUrl: string | null = null
let postgres: TestDatabase | null = null

type Asked = Pick<TestDatabase, 'database' | 'admin'>

/** Works on the database that the command looks at; the embedded one is closed again before the command opens it. */
async function withDatabase(work: (db: Asked) => Promise<void>): Promise<void> {
  if (postgres) return work(postgres)
  const pglite = await PGlite.create({ dataDir: join(folder, 'database') })
  const database = await openEmbedded(pglite, readSchema())
  const admin: TestDatabase['admin'] = (text, values = []) =>
    pglite.transaction(async (trx) => {
      await trx.query('set local role none')
      return (await trx.query<Record<string, unknown>>(text, [...values])).rows
    })
  await work({ database, admin })
  await database.close()
}

beforeAll(async () => {
  if (engine === 'postgres') {
    postgres = await openTestDatabase()
    const [row] = await postgres.admin('select current_database() as name')
    const url = new URL(process.env['DATABASE_URL'] ?? '')
    url.pathname = `/${String(row?.['name'])}`
    databaseUrl = url.href
  } else {
    const loadDataDir = new Blob([readFileSync(inject('embeddedSnapshot'))])
    await (await PGlite.create({ dataDir: join(folder, 'database'), loadDataDir })).close()
  }
  await withDatabase(async ({ database }) => {
    const log = createAccessLog(database)
    await Promise.all(Array.from({ length: 20 }, () => log.record(accessRecord({ user_id: user }))))
  })
}, 120_000)
afterAll(async () => {
  await postgres?.close()
  rmSync(folder, { recursive: true, force: true })
})

function verify(
  ...args: string[]
): Promise<{ code: number | null; report: { heads: object[] }; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/entry/verify-log.ts', ...args], {
      env: {
        PATH: process.env['PATH'],
        DATA_DIR: folder,
        ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
      },
    })
    let [out, said] = ['', '']
    child.stdout.on('data', (part) => {
      out += part
    })
    child.stderr.on('data', (part) => {
      said += part
    })
    child.once('error', reject)
    child.once('close', (code) =>
      resolve({ code, said, report: out === '' ? { heads: [] } : JSON.parse(out) }),
    )
  })
}

test('whole: 0 and the heads; cut and set back: known by the heads of before; changed: 1 and the row', async () => {
  const first = await verify()
  expect(first).toMatchObject({ code: 0, said: '20 rows of 1 users checked: all as they were written.\n' })
  expect(first.report).toMatchObject({ rows: 20, faults: [], heads: [{ user_id: user, seq: 20 }] })
  const file = join(folder, 'heads.json')
  writeFileSync(file, JSON.stringify(first.report))
  expect(await verify('--heads', file)).toMatchObject({
    code: 0,
    said: '20 rows of 1 users checked, 1 former heads compared: all as they were written.\n',
  })

  await withDatabase((db) =>
    tamper(
      db,
      `delete from access_log where seq > 15;
       update shopcall.access_log_heads h set seq = l.seq, hash = l.hash from access_log l where l.seq = 15`,
    ),
  )
  expect(await verify()).toMatchObject({ code: 0 })
  expect(await verify('--heads', file)).toMatchObject({
    code: 1,
    said: expect.stringContaining(`The log of user ${user} is not whole: row 16 is missing.`),
  })

  await withDatabase((db) => tamper(db, 'update access_log set item_count = 1 where seq = 7'))
  expect(await verify()).toMatchObject({
    code: 1,
    said: expect.stringContaining(`The log of user ${user} is not whole: row 7 is altered.`),
  })
}, 120_000)

test('what cannot be checked is 2, not 0', async () => {
  const missing = await verify('--heads', join(folder, 'no-such-file'))
  expect(missing.code).toBe(2)
  writeFileSync(join(folder, 'broken.json'), '{"heads": [{}]}')
  expect((await verify('--heads', join(folder, 'broken.json'))).code).toBe(2)
  expect((await verify('--heads')).code).toBe(2)
}, 60_000)
