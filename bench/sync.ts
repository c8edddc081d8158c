// `npm run bench:sync -- [products] [platform]`: a whole catalogue from a sandbox shop into PostgreSQL, and 100 changes.
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { SandboxAccess } from '../sandbox/start.ts'
import { connectStore } from '../src/access/connect.ts'
import { readConfig } from '../src/config.ts'
import { startHost } from '../src/entry/host.ts'
import { CONSENT } from '../src/model/consent.ts'
import type { PlatformId } from '../src/platforms/platform.ts'
import { bareCopy } from './bare-copy.ts'

const [products = '100000', platform = 'woocommerce'] = process.argv.slice(2) as [string?, PlatformId?]
const serverUrl = process.env['DATABASE_URL']
if (!serverUrl) throw new Error('Set DATABASE_URL: scripts/postgres.sh start /tmp/pg-bench 55432 prints one.')

const entry = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const children: ChildProcess[] = []
const server = new pg.Client({ connectionString: serverUrl })
await server.connect()
const name = `shopcall_bench_sync_${process.pid}`
await server.query(`create database ${name}`)
const url = new URL(serverUrl)
url.pathname = `/${name}`

/** Resident memory of a process in MB, as the kernel says. */
function rssMb(child: ChildProcess): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
  return Number(line) / 1024
}

async function measure(): Promise<void> {
  const shops = fork(entry('./sync-shops.ts'), { env: { ...process.env, BENCH_PRODUCTS: products } })
  children.push(shops)
  const [access] = (await once(shops, 'message')) as [SandboxAccess]
  const environment = {
    PATH: process.env['PATH'],
    DATABASE_URL: url.href,
    ENCRYPTION_KEYS: `bench:${btoa('b'.repeat(32))}`,
    ALLOW_PRIVATE_SHOP_ADDRESSES: 'true',
    PORT: '0',
    SHOPIFY_API_ORIGIN: access.shopify.api_origin,
    SHOPRENTER_API_ORIGIN: access.shoprenter.api_origin,
    SHOPRENTER_TOKEN_ORIGIN: access.shoprenter.token_origin,
  }
  const host = await startHost(readConfig(environment), () => undefined, { clock: false })
  const client = new pg.Client({ connectionString: url.href })
  // The database is dropped under it when something fails, and what failed is to be seen.
  client.on('error', () => undefined)
  await client.connect()
  const userId = crypto.randomUUID()
  await client.query("insert into auth.users (id, name, email) values ($1, 'x', 'bench@example.hu')", [
    userId,
  ])
  const { shop, client_id, client_secret } = access[platform === 'woocommerce' ? 'shopify' : platform]
  await connectStore(
    host.services,
    userId,
    {
      platform,
      credentials: platform === 'woocommerce' ? access.woocommerce : { shop, client_id, client_secret },
      data_access_permissions: {
        allow_customer_access: true,
        allow_order_access: true,
        allow_product_access: true,
      },
      consent: { version: CONSENT.version, language: 'en' },
    },
    { deadlineAt: Date.now() + 30_000 },
  )
  const due = (when: string) => client.query(`update store_sync_config set next_due_at = ${when}`)
  await due("now() + interval '1 day'")

  const worker = spawn(process.execPath, [entry('../test/support/sync-worker.ts')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(worker)
  await once(worker.stdout, 'data')
  await sleep(3_000)
  const idleMb = rssMb(worker)

  /** Lets the next sync begin, and waits for its end; the highest memory of the worker meanwhile. */
  async function sync(): Promise<{ seconds: number; peakMb: number; row: Record<string, unknown> }> {
    const { rows: before } = await client.query('select count(*)::int as n from store_syncs')
    await due("now() - interval '1 second'")
    let peakMb = 0
    for (let look = 0; ; look++) {
      peakMb = Math.max(peakMb, rssMb(worker))
      await sleep(100)
      if (look % 5 !== 0) continue
      const { rows } = await client.query(
        `select *, extract(epoch from finished_at - started_at)::float8 as seconds, count(*) over ()::int as n
           from store_syncs order by queued_at desc limit 1`,
      )
      const row = rows[0]
      if (row && row.n > before[0].n && row.finished_at) return { seconds: row.seconds, peakMb, row }
    }
  }

  const full = await sync()
  const { rows } = await client.query(
    `select count(*)::int as products, sum(jsonb_array_length(product -> 'variants'))::int as variants from catalogue_products`,
  )
  const { products: kept, variants } = rows[0]
  const rate = (seconds: number) => `${(kept / seconds).toFixed(0).padStart(6)} products/s`
  console.log(
    `${platform}: ${full.row['kind']} sync ${full.row['state']}, ${kept} products, ${variants} variants`,
  )
  console.log(`sync        ${full.seconds.toFixed(1).padStart(7)} s  ${rate(full.seconds)}`)
  const bare = await bareCopy(client, 'catalogue_products')
  console.log(
    `bare COPY   ${bare.seconds.toFixed(1).padStart(7)} s  ${rate(bare.seconds)}  (${bare.mb.toFixed(0)} MB)`,
  )
  console.log(`ratio       ${(bare.seconds / full.seconds).toFixed(3).padStart(7)}`)
  console.log(
    `memory      ${(full.peakMb - idleMb).toFixed(0).padStart(7)} MB over idle (idle ${idleMb.toFixed(0)}, peak ${full.peakMb.toFixed(0)})`,
  )

  shops.send('change')
  await once(shops, 'message')
  const next = await sync()
  console.log(
    `100 changes ${next.seconds.toFixed(1).padStart(7)} s  (${next.row['kind']}, ${next.row['products_read']} read)`,
  )
  await client.end()
  await host.stop()
}

try {
  await measure()
} finally {
  for (const child of children) child.kill('SIGKILL')
  await server.query(`drop database ${name} with (force)`)
  await server.end()
}
