// Only public addresses are dialled: as they are written, as a resolver answers, and as the socket says in the end.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import net from 'node:net'
import fc from 'fast-check'
import { Agent, fetch } from 'undici'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../errors.ts'
import { createConnector, isPublicAddress, type Lookup } from './address-rule.ts'

const PUBLIC = [
  '8.8.8.8',
  '1.1.1.1',
  '193.6.1.1',
  '::ffff:8.8.8.8',
  '2001:4860:4860::8888',
  '2a00:1450:4014:80c::200e',
]

/** Address, and what it is. */
const REFUSED = [
  ['0.0.0.0', 'this host'],
  ['0.1.2.3', 'this network'],
  ['10.0.0.1', 'private'],
  ['10.255.255.255', 'private'],
  ['100.64.0.1', 'carrier-grade NAT'],
  ['100.100.100.200', "Alibaba's metadata"],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['169.254.169.254', 'metadata'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.0.0.192', "Oracle's metadata"],
  ['192.0.2.1', 'documentation'],
  ['192.88.99.1', '6to4 relay'],
  ['192.168.0.1', 'private'],
  ['198.18.0.1', 'benchmarks'],
  ['198.51.100.1', 'documentation'],
  ['203.0.113.1', 'documentation'],
  ['224.0.0.1', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['168.63.129.16', "Azure's platform"],
  ['::ffff:168.63.129.16', "Azure's platform, mapped"],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback in full'],
  ['::127.0.0.1', 'loopback, compatible'],
  ['::8.8.8.8', 'public, compatible'],
  ['::ffff:127.0.0.1', 'loopback, mapped'],
  ['::ffff:7f00:1', 'loopback, mapped in hexadecimal'],
  ['::ffff:0:127.0.0.1', 'loopback, translated'],
  ['::ffff:10.0.0.1', 'private, mapped'],
  ['::ffff:169.254.169.254', 'metadata, mapped'],
  ['64:ff9b::7f00:1', 'loopback by NAT64'],
  ['64:ff9b::808:808', 'NAT64 at all'],
  ['64:ff9b:1::7f00:1', 'loopback by local NAT64'],
  ['2002:7f00:1::', 'loopback by 6to4'],
  ['2002:a00:1::', 'private by 6to4'],
  ['2001::1', 'Teredo'],
  ['2001:db8::1', 'documentation'],
  ['3fff::1', 'documentation'],
  ['100::1', 'discard'],
  ['100:0:0:1::1', 'dummy'],
  ['5f00::1', 'segment routing'],
  ['4000::1', 'not assigned'],
  ['8000::1', 'not assigned'],
  ['fc00::1', 'unique local'],
  ['fd00:ec2::254', "Amazon's metadata"],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local with a zone'],
  ['fec0::1', 'site-local'],
  ['ff02::1', 'multicast'],
  ['2130706433', 'loopback as a number'],
  ['0x7f000001', 'loopback in hexadecimal'],
  ['0177.0.0.1', 'loopback in octal'],
  ['127.1', 'loopback in short'],
  ['', 'nothing'],
  ['localhost', 'a name'],
  ['8.8.8.8.8', 'no address'],
  ['[::1]', 'brackets'],
] as const

describe('isPublicAddress', () => {
  it.each(PUBLIC)('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each(REFUSED)('%s is not: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it('says of a mapped address what it says of the address itself', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isPublicAddress(`::ffff:${address}`)).toBe(isPublicAddress(address))
      }),
    )
  })

  it('calls nothing of IPv6 public outside 2000::/3 but a mapped IPv4 address', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const first = Number.parseInt(address.split(':')[0] || '0', 16)
        const mapped = /^(0*:)+ffff:/i.test(address)
        if (!mapped && (first < 0x2000 || first > 0x3fff)) expect(isPublicAddress(address)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})

