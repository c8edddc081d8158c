// Keys that try ids or page through a whole shop, over HTTP: first their owner is warned, then they end; and nobody
// can bring that upon another's key.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { generateApiKey } from '../src/access/api-key-format.ts'
import { createOwner, freshAddress, from, type Owner } from './support/owner.ts'
import { type Answer, startTestService, type TestService } from './support/service.ts'

const PER_MINUTE = 100

let service: TestService
let owner: Owner
beforeAll(async () => {
  service = await startTestService({
    TRUSTED_PROXIES: '127.0.0.1',
    RATE_LIMIT_PER_MINUTE: String(PER_MINUTE),
  })
  owner = await createOwner(service, ['woocommerce'])
}, 120_000)
afterAll(() => service.close())
// The limits' and the rules' clock stands still, and is moved on where a key has to wait for its next minute.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }))
afterEach(() => void vi.useRealTimers())

const nextMinute = () => vi.setSystemTime(Date.now() + 61_000)
const settle = () => service.host.services.abuse.drain()
const events = async ({ token }: Owner, keyId: string): Promise<unknown[]> =>
  (await service.call(`/functions/v1/api/security-events?key_id=${keyId}`, { token })).body.data

/** So many requests, few at a time and a new minute whenever the limit asks for it. */
async function ask(times: number, request: (n: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = []
  for (let n = 0; n < times; n += 5) {
    if (n > 0 && n % PER_MINUTE === 0) nextMinute()
    const wave = Array.from({ length: Math.min(5, times - n) }, (_, index) => request(n + index))
    answers.push(...(await Promise.all(wave)))
  }
  await settle()
  return answers
}

const codes = (answers: readonly Answer[]) => new Set(answers.map(({ status, body }) => body.code ?? status))
const orderOf =
  (apiKey: string, storeId = owner.storeIds[0]) =>
  (n: number) =>
    service.data(`orders/${900_000_000 + n}?store_id=${storeId}`, apiKey)
const revokedReason = async (id: string) =>
  (await service.db.admin('select revoked_reason from user_api_keys where id = $1', [id]))[0]?.[
    'revoked_reason'
  ]

test('a key that tries ids is warned of at 50, and ended at 300', async () => {
  const { apiKey, id } = await owner.key()
  expect(codes(await ask(49, orderOf(apiKey)))).toEqual(new Set(['not_found']))
  expect(await events(owner, id)).toEqual([])
  await ask(1, orderOf(apiKey))
  const warned = [{ kind: 'warning', rule: 'id_enumeration', count: 50 }]
  expect(await events(owner, id)).toMatchObject(warned)
  nextMinute()
  expect(codes(await ask(249, orderOf(apiKey)))).toEqual(new Set(['not_found']))
  expect(await events(owner, id)).toMatchObject(warned)
  expect(await revokedReason(id)).toBeNull()
  nextMinute()
  await ask(1, orderOf(apiKey))
  expect(await events(owner, id)).toMatchObject([
    { kind: 'key_revoked', rule: 'id_enumeration_mass', count: 300 },
    ...warned,
  ])
  expect(await revokedReason(id)).toBe('abuse:id_enumeration_mass')
  expect((await service.data('stores', apiKey)).status).toBe(401)
})

test('a key that finds what it asks for, or tries slowly, is not', async () => {
  const { apiKey, id } = await owner.key()
  const list = await service.data(`orders?limit=1&store_id=${owner.storeIds[0]}`, apiKey)
  const found = list.body.data[0].id
  await ask(60, () => service.data(`orders/${found}?store_id=${owner.storeIds[0]}&fields=id`, apiKey))
  nextMinute()
  await ask(40, orderOf(apiKey))
  vi.setSystemTime(Date.now() + 601_000)
  await ask(40, orderOf(apiKey))
  expect(await events(owner, id)).toEqual([])
})

test('a key that walks through the pages is warned of at 5,000 records, and ended at 100,000', async () => {
  const { apiKey, id } = await owner.key()
  const page = () => service.data(`orders?limit=100&page=2&fields=id&store_id=${owner.storeIds[0]}`, apiKey)
  const records = (await page()).body.data.length
  expect(records).toBeGreaterThan(0)
  const toWarn = Math.ceil(5_000 / records)
  await ask(toWarn - 2, page)
  expect(await events(owner, id)).toEqual([])
  nextMinute()
  await ask(1, page)
  const warned = [{ kind: 'warning', rule: 'page_walk', count: toWarn * records }]
  expect(await events(owner, id)).toMatchObject(warned)
  // The long middle of the walk, as the door shows each page to the watch.
  const watch = vi.spyOn(service.host.services.abuse, 'observe')
  await ask(1, page)
  const [seen] = watch.mock.calls[0] ?? []
  watch.mockRestore()
  const soFar = (toWarn + 1) * records
  if (seen) service.host.services.abuse.observe({ ...seen, walkedRecords: 100_000 - records - soFar })
  await settle()
  expect(await revokedReason(id)).toBeNull()
  await ask(1, page)
  expect(await events(owner, id)).toMatchObject([
    { kind: 'key_revoked', rule: 'page_walk_mass', count: 100_000 },
    ...warned,
  ])
  expect((await service.data('stores', apiKey)).status).toBe(401)
})

test('first pages, and a walk through the products, count for nothing', async () => {
  const { apiKey, id } = await owner.key()
  const watch = vi.spyOn(service.host.services.abuse, 'observe')
  for (const path of ['orders?limit=100', 'products?limit=100&page=2', 'products?limit=10&page=2'])
    expect((await service.data(`${path}&store_id=${owner.storeIds[0]}`, apiKey)).status).toBe(200)
  expect(watch.mock.calls.map(([attempt]) => attempt.walkedRecords)).toEqual([0, 0, 0])
  watch.mockRestore()
  expect(await events(owner, id)).toEqual([])
})

test('strangers and other merchants can do the same to no key but their own', async () => {
  const { apiKey, id } = await owner.key()
  const close = () => `${apiKey.slice(0, 19)}${generateApiKey().slice(19)}`
  const guesses = await ask(400, (n) =>
    service.data(`orders/${n}?store_id=${owner.storeIds[0]}`, close(), from(freshAddress())),
  )
  expect(codes(guesses)).toEqual(new Set(['unauthorized']))
  const other = await createOwner(service, ['woocommerce'])
  const theirs = await other.key()
  expect(codes(await ask(100, orderOf(theirs.apiKey)))).toEqual(new Set(['store_not_found']))
  nextMinute()
  await ask(60, orderOf(theirs.apiKey, other.storeIds[0]))
  expect(await events(other, theirs.id)).toMatchObject([{ rule: 'id_enumeration' }])
  const ended = await owner.key()
  await service.call('/functions/v1/api-key-management/revoke', {
    token: owner.token,
    body: { key_id: ended.id },
  })
  await ask(60, orderOf(ended.apiKey))
  expect(await events(owner, id)).toEqual([])
  expect(await events(owner, ended.id)).toEqual([])
  expect(await revokedReason(id)).toBeNull()
  expect((await service.data('stores', apiKey)).status).toBe(200)
})
