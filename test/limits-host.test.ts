// What the host itself says of limits: a proxy that it was not told of, and a Valkey that is away.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'
import { noMetrics } from '../src/metrics.ts'
import type { Services } from '../src/services.ts'
import { openTestDatabase, type TestDatabase } from './support/database.ts'
import { from } from './support/owner.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

function appWith(environment: Record<string, string>, shared: Services['shared'] = null) {
  const lines: unknown[] = []
  const log = createLog((_level, event, { reason }) => void (reason && lines.push([event, reason])))
  const services = {
    config: readConfig(environment),
    database: db.database,
    log,
    shared,
    now: Date.now,
    metrics: noMetrics,
  }
  const accounts = { handler: null, userKeys: null }
  const app = createApp(services as unknown as Services, { accounts, docsAsset: null } as never)
  return { app, lines }
}

test('a proxy that nobody named is said once', async () => {
  const { app, lines } = appWith({})
  await app.request('/healthz')
  expect(lines).toEqual([])
  for (let index = 0; index < 3; index++) await app.request('/healthz', from('192.0.2.1'))
  expect(lines).toEqual([['configuration warning', 'forwarded_for_without_trusted_proxies']])

  const named = appWith({ TRUSTED_PROXIES: '10.0.0.1' })
  await named.app.request('/healthz', from('192.0.2.1'))
  expect(named.lines).toEqual([])
})

test('ready means that Valkey answers too, where there is one', async () => {
  const statusWith = async (isThere: boolean) => {
    const shared = { ask: async () => null, isAnswering: async () => isThere, close: () => undefined }
    return (await appWith({}, shared).app.request('/readyz')).status
  }
  expect([await statusWith(true), await statusWith(false)]).toEqual([200, 503])
  expect((await appWith({}).app.request('/readyz')).status).toBe(200)
})
