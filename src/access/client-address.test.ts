// Nobody can choose the address that limits and logs see, whatever they write into X-Forwarded-For.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressBucket, addressNetwork, clientAddress } from './client-address.ts'

const PROXIES = ['10.0.0.0/8', '2001:db8:ffff::/48', '192.0.2.1']
const PROXY = '10.0.0.1'

test.each([
  ['nobody trusted: the peer, whatever is said', '203.0.113.7', '1.1.1.1', [], '203.0.113.7'],
  ['a peer that is no proxy', '203.0.113.7', '1.1.1.1', PROXIES, '203.0.113.7'],
  ['a peer that says it is a proxy', '203.0.113.7', '1.1.1.1, 10.0.0.1', PROXIES, '203.0.113.7'],
  ['a proxy, one hop', PROXY, '198.51.100.4', PROXIES, '198.51.100.4'],
  ['a proxy without the header', PROXY, null, PROXIES, PROXY],
  ['a proxy with an empty header', PROXY, '', PROXIES, PROXY],
  ['made-up hops on the left', PROXY, '1.1.1.1, 2.2.2.2, 198.51.100.4', PROXIES, '198.51.100.4'],
  ['a chain of proxies', PROXY, '1.1.1.1, 198.51.100.4, 10.9.9.9, 192.0.2.1', PROXIES, '198.51.100.4'],
  ['a sender that names a proxy first', PROXY, '10.0.0.9, 198.51.100.4', PROXIES, '198.51.100.4'],
  ['only proxies: the leftmost', PROXY, '10.0.0.3, 10.0.0.2', PROXIES, '10.0.0.3'],
  ['a range of one address', '192.0.2.1', '198.51.100.4', PROXIES, '198.51.100.4'],
  ['the neighbour of that address', '192.0.2.2', '198.51.100.4', PROXIES, '192.0.2.2'],
  ['garbage next to the proxy', PROXY, '198.51.100.4, unknown', PROXIES, PROXY],
  ['garbage behind a good hop', PROXY, '1.1.1.1, _hidden, 10.0.0.2', PROXIES, '10.0.0.2'],
  ['an empty hop', PROXY, '1.1.1.1,, 10.0.0.2', PROXIES, '10.0.0.2'],
  ['octal is not an address', PROXY, '1.1.1.1, 010.0.0.1', PROXIES, PROXY],
  ['hexadecimal is not an address', PROXY, '1.1.1.1, 0x0a.0.0.1', PROXIES, PROXY],
  ['a number is not an address', PROXY, '1.1.1.1, 167772161', PROXIES, PROXY],
  ['a range is not an address', PROXY, '1.1.1.1, 198.51.100.0/24', PROXIES, PROXY],
  ['a port', PROXY, '198.51.100.4:4711', PROXIES, '198.51.100.4'],
  ['brackets', PROXY, '[2001:db8::7]', PROXIES, '2001:db8::7'],
  ['brackets and a port', PROXY, '[2001:db8::7]:4711', PROXIES, '2001:db8::7'],
  ['brackets that do not close', PROXY, '[2001:db8::7', PROXIES, PROXY],
  ['IPv6 in capitals and in full', PROXY, '2001:0DB8:0:0:0:0:0:7', PROXIES, '2001:db8::7'],
  ['an IPv6 proxy', '2001:db8:ffff::1', '2001:db8::7', PROXIES, '2001:db8::7'],
  ['a mapped peer that is a proxy', '::ffff:10.0.0.1', '198.51.100.4', PROXIES, '198.51.100.4'],
  ['a mapped peer that is none', '::ffff:203.0.113.7', '1.1.1.1', PROXIES, '203.0.113.7'],
  ['a mapped peer in hexadecimal', '::ffff:cb00:7107', null, PROXIES, '203.0.113.7'],
  ['a mapped hop', PROXY, '::ffff:198.51.100.4', PROXIES, '198.51.100.4'],
  ['a mapped hop that is a proxy', PROXY, '198.51.100.4, ::ffff:10.0.0.2', PROXIES, '198.51.100.4'],
  ['a peer with a zone', 'fe80::1%eth0', null, PROXIES, 'fe80::1'],
  ['no peer', null, '198.51.100.4', PROXIES, null],
  ['a peer that is none', 'pipe', '198.51.100.4', PROXIES, null],
])('%s', (_what, peer, header, trusted, expected) => {
  expect(clientAddress(peer, header, trusted)).toBe(expected)
})

test('a hundred hops are read from the right, and not all of them', () => {
  const proxies = Array.from({ length: 100 }, (_, index) => `10.0.1.${index}`)
  expect(clientAddress(PROXY, ['198.51.100.4', ...proxies].join(', '), PROXIES)).toBe('10.0.1.68')
  const strangers = Array.from({ length: 100 }, (_, index) => `198.51.100.${index}`)
  expect(clientAddress(PROXY, strangers.join(','), PROXIES)).toBe('198.51.100.99')
})

test('what a sender writes never shows past the hop that the proxy added', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.constant('10.0.0.2'))), (said) => {
      const header = [...said, '203.0.113.7'].join(', ')
      expect(clientAddress(PROXY, header, PROXIES)).toBe('203.0.113.7')
      expect(clientAddress('203.0.113.7', header, PROXIES)).toBe('203.0.113.7')
    }),
  )
})

test('a bucket is an IPv4 address or an IPv6 /64, a network /16 or /32', () => {
  expect(addressBucket('203.0.113.7')).toBe('203.0.113.7/32')
  expect(addressBucket('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  expect(addressBucket('2001:db8:1:2::')).toBe(addressBucket('2001:db8:1:2:ffff::1'))
  expect(addressBucket('2001:db8:1:3::')).not.toBe(addressBucket('2001:db8:1:2::'))
  expect(addressNetwork('203.0.113.7')).toBe('203.0.0.0/16')
  expect(addressNetwork('2001:db8:1:2::7')).toBe('2001:db8::/32')
})
