// Events are added and never changed, seen by their owner alone, and go with the account.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeKey } from '../../test/support/abuse.ts'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import type { ApiKeyCaller } from '../caller.ts'
import { listSecurityEvents, recordSecurityEvent } from './security-events.ts'

let db: TestDatabase
let mine: ApiKeyCaller
beforeAll(async () => {
  db = await openTestDatabase()
  mine = await makeKey(db)
  await recordSecurityEvent(db.database.service, eventOf(mine))
  await recordSecurityEvent(db.database.service, { ...eventOf(mine), user_id: null, key_id: null })
})
afterAll(() => db.close())

const eventOf = ({ userId, keyId }: ApiKeyCaller) => ({
  user_id: userId,
  kind: 'warning' as const,
  rule: 'page_walk',
  key_id: keyId,
  store_id: null,
  network: '2001:db8:1:2::/64',
  count: 5_000,
  lasts_seconds: null,
})

test.each([
  'update security_events set count = 2',
  'delete from security_events',
  'truncate security_events',
])('%s: refused, to the owner of the table too', async (change) => {
  await expect(db.admin(change)).rejects.toThrow('only added to')
  expect(await db.admin('select count(*)::int as count from security_events')).toEqual([{ count: 2 }])
})

test('the service’s role has no right to change them', async () => {
  const { service } = db.database
  await expect(service.updateTable('security_events').set({ count: 2 }).execute()).rejects.toThrow(
    'permission denied',
  )
  await expect(service.deleteFrom('security_events').execute()).rejects.toThrow('permission denied')
})

test('their owner sees them; nobody sees another’s or a stranger’s', async () => {
  const other = await makeKey(db)
  expect(await listSecurityEvents(db.database, mine.userId, {})).toMatchObject([{ key_id: mine.keyId }])
  expect(await listSecurityEvents(db.database, other.userId, {})).toEqual([])
  expect(await db.database.service.selectFrom('security_events').selectAll().execute()).toEqual([])
})

test('what is no event of ours is refused', async () => {
  for (const wrong of [
    { rule: 'Not a rule' },
    { kind: 'other' as never },
    { network: '2001:db8::1/64' },
    { count: 0 },
  ]) {
    await expect(recordSecurityEvent(db.database.service, { ...eventOf(mine), ...wrong })).rejects.toThrow()
  }
})

test('they go with the account', async () => {
  const leaving = await makeKey(db)
  await recordSecurityEvent(db.database.service, eventOf(leaving))
  await db.admin('delete from auth.users where id = $1', [leaving.userId])
  expect(await db.admin('select 1 from security_events where key_id = $1', [leaving.keyId])).toEqual([])
})
