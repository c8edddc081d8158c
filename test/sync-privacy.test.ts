// After syncs of all sandbox shops nothing that was written holds anything of their customers: no table, queue or log.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findStore, openShop } from '../src/access/stores.ts'
import { createClock } from '../src/entry/clock.ts'
import { runSyncRound } from '../src/jobs/sync-round.ts'
import { PLATFORM_IDS } from '../src/platforms/platform.ts'
import { walk } from './support/platforms.ts'
import { startTestService, type TestService } from './support/service.ts'
import { syncsOf } from './support/sync-stores.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.close())

/** Every row of every table of ours and of the queue, as text. */
async function everyRow(): Promise<string> {
  const tables = await service.db.admin(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname in ('public', 'shopcall', 'pgboss', 'auth', 'supabase_migrations')`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    // jsonb and arrays too: a row's text is all of its columns'.
    const rows = await service.db.admin(`select t::text as line from ${name} t`)
    texts.push(...rows.map((row) => `${name}: ${row['line']}`))
  }
  return texts.join('\n')
}

/** What would show any of a shop's people: names, addresses and numbers as the shop writes them and as we do. */
async function tracesOf(userId: string, storeId: string): Promise<string[]> {
  const { services } = service.host
  const store = await findStore(services.database, userId, storeId)
  const shop = await openShop(services, store, { deadlineAt: Date.now() + 300_000 })
  const options = { fields: null, includeCustomer: true }
  const customers = await walk((position) => shop.listCustomers({}, { limit: 100, position }, options))
  const orders = await shop.listOrders({}, { limit: 100, position: { page: 1 } }, options)
  const people = [
    ...customers.flatMap((customer) => [customer, customer.default_address, ...customer.addresses]),
    ...orders.items.flatMap((order) => [order.customer, order.billing_address, order.shipping_address]),
  ]
  const values = people.flatMap((person) =>
    person === null
      ? []
      : ['name', 'email', 'phone', 'phone_raw', 'line1', 'tax_number'].map((field) =>
          Reflect.get(person, field),
        ),
  )
  const texts = values.filter((value): value is string => typeof value === 'string' && value.length >= 8)
  return [...new Set(texts.flatMap((text) => (/^\+\d+$/.test(text) ? [text, text.slice(1)] : [text])))]
}

test('nothing of a customer is anywhere', async () => {
  const { token, userId } = await service.signUp()
  const stores: string[] = []
  for (const platform of PLATFORM_IDS) stores.push((await service.connect(token, platform)).body.data.id)
  const intervals = { cron: 45, poll: 1, pollWithoutListen: 1, supervise: 60 }
  const clock = createClock(service.db.database.jobs, service.host.services.report, { intervals })
  await clock.start(service.host.services)
  await clock.enqueue('product-sync', {})
  const done = async () =>
    (await service.db.admin("select 1 from store_syncs where state = 'completed'")).length
  while ((await done()) < stores.length) await sleep(500)
  await clock.stop()
  // And one round in which every shop fails with a customer's name in its answer.
  for (const id of PLATFORM_IDS)
    service.sandbox[id].faults.set({ kind: 'broken_json' }, { path: /product|graphql/i })
  await service.db.admin("update store_sync_config set next_due_at = now() - interval '1 second'")
  await runSyncRound(service.host.services, { budgetMs: 300_000 })
  for (const store of stores) {
    const syncs = await syncsOf(service.db, store)
    expect(syncs.map((sync) => sync['state'])).toContain('completed')
    expect(syncs[0]).toMatchObject({ state: 'failed' })
    expect(syncs.at(-1)).toMatchObject({ customer_access: 'readable', order_access: 'readable' })
  }

  const written = `${await everyRow()}\n${service.logLines.join('\n')}`.toLowerCase()
  // The search finds what is there: products, the queue's rows, the log's lines.
  for (const there of ['catalogue_products: ', 'pgboss.job', '"product sync"'])
    expect(written).toContain(there)
  for (const id of PLATFORM_IDS) service.sandbox[id].faults.clear()
  const traces = (await Promise.all(stores.map((store) => tracesOf(userId, store)))).flat()
  expect(traces.length).toBeGreaterThan(1_000)
  expect(traces.filter((trace) => written.includes(trace.toLowerCase()))).toEqual([])
  expect(written).not.toMatch(/kanari|vendeg|virag|36301234567/)
}, 500_000)
