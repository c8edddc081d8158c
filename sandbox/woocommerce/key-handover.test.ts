// The shop's pages on which it hands over keys, as a real one was seen to behave.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createWooCommerceShop } from './shop.ts'

let receiver: Server
let callbackUrl = ''
let status = 200
const received: { body: string; type: string | undefined; agent: string | undefined }[] = []

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      received.push({ body, type: request.headers['content-type'], agent: request.headers['user-agent'] })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  callbackUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/cb`
})
afterAll(() => new Promise((resolve) => receiver.close(resolve)))
beforeEach(() => {
  status = 200
  received.splice(0)
})

const shop = createWooCommerceShop({ customers: 1, orders: 1, products: 1 })
const get = (path: string) => shop.fetch(new Request(`http://shop.example${path}`))
const query = (change: Record<string, string> = {}) =>
  new URLSearchParams({
    app_name: 'Atjaro',
    scope: 'read',
    user_id: 'tenant-42',
    return_url: 'https://us.example/return?a=1',
    callback_url: callbackUrl,
    ...change,
  })

async function approve(change: Record<string, string> = {}) {
  const page = await (await get(`/wc-auth/v1/authorize?${query(change)}`)).text()
  const nonce = /name="wc_auth_nonce" value="(\w+)"/.exec(page)?.[1] ?? ''
  return get(`/wc-auth/v1/access_granted/?${query({ ...change, wc_auth_nonce: nonce })}`)
}

it('hands over a key that works, and sends the browser back', async () => {
  const answer = await approve()
  expect([answer.status, answer.headers.get('location')]).toEqual([
    302,
    'https://us.example/return?a=1&success=1&user_id=tenant-42',
  ])
  const [sent] = received
  expect(sent).toMatchObject({
    type: 'application/json;charset=UTF-8',
    agent: 'WordPress/7.0.4; http://shop.example',
  })
  const keys = shop.handedOverKeys()
  expect(JSON.parse(sent?.body ?? '')).toEqual({
    key_id: 8,
    user_id: 'tenant-42',
    consumer_key: keys[0]?.consumer_key,
    consumer_secret: keys[0]?.consumer_secret,
    key_permissions: 'read',
  })
})

it.each([201, 204, 302, 400, 500])('deletes the key when the answer is %i', async (answered) => {
  status = answered
  const before = shop.handedOverKeys().length
  expect((await approve()).status).toBe(401)
  expect(received).toHaveLength(1)
  expect(shop.handedOverKeys()).toHaveLength(before)
})

it('grants nothing to who did not see the page, or saw it for another click', async () => {
  expect((await get(`/wc-auth/v1/access_granted/?${query({ wc_auth_nonce: 'x' })}`)).status).toBe(401)
  expect(received).toEqual([])
})

it.each([
  [{ callback_url: '' }, 'Missing parameter callback_url.'],
  [{ callback_url: 'http://us.example/cb' }, 'The callback_url needs to be over SSL.'],
  [{ scope: 'all' }, 'Invalid scope all.'],
])('refuses %j', async (change, message) => {
  const answer = await get(`/wc-auth/v1/authorize?${query(change)}`)
  expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining(`Error: ${message}`)])
})

it('writes what it was given as text, never as markup', async () => {
  const page = await (await get(`/wc-auth/v1/authorize?${query({ app_name: '<script>"x"' })}`)).text()
  expect(page).not.toContain('<script>')
})

it('has no such page with plain permalinks', async () => {
  const plain = createWooCommerceShop({ customers: 1, orders: 1, products: 1, plainPermalinks: true })
  const answer = await plain.fetch(new Request(`http://shop.example/wc-auth/v1/authorize?${query()}`))
  expect([answer.status, answer.headers.get('location')]).toEqual([301, 'http://shop.example/'])
})
