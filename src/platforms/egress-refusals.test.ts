// No spelling of an address and no answer of a resolver leads inside, and every refusal looks like every other.
import { lookup as systemLookup } from 'node:dns'
import net, { type AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testEgress } from '../../test/support/shop-context.ts'
import { AppError, toProblem } from '../errors.ts'
import type { Lookup } from './address-rule.ts'
import type { Egress } from './egress.ts'

/** Hosts as they may stand in an address; on this machine the first dozen lead to the listener. */
const LITERALS = [
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '127.255.255.254',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '0177.0.0.1',
  '①②⑦.0.0.1',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  '0.0.0.0',
  '0',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::127.0.0.1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001::1]',
  '[fe80::1]',
  '[fd00:ec2::254]',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '[::ffff:169.254.169.254]',
  '100.64.0.1',
  '168.63.129.16',
  '[::ffff:168.63.129.16]',
  '8.8.8.8',
  '[2001:4860:4860::8888]',
]

const NAMES = ['localhost', 'LOCALHOST', 'localhost.', 'shop.localhost']

/** What a resolver may say; every one of them holds something that is not public, or nothing at all. */
const ANSWERS: [string, unknown][] = [
  ...[
    '127.0.0.1',
    '::1',
    '::',
    '0.0.0.0',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '10.0.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '168.63.129.16',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fe80::1',
    'fd00::1',
  ].flatMap((address): [string, unknown][] => {
    const [inside, outside] = [entryOf(address), entryOf('8.8.8.8')]
    return [
      [address, [inside]],
      [`8.8.8.8 and ${address}`, [outside, inside]],
      [`${address} and 8.8.8.8`, [inside, outside]],
    ]
  }),
  ['no address', []],
  ['a text', '127.0.0.1'],
  ['a public address that is no list', '8.8.8.8'],
  ['nonsense', [{ address: 'localhost', family: 4 }]],
]

function entryOf(address: string) {
  return { address, family: net.isIP(address) }
}

/** Everything of an error that leaves: what the caller gets and what is kept of it. */
function shown(error: unknown): string {
  if (!(error instanceof AppError)) throw new Error(`no AppError: ${inspect(error)}`)
  const { message, reason, retryAfterSeconds, cause } = error
  return JSON.stringify([
    error,
    message,
    reason,
    retryAfterSeconds,
    inspect(cause),
    toProblem(error, 'r', 'd'),
  ])
}

describe('a private address', () => {
  let listener: net.Server
  let port: number
  let hits = 0
  let answer: unknown
  let egress: Egress
  const refusals = new Set<string>()

  beforeAll(async () => {
    listener = net.createServer((socket) => {
      hits++
      socket.destroy()
    })
    await new Promise<void>((resolve) => listener.listen(0, resolve))
    port = (listener.address() as AddressInfo).port
    egress = testEgress({
      allowPrivate: false,
      sleep: async () => expect.unreachable('a refusal is not tried again'),
      lookup: (host, options, callback) => {
        if (host.endsWith('.example.com')) return callback(null, answer as string)
        // Not every system's resolver knows the spellings beside this one.
        if (host === 'localhost') return (systemLookup as unknown as Lookup)(host, options, callback)
        return callback(null, [entryOf('127.0.0.1')])
      },
    })
  })
  afterAll(async () => {
    await egress.close()
    listener.close()
  })

  /** One store for all of them: so many refusals must not open its breaker. */
  async function refuse(url: string): Promise<void> {
    const told: unknown[] = []
    const budget = { deadlineAt: Date.now() + 5_000, onCall: (call: unknown) => told.push(call) }
    const thrown: unknown = await egress
      .open('store', undefined, budget)
      .send({ method: 'GET', url })
      .catch((error: unknown) => error)
    expect(thrown, url).toMatchObject({ code: 'shop_unavailable', reason: 'address_refused' })
    expect(told).toHaveLength(1)
    refusals.add(shown(thrown))
  }

  it.each(LITERALS)('written as %s is refused', async (host) => {
    await refuse(`http://${host}:${port}/`)
    await refuse(`https://${host}:${port}/`)
  })

  it.each(NAMES)('named %s is refused', async (host) => {
    await refuse(`http://${host}:${port}/`)
    await refuse(`https://${host}:${port}/`)
  })

  it.each(ANSWERS)('as a resolver’s answer, %s, is refused', async (_, said) => {
    answer = said
    await refuse(`http://shop.example.com:${port}/`)
    await refuse(`https://shop.example.com:${port}/`)
  })

  it('was never called, and no refusal can be told from another', () => {
    expect(hits).toBe(0)
    expect(refusals.size).toBe(1)
  })

  it('would have been called: the listener is there', async () => {
    const open = testEgress({ sleep: async () => {} })
    const http = open.open('store', undefined, { deadlineAt: Date.now() + 5_000 })
    for (const host of ['127.0.0.1', '2130706433', '[::ffff:7f00:1]', '0.0.0.0', 'localhost']) {
      const before = hits
      await http.send({ method: 'POST', url: `http://${host}:${port}/` }).catch(() => {})
      expect(hits, host).toBeGreaterThan(before)
    }
    await open.close()
  })
})
