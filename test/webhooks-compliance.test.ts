// Shopify's topics of data protection: nothing is held, nothing of their bodies stays, and who asks is forgotten.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CANARY_CUSTOMER } from '../sandbox/shopify/webhooks.ts'
import { runWebhookRetention } from '../src/jobs/webhook-work.ts'
import { dumpOf, foundIn } from './support/dump.ts'
import type { TestService } from './support/service.ts'
import { shopifySends, startWebhookService } from './support/webhooks.ts'

let service: TestService
let token: string
let store: string
let apiKey: string
const { id, email, phone } = CANARY_CUSTOMER
const CANARIES = [email, phone, phone.slice(1), String(id), '299938', 'kanari.vendeg']

beforeAll(async () => {
  service = await startWebhookService()
  token = (await service.signUp()).token
  store = (await service.connect(token, 'shopify')).body.data.id
  apiKey = (await service.createKey(token)).apiKey
}, 120_000)
afterAll(() => service.close())

const ask = async (body: object) =>
  (await service.call('/functions/v1/api/privacy/subject', { token, body: { store_id: store, ...body } }))
    .body
const operations = async (body: object) =>
  (await ask(body)).data.accesses.map((entry: { operation: string }) => entry.operation)
const reads = async () => {
  await service.data('customers/search', apiKey, { body: { store_id: store, email } })
  await service.data('orders/search', apiKey, { body: { store_id: store, phone } })
  await service.data(`customers/${id}?store_id=${store}`, apiKey)
}
const counts = async () =>
  Object.fromEntries(
    (await service.db.admin('select topic, requests::int from compliance_requests')).map((row) => [
      row['topic'],
      row['requests'],
    ]),
  )

test('a request for data is answered and counted, once for each', async () => {
  const headers = { 'x-shopify-webhook-id': crypto.randomUUID() }
  expect(await shopifySends(service, 'customers/data_request', { headers, times: 3 })).toEqual([
    200, 200, 200,
  ])
  const shop = 'not-connected-here.myshopify.com'
  const body = JSON.stringify({
    shop_id: 2,
    shop_domain: shop,
    customer: CANARY_CUSTOMER,
    data_request: { id: 4 },
  })
  const foreign = { 'x-shopify-shop-domain': shop }
  expect(await shopifySends(service, 'customers/data_request', { body, headers: foreign })).toEqual([200])
  expect(await counts()).toEqual({ 'customers/data_request': 2 })
})

test('who is to be forgotten is found by nobody any more; somebody else is', async () => {
  await reads()
  await service.data('customers/search', apiKey, { body: { store_id: store, email: 'other@example.hu' } })
  expect(await operations({ email })).toEqual(['customers.search'])
  expect(await operations({ phone })).toEqual(['orders.search'])
  expect(await operations({ customer_id: String(id) })).toEqual(['customers.get'])

  expect(await shopifySends(service, 'customers/redact')).toEqual([200])
  for (const named of [{ email }, { phone: '06 30 123 4567' }, { customer_id: String(id) }]) {
    const answer = await ask(named)
    expect(answer.data).toMatchObject({ held: false, accesses: [], has_more: false })
    const codes = answer.meta.coverage.reasons.map((reason: { code: string }) => reason.code)
    expect(codes).toEqual(['named_accesses_only', 'person_redacted'])
  }
  expect(await operations({ email: 'other@example.hu' })).toEqual(['customers.search'])
})

test('the log itself is whole, and what comes after the redaction is found again', async () => {
  const rows = await service.db.admin('select persons from access_log where persons is not null')
  expect(rows).toHaveLength(4)
  await reads()
  expect(await operations({ email })).toEqual(['customers.search'])
  expect(await shopifySends(service, 'customers/redact')).toEqual([200])
  expect(await operations({ email })).toEqual(['customers.search'])
  const again = { 'x-shopify-webhook-id': crypto.randomUUID() }
  const body = JSON.stringify({
    shop_id: 1,
    shop_domain: 'homokozo-bolt.myshopify.com',
    customer: CANARY_CUSTOMER,
    orders_to_redact: [1],
  })
  expect(await shopifySends(service, 'customers/redact', { body, headers: again })).toEqual([200])
  expect(await operations({ email })).toEqual([])
})

test('a mark cannot be laid beside the log', async () => {
  const marks = await service.db.admin("select encode(mark, 'hex') as mark from store_redactions")
  expect(marks).toHaveLength(3)
  const hashes = await service.db.admin(
    "select distinct encode(p, 'hex') as hash from access_log, unnest(persons) p",
  )
  expect(hashes.length).toBeGreaterThan(3)
  const known = new Set(hashes.map((row) => row['hash']))
  expect(marks.filter((row) => known.has(row['mark']))).toEqual([])
})

test('nobody of them is in the database or the log, in whatever spelling', async () => {
  for (const topic of ['customers/data_request', 'customers/redact', 'shop/redact', 'orders/create']) {
    const body = JSON.stringify({ surprise: CANARY_CUSTOMER, customer: CANARY_CUSTOMER })
    await shopifySends(service, topic, { body })
    await shopifySends(service, topic, { body: `{"customer": ${JSON.stringify(CANARY_CUSTOMER)}` })
    await shopifySends(service, topic, { secret: 'wrong' })
  }
  const dump = await dumpOf(service.db)
  expect(dump).toContain('webhook_receipts')
  expect(foundIn(dump, CANARIES)).toEqual([])
  expect(foundIn(service.logLines.join('\n'), CANARIES)).toEqual([])
})

test('the search can find', async () => {
  await service.db.admin(`insert into service_secrets (name, sealed) values ('leak', $1)`, [
    Buffer.from(`x ${email} y`).toString('base64'),
  ])
  expect(foundIn(await dumpOf(service.db), CANARIES)).toContain(email)
  await service.db.admin(`delete from service_secrets where name = 'leak'`)
})

test('what nothing needs any more goes, and a redaction outlives every row that it hides', async () => {
  await service.db.admin('update webhook_receipts set ends_at = now()')
  await service.db.admin("update store_redactions set redacted_at = now() - interval '770 days'")
  expect(await runWebhookRetention(service.host.services)).toBeGreaterThan(0)
  expect(await service.db.admin('select * from webhook_receipts')).toEqual([])
  expect(await service.db.admin('select * from store_redactions')).toHaveLength(3)
  await service.db.admin("update store_redactions set redacted_at = now() - interval '801 days'")
  expect(await runWebhookRetention(service.host.services)).toBe(3)
})
