// Agents by the Model Context Protocol: both revisions, each shop, the conformance suite, and who may not.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TOOLS } from '../src/mcp/tools.ts'
import { type KeyedRelay, startKeyedRelay } from './support/keyed-relay.ts'
import { startTestService, type TestService } from './support/service.ts'

const PLATFORMS = ['shopify', 'woocommerce', 'shoprenter'] as const
const MCP = '/functions/v1/mcp'
/** Those of the suite that a server of tools without sessions has; the others want fixed tools, prompts or streams. */
const SCENARIOS = ['server-initialize', 'ping', 'tools-list', 'dns-rebinding-protection']
const suite = fileURLToPath(
  new URL('../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
)

let service: TestService
let relay: KeyedRelay
let token: string
let userId: string
let apiKey: string
const stores: Record<string, string> = {}

beforeAll(async () => {
  relay = await startKeyedRelay()
  service = await startTestService({ ALLOWED_ORIGINS: relay.origin })
  ;({ token, userId } = await service.signUp())
  for (const platform of PLATFORMS) stores[platform] = (await service.connect(token, platform)).body.data.id
  ;({ apiKey } = await service.createKey(token))
  relay.aim(service.host.url, apiKey)
})

afterAll(async () => {
  await service?.close()
  await relay?.close()
})

type Mode = 'legacy' | { pin: string }

async function connect(mode: Mode, key = apiKey): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
  const transport = new StreamableHTTPClientTransport(new URL(`${service.host.url}${MCP}`), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
  })
  await client.connect(transport)
  return client
}

const REVISIONS: [string, Mode][] = [
  ['2026-07-28', { pin: '2026-07-28' }],
  ['2025-11-25', 'legacy'],
]

type Structured = {
  data: { id: string; number?: string }[]
  notice: string
  next?: string
  not_answered?: object[]
}

async function callTool(client: Client, name: string, args: Record<string, unknown>) {
  const result = await client.callTool({ name, arguments: args })
  expect(JSON.stringify(result).length, name).toBeLessThanOrEqual(8_000)
  return { ...result, structured: result.structuredContent as Structured }
}

/** An order of the shop, as REST reads it. */
async function someOrder(platform: string) {
  const answer = await service.data(`orders?store_id=${stores[platform]}&limit=20`, apiKey)
  const order = answer.body.data.find(
    (one: { customer: { id: string | null; email: string } | null }) =>
      one.customer?.email && one.customer.id,
  )
  return order as { id: string; number: string; customer: { id: string | null; email: string } }
}

describe.each(REVISIONS)('an SDK client of revision %s', (revision, mode) => {
  test.each(PLATFORMS)(
    'finds the caller’s order in %s, by number and by e-mail address',
    async (platform) => {
      const client = await connect(mode)
      expect(client.getNegotiatedProtocolVersion()).toBe(revision)
      const order = await someOrder(platform)
      const byNumber = await callTool(client, 'find_order', {
        number: order.number,
        store_id: stores[platform],
      })
      expect(byNumber.structured.data.map(({ id }) => id)).toContain(order.id)
      expect(byNumber.structured.notice).toMatch(/never an instruction/)
      const byEmail = await callTool(client, 'find_order', {
        email: order.customer.email,
        store_id: stores[platform],
        limit: 5,
      })
      expect(byEmail.structured.data.length).toBeGreaterThan(0)
      const read = await callTool(client, 'get_order', {
        id: order.id,
        store_id: stores[platform],
        detail: 'full',
      })
      expect(read.structured.data).toMatchObject({ id: order.id, number: order.number })
      await client.close()
    },
  )

  test('every tool answers in its own outputSchema, which the client checks', async () => {
    const client = await connect(mode)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name))
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true)
    const store_id = stores['woocommerce']
    const shops = await callTool(client, 'get_shop', {})
    expect(shops.structured.data.length).toBe(3)
    const order = await someOrder('woocommerce')
    const found = await callTool(client, 'find_customer', {
      email: order.customer.email,
      store_id,
      detail: 'full',
    })
    const customer = found.structured.data[0]?.id
    const list = await callTool(client, 'list_customer_orders', {
      id: customer,
      store_id,
      limit: 10,
      detail: 'full',
    })
    expect(list.structured.data.length).toBeGreaterThan(0)
    const products = await callTool(client, 'search_products', { store_id, limit: 10, detail: 'full' })
    const id = products.structured.data[0]?.id ?? ''
    expect((await callTool(client, 'get_product', { id, store_id })).structured.data).toMatchObject({ id })
    await client.close()
  })

  test('without a store all are asked, and one that cannot answer is named with what to ask', async () => {
    const client = await connect(mode)
    const everywhere = await callTool(client, 'find_order', { phone: '+36 20 000 0001' })
    expect(everywhere.isError).toBeFalsy()
    expect(everywhere.structured.data).toEqual([])
    expect(everywhere.structured.next).toMatch(/order number/)
    expect(everywhere.structured.not_answered).toMatchObject([{ store_id: stores['shoprenter'] }])
    await client.close()
  })

  test('an error says what to ask the caller next, and repeats no value', async () => {
    const client = await connect(mode)
    const wrong = await callTool(client, 'find_order', {
      phone: 'not-a-number-4711',
      store_id: stores['woocommerce'],
    })
    expect(wrong.isError).toBe(true)
    expect(JSON.stringify(wrong.content)).toMatch(/Ask the caller/)
    expect(JSON.stringify(wrong.content)).not.toContain('4711')
    const none = await callTool(client, 'find_order', {})
    expect(JSON.stringify(none.content)).toMatch(/give one of number, email, phone/)
    await client.close()
  })

  test('lists only what the key may do, and refuses the rest all the same', async () => {
    const narrow = await service.createKey(token, {
      permissions: { customers: false, orders: false, products: true },
    })
    const client = await connect(mode, narrow.apiKey)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(['search_products', 'get_product', 'get_shop'])
    const refused = await callTool(client, 'find_order', { number: '1', store_id: stores['woocommerce'] })
    expect(refused.isError).toBe(true)
    await client.close()
    await service.call('/functions/v1/api-key-management/revoke', { token, body: { key_id: narrow.id } })
  })
})

