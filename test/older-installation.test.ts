// An installation that still copied customers and orders goes through all migrations: nobody is left, every product is.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findInCatalogue, searchCatalogue } from '../src/catalogue/search.ts'
import { asUser, type Database } from '../src/db/database.ts'
import { readSchema } from '../src/entry/schema-files.ts'
import { productSchema } from '../src/model/product.ts'
import { type BareDatabase, openBareDatabase } from './support/bare-database.ts'

const URL_OF_SERVER = process.env['DATABASE_URL']
const OWNER = '11111111-1111-4111-8111-111111111111'
const STORE = (n: number) => `aaaaaaaa-0000-4000-8000-00000000000${n}`
const PEOPLE = /kanari|5550101|555 0101|99[12]00\d/i

/** Everything that every table, view and setting of the database says, as text. */
async function dump(bare: BareDatabase): Promise<string> {
  const relations = await bare.rows(`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`)
  const parts: string[] = []
  for (const { name } of relations) {
    const rows = await bare.rows(`select t::text as line from ${String(name)} t`)
    parts.push(`${String(name)}\n${rows.map((row) => row['line']).join('\n')}`)
  }
  const functions = await bare.rows(
    `select prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'shopcall')`,
  )
  return [...parts, ...functions.map((row) => row['prosrc'])].join('\n')
}

const shapeOf = (bare: BareDatabase) =>
  bare.rows(`
    select 'policy' as kind, tablename || '.' || policyname || ' ' || roles::text as what from pg_policies
     where schemaname in ('public', 'shopcall')
    union all select 'table', c.relname || ' ' || c.relrowsecurity || c.relforcerowsecurity from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    union all select 'column', table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable from information_schema.columns
      where table_schema = 'public'
    union all select 'function', p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'public'::regnamespace
    union all select 'right', table_name || '.' || column_name || ' ' || grantee || ' ' || privilege_type
      from information_schema.column_privileges where table_schema = 'public' and grantee in ('anon', 'authenticated', 'shopcall_service')
    order by 1, 2`)

let older: BareDatabase
let fresh: BareDatabase
let database: Database

beforeAll(async () => {
  ;[older, fresh] = await Promise.all([openBareDatabase(), openBareDatabase()])
  await fresh.open()
  await older.run(readSchema().bootstrap)
  await older.run(
    `insert into auth.users (id, name, email) values ('${OWNER}', 'Merchant', 'merchant@example.hu')`,
  )
  const filled = readFileSync(new URL('./fixtures/older-installation.sql', import.meta.url), 'utf8')
  await older.run(filled.replaceAll(':owner', `'${OWNER}'`))
  expect(await dump(older)).toMatch(PEOPLE)
  database = await older.open()
}, 120_000)
afterAll(async () => {
  await older.close()
  await fresh.close()
})

describe('people', () => {
  test('nobody is left in what a dump shows', async () => {
    expect((await dump(older)).match(new RegExp(`.*(${PEOPLE.source}).*`, 'gi'))).toBe(null)
  })

  test.runIf(URL_OF_SERVER)('nobody is left in pg_dump', async () => {
    const folder = `/usr/lib/postgresql/${readdirSync('/usr/lib/postgresql').sort().at(-1)}/bin`
    const run = promisify(execFile)
    const { stdout } = await run(`${folder}/pg_dump`, [String(older.url)], { maxBuffer: 64 * 1024 * 1024 })
    expect(stdout).toContain('Őrző bögre')
    expect(stdout.match(new RegExp(`.*(${PEOPLE.source}).*`, 'gi'))).toBe(null)
  })

  test('what copied and counted them is gone, and the jobs that called it', async () => {
    const left = await older.rows(`
      select relname as name from pg_class where relnamespace = 'public'::regnamespace and relname ~ '(_cache|overview|counts)$'
      union all select column_name from information_schema.columns
        where table_schema = 'public' and column_name in ('sync_orders', 'sync_customers', 'api_key', 'access_token', 'phone_number')`)
    expect(left).toEqual([])
    expect(await older.rows('select command from cron.job')).toEqual([{ command: 'select something_else()' }])
    const [store] = await older.rows(`select alt_data from stores where id = '${STORE(1)}'`)
    expect(store?.['alt_data']).toEqual({
      products_count: 2,
      stats: { currency: 'HUF' },
      last: [{ ok: true }],
    })
  })
})

