// An account ends whole and at once, by its owner alone, and everybody else's data is as it was.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deleteDataOfGoneAccounts } from '../src/access/account.ts'
import { asUser } from '../src/db/database.ts'
import { runRetention } from '../src/jobs/retention.ts'
import { accessRecord, recordAt, verify } from './support/access-records.ts'
import { startTestService, type TestService } from './support/service.ts'

const PASSWORD = 'correct horse battery staple'
const ME = '/functions/v1/api/me'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
}, 120_000)
afterAll(() => service.close())

type Person = {
  token: string
  session: string
  userId: string
  email: string
  apiKey: string
  storeId: string
}

/** Somebody with a store, a key, a row in every table that can hold one. */
async function settle(): Promise<Person> {
  const { token, userId, email } = await service.signUp()
  const signedIn = await service.call('/auth/v1/sign-in/email', { body: { email, password: PASSWORD } })
  const storeId = (await service.connect(token, 'woocommerce')).body.data.id
  const { apiKey, id: keyId } = await service.createKey(token)
  await service.data(`orders?store_id=${storeId}&email=kanari@example.hu`, apiKey)
  await recordAt(service.db, new Date(Date.now() - 300 * 86_400_000), [{ user_id: userId }])
  await service.db.admin(
    "insert into security_events (user_id, kind, rule, key_id, count) values ($1, 'warning', 'page_walk', $2, 1)",
    [userId, keyId],
  )
  return { token, session: signedIn.body.token, userId, email, apiKey, storeId }
}

