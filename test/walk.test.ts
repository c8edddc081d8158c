// A walk over all operations: each gives every promised refusal, and each refusal has its promised row.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Operation, takesBody } from '../src/operation.ts'
import { OPERATIONS } from '../src/operations/index.ts'
import { startTestService, type TestService } from './support/service.ts'

let service: TestService
let mine: { token: string; userId: string }
let other: { token: string; userId: string }
let myStore: string
let otherStore: string
let myKey: string
let otherKey: string

beforeAll(async () => {
  service = await startTestService()
  mine = await service.signUp()
  other = await service.signUp()
  myStore = (await service.connect(mine.token, 'woocommerce')).body.data.id
  otherStore = (await service.connect(other.token, 'woocommerce')).body.data.id
  myKey = (await service.createKey(mine.token)).apiKey
  otherKey = (await service.createKey(other.token)).apiKey
}, 120_000)
afterAll(() => service.close())

const ALL_ON = { allow_customer_access: true, allow_order_access: true, allow_product_access: true }

/** Something valid for every input that an operation requires. */
const SAMPLES: Record<string, unknown> = {
  name: 'walk',
  key_id: '00000000-0000-4000-8000-000000000000',
  data_access_permissions: ALL_ON,
  url: 'http://127.0.0.1:9',
  shop: 'walk-shop.myshopify.com',
  consumer_key: 'ck_x',
  consumer_secret: 'cs_x',
  installation_id: 'x',
  platform: 'shopify',
  client_id: 'x',
  client_secret: 'x',
  enabled: true,
  interval_minutes: 60,
  sync_products: true,
  confirm: 'nobody@example.hu',
}

/** Of inputs that need one of several. */
const ONE_OF: Record<string, Record<string, unknown>> = { 'lookup.find': { order_number: '1001' } }

function inputOf(op: Operation, storeId: string, id: string, extra: Record<string, unknown> = {}) {
  const names = Object.keys(op.input.shape)
  const isRequired = (name: string) => !op.input.shape[name]?.safeParse(undefined).success
  const fields = Object.fromEntries(
    names
      .filter((name) => !op.route.path.includes(`{${name}}`) && (name === 'store_id' || isRequired(name)))
      .map((name) => [name, name === 'store_id' ? storeId : SAMPLES[name]]),
  )
  const path = `/functions/v1/${op.route.function}${op.route.path.replace('{id}', id).replace('{platform}', 'vapi')}`
  const all = { ...fields, ...ONE_OF[op.name], ...extra }
  if (takesBody(op)) return { path, body: all }
  const query = new URLSearchParams(Object.entries(all).map(([name, value]) => [name, String(value)]))
  return { path: query.size > 0 ? `${path}?${query}` : path, body: undefined }
}

async function attempt(
  op: Operation,
  token: string | null,
  storeId: string,
  id: string,
  extra?: Record<string, unknown>,
) {
  const { path, body } = inputOf(op, storeId, id, extra)
  const requestId = `walk-${crypto.randomUUID()}`
  const answer = await service.call(path, {
    method: op.route.method,
    token,
    headers: { 'x-request-id': requestId },
    ...(body === undefined ? {} : { body }),
  })
  const rows = await service.db.admin('select * from access_log where request_id = $1', [requestId])
  return { answer, rows, requestId }
}

/** What every answer has, whatever it says. */
function expectEnvelope(answer: Awaited<ReturnType<TestService['call']>>, requestId: string) {
  expect(answer.headers.get('x-request-id')).toBe(requestId)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('server-timing')).toMatch(/^auth;dur=[\d.]+, shop;dur=[\d.]+, total;dur=[\d.]+$/)
  if (answer.status >= 400) {
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(answer.body).toMatchObject({
      status: answer.status,
      request_id: requestId,
      type: expect.stringContaining(answer.body.code),
    })
    expect(Object.keys(answer.body).sort()).toEqual([
      'code',
      'detail',
      ...(answer.body.errors ? ['errors'] : []),
      'request_id',
      'status',
      'title',
      'type',
    ])
  }
}

const id = '00000000-0000-4000-8000-000000000000'

