// Sealing anew: every box ends under the newest key, none is lost to anybody else's write, and none moves.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { personSecretBinding } from '../src/access/log-persons.ts'
import { credentialsBinding } from '../src/access/sealed-credentials.ts'
import { loadSecrets, serviceSecretBinding } from '../src/access/secrets.ts'
import { createSealer, type Sealer } from '../src/crypto.ts'
import { runReseal } from '../src/jobs/reseal.ts'
import { createLog } from '../src/log.ts'
import { openTestDatabase, type TestDatabase } from './support/database.ts'
import { keyNamed, unopened, writeSealedStores } from './support/sealed-rows.ts'

const [first, second, third] = [keyNamed('k1'), keyNamed('k2'), keyNamed('k3')]
const KEYS = [third, second, first]
const sealers = [createSealer([first]), createSealer([second])] as const

let db: TestDatabase
beforeEach(async () => {
  db = await openTestDatabase()
})
afterEach(() => db.close())

const lines: string[] = []
const log = createLog((...line) => void lines.push(JSON.stringify(line)))
const run = (credentials: Sealer = createSealer(KEYS), signal?: AbortSignal) =>
  runReseal({ database: db.database, log, secrets: { credentials } }, signal)
const staleCount = async () => {
  const { newest } = createSealer(KEYS)
  const [row] = await db.admin(
    `select (select count(*) from stores where not starts_with(credentials, $1))
          + (select count(*) from store_person_secrets where not starts_with(sealed, $1))
          + (select count(*) from service_secrets where not starts_with(sealed, $1)) as count`,
    [newest],
  )
  return Number(row?.['count'])
}

test('everything ends under the newest key and opens with it alone; a second run finds nothing', async () => {
  await loadSecrets(db.database, [first])
  await writeSealedStores(db.admin, 250, sealers)
  expect(await run()).toEqual({ resealed: 501, unreadable: [], isComplete: true })
  expect(await staleCount()).toBe(0)
  expect(await unopened(db.admin, [third])).toEqual([])
  expect(await run()).toEqual({ resealed: 0, unreadable: [], isComplete: true })
  const before = await loadSecrets(db.database, KEYS)
  const after = await loadSecrets(db.database, [third])
  expect(after.accountsSecret).toBe(before.accountsSecret)
})

test('runs at the same time do no harm', async () => {
  await writeSealedStores(db.admin, 120, sealers)
  const results = await Promise.all([run(), run(), run()])
  expect(results.every((result) => result.isComplete && result.unreadable.length === 0)).toBe(true)
  expect(results.reduce((sum, { resealed }) => sum + resealed, 0)).toBe(240)
  expect(await unopened(db.admin, [third])).toEqual([])
})

test('what somebody writes in the meantime wins: a token renewed under the old key, a store that is gone', async () => {
  const { userId, ids } = await writeSealedStores(db.admin, 3, sealers)
  const [renewed = '', deleted = '', emptied = ''] = ids
  const real = createSealer(KEYS)
  let isMeanwhile = true
  const slow: Sealer = {
    ...real,
    open: async (sealed, binding) => {
      if (isMeanwhile) {
        isMeanwhile = false
        const fresh = await sealers[0].seal(
          '{"token":"renewed"}',
          credentialsBinding({ id: renewed, user_id: userId }),
        )
        await db.admin('update stores set credentials = $2 where id = $1', [renewed, fresh])
        await db.admin('delete from stores where id = $1', [deleted])
        await db.admin('update stores set credentials = null where id = $1', [emptied])
      }
      return real.open(sealed, binding)
    },
  }
  expect(await run(slow)).toMatchObject({ unreadable: [], isComplete: true })
  const rows = await db.admin('select id, credentials from stores')
  const kept = rows.find((row) => row['id'] === renewed)?.['credentials']
  const binding = credentialsBinding({ id: renewed, user_id: userId })
  expect(await createSealer([third]).open(String(kept), binding)).toBe('{"token":"renewed"}')
  expect(rows.find((row) => row['id'] === emptied)?.['credentials']).toBeNull()
  expect(rows).toHaveLength(2)
})

test('a box that no key opens, or that was moved here from another store, is named and left as it is', async () => {
  const { ids } = await writeSealedStores(db.admin, 4, sealers)
  const [lost = '', moved = '', from = ''] = ids
  const foreign = await createSealer([keyNamed('gone')]).seal('x', { a: 'b' })
  await db.admin('update stores set credentials = $2 where id = $1', [lost, foreign])
  await db.admin(
    'update stores set credentials = (select credentials from stores where id = $2) where id = $1',
    [moved, from],
  )
  const before = await db.admin('select credentials from stores where id = any($1) order by id', [
    [lost, moved],
  ])
  const result = await run()
  expect(result.unreadable.toSorted()).toEqual(
    [`stores.credentials ${lost}`, `stores.credentials ${moved}`].toSorted(),
  )
  expect([result.resealed, result.isComplete]).toEqual([6, true])
  expect(
    lines.filter((line) => line.includes(lost) && line.includes('unreadable stores.credentials')),
  ).toHaveLength(1)
  expect(lines.join('\n')).not.toMatch(/eyJ|secret"/)
  expect(
    await db.admin('select credentials from stores where id = any($1) order by id', [[lost, moved]]),
  ).toEqual(before)
})

test('told to stop it says that it is not done, and what it did stays', async () => {
  await writeSealedStores(db.admin, 10, sealers)
  const result = await run(createSealer(KEYS), AbortSignal.abort())
  expect(result.isComplete).toBe(false)
  expect(await unopened(db.admin, KEYS)).toEqual([])
})

test('the functions are for the service alone, and know no other place', async () => {
  for (const role of ['authenticated', 'anon'] as const) {
    await expect(
      db.as(role, null, "select shopcall.find_stale_boxes('stores.credentials', 'x', null, 1)"),
    ).rejects.toThrow()
    await expect(
      db.as(role, null, "select shopcall.swap_boxes('stores.credentials', '[]')"),
    ).rejects.toThrow()
  }
  await expect(db.admin("select shopcall.find_stale_boxes('auth.users', 'x', null, 1)")).rejects.toThrow()
})

describe('a box opens where it was made for, and nowhere else', () => {
  const [user, stranger] = [crypto.randomUUID(), crypto.randomUUID()]
  const [store, another] = [crypto.randomUUID(), crypto.randomUUID()]
  const homes = {
    'credentials of a store': credentialsBinding({ id: store, user_id: user }),
    'credentials of another store': credentialsBinding({ id: another, user_id: user }),
    'credentials of another user': credentialsBinding({ id: store, user_id: stranger }),
    'the secret of a store': personSecretBinding({ id: store, user_id: user }),
    'a secret of the service': serviceSecretBinding('master'),
  }
  const sealer = createSealer(KEYS)

  test.each(Object.entries(homes))('%s', async (name, binding) => {
    const box = await sealer.seal('titok', binding)
    for (const [place, other] of Object.entries(homes)) {
      expect([place, await sealer.open(box, other)]).toEqual([place, place === name ? 'titok' : null])
    }
  })
})