/** Every row of every table of ours and of the accounts that names one of these ids anywhere. */
async function rowsNaming(...ids: string[]): Promise<string[]> {
  const tables = await service.db.admin(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'shopcall', 'auth') and c.relkind = 'r' order by 1`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await service.db.admin(
      `select row_to_json(t)::text as text from ${String(name)} t where row_to_json(t)::text ~ $1`,
      [ids.join('|')],
    )
    found.push(...rows.map(() => String(name)))
  }
  return found
}

const end = (person: Person, confirm: unknown = person.email, token = person.token) =>
  service.call(ME, { method: 'DELETE', token, body: { confirm } })
const ask = (text: string, values: readonly unknown[]) => service.db.admin(text, values)

describe('an account', () => {
  test('shows itself to its owner', async () => {
    const { token, userId, email } = await service.signUp()
    const answer = await service.call(ME, { token })
    expect(answer.body.data).toEqual({
      id: userId,
      email,
      name: 'Test',
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
    })
  })

  test('is not deleted without its own address as confirmation', async () => {
    const [person, other] = [await settle(), await settle()]
    for (const confirm of ['', 'yes', other.email, `${person.email}x`, 5, null, [person.email]]) {
      const answer = await end(person, confirm)
      expect([answer.status, answer.body.code, answer.body.errors?.[0]?.field]).toEqual([
        400,
        'invalid_request',
        'confirm',
      ])
    }
    const empty = await service.call(ME, { method: 'DELETE', token: person.token, body: {} })
    expect([empty.status, empty.body.errors?.[0]?.field]).toEqual([400, 'confirm'])
    for (const path of [`${ME}?confirm=${person.email}`, ME]) {
      const answer = await service.call(path, { method: 'DELETE', token: person.token })
      expect([400, 415]).toContain(answer.status)
    }
    expect((await service.call(ME, { token: person.token })).status).toBe(200)
  })

  test('goes with everything that belongs to it, at once, and nobody else’s does', async () => {
    const [person, other] = [await settle(), await settle()]
    await runRetention(service.db.database, { now: Date.now(), retentionDays: 180, addressDays: 90 })
    const named = [person.userId, person.storeId, person.email]
    const before = await rowsNaming(other.userId, other.storeId, other.email)
    expect(new Set(await rowsNaming(...named))).toEqual(new Set(before))
    const { heads } = await verify(ask)

    const answer = await end(person, ` ${person.email.toUpperCase()} `)
    expect([answer.status, answer.body.data]).toEqual([
      200,
      { id: person.userId, deleted: true, account_kept: false, note: null },
    ])
    expect(await rowsNaming(...named)).toEqual([])
    expect(await rowsNaming(other.userId, other.storeId, other.email)).toEqual(before)

    const report = await verify(ask, heads)
    expect([report.faults, report.unknown]).toEqual([[], 1])
    expect((await service.data(`orders?store_id=${other.storeId}`, other.apiKey)).status).toBe(200)
    expect((await verify(ask, heads)).faults).toEqual([])
  })

  test('takes its tokens, sessions and keys with it', async () => {
    const person = await settle()
    expect((await service.call('/auth/v1/token', { token: person.session })).status).toBe(200)
    expect((await service.data('stores', person.apiKey)).status).toBe(200)
    await end(person)
    for (const path of [ME, '/functions/v1/api/stores', '/functions/v1/api-key-management/list']) {
      const answer = await service.call(path, { token: person.token })
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized'])
    }
    expect((await end(person)).status).toBe(401)
    expect((await service.connect(person.token, 'shopify')).status).toBe(401)
    expect((await service.call('/auth/v1/token', { token: person.session })).status).toBe(401)
    expect((await service.data('stores', person.apiKey)).status).toBe(401)
    const again = await service.call('/auth/v1/sign-in/email', {
      body: { email: person.email, password: PASSWORD },
    })
    expect(again.status).toBe(401)
  })

  test('ended twice at once ends once', async () => {
    const person = await settle()
    const answers = await Promise.all([end(person), end(person), end(person)])
    expect(answers.map(({ status }) => status).toSorted()[0]).toBe(200)
    for (const { status } of answers) expect([200, 401]).toContain(status)
    expect(await rowsNaming(person.userId)).toEqual([])
  })
})

test('what a request under way still wrote goes later; a chain that was cut off is no account that ended', async () => {
  const [gone, here] = [await settle(), await settle()]
  const { heads } = await verify(ask)
  await end(gone)
  await service.host.services.accessLog.record(accessRecord({ user_id: gone.userId }))
  expect((await rowsNaming(gone.userId)).length).toBeGreaterThan(0)
  expect((await verify(ask, heads)).faults).toEqual([])
  expect(await deleteDataOfGoneAccounts(service.db.database)).toBeGreaterThanOrEqual(1)
  expect(await rowsNaming(gone.userId)).toEqual([])
  expect((await service.accessRows(here.userId)).length).toBeGreaterThan(0)
  const madeUp = { user_id: crypto.randomUUID(), seq: 3, hash: 'a'.repeat(64) }
  expect((await verify(ask, [...heads, madeUp])).faults).toEqual([
    { user_id: madeUp.user_id, seq: 1, kind: 'missing' },
  ])
})

test('where no account is to be seen, nothing is deleted', async () => {
  const here = await settle()
  await service.db.admin('alter table auth.users rename to users_away')
  await service.db.admin('create table auth.users (id uuid primary key)')
  try {
    expect(await deleteDataOfGoneAccounts(service.db.database)).toBe(0)
  } finally {
    await service.db.admin('drop table auth.users')
    await service.db.admin('alter table auth.users_away rename to users')
  }
  expect((await service.accessRows(here.userId)).length).toBeGreaterThan(0)
})

describe('the service’s role', () => {
  test('deletes for the user that it acts for, and nothing without one', async () => {
    const { database } = service.db
    const person = await settle()
    await expect(
      database.service
        .selectNoFrom((eb) => eb.fn('shopcall.delete_data_of_acting_user', []).as('n'))
        .execute(),
    ).rejects.toMatchObject({ code: '22023' })
    await asUser(database, crypto.randomUUID(), (trx) =>
      trx.selectNoFrom((eb) => eb.fn('shopcall.delete_data_of_acting_user', []).as('n')).execute(),
    )
    expect((await service.accessRows(person.userId)).length).toBeGreaterThan(0)
  })

  test('cannot delete a record itself, whatever it calls itself; nor can retention outside of its function', async () => {
    const person = await settle()
    const claims = JSON.stringify({ sub: person.userId })
    const set = (task: string) =>
      `perform set_config('request.jwt.claims', '${claims}', true); perform set_config('shopcall.task', '${task}', true);`
    const attempts = [
      ['shopcall_service', 'account_deletion', 'access_log'],
      ['shopcall_service', 'account_deletion', 'store_permission_audit'],
      ['shopcall_service', 'account_deletion', 'security_events'],
      ['shopcall_retention', '', 'access_log'],
      ['shopcall_retention', '', 'store_permission_audit'],
      ['none', 'account_deletion', 'access_log'],
      ['none', 'account_deletion', 'store_permission_audit'],
    ] as const
    for (const [role, task, table] of attempts) {
      const tried = service.db.admin(
        `do $$ begin ${set(task)} set local role ${role}; delete from public.${table}; end $$`,
      )
      await expect(tried, `${role} ${table}`).rejects.toMatchObject({ code: '42501' })
    }
    expect((await service.accessRows(person.userId)).length).toBeGreaterThan(0)
  })
})

test('with accounts of another service our rows go and the account stays', async () => {
  const person = await settle()
  const { services } = service.host
  const config = services.config as { authJwksUrl: string | null }
  config.authJwksUrl = 'https://accounts.example/jwks'
  try {
    const answer = await end(person)
    expect(answer.body.data).toMatchObject({ deleted: true, account_kept: true, note: expect.any(String) })
  } finally {
    config.authJwksUrl = null
  }
  expect(new Set(await rowsNaming(person.userId, person.storeId))).toEqual(
    new Set(['auth.users', 'auth.sessions', 'auth.accounts']),
  )
})
