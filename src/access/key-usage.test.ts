// The last use of a key is written by batch, at most once a minute for a key, and nothing is lost at the end.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { makeKey } from '../../test/support/abuse.ts'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { createLog, type LogEvent } from '../log.ts'
import { createKeyUsage } from './key-usage.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

const START = Date.parse('2026-11-25T08:00:00Z')

/** A usage whose clock is ours; `statements` counts what it asks of the database. */
function usageOf() {
  const clock = { ms: START }
  const events: LogEvent[] = []
  const log = createLog((_level, event) => void events.push(event))
  const usage = createKeyUsage(db.database, log, () => clock.ms, { gatherMs: 5 })
  return { clock, events, usage }
}

const lastUse = async (keyId: string) =>
  (
    await db.admin(
      'select last_used_at, host(last_used_address) as address, last_used_agent as agent from user_api_keys where id = $1',
      [keyId],
    )
  )[0]
const writesOf = async (keyId: string) =>
  (await db.admin('select xmin from user_api_keys where id = $1', [keyId]))[0]?.['xmin']

test('time, address and agent are written, each key as its owner', async () => {
  const { usage } = usageOf()
  const keys = [await makeKey(db), await makeKey(db)]
  for (const [index, key] of keys.entries()) {
    usage.note({ ...key, address: `2001:db8::${index}`, agent: 'a'.repeat(500) })
  }
  await usage.drain()
  for (const [index, { keyId }] of keys.entries()) {
    expect(await lastUse(keyId)).toEqual({
      last_used_at: new Date(START),
      address: index === 0 ? '2001:db8::' : '2001:db8::1',
      agent: 'a'.repeat(200),
    })
  }
})

test('by itself, soon, and not again within a minute; then the newest', async () => {
  const { clock, usage } = usageOf()
  const key = await makeKey(db)
  usage.note({ ...key, address: '192.0.2.1', agent: 'first' })
  await vi.waitFor(async () => expect(await lastUse(key.keyId)).toMatchObject({ agent: 'first' }))
  const written = await writesOf(key.keyId)
  for (const agent of ['second', 'third', 'fourth']) {
    clock.ms += 10_000
    usage.note({ ...key, address: '192.0.2.2', agent })
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  expect(await writesOf(key.keyId)).toEqual(written)
  clock.ms = START + 60_000
  await vi.waitFor(async () => expect(await lastUse(key.keyId)).toMatchObject({ agent: 'fourth' }))
  expect(await lastUse(key.keyId)).toMatchObject({
    last_used_at: new Date(START + 30_000),
    address: '192.0.2.2',
  })
  await usage.drain()
})

test('a thousand keys at once are one batch after the other', async () => {
  const { usage } = usageOf()
  const { userId } = await makeKey(db)
  const rows = await db.admin(
    `insert into user_api_keys (user_id, name, prefix, digest, hash, expires_at)
     select $1, 'k', 'abcdef', sha256(convert_to($2 || n, 'utf8')), 'h', now() + interval '1 year'
       from generate_series(1, 1000) n returning id`,
    [userId, userId],
  )
  for (const row of rows) usage.note({ userId, keyId: String(row['id']), address: null, agent: null })
  await usage.drain()
  const [count] = await db.admin(
    'select count(*)::int as used from user_api_keys where user_id = $1 and last_used_at is not null',
    [userId],
  )
  expect(count).toEqual({ used: 1000 })
})

test('somebody else’s key is not touched, and a failure is said and does no harm', async () => {
  const { usage, events } = usageOf()
  const [mine, other] = [await makeKey(db), await makeKey(db)]
  usage.note({ userId: mine.userId, keyId: other.keyId, address: null, agent: null })
  await usage.drain()
  expect(await lastUse(other.keyId)).toMatchObject({ last_used_at: null })
  usage.note({ ...mine, address: 'not an address', agent: null })
  await usage.drain()
  expect(events).toEqual(['background work failed'])
  usage.note({ ...mine, address: '192.0.2.1', agent: null })
  await usage.drain()
  expect(await lastUse(mine.keyId)).toMatchObject({ address: '192.0.2.1' })
})
