// Abuse over HTTP: guessers are blocked before any work, thieves end a key, and strangers can end nobody's.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { generateApiKey } from '../src/access/api-key-format.ts'
import { BEHIND_PROXY, createOwner, freshAddress, from } from './support/owner.ts'
import { type Answer, startTestService, type TestService } from './support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService(BEHIND_PROXY)
}, 120_000)
afterAll(() => service.close())

/** Nothing that follows an attempt is waited for by the request, so a test waits for it. */
const settle = () => service.host.services.abuse.drain()

async function guessFrom(address: string, times: number, key = generateApiKey): Promise<Answer[]> {
  const answers: Answer[] = []
  while (answers.length < times) {
    const wave = Array.from({ length: Math.min(25, times - answers.length) }, () =>
      service.data('stores', key(), from(address)),
    )
    answers.push(...(await Promise.all(wave)))
  }
  await settle()
  return answers
}

const events = async (token: string, query = '') =>
  (await service.call(`/functions/v1/api/security-events${query}`, { token })).body.data

describe('an address that sends bad credentials', () => {
  test('is told so a hundred times, then blocked, with a good key too, and the database is not asked', async () => {
    const owner = await createOwner(service)
    const { apiKey } = await owner.key()
    const address = freshAddress()
    const answers = await guessFrom(address, 100)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))

    await service.db.admin('alter function shopcall.find_callers(text[], uuid[]) rename to find_callers_away')
    try {
      for (const token of [generateApiKey(), apiKey, 'nonsense']) {
        const answer = await service.data('stores', token, from(address))
        expect([answer.status, answer.body.code]).toEqual([403, 'address_blocked'])
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
        expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60)
        expect(answer.headers.get('ratelimit')).toBeNull()
      }
      expect((await service.data('stores', apiKey, from(freshAddress()))).status).toBe(500)
    } finally {
      await service.db.admin(
        'alter function shopcall.find_callers_away(text[], uuid[]) rename to find_callers',
      )
    }
    expect(await service.accessRows(owner.userId)).toEqual([])
    expect(service.host.services.abuse.counts().blocked).toBeGreaterThanOrEqual(3)
  })

  test('cannot be another one by what it writes into the header', async () => {
    const address = freshAddress()
    await guessFrom(address, 50)
    for (let index = 0; index < 50; index++) {
      await service.data('stores', generateApiKey(), from(`198.51.100.${index}, ${address}`))
    }
    await settle()
    const answer = await service.data('stores', generateApiKey(), from(`198.51.100.99, ${address}`))
    expect(answer.body.code).toBe('address_blocked')
    expect((await service.data('stores', generateApiKey(), from('198.51.100.1'))).status).toBe(401)
  })

  test('is blocked with its whole /64, its neighbours are not, and the dashboard stays open', async () => {
    const owner = await createOwner(service)
    const { apiKey } = await owner.key()
    await guessFrom('2001:db8:7:7::1', 100)
    expect((await service.data('stores', apiKey, from('2001:db8:7:7:8::9'))).status).toBe(403)
    expect((await service.data('stores', apiKey, from('2001:db8:7:8::1'))).status).toBe(200)
    const dashboard = await service.call('/functions/v1/api/stores', {
      token: owner.token,
      ...from('2001:db8:7:7::1'),
    })
    expect(dashboard.status).toBe(200)
  })

  test('leaves an event that names its bucket, and no merchant sees it', async () => {
    const owner = await createOwner(service)
    const address = freshAddress()
    await guessFrom(address, 100)
    const rows = await service.db.admin(
      'select * from security_events where kind = $1 and network >> $2::inet',
      ['address_blocked', address],
    )
    expect(rows).toMatchObject([{ user_id: null, rule: 'bad_credentials', count: 100, lasts_seconds: 60 }])
    expect(await events(owner.token)).toEqual([])
  })
})

