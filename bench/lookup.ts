// How long a caller waits for a lookup, by phone, e-mail and order number, over 1 and 10 shops that take 250 ms.
import { type RunningShop, serveShop } from '../sandbox/shop.ts'
import { createShopifyShop } from '../sandbox/shopify/shop.ts'
import { createShopRenterShop } from '../sandbox/shoprenter/shop.ts'
import { createWooCommerceShop } from '../sandbox/woocommerce/shop.ts'
import { createWorld } from '../sandbox/world.ts'
import { signUp, startService, stopAll } from './service.ts'

const PORT = Number(process.env['BENCH_PORT'] ?? 8898)
const SHOP_MS = 250
const LOOKUPS = Number(process.env['BENCH_LOOKUPS'] ?? 30)
const WARM_UP = 3
/** ShopRenter allows three calls a second, so lookups come no faster than callers do. */
const BETWEEN_MS = 700

const world = createWorld('bench', { people: 60, products: 20, orders: 200 })
const shops: RunningShop[] = []
const serve = async (program: Parameters<typeof serveShop>[0]) => {
  const shop = await serveShop(program)
  shops.push(shop)
  return shop
}
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

type Sample = { readonly total: number; readonly own: number; readonly shop: number; readonly calls: number }

const at = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0

async function sample(origin: string, key: string, body: object): Promise<Sample> {
  for (const shop of shops) shop.calls.clear()
  const startedAt = performance.now()
  const response = await fetch(`${origin}/functions/v1/webshop-data-api/lookup`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    // The first of an hour also reads a shop's settings; nothing is to be cut off here.
    body: JSON.stringify({ ...body, deadline_ms: 10_000 }),
  })
  const answer = await response.json()
  const total = performance.now() - startedAt
  if (!answer.data) throw new Error(`refused: ${answer.code}`)
  if (answer.data.match === 'none') throw new Error('nobody was found')
  const timing = response.headers.get('server-timing') ?? ''
  const part = (name: string) => Number(new RegExp(`${name};dur=([\\d.]+)`).exec(timing)?.[1] ?? 0)
  const calls = shops.reduce((sum, shop) => sum + shop.calls.list().length, 0)
  return { total, own: part('total') - part('shop'), shop: part('shop'), calls }
}

async function measure(label: string, origin: string, key: string, body: object): Promise<void> {
  const samples: Sample[] = []
  for (let count = 0; count < WARM_UP + LOOKUPS; count++) {
    const one = await sample(origin, key, body)
    if (count >= WARM_UP) samples.push(one)
    await sleep(BETWEEN_MS)
  }
  const of = (name: keyof Sample) => samples.map((one) => one[name])
  const calls = Math.max(...of('calls'))
  const after = Math.max(...of('shop')) / SHOP_MS
  console.log(
    `${label.padEnd(34)} p50 ${at(of('total'), 0.5).toFixed(0)} ms  p95 ${at(of('total'), 0.95).toFixed(0)} ms  own p50 ${at(of('own'), 0.5).toFixed(1)} ms  p95 ${at(of('own'), 0.95).toFixed(1)} ms  calls ${calls}  shop time at most ${after.toFixed(1)} x ${SHOP_MS} ms`,
  )
}

try {
  const shopify = createShopifyShop({ world, bucketSize: 100_000, restoreRate: 100_000 })
  const shoprenter = createShopRenterShop({ world })
  const woo = Array.from({ length: 8 }, () =>
    createWooCommerceShop({ customers: 60, products: 20, orders: 200, hardCases: false }),
  )
  const [shopifyOrigin, shoprenterOrigin] = [(await serve(shopify)).origin, (await serve(shoprenter)).origin]
  const wooOrigins = await Promise.all(woo.map(async (shop) => (await serve(shop)).origin))
  const { origin } = await startService(PORT, {
    ALLOW_PRIVATE_SHOP_ADDRESSES: 'true',
    SHOPIFY_API_ORIGIN: shopifyOrigin,
    SHOPRENTER_API_ORIGIN: shoprenterOrigin,
    SHOPRENTER_TOKEN_ORIGIN: shoprenterOrigin,
  })
  const { post, key } = await signUp(origin)
  const connect = async (platform: string, body: object): Promise<string> =>
    (await post(`oauth-${platform}/connect`, body)).data.id
  const ids = {
    shopify: await connect('shopify', shopify.credentials),
    shoprenter: await connect('shoprenter', shoprenter.credentials),
    woocommerce: '',
  }
  for (const [index, { credentials }] of woo.entries()) {
    const { consumer_key, consumer_secret } = credentials
    const url = wooOrigins[index]
    ids.woocommerce = await connect('woocommerce', { url, consumer_key, consumer_secret })
  }
  for (const shop of shops) shop.faults.set({ kind: 'slow', ms: SHOP_MS })

  const callerOf = (source: typeof world) => {
    const order = source.orders.findLast(
      ({ person, guest }) => person.country === 'HU' && person.id % 9 !== 0 && !guest,
    )
    if (!order) throw new Error('nobody ordered')
    const { phone, email } = order.person
    return { phone: { phone }, email: { email }, order_number: { order_number: String(order.id) } }
  }
  const inWorld = callerOf(world)
  const inWoo = callerOf(woo[0]?.world ?? world)
  const one = (platform: keyof typeof ids) => ({ store_id: ids[platform] })
  for (const way of ['phone', 'email', 'order_number'] as const) {
    await measure(`1 shopify, ${way}`, origin, key, { ...inWorld[way], ...one('shopify') })
    await measure(`1 woocommerce, ${way}`, origin, key, { ...inWoo[way], ...one('woocommerce') })
    if (way !== 'phone')
      await measure(`1 shoprenter, ${way}`, origin, key, { ...inWorld[way], ...one('shoprenter') })
    await measure(`10 stores, ${way}`, origin, key, inWoo[way])
  }
} finally {
  stopAll()
  await Promise.all(shops.map((shop) => shop.close()))
}
