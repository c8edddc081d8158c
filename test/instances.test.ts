// Three instances behind nginx on one PostgreSQL and one Valkey: killed, restarted, limited and upgraded under load.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../sandbox/start.ts'
import { openPostgres } from '../src/db/postgres.ts'
import { readSchema } from '../src/entry/schema-files.ts'
import { engine, openTestDatabase, type TestDatabase } from './support/database.ts'
import { createInstance, type Instance, startLoad, startNginx } from './support/instances.ts'

const LIMIT = 900
/** What the load needs in a minute has to stay below their limits. */
const KEYS = 8
const API = '/functions/v1/webshop-data-api'

describe.runIf(engine === 'postgres' && process.env['REDIS_URL'])('three instances', () => {
  let db: TestDatabase
  let sandbox: Sandbox
  let instances: Instance[] = []
  let nginx: Awaited<ReturnType<typeof startNginx>>
  let token = ''
  let storeId = ''
  const keys: string[] = []

  async function ask(url: string, bearer: string, body?: object, method?: string) {
    const response = await fetch(url, {
      method: method ?? (body ? 'POST' : 'GET'),
      headers: { authorization: `Bearer ${bearer}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: response.status, body: await response.json() }
  }
  const createKey = async (name: string): Promise<{ api_key: string; key: { id: string } }> =>
    (await ask(`${nginx.url}/functions/v1/api-key-management/create`, token, { name })).body.data

  beforeAll(async () => {
    ;[db, sandbox] = await Promise.all([openTestDatabase(), startSandbox()])
    const environment = {
      DATABASE_URL: db.url ?? '',
      REDIS_URL: process.env['REDIS_URL'] ?? '',
      ENCRYPTION_KEYS: `several:${btoa('s'.repeat(32))}`,
      SERVICE_SECRET: 'service-secret-of-tests-0123456789',
      PUBLIC_URL: 'http://localhost:8787',
      TRUSTED_PROXIES: '127.0.0.1',
      ALLOW_PRIVATE_SHOP_ADDRESSES: 'true',
      RATE_LIMIT_PER_MINUTE: String(LIMIT),
      RATE_LIMIT_PER_USER_PER_MINUTE: '1000000',
      RATE_LIMIT_PER_STORE_PER_MINUTE: '1000000',
      STOP_NOTICE_MS: '500',
      SHED_LOOP_LAG_MS: '60000',
    }
    instances = await Promise.all([1, 2, 3].map(() => createInstance(environment)))
    await Promise.all(instances.map((instance) => instance.start()))
    nginx = await startNginx(instances)
    const user = { email: 'three@example.hu', password: 'correct horse battery staple', name: 'Three' }
    const made = await ask(`${nginx.url}/auth/v1/sign-up/email`, '', user)
    token = (await ask(`${nginx.url}/auth/v1/token`, made.body.token)).body.token
    const store = await ask(
      `${nginx.url}/functions/v1/oauth-woocommerce/connect`,
      token,
      sandbox.access.woocommerce,
    )
    storeId = store.body.data.id
    for (let n = 0; n < KEYS; n++) keys.push((await createKey(`load ${n}`)).api_key)
  }, 120_000)
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.end('SIGKILL')))
    await nginx.stop()
    await sandbox.close()
    await db.close()
  })

  /** Through nginx; every eighth request is a POST that asks the shop, which nginx sends once only. */
  const load = () =>
    startLoad(4, (index, id) => {
      const headers = { authorization: `Bearer ${keys[index % keys.length]}`, 'x-request-id': id }
      if (index % 8 > 0) return fetch(`${nginx.url}${API}/stores`, { headers })
      return fetch(`${nginx.url}${API}/customers/search`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ store_id: storeId, search: 'Anna', limit: 1 }),
      })
    })

  async function unrecorded(ids: readonly string[]): Promise<readonly string[]> {
    const rows = await db.admin("select request_id from access_log where outcome = 'allowed'")
    const recorded = new Set(rows.map((row) => row['request_id']))
    return ids.filter((id) => !recorded.has(id))
  }

  test('a kill under load loses no record of an answer, and the others go on', async () => {
    const running = load()
    await running.answered(100)
    await instances[0]?.end('SIGKILL')
    await running.answered(150)
    await running.stop()
    const answered = running.outcomes.filter(({ status }) => status === 200)
    expect(answered.length).toBeGreaterThan(200)
    expect(await unrecorded(answered.map(({ id }) => id))).toEqual([])
    await instances[0]?.start()
  }, 150_000)

  test('a rolling restart under load fails not one request', async () => {
    const running = load()
    await running.answered(50)
    for (const instance of instances) {
      expect(await instance.end('SIGTERM')).toBe(0)
      await instance.start()
      await running.answered(50)
    }
    await running.stop()
    expect(running.outcomes.filter(({ status }) => status !== 200)).toEqual([])
    expect(await unrecorded(running.outcomes.map(({ id }) => id))).toEqual([])
  }, 150_000)

  test('newer migrations are applied by two at once while the older version answers, and it starts on them', async () => {
    const running = load()
    await running.answered(50)
    const { bootstrap, migrations } = readSchema()
    const newer = [
      ['20991231000000', 'alter table public.stores add column note text; select pg_sleep(0.3)'],
      [
        '20991231000001',
        'create table public.notes (id bigint primary key); alter table public.notes enable row level security',
      ],
    ].map(([version = '', sql = '']) => ({ version, name: 'newer', sql }))
    const next = { bootstrap, migrations: [...migrations, ...newer] }
    const opened = await Promise.all(
      [1, 2].map(() => openPostgres(db.url ?? '', next, { maxConnections: 1 })),
    )
    await Promise.all(opened.map((database) => database.close()))
    expect(await instances[1]?.end('SIGTERM')).toBe(0)
    await instances[1]?.start()
    await running.answered(50)
    await running.stop()
    expect(running.outcomes.filter(({ status }) => status !== 200)).toEqual([])
    const rows = await db.admin(
      "select version from supabase_migrations.schema_migrations where name = 'newer'",
    )
    expect(rows).toHaveLength(2)
  }, 150_000)

  test('a revoked key and a switch are over at the next request on each', async () => {
    const { api_key, key } = await createKey('short')
    const orders = (instance: Instance) =>
      ask(`${instance.url}${API}/orders?store_id=${storeId}&limit=1`, api_key)
    const all = () => Promise.all(instances.map(orders))
    const switches = (allow_order_access: boolean) => ({
      data_access_permissions: {
        allow_customer_access: true,
        allow_order_access,
        allow_product_access: true,
      },
    })
    const permissions = `/functions/v1/api/stores/${storeId}/permissions`
    expect((await all()).map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await ask(`${instances[1]?.url}${permissions}`, token, switches(false), 'PUT')).status).toBe(200)
    expect((await all()).map(({ body }) => body.code)).toEqual(Array(3).fill('data_access_disabled'))
    expect((await ask(`${instances[2]?.url}${permissions}`, token, switches(true), 'PUT')).status).toBe(200)
    expect((await all()).map(({ status }) => status)).toEqual([200, 200, 200])
    const revoked = await ask(`${instances[0]?.url}/functions/v1/api-key-management/revoke`, token, {
      key_id: key.id,
    })
    expect(revoked.status).toBe(200)
    expect((await all()).map(({ body }) => body.code)).toEqual(Array(3).fill('unauthorized'))
  }, 60_000)

  test('a limit is exact over all three', async () => {
    const { api_key } = await createKey('limited')
    const statuses: number[] = []
    for (let sent = 0; sent < LIMIT + 30; sent += 30) {
      const wave = await Promise.all(
        Array.from({ length: 30 }, (_, n) => ask(`${instances[n % 3]?.url}${API}/stores`, api_key)),
      )
      statuses.push(...wave.map(({ status }) => status))
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(LIMIT)
    expect(new Set(statuses)).toEqual(new Set([200, 429]))
  }, 150_000)
})
