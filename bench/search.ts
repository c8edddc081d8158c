// How fast the catalogue is searched with 1,000, 10,000 and 100,000 products. Needs DATABASE_URL; prints p50 and p95.
import pg from 'pg'
import { searchCatalogue } from '../src/catalogue/search.ts'
import { markSynced, writeProducts } from '../src/catalogue/storage.ts'
import { asUser } from '../src/db/database.ts'
import { openPostgres } from '../src/db/postgres.ts'
import { readSchema } from '../src/entry/schema-files.ts'
import type { ProductFilter } from '../src/model/filter.ts'
import type { PagePosition } from '../src/model/page.ts'
import { benchProduct, createRandom, SEARCHES } from './product-data.ts'

const SIZES = (process.env['BENCH_SIZES'] ?? '1000,10000,100000').split(',').map(Number)
const SEARCHES_PER_KIND = 100
const WRITTEN_AT_ONCE = 250

const url = process.env['DATABASE_URL']
if (!url)
  throw new Error(
    'set DATABASE_URL: DATABASE_URL=$(scripts/postgres.sh start /tmp/pg 55432) npm run bench:search',
  )

type Times = { readonly p50: number; readonly p95: number; readonly hits: number }

function percentiles(ms: number[], hits: number): Times {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  return { p50: at(0.5), p95: at(0.95), hits: hits / ms.length }
}

async function withCatalogue<T>(
  size: number,
  work: (
    read: (filter: ProductFilter, position?: PagePosition) => ReturnType<typeof searchCatalogue>,
  ) => Promise<T>,
): Promise<T> {
  const name = `shopcall_bench_${size}`
  const server = new pg.Client({ connectionString: url })
  await server.connect()
  await server.query(`drop database if exists ${name} with (force)`)
  await server.query(`create database ${name}`)
  const own = new URL(url as string)
  own.pathname = `/${name}`
  const database = await openPostgres(own.href, readSchema())
  const admin = new pg.Client({ connectionString: own.href })
  await admin.connect()
  try {
    const [owner, storeId] = [crypto.randomUUID(), crypto.randomUUID()]
    await admin.query("insert into auth.users (id, name, email) values ($1, 'x', 'bench@example.hu')", [
      owner,
    ])
    await admin.query(
      "insert into stores (id, user_id, platform, name, url) values ($1, $2, 'shopify', 'x', 'https://x.example')",
      [storeId, owner],
    )
    const startedAt = performance.now()
    for (let n = 0; n < size; n += WRITTEN_AT_ONCE) {
      const batch = Array.from({ length: Math.min(WRITTEN_AT_ONCE, size - n) }, (_, i) => benchProduct(n + i))
      await asUser(database, owner, (trx) => writeProducts(trx, storeId, batch, new Date()))
    }
    await asUser(database, owner, (trx) => markSynced(trx, storeId, new Date()))
    const seconds = (performance.now() - startedAt) / 1000
    const sizes = await admin.query(
      "select pg_size_pretty(pg_total_relation_size('catalogue_products')) as products, pg_size_pretty(pg_total_relation_size('catalogue_words')) as words",
    )
    console.log(
      `${size} products written in ${seconds.toFixed(1)} s (${Math.round(size / seconds)} a second), ${JSON.stringify(sizes.rows[0])}`,
    )
    await admin.query('vacuum analyze')
    return await work((filter, position = { page: 1 }) =>
      searchCatalogue({ database, owner, storeId }, filter, { limit: 25, position }),
    )
  } finally {
    await admin.end()
    await database.close()
    await server.query(`drop database ${name} with (force)`)
    await server.end()
  }
}

async function measure(size: number): Promise<Map<string, Times>> {
  return withCatalogue(size, async (read) => {
    const random = createRandom(7)
    const kinds: [string, () => ProductFilter][] = [
      ...Object.entries(SEARCHES).map(([kind, make]): [string, () => ProductFilter] => [
        kind,
        () => ({ search: make(benchProduct(Math.floor(random() * size)), random) }),
      ]),
      ['everything', () => ({})],
      ['drafts in stock', () => ({ status: ['draft'], in_stock: true })],
      ['a word, in stock, at most 9,999', () => ({ search: 'bögre', in_stock: true, price_max: '9999' })],
      ['only a price', () => ({ price_min: '99000' })],
      ['changed in the last week', () => ({ updated_after: '2025-12-23T00:00:00.000Z' })],
    ]
    const times = new Map<string, Times>()
    const every: number[] = []
    for (const [kind, make] of kinds) {
      const ms: number[] = []
      let hits = 0
      for (let n = 0; n < SEARCHES_PER_KIND + 10; n++) {
        const filter = make()
        const startedAt = performance.now()
        const answer = await read(filter)
        if (n < 10) continue
        ms.push(performance.now() - startedAt)
        hits += answer?.page.items.length ?? 0
      }
      times.set(kind, percentiles(ms, hits))
      if (kind in SEARCHES) every.push(...ms)
    }
    times.set('ALL SEARCHES', percentiles(every, 0))
    return times
  })
}

const results: Map<string, Times>[] = []
for (const size of SIZES) results.push(await measure(size))
const cell = (times: Times | undefined) =>
  times
    ? `${times.p50.toFixed(1).padStart(6)} ${times.p95.toFixed(1).padStart(6)} ${times.hits.toFixed(0).padStart(4)}`
    : ''
console.log(
  `\np50 and p95 in ms, hits on the first page of 25\n${''.padEnd(34)}${SIZES.map((size) => String(size).padStart(18)).join('')}`,
)
for (const kind of results[0]?.keys() ?? [])
  console.log(`${kind.padEnd(34)}${results.map((times) => cell(times.get(kind)).padStart(18)).join('')}`)
