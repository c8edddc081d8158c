// Guessing keys: every wrong credential gets the same answer, costs no bcrypt, and takes the same time.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateApiKey } from '../../src/access/api-key-format.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
let user: { token: string; userId: string }

beforeAll(async () => {
  service = await startTestService()
  user = await service.signUp()
}, 120_000)
afterAll(() => service.close())

const without = (text: string) => text.replace(/"request_id":"[^"]+"/, '"request_id":""')

async function endedKeys() {
  const revoked = await service.createKey(user.token)
  await service.call('/functions/v1/api-key-management/revoke', {
    token: user.token,
    body: { key_id: revoked.id },
  })
  const expired = await service.createKey(user.token)
  await service.db.admin("update user_api_keys set expires_at = now() - interval '1 second' where id = $1", [
    expired.id,
  ])
  return { revoked: revoked.apiKey, expired: expired.apiKey }
}

test('unknown, malformed, revoked and expired keys get the same bytes', async () => {
  const { revoked, expired } = await endedKeys()
  const wrong = [
    generateApiKey(),
    'api_shopcall_',
    `api_shopcall_${'A'.repeat(32)}`,
    'x',
    revoked,
    expired,
    `${revoked}x`,
  ]
  const answers = await Promise.all(wrong.map((key) => service.data('stores', key)))
  const first = answers[0]
  for (const answer of answers) {
    expect(answer.status).toBe(401)
    expect(without(answer.text)).toBe(without(first?.text ?? ''))
    const names = (headers: Headers) => [...headers.keys()].filter((name) => name !== 'date').sort()
    expect(names(answer.headers)).toEqual(names(first?.headers ?? new Headers()))
    expect(answer.headers.get('www-authenticate')).toBe(first?.headers.get('www-authenticate'))
  }
  const rows = await service.accessRows(user.userId)
  expect(rows.map((row) => row['code'])).toEqual(expect.arrayContaining(['key_revoked', 'key_expired']))
})

test.each([
  ['Basic', (key: string) => `Basic ${btoa(`${key}:`)}`],
  ['no scheme', (key: string) => key],
  ['two keys', (key: string) => `Bearer ${key}, Bearer ${key}`],
  ['a tab', (key: string) => `Bearer\t${key}`],
  ['a suffix', (key: string) => `Bearer ${key}.x`],
])('a good key in a wrong header is no key: %s', async (_what, header) => {
  const { apiKey, id } = await service.createKey(user.token)
  const answer = await service.call('/functions/v1/webshop-data-api/stores', {
    headers: { authorization: header(apiKey) },
  })
  expect(answer.status).toBe(401)
  await service.call('/functions/v1/api-key-management/revoke', { token: user.token, body: { key_id: id } })
})

test('a key in the address or a cookie is no key', async () => {
  const { apiKey } = await service.createKey(user.token)
  const asQuery = await service.call(`/functions/v1/webshop-data-api/stores?api_key=${apiKey}`)
  const asCookie = await service.call('/functions/v1/webshop-data-api/stores', {
    headers: { cookie: `api_key=${apiKey}` },
  })
  expect([asQuery.status, asCookie.status]).toEqual([401, 401])
  expect(service.logLines.join('\n')).not.toContain(apiKey)
})

// Last: such a flood blocks the address that all of these tests call from.
test('guesses of the right form cost no bcrypt', async () => {
  const { apiKey } = await service.createKey(user.token)
  await service.data('stores', apiKey)
  const before = service.host.services.proof.checks()
  await Promise.all(Array.from({ length: 100 }, () => service.data('stores', generateApiKey())))
  expect(service.host.services.proof.checks()).toBe(before)
})
