// Sealed boxes open where they belong and nowhere else; digests and numbers are right.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  crc32,
  createDigester,
  createSealer,
  deriveKey,
  isSameSecret,
  randomBase62,
  toBase62,
  toHex,
} from './crypto.ts'

const key = (kid: string) => ({ kid, key: crypto.getRandomValues(new Uint8Array(32)) })
const binding = { user: 'u1', store: 's1', field: 'credentials' }

test('crc32 is the standard one', () => {
  expect(crc32('123456789')).toBe(0xcbf43926)
  expect(crc32('')).toBe(0)
})

test('base62 counts and pads', () => {
  expect(toBase62(0, 6)).toBe('000000')
  expect(toBase62(61, 2)).toBe('0z')
  expect(toBase62(0xffffffff, 6)).toBe('4gfFC3')
})

test('random text has the length and the alphabet, and does not repeat', () => {
  const texts = Array.from({ length: 200 }, () => randomBase62(26))
  expect(texts.every((text) => /^[0-9A-Za-z]{26}$/.test(text))).toBe(true)
  expect(new Set(texts).size).toBe(200)
})

test('HMAC and HKDF agree with known vectors', async () => {
  const digest = createDigester(new Uint8Array(20).fill(0x0b))
  // RFC 4231, test case 1.
  expect(toHex(digest('Hi There'))).toBe('b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7')
  const master = new Uint8Array(32)
  expect(toHex(await deriveKey(master, 'a'))).not.toBe(toHex(await deriveKey(master, 'b')))
  expect(toHex(await deriveKey(master, 'a'))).toBe(toHex(await deriveKey(master, 'a')))
})

test('a box opens with its binding, in any order of the names', async () => {
  const sealer = createSealer([key('k1')])
  const box = await sealer.seal('titok', binding)
  expect(box).not.toContain('titok')
  expect(await sealer.open(box, { field: 'credentials', store: 's1', user: 'u1' })).toBe('titok')
})

test('a box opens nowhere else', async () => {
  const sealer = createSealer([key('k1')])
  const box = await sealer.seal('titok', binding)
  for (const other of [
    { ...binding, user: 'u2' },
    { ...binding, store: 's2' },
    { ...binding, field: 'x' },
    {},
  ]) {
    expect(await sealer.open(box, other)).toBeNull()
  }
  expect(await createSealer([key('k1')]).open(box, binding)).toBeNull()
  expect(await createSealer([key('k2')]).open(box, binding)).toBeNull()
})

test('the newest key seals and the older ones still open', async () => {
  const [older, newer] = [key('old'), key('new')]
  const box = await createSealer([older]).seal('titok', binding)
  const both = createSealer([newer, older])
  expect(await both.open(box, binding)).toBe('titok')
  const fresh = await both.seal('titok', binding)
  expect(await createSealer([older]).open(fresh, binding)).toBeNull()
  expect(await createSealer([newer]).open(fresh, binding)).toBe('titok')
})

test('no change to a box goes unnoticed, and no text makes it throw', async () => {
  const sealer = createSealer([key('k1')])
  const box = await sealer.seal('titok', binding)
  await fc.assert(
    fc.asyncProperty(fc.nat(box.length - 1), fc.constantFrom('A', 'b', '0', '.', '_'), async (at, char) => {
      const changed = box.slice(0, at) + char + box.slice(at + 1)
      fc.pre(changed !== box && box[at] !== '.' && (box[at + 1] ?? '.') !== '.')
      expect(await sealer.open(changed, binding)).toBeNull()
    }),
    { numRuns: 300 },
  )
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      expect(await sealer.open(text, binding)).toBeNull()
    }),
  )
})

test('secrets are compared whole', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  expect(isSameSecret(bytes('abc'), bytes('abc'))).toBe(true)
  expect(isSameSecret(bytes('abc'), bytes('abd'))).toBe(false)
  expect(isSameSecret(bytes('abc'), bytes('abcd'))).toBe(false)
})

test('what a box begins with names its key and no other', async () => {
  for (const kid of ['k', 'k1', 'k10', 'k101', 'kid_2026-11']) {
    const sealer = createSealer([key(kid)])
    for (const binding of [{ a: 'b' }, { store: 'x', user: 'y' }]) {
      expect(await sealer.seal('titok', binding)).toMatch(new RegExp(`^${sealer.newest}`))
    }
    for (const other of ['k', 'k1', 'k10', 'k101', 'kid_2026-11', 'kid_2026-1'].filter(
      (name) => name !== kid,
    )) {
      expect((await sealer.seal('titok', { a: 'b' })).startsWith(createSealer([key(other)]).newest)).toBe(
        false,
      )
    }
  }
})
