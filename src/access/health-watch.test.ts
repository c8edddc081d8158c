// What reads say of a store's health: written when it changes, at most once a minute, never by a read as usual.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import type { Database } from '../db/database.ts'
import { AppError } from '../errors.ts'
import { createLog } from '../log.ts'
import type { Shop } from '../platforms/platform.ts'
import { createHealthWatch } from './health-watch.ts'
import { keepVerdicts } from './store-health.ts'

let db: TestDatabase
let store: { id: string; user_id: string }
let time: number
let statements: number
let counted: Database
const log: unknown[] = []

beforeAll(async () => {
  db = await openTestDatabase()
  const service = new Proxy(db.database.service, {
    get(target, name) {
      if (name === 'executeQuery' || name === 'getExecutor') statements++
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  counted = { ...db.database, service }
})
afterAll(() => db.close())

beforeEach(async () => {
  const user_id = crypto.randomUUID()
  await db.admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [
    user_id,
    'T',
    `${user_id}@x.hu`,
  ])
  const [row] = await db.admin(
    "insert into stores (user_id, platform, name, url) values ($1, 'woocommerce', 's', 'https://x') returning id",
    [user_id],
  )
  store = { id: String(row?.['id']), user_id }
  time = Date.now()
  statements = 0
  log.splice(0)
})

const refused = (reason = 'key_refused') => new AppError('shop_unauthorized', 'x', { reason })
const watchNow = () =>
  createHealthWatch({ database: counted, log: createLog((...line) => void log.push(line)), now: () => time })

/** A shop that answers as `outcome` says now. */
function shopThat(outcome: () => Error | null): Shop {
  const read = async () => {
    const error = outcome()
    if (error) throw error
    return { items: [] }
  }
  const names = ['listCustomers', 'getCustomer', 'listOrders', 'getOrder', 'listProducts', 'getProduct']
  return Object.fromEntries(names.map((name) => [name, read])) as unknown as Shop
}

function watched() {
  const watch = watchNow()
  const state: { error: Error | null } = { error: null }
  const shop = watch.watch(
    shopThat(() => state.error),
    store,
  )
  const options = { fields: null, includeCustomer: true }
  const page = { limit: 1, position: { page: 1 } }
  const read = async (kind: 'orders' | 'products' = 'orders') => {
    const list = kind === 'orders' ? shop.listOrders : shop.listProducts
    await list({}, page, options).catch(() => undefined)
    await watch.drain()
  }
  return { watch, state, read }
}

const verdicts = async () =>
  Object.fromEntries(
    (await db.admin('select kind, problem from store_health where store_id = $1', [store.id])).map((row) => [
      row['kind'],
      row['problem'],
    ]),
  )

test('a read as usual asks the database nothing, and the first one of a process once', async () => {
  const { read } = watched()
  await read()
  const first = statements
  expect(first).toBeGreaterThan(0)
  for (let reads = 0; reads < 50; reads++) await read()
  expect(statements).toBe(first)
  expect(await verdicts()).toEqual({})
})

test('a refusal is noted at once, its end after a minute, and in between nothing is written', async () => {
  const { state, read } = watched()
  await read()
  state.error = refused()
  await read()
  expect(await verdicts()).toEqual({ orders: 'keys_revoked' })
  const written = statements
  for (let reads = 0; reads < 20; reads++) await read()
  state.error = null
  time += 59_000
  for (let reads = 0; reads < 20; reads++) await read()
  expect(statements).toBe(written)
  time += 2_000
  await read()
  expect(await verdicts()).toEqual({ orders: null })
})

test('a process that knows nothing of a refusal ends it by its first read that succeeds', async () => {
  const before = new Date(time - 1000)
  const keep = (kind: 'orders' | 'customers' | 'products', problem: 'keys_revoked' | 'missing_scope') =>
    keepVerdicts(db.database, store, [{ kind, reachable: false, problem, checked_at: before }])
  await keep('orders', 'missing_scope')
  await keep('customers', 'keys_revoked')
  await keep('products', 'missing_scope')
  await watched().read()
  // The keys work, so the whole store's problem is gone; a right for another kind is not proved by this one.
  expect(await verdicts()).toEqual({ orders: null, customers: null, products: 'missing_scope' })
})

test('what only limits reading is not ended by reading', async () => {
  const checked_at = new Date(time - 1000)
  await keepVerdicts(db.database, store, [
    { kind: 'orders', reachable: true, problem: 'order_history_limited', checked_at },
  ])
  await watched().read()
  expect(await verdicts()).toEqual({ orders: 'order_history_limited' })
})

test('a read that began before the store was connected anew says nothing of it', async () => {
  const { state, read } = watched()
  const checked_at = new Date(time + 5_000)
  await keepVerdicts(db.database, store, [{ kind: 'orders', reachable: true, problem: null, checked_at }])
  state.error = refused()
  await read()
  expect(await verdicts()).toEqual({ orders: null })
})

test.each([
  ['a shop that is away', new AppError('shop_unavailable', 'x', { reason: 'http_503' })],
  ['a record that is not there', new AppError('not_found', 'x')],
  ['a refusal without a reason', new AppError('shop_unauthorized', 'x')],
  ['a failure of ours', new Error('x')],
])('%s is no verdict', async (_, error) => {
  const { state, read } = watched()
  state.error = error
  await read()
  expect(await verdicts()).toEqual({})
})

test('a store that was deleted meanwhile, and a database that is away, disturb no read', async () => {
  const { state, read, watch } = watched()
  await db.admin('delete from stores where id = $1', [store.id])
  state.error = refused()
  await read()
  expect(log).toEqual([])
  watch.forget(store.id)
  store = { ...store, id: 'not-a-uuid' }
  const broken = watched()
  broken.state.error = refused()
  await broken.read()
  expect(JSON.stringify(log)).toContain('background work failed')
})
