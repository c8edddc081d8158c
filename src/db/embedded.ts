// The embedded database (PGlite), through Kysely.
import type { PGlite, Transaction as PGliteTransaction } from '@electric-sql/pglite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { Database, OwnerSql } from './database.ts'
import { type Migration, migrate, type SqlRunner } from './migrate.ts'
import type { Tables } from './tables.ts'

type Settled = { promise: Promise<void>; commit: () => void; rollback: (reason: unknown) => void }

function settled(): Settled {
  let commit: () => void = () => undefined
  let rollback: (reason: unknown) => void = () => undefined
  const promise = new Promise<void>((resolve, reject) => {
    commit = resolve
    rollback = reject
  })
  return { promise, commit, rollback }
}

const ROLLED_BACK = Symbol('rolled back')

/**
 * One use of the single connection. Kysely's own PGlite driver shares one object between all uses, so that a
 * query beside an open transaction runs inside it, with that user's rights; here each use has its own.
 */
class EmbeddedConnection implements DatabaseConnection {
  readonly #pglite: PGlite
  readonly #role: string | null
  #open: { trx: PGliteTransaction; end: Settled; done: Promise<void> } | null = null

  constructor(pglite: PGlite, role: string | null) {
    this.#pglite = pglite
    this.#role = role
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.#query<R>(query)
    return {
      rows: result.rows,
      ...(result.affectedRows === undefined ? {} : { numAffectedRows: BigInt(result.affectedRows) }),
    }
  }

  #query<R>(query: CompiledQuery) {
    const parameters = [...query.parameters]
    if (this.#open) return this.#open.trx.query<R>(query.sql, parameters)
    if (this.#role === null) return this.#pglite.query<R>(query.sql, parameters)
    return this.#pglite.transaction(async (trx) => {
      await trx.query(`set local role ${this.#role}`)
      return trx.query<R>(query.sql, parameters)
    })
  }

  // biome-ignore lint/correctness/useYield: the engine has no cursors to stream from.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the embedded database does not stream')
  }

  async begin(): Promise<void> {
    const end = settled()
    const begun = settled()
    const done = this.#pglite.transaction(async (trx) => {
      if (this.#role !== null) await trx.query(`set local role ${this.#role}`)
      this.#open = { trx, end, done: Promise.resolve() }
      begun.commit()
      await end.promise
    })
    done.catch((error: unknown) => begun.rollback(error))
    await begun.promise
    if (this.#open) this.#open.done = done
  }

  async commit(): Promise<void> {
    const open = this.#open
    this.#open = null
    open?.end.commit()
    await open?.done
  }

  async rollback(): Promise<void> {
    const open = this.#open
    this.#open = null
    open?.end.rollback(ROLLED_BACK)
    await open?.done.catch((error: unknown) => {
      if (error !== ROLLED_BACK) throw error
    })
  }
}

function createDriver(pglite: PGlite, role: string | null): Driver {
  const own = (connection: DatabaseConnection) => connection as EmbeddedConnection
  return {
    init: async () => undefined,
    acquireConnection: async () => new EmbeddedConnection(pglite, role),
    beginTransaction: (connection) => own(connection).begin(),
    commitTransaction: (connection) => own(connection).commit(),
    rollbackTransaction: (connection) => own(connection).rollback(),
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
  }
}

function kyselyFor<T>(pglite: PGlite, role: string | null): Kysely<T> {
  return new Kysely<T>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => createDriver(pglite, role),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
}

function runnerOf(pglite: PGlite): SqlRunner {
  return {
    run: async (text) => {
      await pglite.exec(text)
    },
    rows: async (text, values) => (await pglite.query<Record<string, unknown>>(text, [...values])).rows,
  }
}

/**
 * Each script in a transaction of its own, which waits its turn behind everybody else's. A script may begin and
 * commit by itself: the outer begin then is the one that counts, and a failed one is rolled back before others go on.
 */
function ownerSql(pglite: PGlite): OwnerSql {
  return {
    executeSql: (text, values = []) =>
      pglite.transaction(async (trx) => {
        await trx.exec('set local role none')
        if (values.length > 0) return trx.query<Record<string, unknown>>(text, [...values])
        const results = await trx.exec(text)
        return { rows: results.flatMap((result) => result.rows as Record<string, unknown>[]) }
      }),
    listen: async (channel, onNotification, onReconnect) => {
      const close = await pglite.listen(channel, onNotification)
      onReconnect()
      return { close: () => close() }
    },
  }
}

/**
 * Migrates and opens the embedded database. The session stays in role shopcall_service; what needs another
 * role takes it for a transaction. There is one connection: a transaction that is held stalls everybody.
 */
export async function openEmbedded(
  pglite: PGlite,
  schema: { bootstrap: string; migrations: readonly Migration[] },
): Promise<Database> {
  await pglite.waitReady
  await migrate(runnerOf(pglite), schema)
  await pglite.exec('set role shopcall_service')
  return {
    engine: 'embedded',
    service: kyselyFor<Tables>(pglite, null),
    accounts: kyselyFor<unknown>(pglite, 'shopcall_auth'),
    jobs: { kind: 'embedded', sql: ownerSql(pglite) },
    connections: () => ({ total: 1, idle: 1, waiting: 0 }),
    close: () => pglite.close(),
  }
}