describe('a key', () => {
  test('is not ended by a stranger, however often and however closely it is guessed', async () => {
    const owner = await createOwner(service)
    const { apiKey, id } = await owner.key()
    const address = freshAddress()
    // All that is known of it outside: its visible part, with a checksum that is right or wrong.
    const close = () => `${apiKey.slice(0, 19)}${generateApiKey().slice(19)}`
    await guessFrom(address, 150, close)
    for (let index = 0; index < 60; index++) await guessFrom(freshAddress(), 1)
    const answer = await service.data('stores', apiKey, from(freshAddress()))
    expect(answer.status).toBe(200)
    const rows = await service.db.admin('select revoked_at from user_api_keys where id = $1', [id])
    expect(rows).toEqual([{ revoked_at: null }])
    expect(await events(owner.token)).toEqual([])
  })

  test('that is used from many networks is ended at once, and its owner sees why', async () => {
    const [owner, other] = [await createOwner(service), await createOwner(service)]
    const { apiKey, id } = await owner.key()
    const answers: Answer[] = []
    for (let index = 0; index < 20; index++) {
      answers.push(await service.data('stores', apiKey, from(`100.${index}.0.1`)))
      await settle()
    }
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await service.data('stores', apiKey, from('100.0.0.1'))).status).toBe(401)
    const list = await service.call('/functions/v1/api-key-management/list', { token: owner.token })
    expect(list.body.data).toMatchObject([
      { id, status: 'revoked', revoked_reason: 'abuse:many_networks_mass' },
    ])
    const seen = await events(owner.token)
    expect(seen).toMatchObject([
      { kind: 'key_revoked', severity: 'critical', rule: 'many_networks_mass', key_id: id, count: 20 },
      { kind: 'warning', severity: 'warning', rule: 'many_networks', key_id: id, network: '100.4.0.1/32' },
    ])
    expect(await events(owner.token, `?key_id=${id}`)).toEqual(seen)
    expect(await events(owner.token, `?key_id=${crypto.randomUUID()}`)).toEqual([])
    expect(await events(owner.token, '?from=2100-01-01T00:00:00Z')).toEqual([])
    expect(await events(other.token)).toEqual([])
  })

  test('that is used outside its addresses warns its owner, and the thief’s address is blocked', async () => {
    const owner = await createOwner(service)
    const { apiKey, id } = await owner.key({ allowed_ips: ['203.0.113.0/24'] })
    const thief = freshAddress()
    const answers = await guessFrom(thief, 100, () => apiKey)
    expect(new Set(answers.map((answer) => answer.body.code))).toEqual(new Set(['insufficient_scope']))
    expect((await service.data('stores', apiKey, from(thief))).body.code).toBe('address_blocked')
    expect((await service.data('stores', apiKey, from('203.0.113.9'))).status).toBe(200)
    expect(await events(owner.token)).toMatchObject([{ rule: 'outside_allow_list', key_id: id, count: 1 }])
  })

  test('near its end says when, in every answer, and says nothing before', async () => {
    const owner = await createOwner(service)
    const { apiKey } = await owner.key({ expires_in_days: 31 })
    expect((await service.data('stores', apiKey)).headers.get('shopcall-key-expires')).toBeNull()
    const { apiKey: short, id } = await owner.key({ expires_in_days: 30 })
    const [row] = await service.db.admin('select expires_at from user_api_keys where id = $1', [id])
    const expected = new Date(String(row?.['expires_at'])).toUTCString()
    for (const path of ['stores', 'orders?store_id=nonsense']) {
      expect((await service.data(path, short)).headers.get('shopcall-key-expires')).toBe(expected)
    }
  })

  test('shows its last use to its owner', async () => {
    const owner = await createOwner(service)
    const { apiKey, id } = await owner.key()
    await service.data('stores', apiKey, {
      headers: { 'x-forwarded-for': '192.0.2.9', 'user-agent': 'agent/1' },
    })
    await service.host.services.keyUsage.drain()
    const list = await service.call('/functions/v1/api-key-management/list', { token: owner.token })
    expect(list.body.data).toMatchObject([
      { id, last_used_at: expect.any(String), last_used_address: '192.0.2.9', last_used_agent: 'agent/1' },
    ])
  })
})

test('the watch is shown what was read by following pages, and what was not there', async () => {
  const owner = await createOwner(service, ['woocommerce'])
  const { apiKey } = await owner.key()
  const watch = vi.spyOn(service.host.services.abuse, 'observe')
  const store = `store_id=${owner.storeIds[0]}`
  const paths = [
    'orders?limit=3',
    'orders?limit=3&page=2',
    'customers?limit=2&page=2',
    'products?limit=2&page=2',
  ]
  for (const path of [...paths, 'orders/999999999?']) {
    await service.data(`${path}${path.endsWith('?') ? '' : '&'}${store}`, apiKey)
  }
  const shown = watch.mock.calls.map(([{ walkedRecords, error, known }]) => [
    walkedRecords,
    error?.code ?? null,
    known.store?.id,
  ])
  watch.mockRestore()
  const there = (count: number) => [count, null, owner.storeIds[0]]
  expect(shown).toEqual([there(0), there(3), there(2), there(0), [0, 'not_found', owner.storeIds[0]]])
})
