// What agent platforms are given: definitions with the real address and no key, and Vapi's own shape of an answer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestService, type TestService } from './support/service.ts'

const PUBLIC_URL = 'https://calls.example'
const VAPI = '/functions/v1/mcp/vapi'
let service: TestService
let token: string
let key: { apiKey: string; id: string }
let store: string

beforeAll(async () => {
  service = await startTestService({ PUBLIC_URL })
  token = (await service.signUp()).token
  store = (await service.connect(token, 'woocommerce')).body.data.id
  key = await service.createKey(token, { permissions: { customers: false, orders: true, products: false } })
})
afterAll(() => service?.close())

const definition = (platform: string, id = key.id, as = token) =>
  service.call(`/functions/v1/api/agents/${platform}?key_id=${id}`, { token: as })

describe('definitions', () => {
  test.each(['vapi', 'retell', 'elevenlabs', 'mcp'])(
    '%s: the real address, what the key may, no key',
    async (name) => {
      const { status, text, body } = await definition(name)
      expect(status).toBe(200)
      expect(text).toContain(`${PUBLIC_URL}/functions/v1/mcp`)
      expect(text).toContain('Bearer YOUR_API_KEY')
      expect(text).not.toContain('api_shopcall_')
      expect(body.data.tools).toEqual(['find_order', 'get_order', 'get_shop'])
    },
  )

  test('each of Vapi’s tools has a name, parameters and the adapter’s address', async () => {
    const tools = (await definition('vapi')).body.data.definition
    expect(tools).toHaveLength(3)
    for (const tool of tools) {
      expect(tool).toMatchObject({ type: 'function', server: { url: `${PUBLIC_URL}${VAPI}` } })
      expect(tool.function.parameters).toMatchObject({ type: 'object', additionalProperties: false })
    }
  })

  test('none for another user’s key, a platform that is none, or a stranger', async () => {
    const other = await service.signUp()
    expect((await definition('vapi', key.id, other.token)).status).toBe(404)
    expect((await definition('bland')).status).toBe(400)
    expect((await service.call(`/functions/v1/api/agents/vapi?key_id=${key.id}`)).status).toBe(401)
  })
})

describe('Vapi’s adapter', () => {
  const ask = (toolCallList: unknown, bearer: string | null = key.apiKey) =>
    service.call(VAPI, { token: bearer, body: { message: { type: 'tool-calls', toolCallList } } })

  test('answers every call by its id, each in one line', async () => {
    const order = (await service.data(`orders?store_id=${store}&limit=1`, key.apiKey)).body.data[0]
    const { status, body } = await ask([
      { id: 'a', name: 'find_order', arguments: { number: order.number } },
      { id: 'b', function: { name: 'find_order', arguments: JSON.stringify({ number: order.number }) } },
      { id: 'c', name: 'find_order', arguments: {} },
      { id: 'd', name: 'drop_tables', arguments: {} },
      { id: 'e', name: 'search_products', arguments: {} },
    ])
    expect(status).toBe(200)
    expect(body.results.map((one: { toolCallId: string }) => one.toolCallId)).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
    ])
    for (const { result } of body.results.slice(0, 2)) {
      expect(result).not.toMatch(/[\r\n]/)
      expect(JSON.parse(result).data[0]).toMatchObject({ id: order.id, number: order.number })
    }
    for (const { error } of body.results.slice(2)) expect(error).toMatch(/^[^\r\n]+$/)
  })

  test('says even a missing key, a broken body and a wrong shape in 200, and gives nothing away', async () => {
    const call = [{ id: 'a', name: 'find_order', arguments: { number: '1' } }]
    for (const bearer of [null, `${'api_shopcall_'}${'0'.repeat(32)}`]) {
      const { status, body } = await ask(call, bearer)
      expect(status).toBe(200)
      expect(body).toEqual({ results: [], error: expect.stringMatching(/valid credential/) })
    }
    for (const body of ['{', { message: { toolCallList: 'x' } }, {}]) {
      const answer = await service.call(VAPI, { token: key.apiKey, body })
      expect(answer.status).toBe(200)
      expect(answer.body.results).toEqual([])
    }
  })
})
