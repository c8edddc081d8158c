// Which network addresses may be called, and the connector that lets no other be dialled.
import ipaddr from 'ipaddr.js'
import { buildConnector } from 'undici'
import { AppError } from '../errors.ts'

/** Public by its range, but Azure's platform address: reachable from inside a machine there (measured). */
const ALSO_REFUSED = new Set(['168.63.129.16'])
/** All that is routed on the public IPv6 internet; a range list alone calls what is not yet assigned unicast. */
const GLOBAL_IPV6 = ipaddr.IPv6.parse('2000::')
/** `::8.8.8.8` is no `8.8.8.8` to a system, though ipaddr.js reads it so; RFC 4291 retired the form. */
const IPV4_COMPATIBLE = /^::\d+\./
const CONNECT_TIMEOUT_MS = 3_000

type LookupEntry = { address: string; family: number }

/** A resolver as `node:dns` has it; given by the entry, since only it knows the runtime. */
export type Lookup = (
  hostname: string,
  options: { all?: boolean | undefined },
  callback: (error: Error | null, address: string | LookupEntry[], family?: number) => void,
) => void

/** The error of every refusal: the same for all, so that it tells nothing about a network. */
export function addressRefused(): AppError {
  return new AppError('shop_unavailable', "The shop's address cannot be called from here.", {
    reason: 'address_refused',
  })
}

/** True for a public unicast address, IPv4 or IPv6, in any spelling. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || IPV4_COMPATIBLE.test(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_IPV6, 3)) return false
  return parsed.range() === 'unicast' && !ALSO_REFUSED.has(parsed.toString())
}

/**
 * A connector for undici that resolves a name once, dials only that answer, and only when every address in it
 * is public; literal addresses are refused, since no lookup is ever made for them. With `allowPrivate` it
 * dials whatever it is asked for.
 */
export function createConnector(options: {
  lookup: Lookup
  allowPrivate: boolean
}): buildConnector.connector {
  const { lookup, allowPrivate } = options
  if (allowPrivate) return buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false })

  const checkedLookup: Lookup = (hostname, lookupOptions, callback) => {
    lookup(hostname, { ...lookupOptions, all: true }, (error, answer) => {
      const list = Array.isArray(answer) ? answer : []
      const first = list[0]
      if (error) return callback(error, [])
      if (!first || !list.every((entry) => isPublicAddress(entry.address)))
        return callback(addressRefused(), [])
      if (lookupOptions.all) return callback(null, list)
      return callback(null, first.address, first.family)
    })
  }
  const dial = buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false, lookup: checkedLookup })
  return (target, callback) => {
    if (ipaddr.isValid(target.hostname.replace(/^\[|\]$/g, ''))) return callback(addressRefused(), null)
    dial(target, (...result) => {
      const [error, socket] = result
      if (error) return callback(error, null)
      if (!isPublicAddress(socket.remoteAddress ?? '')) {
        socket.destroy()
        return callback(addressRefused(), null)
      }
      return callback(null, socket)
    })
  }
}
