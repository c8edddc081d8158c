// A key's shape: what is made is recognised, and nothing else is.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateApiKey, isApiKeyShaped, visiblePrefix } from './api-key-format.ts'

test('a key is 45 bytes of the promised form', () => {
  for (let i = 0; i < 500; i++) {
    const key = generateApiKey()
    expect(key).toMatch(/^api_shopcall_[0-9A-Za-z]{32}$/)
    expect(new TextEncoder().encode(key).length).toBe(45)
    expect(isApiKeyShaped(key)).toBe(true)
    expect(visiblePrefix(key)).toBe(key.slice(13, 19))
  }
})

test('one wrong character is noticed', () => {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  fc.assert(
    fc.property(fc.integer({ min: 13, max: 44 }), fc.constantFrom(...alphabet), (at, char) => {
      const key = generateApiKey()
      fc.pre(key[at] !== char)
      expect(isApiKeyShaped(key.slice(0, at) + char + key.slice(at + 1))).toBe(false)
    }),
    { numRuns: 1000 },
  )
})

test.each([
  '',
  'api_shopcall_',
  'x'.repeat(45),
  `${generateApiKey()} `,
  `${generateApiKey()}\n`,
  generateApiKey().toUpperCase(),
  `api_shopcall_${'0'.repeat(32)}`,
  `api_shopcall_${'ű'.repeat(32)}`,
])('no key: %j', (text) => {
  expect(isApiKeyShaped(text)).toBe(false)
})
