// The address of a shop as a user types it, made into one that may be called.

import ipaddr from 'ipaddr.js'
import { parse } from 'tldts'
import { AppError } from '../errors.ts'

const RESERVED = /(^|\.)(localhost|local|internal|home\.arpa|onion|test|invalid|example)$/
const FOLDER = /^(\/[A-Za-z0-9._-]+){0,4}$/

function refuse(message: string): AppError {
  return new AppError('invalid_request', 'The address of the shop is not valid.', {
    fields: [{ field: 'url', message }],
  })
}

/**
 * The shop's base address without a slash at the end: origin, and the folder where the shop is in one.
 * Without a scheme https is meant. Refuses what no public shop has: other schemes, a user name, a query,
 * an unusual port, a literal address, a name that only exists inside a network. `allowPrivate` lets those
 * hosts and ports through (never another scheme, a user name or a query). Throws `invalid_request`.
 */
export function parseShopUrl(input: string, options: { allowPrivate: boolean }): string {
  const text = input.trim()
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  if (text.length > 500 || !URL.canParse(withScheme))
    throw refuse('must be an address like https://shop.example.com')
  const url = new URL(withScheme)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refuse('must begin with https:// or http://')
  if (url.username || url.password) throw refuse('must not hold a user name or a password')
  if (url.search || url.hash) throw refuse('must not hold a query or a fragment')
  const folder = url.pathname.replace(/\/+$/, '')
  if (!FOLDER.test(folder) || folder.split('/').includes('..')) throw refuse('has an unusual path')
  if (!options.allowPrivate) {
    if (url.port !== '') throw refuse('must not name a port')
    const host = url.hostname
    const literal = ipaddr.isValid(host.replace(/^\[|\]$/g, ''))
    const { domain, isIcann } = parse(host, { allowPrivateDomains: false })
    if (literal || host.endsWith('.') || RESERVED.test(host) || domain === null || !isIcann) {
      throw refuse('must be a public domain name')
    }
  }
  return `${url.origin}${folder}`
}
