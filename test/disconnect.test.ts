// A store that is disconnected: gone at once, everywhere, with all that was kept of it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeProducts } from '../src/catalogue/storage.ts'
import { asUser } from '../src/db/database.ts'
import { type Host, startHost } from '../src/entry/host.ts'
import type { PlatformId } from '../src/platforms/platform.ts'
import { dumpOf, foundIn } from './support/dump.ts'
import { testProduct } from './support/products.ts'
import { type Answer, startTestService, type TestService } from './support/service.ts'

let service: TestService
let second: Host
let owner: { token: string; userId: string }
let apiKey: string

beforeAll(async () => {
  service = await startTestService()
  const { config, database } = service.host.services
  const sink = (...line: unknown[]) => void service.logLines.push(JSON.stringify(line))
  second = await startHost(config, sink, { clock: false, database })
  owner = await service.signUp()
  apiKey = (await service.createKey(owner.token)).apiKey
}, 120_000)
afterAll(async () => {
  await second.stop()
  await service.close()
})

const connect = async (platform: PlatformId) => (await service.connect(owner.token, platform)).body.data.id
const disconnect = (store: string, token = owner.token): Promise<Answer> =>
  service.call(`/functions/v1/api/stores/${store}`, { method: 'DELETE', token })

async function read(host: Host, path: string): Promise<string> {
  const url = `${host.url}/functions/v1/webshop-data-api/${path}`
  const answer = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } })
  const body = (await answer.json()) as { code?: string }
  return `${answer.status} ${body.code ?? ''}`.trim()
}

const PATHS = (store: string) => [
  `products?store_id=${store}`,
  `orders?store_id=${store}&limit=1`,
  `customers?store_id=${store}&limit=1`,
]

/** Everything that a store may have. */
async function fill(store: string): Promise<void> {
  await service.data(`customers?store_id=${store}&email=somebody@example.hu`, apiKey)
  await asUser(service.db.database, owner.userId, (trx) =>
    writeProducts(trx, store, [testProduct({ id: '1', name: 'Kanaricatalogue' })], new Date()),
  )
  for (const table of ['store_product_changes (product_id, ', 'store_departures (erase, '])
    await service.db.admin(
      `insert into ${table} store_id, user_id) select ${table.includes('erase') ? 'true' : "'1'"}, id, user_id from stores where id = $1`,
      [store],
    )
  await service.db.admin(`insert into store_redactions (store_id, mark) values ($1, sha256('kanarimark'))`, [
    store,
  ])
}

test.each(['shopify', 'woocommerce', 'shoprenter'] as const)(
  '%s: at the next request both instances know nothing of it, and the database holds nothing',
  async (platform) => {
    const store = await connect(platform)
    await fill(store)
    for (const host of [service.host, second])
      for (const path of PATHS(store)) expect(await read(host, path), path).toBe('200')
    const [kept] = await service.db.admin(
      `select s.credentials, p.sealed, encode(r.mark, 'hex') as mark from stores s
         join store_person_secrets p on p.store_id = s.id join store_redactions r on r.store_id = s.id where s.id = $1`,
      [store],
    )
    const secrets = [kept?.['credentials'], kept?.['sealed'], kept?.['mark']].map(String)
    const texts = [...secrets, 'Kanaricatalogue']
    expect(foundIn(await dumpOf(service.db), texts)).toEqual(texts)

    const answer = await disconnect(store)
    expect(answer.body.data).toEqual({
      id: store,
      deleted: true,
      withdrawn: false,
      hint: expect.stringMatching(/Shopify|WooCommerce|ShopRenter/),
    })
    for (const host of [service.host, second])
      for (const path of PATHS(store)) expect(await read(host, path), path).toBe('404 store_not_found')
    const dump = await dumpOf(service.db)
    expect(foundIn(dump, texts)).toEqual([])
    const log = await service.db.admin('select count(*)::int as n from access_log where store_id = $1', [
      store,
    ])
    expect(Number(log[0]?.['n'])).toBeGreaterThan(0)
    const tables = await service.db.admin(
      `select table_schema || '.' || table_name as name from information_schema.columns
        where column_name = 'store_id' and table_schema in ('public', 'shopcall')`,
    )
    const holding: string[] = []
    for (const { name } of tables) {
      const rows = await service.db.admin(`select from ${String(name)} where store_id = $1`, [store])
      if (rows.length > 0) holding.push(String(name))
    }
    expect(holding.filter((name) => !/log|audit|event/.test(name))).toEqual([])
  },
)

test.each([
  ['orders', (store: string) => `orders?store_id=${store}&limit=1`],
  ['products', (store: string) => `products?store_id=${store}&source=live&limit=1`],
])('a read of %s that is under way releases nothing', async (_name, path) => {
  const store = await connect('woocommerce')
  const shop = service.sandbox.woocommerce
  shop.calls.clear()
  shop.faults.set({ kind: 'slow', ms: 700 })
  const readings = [service.host, second].map((host) => read(host, path(store)))
  await expect.poll(() => shop.calls.list().length).toBeGreaterThanOrEqual(2)
  expect((await disconnect(store)).status).toBe(200)
  expect(await Promise.all(readings)).toEqual(['404 store_not_found', '404 store_not_found'])
  shop.faults.clear()
})

test('the platform’s failure keeps nothing alive', async () => {
  const store = await connect('shopify')
  service.sandbox.shopify.faults.set({ kind: 'reset' })
  expect((await disconnect(store)).body.data).toMatchObject({ deleted: true, withdrawn: false })
  service.sandbox.shopify.faults.clear()
  expect(await service.db.admin('select from stores where id = $1', [store])).toEqual([])
})

test('somebody else’s store stays, and one that is gone is gone', async () => {
  const store = await connect('woocommerce')
  const stranger = await service.signUp()
  expect((await disconnect(store, stranger.token)).body.code).toBe('store_not_found')
  expect(await read(second, PATHS(store)[0] ?? '')).toBe('200')
  expect((await disconnect(store)).status).toBe(200)
  expect((await disconnect(store)).body.code).toBe('store_not_found')
})

test('who connects the shop again gets a store without a past', async () => {
  const store = await connect('woocommerce')
  expect(
    (
      await service.call(`/functions/v1/api/privacy/subject`, {
        token: owner.token,
        body: { store_id: store, email: 'somebody@example.hu' },
      })
    ).body.data.accesses,
  ).toEqual([])
})