describe('products', () => {
  const of = (storeId: string) => ({ database, owner: OWNER, storeId })
  const found = async (storeId: string, search: string) =>
    (await searchCatalogue(of(storeId), { search }, { limit: 25, position: { page: 1 } }))?.page.items.map(
      ({ id }) => id,
    )

  test('are all in the catalogue, each a whole product', async () => {
    const rows = await older.rows('select store_id, product from catalogue_products')
    expect(rows).toHaveLength(303)
    for (const row of rows) productSchema.parse(row['product'])
    expect((await findInCatalogue(of(STORE(1)), '7001')).product).toMatchObject({
      sku: 'BG-1',
      name: 'Őrző bögre',
      description_html: '<p>Szép &amp; nagy</p>',
      status: 'active',
      price: { amount: '4990.00', currency: 'HUF' },
      brand: 'Ádám',
      tags: ['akció', 'kék'],
      categories: [{ id: 'Bögrék', name: 'Bögrék' }],
    })
    expect((await findInCatalogue(of(STORE(2)), '5')).product).toMatchObject({
      description: 'Pamut ing',
      in_stock: true,
      stock_quantity: 5,
      price: { amount: '1000.50', currency: 'HUF' },
      created_at: '2025-01-02T03:04:05.000Z',
      url: 'https://ing.example/5',
    })
    expect((await findInCatalogue(of(STORE(3)), 'c/1')).product?.in_stock).toBe(false)
  })

  test('are found, also with a typing mistake, and say how old they are', async () => {
    expect(await found(STORE(1), 'orzo bogre')).toEqual(['7001'])
    expect(await found(STORE(1), 'bg-1')).toEqual(['7001'])
    expect(await found(STORE(1), 'akcio')).toEqual(['7001'])
    expect(await found(STORE(3), 'futocpő')).toEqual(['c/1'])
    const answer = await searchCatalogue(
      of(STORE(2)),
      { in_stock: true },
      { limit: 1, position: { page: 1 } },
    )
    expect([answer?.page.total, answer?.syncedAt]).toEqual([300, new Date('2026-05-03T10:00:00Z')])
  })
})

describe('the rest', () => {
  test('stores keep their ids, names and switches; a doubled or ownerless one is gone', async () => {
    const stores = await asUser(database, OWNER, (trx) =>
      trx
        .selectFrom('stores')
        .select(['id', 'platform', 'name', 'url', 'credentials', 'data_access_permissions'])
        .orderBy('id')
        .execute(),
    )
    const all = { allow_customer_access: true, allow_order_access: true, allow_product_access: true }
    expect(stores).toEqual([
      {
        id: STORE(1),
        platform: 'shopify',
        name: 'Bögrebolt',
        url: 'https://bogrebolt.myshopify.com',
        credentials: null,
        data_access_permissions: all,
      },
      {
        id: STORE(2),
        platform: 'woocommerce',
        name: 'woocommerce',
        url: 'https://ing.example',
        credentials: null,
        data_access_permissions: all,
      },
      {
        id: STORE(3),
        platform: 'shoprenter',
        name: 'Cipő',
        url: 'https://cipo.shoprenter.hu',
        credentials: null,
        data_access_permissions: all,
      },
    ])
    const settings = await older.rows(
      'select store_id, enabled, interval_minutes, sync_products from store_sync_config order by 1',
    )
    expect(settings).toEqual([
      { store_id: STORE(1), enabled: false, interval_minutes: 60, sync_products: true },
      { store_id: STORE(2), enabled: true, interval_minutes: 15, sync_products: true },
    ])
  })

  test('nothing is more open than on a new database, and a new store can be connected', async () => {
    const [before, after] = [await shapeOf(fresh), await shapeOf(older)]
    const lines = (rows: Record<string, unknown>[]) => rows.map((row) => `${row['kind']} ${row['what']}`)
    const extra = lines(after).filter((line) => !lines(before).includes(line))
    expect(lines(before).filter((line) => !lines(after).includes(line))).toEqual([])
    expect(
      extra.filter(
        (line) => !/^(column|right) stores\.(alt_data|is_active|scopes|webshop_version) /.test(line),
      ),
    ).toEqual(['function make_sync_config()'])
    expect(extra.filter((line) => /^right .* (anon|authenticated) /.test(line))).toEqual([])
    await asUser(database, OWNER, async (trx) => {
      const { id } = await trx
        .insertInto('stores')
        .values({
          user_id: OWNER,
          platform: 'shopify',
          name: 'New',
          url: 'https://new.example',
          country: null,
          currency: null,
          credentials: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await trx.insertInto('store_sync_config').values({ store_id: id }).execute()
      await trx.deleteFrom('stores').where('id', '=', id).execute()
    })
  })

  test('the state of WooCommerce stores is told to their owner, products only', async () => {
    const query = 'select store_name, products, last_sync_at from public.get_woocommerce_sync_status()'
    const statusAs = (userId: string) =>
      asUser(database, userId, async (trx) => (await sql.raw(query).execute(trx)).rows)
    expect(await statusAs(OWNER)).toEqual([
      { store_name: 'woocommerce', products: 300, last_sync_at: new Date('2026-05-03T10:00:00Z') },
    ])
    expect(await statusAs(crypto.randomUUID())).toEqual([])
  })

  test('both migrations can run again, whatever is there', async () => {
    const files = readSchema().migrations.filter(({ name }) => name.startsWith('older_'))
    const before = await dump(older)
    for (const bare of [older, fresh]) {
      for (const file of files) {
        await bare.run('begin')
        await bare.run(file.sql)
        await bare.run('commit')
      }
    }
    expect((await dump(older)).split('\n').toSorted()).toEqual(before.split('\n').toSorted())
    expect(files).toHaveLength(2)
    await (await older.open()).service.selectFrom('stores').select('id').execute()
  })
})
