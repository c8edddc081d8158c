// A database before any migration, as an upgrade finds it.
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import type { Database } from '../../src/db/database.ts'
import { openEmbedded } from '../../src/db/embedded.ts'
import { openPostgres } from '../../src/db/postgres.ts'
import { readSchema } from '../../src/entry/schema-files.ts'

/** A database before any migration, asked as its superuser. */
export type BareDatabase = {
  /** Of the database, on PostgreSQL. */
  readonly url: string | null
  run(text: string): Promise<void>
  rows(text: string): Promise<Record<string, unknown>[]>
  /** Migrates and opens it, as the service does at start. */
  open(): Promise<Database>
  close(): Promise<void>
}

async function bareEmbedded(): Promise<BareDatabase> {
  const pglite = await PGlite.create()
  let role = 'none'
  // There is one session: what is open goes on in its role.
  const asSuperuser = async (work: () => Promise<unknown>) => {
    await pglite.exec('reset role')
    await work()
    await pglite.exec(`set role ${role}`)
  }
  return {
    url: null,
    run: (text) => asSuperuser(() => pglite.exec(text)),
    rows: (text) =>
      pglite.transaction(async (trx) => {
        await trx.query('set local role none')
        return (await trx.query<Record<string, unknown>>(text)).rows
      }),
    open: async () => {
      await pglite.exec('reset role')
      role = 'shopcall_service'
      return openEmbedded(pglite, readSchema())
    },
    close: () => pglite.close(),
  }
}

async function barePostgres(url: string): Promise<BareDatabase> {
  const name = `shopcall_older_${crypto.randomUUID().replaceAll('-', '')}`
  const server = new pg.Client({ connectionString: url })
  await server.connect()
  await server.query(`create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  const client = new pg.Client({ connectionString: own.href })
  await client.connect()
  const opened: Database[] = []
  return {
    url: own.href,
    run: async (text) => {
      await client.query(text)
    },
    rows: async (text) => (await client.query<Record<string, unknown>>(text)).rows,
    open: async () => {
      const database = await openPostgres(own.href, readSchema(), { maxConnections: 4 })
      opened.push(database)
      return database
    },
    close: async () => {
      await client.end()
      for (const database of opened) await database.close()
      await server.query(`drop database ${name} with (force)`)
      await server.end()
    },
  }
}

/** Opens one on the engine that the suite runs on; the caller closes it. */
export function openBareDatabase(): Promise<BareDatabase> {
  const url = process.env['DATABASE_URL']
  return url ? barePostgres(url) : bareEmbedded()
}
