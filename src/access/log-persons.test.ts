// A person is known again by the store's own hash only, in whatever spelling they are named, and never after the store.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { createSealer } from '../crypto.ts'
import { createPersonHashes, type Person, toPerson } from './log-persons.ts'

let db: TestDatabase
const user = crypto.randomUUID()
const sealer = createSealer([{ kid: 'k', key: crypto.getRandomValues(new Uint8Array(32)) }])
let store: { id: string; user_id: string; country: string | null }

beforeAll(async () => {
  db = await openTestDatabase()
  await db.admin("insert into auth.users (id, name, email) values ($1, 'x', 'x@example.hu')", [user])
})
afterAll(() => db.close())
beforeEach(async () => {
  await db.admin('delete from stores')
  store = await newStore()
})

async function newStore() {
  const id = crypto.randomUUID()
  await db.admin(
    "insert into stores (id, user_id, platform, name, url) values ($1, $2, 'woocommerce', 'x', $3)",
    [id, user, `https://${id}.example.com`],
  )
  return { id, user_id: user, country: 'HU' }
}

const email: Person = { kind: 'email', value: 'anna@example.hu' }
const secrets = () => db.admin('select store_id, sealed from store_person_secrets')

test.each([
  ['email', ' Anna@Example.HU ', { kind: 'email', value: 'anna@example.hu' }],
  ['phone', '06 30 123 4567', { kind: 'phone', value: '+36301234567' }],
  ['phone', '+36 30/123-4567', { kind: 'phone', value: '+36301234567' }],
  ['phone', 'not a number', null],
  ['customer_id', ' 17 ', { kind: 'customer_id', value: '17' }],
  ['email', '   ', null],
] as const)('%s %j in its one spelling', (kind, raw, person) => {
  expect(toPerson(kind, raw, 'HU')).toEqual(person)
})

test('the same person has the same hash in every process, and another one in another store', async () => {
  const [one] = await createPersonHashes(db.database).hash(sealer, store, [email])
  const [again] = await createPersonHashes(db.database).hash(sealer, store, [email])
  const [elsewhere] = await createPersonHashes(db.database).hash(sealer, await newStore(), [email])
  expect(one).toMatch(/^[0-9a-f]{64}$/)
  expect(again).toBe(one)
  expect(elsewhere).not.toBe(one)
})

test('an e-mail address is not taken for a customer’s id of the same letters', async () => {
  const [one, other] = await createPersonHashes(db.database).hash(sealer, store, [
    email,
    { kind: 'customer_id', value: email.value },
  ])
  expect(one).not.toBe(other)
})

test('many instances that name a store’s first person at once agree on one secret', async () => {
  const hashes = await Promise.all(
    Array.from({ length: 8 }, () => createPersonHashes(db.database).hash(sealer, store, [email])),
  )
  expect(new Set(hashes.flat()).size).toBe(1)
  expect(await secrets()).toHaveLength(1)
})

test('nobody named: no secret, no query', async () => {
  expect(await createPersonHashes(db.database).hash(sealer, store, [])).toEqual([])
  expect(await secrets()).toEqual([])
})

test('the secret is asked for once in ten minutes', async () => {
  let now = 0
  const hashes = createPersonHashes(db.database, () => now)
  const [one] = await hashes.hash(sealer, store, [email])
  await db.admin('delete from store_person_secrets')
  now = 599_999
  expect(await hashes.hash(sealer, store, [email])).toEqual([one])
  now = 600_000
  expect(await hashes.hash(sealer, store, [email])).not.toEqual([one])
})

test('the secret lies sealed, belongs to its store alone, and goes with it', async () => {
  await createPersonHashes(db.database).hash(sealer, store, [email])
  const [row] = await secrets()
  const open = (id: string) =>
    sealer.open(String(row?.['sealed']), { user, store: id, field: 'person_secret' })
  expect(await open(store.id)).toMatch(/^[0-9A-Za-z]{43}$/)
  expect(await open(crypto.randomUUID())).toBeNull()
  await db.admin('delete from stores where id = $1', [store.id])
  expect(await secrets()).toEqual([])
})

test('a store that is gone, or somebody else’s, has no secret to hash with', async () => {
  const hashes = createPersonHashes(db.database)
  const gone = { ...store, id: crypto.randomUUID() }
  await expect(hashes.hash(sealer, gone, [email])).rejects.toThrow()
  await expect(hashes.hash(sealer, { ...store, user_id: crypto.randomUUID() }, [email])).rejects.toThrow()
})
