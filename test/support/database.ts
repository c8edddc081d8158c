// A fresh database for a test file: the embedded one, or one of its own on the server of DATABASE_URL.
import { readFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { inject } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import { openEmbedded } from '../../src/db/embedded.ts'
import { openPostgres } from '../../src/db/postgres.ts'
import { readSchema } from '../../src/entry/schema-files.ts'

/** Which engine the suite runs on. */
export const engine: 'embedded' | 'postgres' = process.env['DATABASE_URL'] ? 'postgres' : 'embedded'

/** A database, and a way to ask it as its superuser, past all policies. */
export type TestDatabase = {
  readonly database: Database
  /** For other processes; null: the embedded one is this process's alone. */
  readonly url: string | null
  admin(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** One statement as a role of Supabase's, with the claim of a user or of none. */
  as(
    role: 'authenticated' | 'anon',
    userId: string | null,
    text: string,
    values?: readonly unknown[],
  ): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

const claimsOf = (userId: string | null) => JSON.stringify(userId === null ? {} : { sub: userId })

async function embedded(): Promise<TestDatabase> {
  const snapshot = await readFile(inject('embeddedSnapshot'))
  const pglite = await PGlite.create({ loadDataDir: new Blob([snapshot]) })
  const database = await openEmbedded(pglite, readSchema())
  const admin = (text: string, values: readonly unknown[] = []) =>
    pglite.transaction(async (trx) => {
      await trx.query('set local role none')
      return (await trx.query<Record<string, unknown>>(text, [...values])).rows
    })
  const as: TestDatabase['as'] = (role, userId, text, values = []) =>
    pglite.transaction(async (trx) => {
      await trx.query("select set_config('request.jwt.claims', $1, true)", [claimsOf(userId)])
      await trx.query(`set local role ${role}`)
      return (await trx.query<Record<string, unknown>>(text, [...values])).rows
    })
  return { database, url: null, admin, as, close: () => database.close() }
}

async function postgres(url: string, maxConnections: number): Promise<TestDatabase> {
  const name = `shopcall_test_${crypto.randomUUID().replaceAll('-', '')}`
  const server = new pg.Client({ connectionString: url })
  await server.connect()
  await server.query(`create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  const database = await openPostgres(own.href, readSchema(), { maxConnections })
  const client = new pg.Client({ connectionString: own.href })
  await client.connect()
  return {
    database,
    url: own.href,
    as: async (role, userId, text, values = []) => {
      await client.query('begin')
      try {
        await client.query("select set_config('request.jwt.claims', $1, true)", [claimsOf(userId)])
        await client.query(`set local role ${role}`)
        const { rows } = await client.query<Record<string, unknown>>(text, [...values])
        await client.query('commit')
        return rows
      } catch (error) {
        await client.query('rollback')
        throw error
      }
    },
    admin: async (text, values = []) => (await client.query<Record<string, unknown>>(text, [...values])).rows,
    close: async () => {
      await client.end()
      await database.close()
      await server.query(`drop database ${name} with (force)`)
      await server.end()
    },
  }
}

/** Opens one; the caller closes it. The embedded database has one connection, whatever is asked. */
export function openTestDatabase(options: { maxConnections?: number } = {}): Promise<TestDatabase> {
  const url = process.env['DATABASE_URL']
  return url ? postgres(url, options.maxConnections ?? 8) : embedded()
}
