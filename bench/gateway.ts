// What this service costs between a caller and a shop: beside bare proxies, all in one interleaved run. Needs DATABASE_URL.
import type { ChildProcess } from 'node:child_process'
import { type LoadResult, runLoad } from './load.ts'
import {
  canPin,
  printedOrigin,
  signUp,
  start,
  startService,
  stopAll,
  untilSynced,
  usageOf,
} from './service.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 3)
/** Under way at once; a store has four calls at most, so that many stores share the load. */
const AT_ONCE = 32
const STORES = 16
const PORT = Number(process.env['BENCH_PORT'] ?? 8897)

type Target = {
  readonly name: string
  readonly origin: string
  readonly path: string | (() => string)
  readonly headers: Record<string, string>
  readonly pid: number | undefined
}
type Sample = LoadResult & { readonly cpuUs: number; readonly mb: number }

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** The service with a user, a key and stores at one shop; `variables` say what is different. */
async function startTarget(
  name: string,
  upstream: Upstream,
  variables: Record<string, string>,
  port: number,
) {
  const environment = { ALLOW_PRIVATE_SHOP_ADDRESSES: 'true', ...variables }
  const { origin, pid } = await startService(port, environment, 0)
  const { post, get, key } = await signUp(origin)
  const { consumer_key, consumer_secret } = upstream.keys
  return async (urls: readonly string[]): Promise<Target> => {
    const stores: string[] = []
    for (const url of urls) {
      const made = await post('oauth-woocommerce/connect', { url, consumer_key, consumer_secret })
      stores.push(made.data.id)
    }
    for (const id of stores) await untilSynced(get, id)
    let turn = 0
    const path = () =>
      `/functions/v1/webshop-data-api/orders?limit=25&store_id=${stores[turn++ % stores.length]}`
    return { name, origin, path, headers: { authorization: `Bearer ${key}` }, pid }
  }
}

/** A store's address each. */
type Upstream = {
  readonly atOnce: readonly string[]
  readonly slowly: readonly string[]
  readonly keys: Record<string, string>
}

function shopKeys({ keys }: Upstream): Record<string, string> {
  return { authorization: `Basic ${btoa(`${keys['consumer_key']}:${keys['consumer_secret']}`)}` }
}

/** What the service asks of the shop for a page of orders, so that all others hand on the same bytes. */
async function pageAsked(shop: ChildProcess, target: Target): Promise<string> {
  const asked = new Promise<string>((resolve) =>
    shop.once('message', (m) => resolve((m as { asked: string }).asked)),
  )
  await runLoad({ ...target, seconds: 0.1, connections: 1 })
  return asked
}

async function measure(target: Target, connections: number): Promise<Sample> {
  const before = usageOf(target.pid)
  const { origin, path, headers } = target
  const result = await runLoad({ origin, path, headers, seconds: SECONDS, connections })
  const after = usageOf(target.pid)
  const cpuUs = ((after.cpuMs - before.cpuMs) / Math.max(1, result.requests)) * 1000
  return { ...result, cpuUs, mb: after.mb }
}

function print(name: string, samples: readonly Sample[], base: number): void {
  const of = (read: (sample: Sample) => number) => median(samples.map(read))
  const perSecond = of((s) => s.perSecond)
  const statuses = new Set(samples.flatMap((s) => Object.keys(s.statuses)))
  console.log(
    `  ${name.padEnd(34)}${perSecond.toFixed(0).padStart(7)}/s  ${(perSecond / base).toFixed(2)}  ` +
      `p50 ${of((s) => s.p50).toFixed(2)}  p99 ${of((s) => s.p99).toFixed(2)} ms  ` +
      `${of((s) => s.cpuUs).toFixed(0)} us CPU each  ${of((s) => s.mb).toFixed(0)} MB  ${[...statuses].join(' ')}`,
  )
}

async function compare(title: string, targets: readonly Target[], connections: number): Promise<void> {
  const samples = new Map<string, Sample[]>(targets.map(({ name }) => [name, []]))
  for (const target of targets) await runLoad({ ...target, seconds: 1, connections })
  for (let round = 0; round < ROUNDS; round++)
    for (const target of targets) samples.get(target.name)?.push(await measure(target, connections))
  console.log(`\n${title}, ${connections} at once; the second column is the ratio to Hono`)
  const base = median((samples.get('bare Hono pass-through') ?? []).map((s) => s.perSecond))
  for (const [name, list] of samples) print(name, list, base)
}

try {
  const database = process.env['DATABASE_URL']
  if (!database)
    throw new Error('set DATABASE_URL: DATABASE_URL=$(scripts/postgres.sh start /tmp/pg 55432) npm run bench')
  if (!canPin) console.log('there is no taskset here: the programs may use every core')
  const shop = start({ file: './upstream.ts', environment: { BENCH_STORES: String(STORES) } })
  const upstream = await new Promise<Upstream>((resolve) =>
    shop.once('message', (m) => resolve(m as Upstream)),
  )
  const redis = process.env['REDIS_URL']
  const services = [
    await startTarget('this service, PostgreSQL', upstream, { REDIS_URL: '' }, PORT),
    ...(redis
      ? [await startTarget('the same, limits in Valkey', upstream, { REDIS_URL: redis }, PORT + 1)]
      : []),
    await startTarget('the same, embedded database', upstream, { DATABASE_URL: '', REDIS_URL: '' }, PORT + 2),
  ]
  let page = ''
  for (const [ms, urls] of [
    [0, upstream.atOnce],
    [50, upstream.slowly],
  ] as const) {
    const url = urls[0] ?? ''
    const ours = await Promise.all(services.map((targetAt) => targetAt(urls)))
    if (ours[0] && page === '') page = await pageAsked(shop, ours[0])
    const bare = async (name: string, kind: string): Promise<Target> => {
      const child = start({ file: './pass-through.ts', environment: { KIND: kind, UPSTREAM: url }, core: 0 })
      return {
        name,
        origin: await printedOrigin(child),
        path: page,
        headers: shopKeys(upstream),
        pid: child.pid,
      }
    }
    const targets: Target[] = [
      { name: 'the shop itself', origin: url, path: page, headers: shopKeys(upstream), pid: shop.pid },
      await bare('bare node:http proxy', 'node'),
      await bare('bare Hono pass-through', 'hono'),
      ...ours,
    ]
    const title = `A page of 25 orders, the shop answers after ${ms} ms`
    for (const connections of [AT_ONCE, 1]) await compare(title, targets, connections)
  }
} finally {
  stopAll()
}
