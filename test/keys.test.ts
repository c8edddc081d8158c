// API keys under pressure: ten stay ten, an ended key never passes again, a rotated one ends when it should.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from './support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
}, 120_000)
afterAll(() => service.close())

const manage = (token: string, call: string, body?: object) =>
  service.call(`/functions/v1/api-key-management/${call}`, { token, ...(body ? { body } : {}) })

test('of twenty keys made at once exactly ten come to be', async () => {
  const user = await service.signUp()
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => manage(user.token, 'create', { name: `key ${index}` })),
  )
  const statuses = answers.map((answer) => answer.status)
  expect(statuses.filter((status) => status === 201)).toHaveLength(10)
  expect(statuses.filter((status) => status === 409)).toHaveLength(10)
  const list = await manage(user.token, 'list')
  expect(list.body.data.filter((key: { status: string }) => key.status === 'active')).toHaveLength(10)
  const rotated = await manage(user.token, 'rotate', { key_id: list.body.data[0].id, overlap_seconds: 60 })
  expect([rotated.status, rotated.body.code]).toEqual([409, 'conflict'])
  expect((await manage(user.token, 'rotate', { key_id: list.body.data[0].id })).status).toBe(201)
}, 60_000)

test('of a thousand tries right after a revocation none passes', async () => {
  const user = await service.signUp()
  const { apiKey, id } = await service.createKey(user.token)
  expect((await service.data('stores', apiKey)).status).toBe(200)
  expect((await manage(user.token, 'revoke', { key_id: id, reason: 'test' })).body.data).toMatchObject({
    id,
    status: 'revoked',
    revoked_reason: 'test',
  })
  const passed: number[] = []
  for (let round = 0; round < 20; round++) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => service.data('stores', apiKey)))
    passed.push(...answers.map((answer) => answer.status).filter((status) => status !== 401))
  }
  expect(passed).toEqual([])
}, 120_000)

test('a rotated key goes on until the overlap ends, with the settings of the old one', async () => {
  const user = await service.signUp()
  const settings = {
    permissions: { customers: false, orders: true, products: true },
    allowed_ips: ['127.0.0.0/8'],
    expires_in_days: 30,
  }
  const old = await service.createKey(user.token, settings)
  const rotated = await manage(user.token, 'rotate', { key_id: old.id, overlap_seconds: 3600 })
  expect(rotated.status).toBe(201)
  expect(rotated.body.data.key).toMatchObject({
    name: 'test',
    permissions: settings.permissions,
    allowed_ips: settings.allowed_ips,
    status: 'active',
  })
  const fresh = rotated.body.data.api_key
  expect([
    (await service.data('stores', old.apiKey)).status,
    (await service.data('stores', fresh)).status,
  ]).toEqual([200, 200])
  await service.db.admin("update user_api_keys set expires_at = now() - interval '1 second' where id = $1", [
    old.id,
  ])
  expect([
    (await service.data('stores', old.apiKey)).status,
    (await service.data('stores', fresh)).status,
  ]).toEqual([401, 200])
  const again = await manage(user.token, 'rotate', { key_id: old.id })
  expect([again.status, again.body.code]).toEqual([409, 'conflict'])
})

test('another user’s key is not there to be revoked or rotated', async () => {
  const [owner, other] = [await service.signUp(), await service.signUp()]
  const { apiKey, id } = await service.createKey(owner.token)
  for (const call of ['revoke', 'rotate']) {
    const foreign = await manage(other.token, call, { key_id: id })
    const absent = await manage(other.token, call, { key_id: crypto.randomUUID() })
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found'])
    expect({ ...foreign.body, request_id: '' }).toEqual({ ...absent.body, request_id: '' })
  }
  expect((await service.data('stores', apiKey)).status).toBe(200)
})

test('no list shows a key, a digest or a hash', async () => {
  const user = await service.signUp()
  const { apiKey } = await service.createKey(user.token)
  const list = await manage(user.token, 'list')
  expect(list.text).not.toContain(apiKey)
  expect(list.text).not.toMatch(/\$2[aby]\$|digest|hash/)
  expect(list.body.data[0].prefix).toBe(apiKey.slice(13, 19))
})