describe.each(OPERATIONS.map((op) => [op.name, op] as const))('%s', (_name, op) => {
  const isKeyed = op.caller === 'api_key'
  const wrongFields = {
    code: 'invalid_request',
    errors: [{ field: 'surprise', message: expect.any(String) }],
  }

  test('without a credential: 401, and nobody’s log has a row', async () => {
    const { answer, rows, requestId } = await attempt(op, null, myStore, id)
    expectEnvelope(answer, requestId)
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized'])
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="shopcall"')
    expect(rows).toEqual([])
  })

  test('with the other kind of credential, or a made-up one: the same 401', async () => {
    const wrong = isKeyed ? mine.token : myKey
    const made = isKeyed ? `api_shopcall_${'a'.repeat(32)}` : 'not.a.token'
    for (const token of [wrong, made]) {
      const { answer, rows } = await attempt(op, token, myStore, id)
      expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
        401,
        'unauthorized',
        'Send a valid credential as Authorization: Bearer.',
      ])
      expect(rows).toEqual([])
    }
  })

  test('an unknown parameter: 400 that names it, and a row', async () => {
    const { answer, rows, requestId } = await attempt(op, isKeyed ? myKey : mine.token, myStore, id, {
      surprise: 'kanari',
    })
    expectEnvelope(answer, requestId)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject(wrongFields)
    expect(answer.text).not.toContain('kanari')
    expect(rows.map((row) => [row['outcome'], row['code'], row['operation']])).toEqual(
      isKeyed ? [['failed', 'invalid_request', op.name]] : [],
    )
  })

  if (op.store) {
    test('another user’s store: the same 404 as for none, and a row', async () => {
      const foreign = await attempt(op, myKey, otherStore, id)
      const absent = await attempt(op, myKey, crypto.randomUUID(), id)
      for (const { answer, rows, requestId } of [foreign, absent]) {
        expectEnvelope(answer, requestId)
        expect([answer.status, answer.body.code]).toEqual([404, 'store_not_found'])
        expect(rows.map((row) => [row['outcome'], row['code'], row['store_id']])).toEqual([
          ['denied', 'store_not_found', null],
        ])
      }
      const same = (text: string, requestId: string) => text.replaceAll(requestId, '')
      expect(same(foreign.answer.text, foreign.requestId)).toBe(same(absent.answer.text, absent.requestId))
    })

    test('another user’s key on my store: 404', async () => {
      const { answer } = await attempt(op, otherKey, myStore, id)
      expect([answer.status, answer.body.code]).toEqual([404, 'store_not_found'])
    })

    test('a key that is not for this kind of data: 403, and a row', async () => {
      const permissions = { customers: false, orders: false, products: false }
      const { apiKey, id: keyId } = await service.createKey(mine.token, { permissions })
      const { answer, rows } = await attempt(op, apiKey, myStore, id)
      expect([answer.status, answer.body.code]).toEqual([403, 'insufficient_scope'])
      expect(rows.map((row) => [row['outcome'], row['code']])).toEqual([['denied', 'insufficient_scope']])
      await service.call('/functions/v1/api-key-management/revoke', {
        token: mine.token,
        body: { key_id: keyId },
      })
    })

    test('switched off by the merchant: 403 at the next request, and a row', async () => {
      const put = (permissions: object) =>
        service.call(`/functions/v1/api/stores/${myStore}/permissions`, {
          method: 'PUT',
          token: mine.token,
          body: { data_access_permissions: permissions },
        })
      await put({ allow_customer_access: false, allow_order_access: false, allow_product_access: false })
      const { answer, rows } = await attempt(op, myKey, myStore, id)
      await put(ALL_ON)
      expect([answer.status, answer.body.code]).toEqual([403, 'data_access_disabled'])
      expect(rows.map((row) => [row['outcome'], row['code'], row['store_id']])).toEqual([
        ['denied', 'data_access_disabled', myStore],
      ])
    })
  } else if (op.route.path.includes('{id}') && !isKeyed) {
    test('another user’s store: the same 404 as for none', async () => {
      const foreign = await attempt(op, mine.token, otherStore, otherStore)
      const absent = await attempt(op, mine.token, otherStore, crypto.randomUUID())
      expect([foreign.answer.status, foreign.answer.body.code]).toEqual([404, 'store_not_found'])
      expect({ ...foreign.answer.body, request_id: '' }).toEqual({ ...absent.answer.body, request_id: '' })
    })
  }
})

test('after all of that the other user’s store is as it was', async () => {
  const answer = await service.call(`/functions/v1/api/stores/${otherStore}`, { token: other.token })
  expect(answer.body.data).toMatchObject({ id: otherStore, data_access_permissions: ALL_ON })
})
