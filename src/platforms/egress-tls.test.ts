// A shop whose certificate does not hold is not talked to, and there is no way to ask for it.
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { serveShop } from '../../sandbox/shop.ts'
import { expectNoCanary } from '../../test/support/canary.ts'
import { type Certificate, createCertificate } from '../../test/support/certificate.ts'
import { testEgress } from '../../test/support/shop-context.ts'
import { AppError } from '../errors.ts'

const IP = '127.0.0.1'
const PAST = new Date('2020-01-01T00:00:00Z')
const authority = createCertificate({ name: 'Test authority', authority: true })
const stranger = createCertificate({ name: 'Unknown authority', authority: true })
const usual = tls.getCACertificates('default')
const egress = testEgress({ sleep: async () => {} })

let server: Server | undefined
let requests: number

/** Serves over TLS with the certificate; gives the origin without its scheme. */
async function serve({ cert, key }: Certificate): Promise<string> {
  requests = 0
  const running = createServer({ cert, key }, (_, answer) => {
    requests++
    answer.end('[]')
  })
  server = running
  await new Promise<void>((resolve) => running.listen(0, IP, resolve))
  return `:${(running.address() as AddressInfo).port}`
}

function send(url: string) {
  const deadlineAt = Date.now() + 5_000
  return egress.open(crypto.randomUUID(), undefined, { deadlineAt }).send({ method: 'GET', url })
}

async function refusalOf(url: string): Promise<AppError> {
  const thrown: unknown = await send(url).catch((error: unknown) => error)
  if (thrown instanceof AppError) return thrown
  throw new Error('was not refused')
}

beforeAll(() => tls.setDefaultCACertificates([...usual, authority.cert]))
afterAll(async () => {
  tls.setDefaultCACertificates(usual)
  await egress.close()
})
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

describe('over TLS', () => {
  it('talks to a shop whose certificate holds', async () => {
    const port = await serve(createCertificate({ name: 'shop', ip: IP, signer: authority.signer }))
    expect(await send(`https://${IP}${port}/`)).toMatchObject({ status: 200, text: '[]' })
    expect(requests).toBe(1)
  })

  it.each([
    ['signed by itself', createCertificate({ name: 'kanari', ip: IP }), IP],
    ['signed by nobody known', createCertificate({ name: 'kanari', ip: IP, signer: stranger.signer }), IP],
    [
      'no longer valid',
      createCertificate({
        name: 'kanari',
        ip: IP,
        signer: authority.signer,
        notBefore: PAST,
        notAfter: PAST,
      }),
      IP,
    ],
    ['of another host', createCertificate({ name: 'kanari', ip: '192.0.2.1', signer: authority.signer }), IP],
    [
      'of an address, asked for by name',
      createCertificate({ name: 'kanari', ip: IP, signer: authority.signer }),
      'localhost',
    ],
  ])('refuses a certificate %s, at the first try', async (_, certificate, host) => {
    const port = await serve(certificate)
    let connections = 0
    server?.on('connection', () => connections++)
    const refusal = await refusalOf(`https://${host}${port}/`)
    expect(refusal).toMatchObject({ code: 'shop_invalid_response', reason: 'tls' })
    expectNoCanary(refusal)
    expect(requests).toBe(0)
    expect(connections).toBe(1)
  })

  it('refuses a shop that does not speak TLS at all', async () => {
    const shop = await serveShop({ fetch: () => new Response('[]') })
    const refusal = await refusalOf(shop.origin.replace('http:', 'https:'))
    expect(refusal).toMatchObject({ code: 'shop_invalid_response', reason: 'tls' })
    expect(shop.calls.list()).toEqual([])
    await shop.close()
  })
})
