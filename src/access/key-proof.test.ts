// bcrypt runs once for a key and process, one at a time, and a crowd is turned away instead of queued for ever.
import { expect, test } from 'vitest'
import { createKeyProof } from './key-proof.ts'

const digest = (text: string) => new TextEncoder().encode(text)

/** A hasher whose checks end when told to; that a hash holds the text is what bcrypt would prove. */
function slowHasher() {
  const waiting: (() => void)[] = []
  let most = 0
  let now = 0
  const turn = () =>
    new Promise<void>((resolve) => {
      now++
      most = Math.max(most, now)
      waiting.push(() => {
        now--
        resolve()
      })
    })
  return {
    hasher: {
      hash: async (text: string) => `hash of ${text}`,
      verify: async (text: string, hash: string) => {
        await turn()
        return hash === `hash of ${text}`
      },
    },
    most: () => most,
    finishAll: async () => {
      for (let quiet = 0; quiet < 5; quiet++) {
        const next = waiting.shift()
        if (next) {
          next()
          quiet = 0
        }
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
  }
}

test('a hundred requests with one key cost one check', async () => {
  const { hasher, finishAll } = slowHasher()
  const proof = createKeyProof(hasher)
  const all = Array.from({ length: 100 }, () => proof.verify('k', 'id', digest('k'), 'hash of k'))
  await finishAll()
  expect(await Promise.all(all)).toEqual(Array(100).fill(true))
  expect(await proof.verify('k', 'id', digest('k'), 'hash of k')).toBe(true)
  expect(proof.checks()).toBe(1)
})

test('a wrong proof is not remembered, a changed hash is checked anew', async () => {
  const { hasher, finishAll } = slowHasher()
  const proof = createKeyProof(hasher)
  const check = async (text: string, hash: string) => {
    const result = proof.verify(text, 'id', digest(text), hash)
    await finishAll()
    return result
  }
  expect(await check('wrong', 'hash of k')).toBe(false)
  expect(await check('wrong', 'hash of k')).toBe(false)
  expect(await check('k', 'hash of k')).toBe(true)
  expect(await check('k', 'hash of other')).toBe(false)
  expect(await check('other', 'hash of other')).toBe(true)
  expect(proof.checks()).toBe(5)
})

test('one at a time, 32 wait, the rest is told to come back', async () => {
  const { hasher, most, finishAll } = slowHasher()
  const proof = createKeyProof(hasher)
  const all = Array.from({ length: 50 }, (_, index) =>
    proof.verify(`k${index}`, `id${index}`, digest(`k${index}`), `hash of k${index}`).then(
      () => 'ok',
      (error: { code: string }) => error.code,
    ),
  )
  await finishAll()
  const results = await Promise.all(all)
  expect(results.filter((result) => result === 'ok')).toHaveLength(33)
  expect(results.filter((result) => result === 'overloaded')).toHaveLength(17)
  expect(most()).toBe(1)
})

test('a digest counts as proven only after its key was', async () => {
  const { hasher, finishAll } = slowHasher()
  const proof = createKeyProof(hasher)
  const proving = proof.verify('known', 'id', digest('known'), 'hash of known')
  expect(proof.isProven(digest('known'))).toBe(false)
  await finishAll()
  expect(await proving).toBe(true)
  expect(proof.isProven(digest('known'))).toBe(true)
  expect(proof.isProven(digest('another'))).toBe(false)
})
