// The SQL functions as somebody uses them who works with the database directly: as a signed-in user, and as nobody.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from './support/database.ts'

let db: TestDatabase
const mine = crypto.randomUUID()
const other = crypto.randomUUID()
const store = crypto.randomUUID()
const otherStore = crypto.randomUUID()
const key = crypto.randomUUID()
const otherKey = crypto.randomUUID()
const ALL_ON = { allow_customer_access: true, allow_order_access: true, allow_product_access: true }

beforeAll(async () => {
  db = await openTestDatabase()
  for (const [user, storeId, keyId] of [
    [mine, store, key],
    [other, otherStore, otherKey],
  ]) {
    await db.admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [
      user,
      'x',
      `${user}@example.hu`,
    ])
    await db.admin(
      "insert into stores (id, user_id, platform, name, url) values ($1, $2, 'shopify', 'x', 'https://x.example.com')",
      [storeId, user],
    )
    await db.admin(
      `insert into user_api_keys (id, user_id, name, prefix, digest, hash, expires_at)
       values ($1, $2, 'x', 'abcdef', sha256(convert_to($3::text, 'UTF8')), 'x', now() + interval '1 day')`,
      [keyId, user, String(keyId)],
    )
  }
})
afterAll(() => db.close())

/** The values of the only column. */
async function asRole(
  role: 'authenticated' | 'anon',
  user: string | null,
  text: string,
  values: unknown[] = [],
) {
  return (await db.as(role, user, text, values)).map((row) => Object.values(row)[0])
}
const asMe = (text: string, values: unknown[] = []) => asRole('authenticated', mine, text, values)

test('is_api_key_valid knows my keys and nobody else’s', async () => {
  expect(await asMe('select is_api_key_valid($1)', [key])).toEqual([true])
  expect(await asMe('select is_api_key_valid($1)', [otherKey])).toEqual([false])
})

test('can_access_store_data and get_stores_with_data_access follow the switches of my stores', async () => {
  for (const kind of ['customers', 'orders', 'products']) {
    expect(await asMe('select can_access_store_data($1, $2)', [store, kind])).toEqual([true])
    expect(await asMe('select can_access_store_data($1, $2)', [otherStore, kind])).toEqual([false])
    expect(await asMe('select store_id from get_stores_with_data_access($1)', [kind])).toEqual([store])
  }
  expect(await asMe("select can_access_store_data($1, 'everything')", [store])).toEqual([false])
  expect(await asMe("select store_id from get_stores_with_data_access('everything')")).toEqual([])
})

test('update_store_data_access changes mine, with a row in the audit, and refuses the rest', async () => {
  const off = JSON.stringify({ ...ALL_ON, allow_customer_access: false })
  expect(await asMe('select update_store_data_access($1, $2::jsonb)', [store, off])).toEqual([true])
  expect(await asMe("select can_access_store_data($1, 'customers')", [store])).toEqual([false])
  const audit = await db.admin(
    'select user_id, changed_by, reason from store_permission_audit where store_id = $1',
    [store],
  )
  expect(audit).toEqual([{ user_id: mine, changed_by: mine, reason: 'changed' }])
  expect(await asMe('select update_store_data_access($1, $2::jsonb)', [otherStore, off])).toEqual([false])
  await expect(
    asMe('select update_store_data_access($1, $2::jsonb)', [store, '{"allow_order_access": true}']),
  ).rejects.toThrow()
  expect(await db.admin('select count(*)::int as count from store_permission_audit')).toEqual([{ count: 1 }])
})

test('a signed-in user changes nothing past the functions', async () => {
  for (const text of [
    `update stores set data_access_permissions = '${JSON.stringify(ALL_ON)}'`,
    'update user_api_keys set revoked_at = null',
    'delete from access_log',
    "insert into store_permission_audit (store_id, user_id, changed_by, reason, new_permissions) select id, user_id, user_id, 'changed', data_access_permissions from stores",
    'select credentials from stores',
    'select hash from user_api_keys',
    'select * from service_secrets',
    'select update_api_key_last_used(id) from user_api_keys',
  ]) {
    await expect(asMe(text), text).rejects.toThrow(/permission denied/)
  }
})

test('revoke_api_key ends mine once, and it stays ended', async () => {
  expect(await asMe('select revoke_api_key($1, $2)', [otherKey, 'not mine'])).toEqual([false])
  expect(await asMe('select revoke_api_key($1, $2)', [key, 'over'])).toEqual([true])
  expect(await asMe('select revoke_api_key($1, $2)', [key, 'again'])).toEqual([false])
  expect(await asMe('select is_api_key_valid($1)', [key])).toEqual([false])
  expect(await asRole('authenticated', other, 'select is_api_key_valid($1)', [otherKey])).toEqual([true])
  await expect(db.admin('update user_api_keys set revoked_at = null where id = $1', [key])).rejects.toThrow(
    /stays revoked/,
  )
})

test('cleanup_expired_api_keys deletes my keys that ended long ago', async () => {
  expect(await asMe('select cleanup_expired_api_keys()')).toEqual([0])
  expect(await asMe("select cleanup_expired_api_keys('0 days')")).toEqual([1])
  expect(await db.admin('select id from user_api_keys')).toEqual([{ id: otherKey }])
})

test('anonymous callers may call none of them', async () => {
  for (const text of [
    `select is_api_key_valid('${otherKey}')`,
    `select revoke_api_key('${otherKey}')`,
    'select cleanup_expired_api_keys()',
    `select can_access_store_data('${otherStore}', 'orders')`,
    "select * from get_stores_with_data_access('orders')",
    `select update_store_data_access('${otherStore}', '{}')`,
    `select update_api_key_last_used('${otherKey}')`,
  ]) {
    await expect(asRole('anon', null, text), text).rejects.toThrow(/permission denied/)
  }
})
