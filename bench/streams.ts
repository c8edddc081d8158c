// Measures how fast whole catalogues are read: `npm run bench:streams -- [products] [platform]`, shops in a process of their own.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type SandboxAccess, startSandbox } from '../sandbox/start.ts'
import { PLATFORMS } from '../src/platforms/index.ts'
import { PLATFORM_IDS, type PlatformId, type Shop } from '../src/platforms/platform.ts'
import { testContext } from '../test/support/shop-context.ts'

const [count = '10000', only] = process.argv.slice(2)

async function serve(): Promise<void> {
  const sandbox = await startSandbox(0, { products: Number(count), shoprenterRatePerSecond: 1_000_000 })
  process.send?.(sandbox.access)
  process.on('message', () => {
    for (const id of PLATFORM_IDS) {
      for (let one = 1; one <= 100; one++) sandbox.catalogues?.[id].changeProduct(one * 3)
    }
    process.send?.('changed')
  })
}

function credentialsOf(access: SandboxAccess, id: PlatformId): object {
  if (id === 'woocommerce') return access.woocommerce
  const { shop, client_id, client_secret } = access[id]
  return { shop, client_id, client_secret }
}

type Figures = {
  readonly products: number
  readonly variants: number
  readonly ms: number
  readonly heapMb: number
}

async function read(shop: Shop, updatedAfter: string | null): Promise<Figures> {
  const begun = performance.now()
  let [products, variants, heap] = [0, 0, 0]
  for await (const batch of shop.streamProducts({ updatedAfter, resume: null })) {
    products += batch.products.length
    for (const product of batch.products) variants += product.variants.length
    heap = Math.max(heap, process.memoryUsage().heapUsed)
  }
  return {
    products,
    variants,
    ms: Math.round(performance.now() - begun),
    heapMb: Math.round(heap / 1_048_576),
  }
}

async function readIds(shop: Shop): Promise<{ ids: number; ms: number }> {
  const begun = performance.now()
  let ids = 0
  for await (const batch of shop.streamProductIds(null)) ids += batch.ids.length
  return { ids, ms: Math.round(performance.now() - begun) }
}

async function measure(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [count], { env: { ...process.env, BENCH_SHOPS: '1' } })
  const answer = () => new Promise<unknown>((resolve) => child.once('message', resolve))
  const access = (await answer()) as SandboxAccess
  const origins = {
    shopifyApi: access.shopify.api_origin,
    shoprenterApi: access.shoprenter.api_origin,
    shoprenterToken: access.shoprenter.token_origin,
  }
  const since = new Date(Date.now() - 60_000).toISOString()
  const shops = PLATFORM_IDS.filter((id) => only === undefined || id === only).map((id) => {
    const platform = PLATFORMS[id]
    const context = testContext({ origins })
    const shop = platform.connect(
      platform.credentials.parse(credentialsOf(access, id)),
      context.refresh(3_600_000),
    )
    return { id, shop, close: context.close }
  })
  for (const { id, shop } of shops) {
    const full = await read(shop, null)
    console.log(id, 'all', { ...full, perSecond: Math.round((full.products / full.ms) * 1000) })
    console.log(id, 'ids', await readIds(shop))
  }
  child.send('change')
  await answer()
  for (const { id, shop, close } of shops) {
    console.log(id, '100 changes', await read(shop, since))
    await close()
  }
  child.kill()
}

await (process.env['BENCH_SHOPS'] === '1' ? serve() : measure())
