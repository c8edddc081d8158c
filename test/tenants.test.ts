// Two users through one connection, ten thousand times in a random order: no row of the other, ever.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../sandbox/random.ts'
import { findStore, findStores } from '../src/access/stores.ts'
import { asUser } from '../src/db/database.ts'
import { openTestDatabase, type TestDatabase } from './support/database.ts'

const TURNS = 10_000
const AT_ONCE = 40

let db: TestDatabase
const users = [crypto.randomUUID(), crypto.randomUUID()] as const
const stores = [crypto.randomUUID(), crypto.randomUUID()] as const

beforeAll(async () => {
  db = await openTestDatabase({ maxConnections: 1 })
  for (const [index, id] of users.entries()) {
    await db.admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [
      id,
      'x',
      `${id}@example.hu`,
    ])
    await db.admin(
      `insert into stores (id, user_id, platform, name, url) values ($1, $2, 'shopify', $3, 'https://x.example.com')`,
      [stores[index], id, `store ${index}`],
    )
  }
})
afterAll(() => db.close())

/** One read as a user, by one of the ways that the service has; the ids of what was seen. */
const WAYS: readonly ((own: 0 | 1) => Promise<readonly string[]>)[] = [
  async (own) => (await findStores(db.database, users[own])).map((store) => store.id),
  async (own) => [(await findStore(db.database, users[own], stores[own])).id],
  // The other's store, asked for by its id.
  async (own) =>
    findStore(db.database, users[own], stores[own === 0 ? 1 : 0]).then(
      (store) => [store.id],
      () => [stores[own]],
    ),
  (own) =>
    asUser(db.database, users[own], async (trx) =>
      (await trx.selectFrom('stores').select('id').execute()).map((row) => row.id),
    ),
  // A transaction that fails leaves nothing behind for who comes next.
  (own) =>
    asUser(db.database, users[own], async (trx) => {
      await trx.selectFrom('stores').select('id').execute()
      await sql`select 1 / 0`.execute(trx)
      return []
    }).catch(() => [stores[own]]),
  // No user at all sees nothing.
  async (own) => {
    const rows = await db.database.service.selectFrom('stores').select('id').execute()
    return rows.length === 0 ? [stores[own]] : rows.map((row) => row.id)
  },
]

test(`${TURNS} turns`, async () => {
  const random = createRandom('tenants')
  const foreign: string[] = []
  let done = 0
  async function worker(): Promise<void> {
    while (done < TURNS) {
      done++
      const own = random.pick([0, 1] as const)
      const seen = await random.pick(WAYS)(own)
      if (seen.length !== 1 || seen[0] !== stores[own]) foreign.push(...seen)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  expect(foreign).toEqual([])
}, 180_000)
