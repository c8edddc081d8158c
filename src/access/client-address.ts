// Whom a request comes from: the socket's peer, or what a trusted proxy says of it.
import ipaddr from 'ipaddr.js'
import { isInRanges } from './guard.ts'

/** The header by which the app tells the accounts who is calling; whatever a caller sends in it is replaced. */
export const CLIENT_ADDRESS_HEADER = 'x-shopcall-client-address'

/** More hops than any real chain of proxies; what stands left of them is not read. */
const MAX_HOPS = 32
const MAX_ADDRESS_LENGTH = 64

/** An IPv4 address in the only spelling that there is for it. */
const PLAIN_IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

/** One spelling for an address, or null. Octal, hexadecimal and short forms are none; a zone is dropped. */
function readAddress(text: string): string | null {
  // Spelled as sockets spell it: most addresses of a server that listens on IPv6 too, so it is worth a short way.
  const plain = text.slice(0, MAX_ADDRESS_LENGTH).replace(/^::ffff:(?=\d+\.)/i, '')
  if (PLAIN_IPV4.test(plain)) return plain
  const address = plain.replace(/%.*$/, '')
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return null
  return ipaddr.process(address).toString()
}

/** A hop of the header, with or without brackets and a port. */
function readHop(text: string): string | null {
  const hop = text.trim()
  const bare = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(hop) ?? /^([\d.]+):\d{1,5}$/.exec(hop)
  return readAddress(bare?.[1] ?? hop)
}

/**
 * The peer, unless it is a trusted proxy: then the rightmost hop of X-Forwarded-For that is not one itself.
 * A hop that cannot be read ends the search at the last good one, since all left of it is the sender's word.
 */
export function clientAddress(
  peer: string | null,
  forwardedFor: string | null,
  trustedProxies: readonly string[],
): string | null {
  let nearest = peer === null ? null : readAddress(peer)
  if (nearest === null || forwardedFor === null) return nearest
  for (const hop of forwardedFor.split(',').slice(-MAX_HOPS).reverse()) {
    if (!isInRanges(nearest, trustedProxies)) return nearest
    const address = readHop(hop)
    if (address === null) return nearest
    nearest = address
  }
  return nearest
}

function networkOf(address: string, bits: { readonly ipv4: number; readonly ipv6: number }): string {
  if (address.includes(':')) {
    return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits.ipv6}`)}/${bits.ipv6}`
  }
  return `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits.ipv4}`)}/${bits.ipv4}`
}

/** Whom a limit means: an IPv4 address, or the /64 that one IPv6 subscriber has at least. In CIDR notation. */
export function addressBucket(address: string): string {
  if (PLAIN_IPV4.test(address)) return `${address}/32`
  return networkOf(address, { ipv4: 32, ipv6: 64 })
}

/** The provider's network, roughly: /16 and /32. A key that moves between many of them is in many hands. */
export function addressNetwork(address: string): string {
  return networkOf(address, { ipv4: 16, ipv6: 32 })
}