describe('createConnector', () => {
  let agent: Agent
  let listener: net.Server
  let received: number
  /** What was handed to the network, in order. */
  let dialled: string[]
  const realConnect = net.connect

  beforeEach(async () => {
    received = 0
    dialled = []
    listener = net.createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        received += bytes.length
        socket.end('HTTP/1.1 204 No Content\r\n\r\n')
      })
    })
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await agent.destroy()
    listener.close()
  })

  /** A network that notes the addresses it is to dial; `reach` says where that leads. */
  function noteDials(reach: 'nowhere' | 'loopback'): void {
    vi.spyOn(net, 'connect').mockImplementation(((options: net.TcpNetConnectOpts) => {
      if (reach === 'loopback') return realConnect((listener.address() as AddressInfo).port, '127.0.0.1')
      const socket = new net.Socket()
      const lookup = options.lookup as unknown as Lookup
      lookup(String(options.host), { all: true }, (error, answer) => {
        if (!error) dialled.push(...(answer as { address: string }[]).map((entry) => entry.address))
        socket.destroy(error ?? Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
      })
      return socket
    }) as typeof net.connect)
  }

  async function refusalOf(url: string, lookup: Lookup, allowPrivate = false): Promise<unknown> {
    agent = new Agent({ connect: createConnector({ lookup, allowPrivate }) })
    const failed: unknown = await fetch(url, { dispatcher: agent, signal: AbortSignal.timeout(2_000) }).catch(
      (thrown: unknown) => thrown,
    )
    return (failed as Error).cause
  }

  it('dials the answer that was checked: the name is not resolved a second time', async () => {
    const answers = ['8.8.8.8', '127.0.0.1', '127.0.0.1']
    const lookup = vi.fn<Lookup>((_, __, callback) =>
      callback(null, [{ address: answers.shift() ?? '', family: 4 }]),
    )
    noteDials('nowhere')
    const cause = await refusalOf('http://rebinding.example.com/', lookup)
    expect(cause).toMatchObject({ code: 'ECONNREFUSED' })
    expect(dialled).toEqual(['8.8.8.8'])
    expect(lookup).toHaveBeenCalledTimes(1)
  })

  it('dials none of an answer in which one address is not public', async () => {
    noteDials('nowhere')
    const cause = await refusalOf('http://mixed.example.com/', (_, __, callback) =>
      callback(null, [
        { address: '8.8.8.8', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]),
    )
    expect(cause).toBeInstanceOf(AppError)
    expect(cause).toMatchObject({ code: 'shop_unavailable', reason: 'address_refused' })
    expect(dialled).toEqual([])
  })

  it('gives up a socket that leads somewhere private after all, before a byte is sent', async () => {
    noteDials('loopback')
    const port = (listener.address() as AddressInfo).port
    const cause = await refusalOf(`http://shop.example.com:${port}/`, (_, __, callback) =>
      callback(null, [{ address: '8.8.8.8', family: 4 }]),
    )
    expect(cause).toMatchObject({ code: 'shop_unavailable', reason: 'address_refused' })
    expect(received).toBe(0)
  })

  it('answers a caller that wants one address with a checked one', async () => {
    const seen: unknown[] = []
    vi.spyOn(net, 'connect').mockImplementation(((options: net.TcpNetConnectOpts) => {
      const socket = new net.Socket()
      const ask = options.lookup as unknown as Lookup
      ask('shop.example.com', {}, (...result) => {
        seen.push(result)
        socket.destroy(new Error('enough'))
      })
      return socket
    }) as typeof net.connect)
    await refusalOf('http://shop.example.com/', (_, options, callback) => {
      expect(options.all).toBe(true)
      callback(null, [
        { address: '8.8.4.4', family: 4 },
        { address: '8.8.8.8', family: 4 },
      ])
    })
    expect(seen).toEqual([[null, '8.8.4.4', 4]])
  })

  it('lets everything through when private addresses are allowed, so the listener above is a real one', async () => {
    const port = (listener.address() as AddressInfo).port
    expect(await refusalOf(`http://127.0.0.1:${port}/`, () => expect.unreachable(), true)).toBeUndefined()
    expect(received).toBeGreaterThan(0)
  })
})
