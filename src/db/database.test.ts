// The database does what the rest relies on: roles, users kept apart, transactions that nobody else is inside.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { asUser } from './database.ts'

let db: TestDatabase
const users = { a: crypto.randomUUID(), b: crypto.randomUUID() }

beforeAll(async () => {
  db = await openTestDatabase()
  for (const [name, id] of Object.entries(users)) {
    await db.admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [
      id,
      name,
      `${name}@example.hu`,
    ])
    await db.admin(
      `insert into stores (user_id, platform, name, url) values ($1, 'woocommerce', $2, 'https://shop.example.com')`,
      [id, `store of ${name}`],
    )
  }
})
afterAll(() => db.close())

const namesOf = (userId: string) =>
  asUser(db.database, userId, async (trx) =>
    (await trx.selectFrom('stores').select('name').execute()).map((row) => row.name),
  )

test('the service runs in its own role, without any user', async () => {
  const result = await sql<{ role: string }>`select current_user as role`.execute(db.database.service)
  expect(result.rows).toEqual([{ role: 'shopcall_service' }])
  expect(await db.database.service.selectFrom('stores').selectAll().execute()).toEqual([])
})

test('the accounts run in theirs, and see no store', async () => {
  const result = await sql<{ role: string }>`select current_user as role`.execute(db.database.accounts)
  expect(result.rows).toEqual([{ role: 'shopcall_auth' }])
  await expect(sql`select * from public.stores`.execute(db.database.accounts)).rejects.toThrow(
    /permission denied/,
  )
})

test('the service may not read the accounts', async () => {
  await expect(sql`select * from auth.users`.execute(db.database.service)).rejects.toThrow(
    /permission denied/,
  )
})

test('work for a user sees that user alone', async () => {
  expect(await namesOf(users.a)).toEqual(['store of a'])
  expect(await namesOf(users.b)).toEqual(['store of b'])
})

test('a write for another user is refused', async () => {
  const write = asUser(db.database, users.a, (trx) =>
    trx
      .insertInto('stores')
      .values({
        user_id: users.b,
        platform: 'shopify',
        name: 'x',
        url: 'https://x.example.com',
        country: null,
        currency: null,
        credentials: null,
      })
      .execute(),
  )
  await expect(write).rejects.toThrow(/row-level security/)
})

test('a query beside an open transaction is not inside it', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const inside = asUser(db.database, users.a, async (trx) => {
    await trx.updateTable('stores').set({ name: 'renamed' }).execute()
    await held
    throw new Error('rolled back on purpose')
  })
  const beside = namesOf(users.b)
  setTimeout(release, 50)
  await expect(inside).rejects.toThrow('rolled back on purpose')
  expect(await beside).toEqual(['store of b'])
  expect(await namesOf(users.a)).toEqual(['store of a'])
})

test('two users at once never see a row of the other', async () => {
  const turns = Array.from({ length: 300 }, (_, index) => (index % 2 === 0 ? users.a : users.b))
  const seen = await Promise.all(turns.map(namesOf))
  seen.forEach((names, index) => {
    expect(names).toEqual([index % 2 === 0 ? 'store of a' : 'store of b'])
  })
})

test('the access log takes rows and gives none back to the service without a user', async () => {
  const row = {
    user_id: users.a,
    key_id: null,
    store_id: null,
    operation: 'orders.list',
    resource: 'orders',
    outcome: 'allowed',
    code: null,
    status: 200,
    item_count: 1,
    request_id: 'request-1',
    address: '203.0.113.7',
    agent: 'test',
    duration_ms: 1,
    shop_ms: 1,
  }
  await sql`select shopcall.record_accesses(${JSON.stringify([row])}::jsonb)`.execute(db.database.service)
  expect(await db.database.service.selectFrom('access_log').selectAll().execute()).toEqual([])
  const own = await asUser(db.database, users.a, (trx) =>
    trx.selectFrom('access_log').select(['operation', 'address']).execute(),
  )
  expect(own).toEqual([{ operation: 'orders.list', address: expect.stringContaining('203.0.113.7') }])
  await expect(sql`delete from access_log`.execute(db.database.service)).rejects.toThrow(/permission denied/)
})

test('permissions that are not three booleans are refused by the database itself', async () => {
  for (const bad of [
    '{}',
    '{"allow_customer_access": true}',
    '{"allow_customer_access": 1, "allow_order_access": true, "allow_product_access": true}',
    '[]',
  ]) {
    const write = asUser(db.database, users.a, (trx) =>
      trx.updateTable('stores').set({ data_access_permissions: bad }).execute(),
    )
    await expect(write).rejects.toThrow(/stores_permissions_complete/)
  }
})