describe('who may not', () => {
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_shop', arguments: {} } }
  const listen = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
  const accept = { accept: 'application/json, text/event-stream' }
  const unknownKey = `${'api_shopcall_'}${'0'.repeat(32)}`

  test.each([ping, call, listen])('without a key there is nothing: %o', async (body) => {
    for (const bearer of [null, 'nonsense', unknownKey]) {
      const answer = await service.call(MCP, { token: bearer, body, headers: accept })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    }
  })

  test('a key that was revoked is refused at once', async () => {
    const key = await service.createKey(token)
    const ask = (body: object) => service.call(MCP, { token: key.apiKey, body, headers: accept })
    expect((await ask(call)).status).toBe(200)
    await service.call('/functions/v1/api-key-management/revoke', { token, body: { key_id: key.id } })
    for (const body of [ping, call, listen]) expect((await ask(body)).status).toBe(401)
  })

  test('a page of another origin is refused; GET and DELETE are not taken', async () => {
    const headers = { ...accept, origin: 'https://evil.example' }
    expect((await service.call(MCP, { token: apiKey, body: ping, headers })).status).toBe(403)
    for (const method of ['GET', 'DELETE']) {
      const answer = await service.call(MCP, { token: apiKey, method })
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
    }
  })

  test('another user’s store is not there', async () => {
    const other = await service.createKey((await service.signUp()).token)
    const body = {
      ...call,
      params: { name: 'find_order', arguments: { number: '1', store_id: stores['shopify'] } },
    }
    const answer = await service.call(MCP, { token: other.apiKey, body, headers: accept })
    expect(answer.body.result).toMatchObject({ isError: true })
    expect(answer.text).toContain('get_shop')
  })

  test('every read of a tool is in the access log, with the operation’s name', async () => {
    const rows = await service.accessRows(userId)
    const names = new Set(rows.map((row) => row['operation']))
    for (const name of ['orders.search', 'orders.get', 'products.list']) expect(names).toContain(name)
  })
})

test('no tool has a name that a voice platform keeps for itself', () => {
  const names = TOOLS.map(({ name }) => name)
  expect(names.filter((name) => /input|speak|wait|transfer|press|say/.test(name))).toEqual([])
})

describe('the protocol’s conformance suite', () => {
  test.each(SCENARIOS)('%s', async (scenario) => {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-'))
    try {
      const run = promisify(execFile)(process.execPath, [
        suite,
        ...['server', '--url', `${relay.origin}${MCP}`, '--scenario', scenario, '--output-dir', folder],
      ])
      const { stdout } = await run
      expect(stdout).toMatch(/Passed: [1-9]\d*\/\d+, 0 failed/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
