// Requests that no client library would send: smuggling, folded headers, floods of headers, odd methods.
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
let key: string
let userId: string

beforeAll(async () => {
  service = await startTestService()
  const user = await service.signUp()
  userId = user.userId
  key = (await service.createKey(user.token)).apiKey
  await service.data('stores', key)
}, 120_000)
afterAll(() => service.close())

/** Sends bytes as they are and gives back everything until the other side closes, or nothing comes for three seconds. */
function send(text: string): Promise<string> {
  const { port } = new URL(service.host.url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1')
    let answer = ''
    const done = () => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(3_000, done)
    socket.on('data', (part) => {
      answer += part.toString('latin1')
    })
    socket.once('close', done)
    socket.once('error', done)
    socket.write(text, 'latin1')
  })
}

const PATH = '/functions/v1/webshop-data-api/stores'
const statusLines = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => match[1])
const auth = () => `Authorization: Bearer ${key}`

test('a plain request works this way', async () => {
  expect(
    statusLines(await send(`GET ${PATH} HTTP/1.1\r\nHost: x\r\n${auth()}\r\nConnection: close\r\n\r\n`)),
  ).toEqual(['200'])
})

test.each([
  [
    'length and chunks at once',
    (path: string) =>
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG`,
  ],
  [
    'two lengths',
    (path: string) =>
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`,
  ],
  [
    'a length that is none',
    (path: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello`,
  ],
  [
    'an encoding in disguise',
    (path: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  ],
  ['a folded header', (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c: d\r\n\r\n`],
  ['a space before the colon', (path: string) => `GET ${path} HTTP/1.1\r\nHost : x\r\n\r\n`],
  ['a NUL in a header', (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\nX-A: b\0c\r\n\r\n`],
  ['no host', (path: string) => `GET ${path} HTTP/1.1\r\n\r\n`],
  ['a method of its own', (path: string) => `HACK ${path} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['another protocol', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
])('%s: refused once, and nothing of it is taken for a second request', async (_what, request) => {
  const answer = await send(`${request(PATH)}GET ${PATH} HTTP/1.1\r\nHost: x\r\n${auth()}\r\n\r\n`)
  const lines = statusLines(answer)
  expect(lines.length).toBeLessThanOrEqual(1)
  expect(lines[0] ?? '400').toBe('400')
})

test('headers over 16 KiB are refused', async () => {
  const answer = await send(`GET ${PATH} HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`)
  expect(statusLines(answer)).toEqual(['431'])
})

test('an address over 8 KiB is refused', async () => {
  const answer = await send(
    `GET ${PATH}?x=${'a'.repeat(9_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  )
  expect(statusLines(answer)).toEqual(['413'])
})

test('headers that claim another address, method, path or host change nothing', async () => {
  const spoof = [
    'X-Forwarded-For: 203.0.113.9',
    'X-Real-IP: 203.0.113.9',
    'Forwarded: for=203.0.113.9',
    'CF-Connecting-IP: 203.0.113.9',
    'X-HTTP-Method-Override: DELETE',
    'X-Original-URL: /metrics',
    'X-Rewrite-URL: /metrics',
    'X-Forwarded-Host: evil.example',
  ].join('\r\n')
  const answer = await send(
    `GET ${PATH} HTTP/1.1\r\nHost: evil.example\r\n${spoof}\r\n${auth()}\r\nConnection: close\r\n\r\n`,
  )
  expect(statusLines(answer)).toEqual(['200'])
  expect(answer).not.toContain('evil.example')
  const [row] = (await service.accessRows(userId)).slice(-1)
  expect(String(row?.['address'])).toMatch(/127\.0\.0\.1/)
})

test('line breaks in a value split no header and no log line', async () => {
  const answer = await send(
    `GET ${PATH}?x=%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: x\r\nX-Request-Id: abc%0d%0aX: y\r\n${auth()}\r\nConnection: close\r\n\r\n`,
  )
  expect(answer).not.toMatch(/^set-cookie/im)
  expect(answer).not.toMatch(/^x: y/im)
  for (const line of service.logLines) expect(line).not.toMatch(/[\r\n]/)
})
