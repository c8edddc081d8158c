// What a user may type as a shop's address, and what it is made into.
import { describe, expect, it } from 'vitest'
import { AppError } from '../errors.ts'
import { parseShopUrl } from './shop-url.ts'

function refusalOf(input: string, allowPrivate: boolean): AppError {
  try {
    expect.unreachable(`${input} became ${parseShopUrl(input, { allowPrivate })}`)
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown
    throw thrown
  }
}

describe('a public shop', () => {
  it.each([
    ['https://kavebolt.hu', 'https://kavebolt.hu'],
    ['http://kavebolt.hu', 'http://kavebolt.hu'],
    ['kavebolt.hu', 'https://kavebolt.hu'],
    ['www.kavebolt.hu/', 'https://www.kavebolt.hu'],
    ['  HTTPS://KaveBolt.HU//  ', 'https://kavebolt.hu'],
    ['//kavebolt.hu', 'https://kavebolt.hu'],
    ['https://kavebolt.hu:443/', 'https://kavebolt.hu'],
    ['http://kavebolt.hu:80', 'http://kavebolt.hu'],
    ['https://kavebolt.hu/bolt', 'https://kavebolt.hu/bolt'],
    ['https://kavebolt.hu/bolt/', 'https://kavebolt.hu/bolt'],
    ['kavebolt.hu/a/b_c/d-1/v2.0', 'https://kavebolt.hu/a/b_c/d-1/v2.0'],
    ['https://kavebolt.hu/a/../bolt', 'https://kavebolt.hu/bolt'],
    ['https://kavebolt.hu/a/%2e%2E/bolt', 'https://kavebolt.hu/bolt'],
    ['https://kavebolt.hu\\bolt', 'https://kavebolt.hu/bolt'],
    ['https://árvíztűrő.hu', 'https://xn--rvztr-wqa0gx3bwi.hu'],
    ['https://ＫＡＶＥＢＯＬＴ.hu', 'https://kavebolt.hu'],
    ['https://kave\tbolt.hu', 'https://kavebolt.hu'],
    ['https://kavebolt.myshopify.com', 'https://kavebolt.myshopify.com'],
    ['https://kavebolt.co.uk', 'https://kavebolt.co.uk'],
    ['https://my_shop.kavebolt.hu', 'https://my_shop.kavebolt.hu'],
    ['https://kavebolt.hu/?', 'https://kavebolt.hu'],
  ])('%j is %s', (input, url) => {
    expect(parseShopUrl(input, { allowPrivate: false })).toBe(url)
    expect(parseShopUrl(url, { allowPrivate: false })).toBe(url)
  })
})

/** Refused whether private addresses are allowed or not. */
const NEVER = [
  '',
  '   ',
  'https://',
  'https:///',
  'https:kavebolt.hu',
  'ftp://kavebolt.hu',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'gopher://kavebolt.hu',
  'ws://kavebolt.hu',
  'https://user@kavebolt.hu',
  'https://user:secret@kavebolt.hu',
  'https://:secret@kavebolt.hu',
  'user@kavebolt.hu',
  'https://kavebolt.hu@127.0.0.1',
  'https://kavebolt.hu?a=1',
  'https://kavebolt.hu/#top',
  'https://kavebolt.hu/a b',
  'https://kavebolt.hu/a%2Fb',
  'https://kavebolt.hu/a;b',
  'https://kavebolt.hu/a//b',
  'https://kavebolt.hu/1/2/3/4/5',
  'https://kavebolt.hu/b%C5%91',
  'https://kavebolt.hu:99999',
  'https://kave bolt.hu',
  'https://[::1',
  `https://kavebolt.hu/${'a'.repeat(500)}`,
]

/** Refused for the public, let through where the operator allows private addresses. */
const PRIVATE = [
  'https://127.0.0.1',
  'http://2130706433',
  'http://0x7f.1',
  'http://0177.0.0.1',
  'http://127.1',
  'http://127.0.0.1.',
  'http://①②⑦.0.0.1',
  'http://127。0。0。1',
  'http://1.1.1.1',
  'http://[::1]',
  'http://[::ffff:127.0.0.1]',
  'http://[2001:4860:4860::8888]',
  'http://localhost',
  'http://LOCALHOST',
  'http://localhost.',
  'http://a.localhost',
  'http://printer.local',
  'http://metadata.google.internal',
  'http://router.home.arpa',
  'http://abcdef.onion',
  'http://shop.test',
  'http://shop.invalid',
  'http://shop.example',
  'http://intranet',
  'http://router.lan',
  'http://wp.corp',
  'http://nas.home',
  'https://kavebolt.hu.',
  'https://co.uk',
  'https://com',
  'https://kavebolt.hu:8443',
  'http://kavebolt.hu:443',
  'https://kavebolt.hu:80',
  'kavebolt.hu:3000',
]

describe('what is refused', () => {
  it.each([...NEVER, ...PRIVATE])('%j', (input) => {
    const refusal = refusalOf(input, false)
    expect(refusal.code).toBe('invalid_request')
    expect(refusal.fields?.map((bad) => bad.field)).toEqual(['url'])
  })

  it.each(NEVER)('%j, even where private addresses are allowed', (input) => {
    expect(refusalOf(input, true).code).toBe('invalid_request')
  })

  it.each(PRIVATE)('%j, but not where private addresses are allowed', (input) => {
    expect(parseShopUrl(input, { allowPrivate: true })).toBe(new URL(`${withScheme(input)}`).origin)
  })

  it('repeats nothing of what was typed', () => {
    for (const input of ['https://kanari:kanari@kavebolt.hu', 'https://kanari.local', 'kanari kanari']) {
      const refusal = refusalOf(input, false)
      expect(`${JSON.stringify(refusal)}${refusal.message}${String(refusal.cause)}`).not.toContain('kanari')
    }
  })
})

function withScheme(input: string): string {
  return input.includes('://') ? input : `https://${input}`
}
