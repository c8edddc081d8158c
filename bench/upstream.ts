// The shop of `bench:gateway`: answers what the WooCommerce sandbox shop answered the first time, at once or after 50 ms.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serveShop } from '../sandbox/shop.ts'
import { createWooCommerceShop } from '../sandbox/woocommerce/shop.ts'

const program = createWooCommerceShop({ tls: 'pretend' })
const woocommerce = await serveShop(program)
const { consumer_key, consumer_secret } = program.credentials
const STORES = Number(process.env['BENCH_STORES'])
const kept = new Map<string, Promise<{ status: number; headers: Record<string, string>; body: Buffer }>>()

/** The address with the consumer key, and without what a client makes up anew for each call. */
function nameOf(path: string, authorization = ''): string {
  const url = new URL(path, woocommerce.origin)
  const basic = atob(/^Basic (.+)$/.exec(authorization)?.[1] ?? '').split(':')[0]
  const key = url.searchParams.get('oauth_consumer_key') || basic
  if (key) url.searchParams.set('consumer_key', key)
  for (const name of [...url.searchParams.keys()])
    if (name.startsWith('oauth_')) url.searchParams.delete(name)
  return url.pathname + url.search
}

async function ask(name: string) {
  const url = new URL(name, woocommerce.origin)
  const key = url.searchParams.get('consumer_key')
  url.searchParams.delete('consumer_key')
  const headers = key ? { authorization: `Basic ${btoa(`${key}:${consumer_secret}`)}` } : undefined
  return keep(await fetch(url, headers ? { headers } : {}))
}

async function keep(response: Response) {
  const body = Buffer.from(await response.arrayBuffer())
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => /^(content-type|x-wp-|link)/.test(name)),
  )
  return { status: response.status, headers: { ...headers, 'content-length': String(body.length) }, body }
}

function createShop(delayMs: number) {
  return createServer((request, response) => {
    const name = nameOf(request.url ?? '/', request.headers.authorization)
    const answer = kept.get(name) ?? ask(name)
    if (!kept.has(name) && name.includes('/orders?'))
      process.send?.({ asked: name.replace(/&?consumer_key=\w+/, '') })
    kept.set(name, answer)
    answer.then(
      ({ status, headers, body }) => {
        const send = () => response.writeHead(status, headers).end(body)
        if (delayMs === 0) send()
        else setTimeout(send, delayMs)
      },
      () => response.destroy(),
    )
  })
}

/** One shop at as many addresses of loopback as there are stores. */
async function listen(delayMs: number): Promise<string[]> {
  const origins: string[] = []
  for (let n = 1; n <= STORES; n++) {
    const server = createShop(delayMs)
    await new Promise<void>((resolve) => server.listen(0, `127.0.0.${n}`, resolve))
    origins.push(`http://127.0.0.${n}:${(server.address() as AddressInfo).port}`)
  }
  return origins
}

process.send?.({ atOnce: await listen(0), slowly: await listen(50), keys: { consumer_key, consumer_secret } })
process.on('disconnect', () => process.exit(0))
