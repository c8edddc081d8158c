// Guessing by the clock: a guess that is nearly right takes as long as one that is nowhere near.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateApiKey, isApiKeyShaped } from '../../src/access/api-key-format.ts'
import { crc32, toBase62 } from '../../src/crypto.ts'
import { BEHIND_PROXY, createOwner, freshAddress, from } from '../support/owner.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { mannWhitneyP, median } from '../support/statistics.ts'

const REQUESTS = 2_000
/** A machine that does other things beside can make one set slower; it does not do so three times. */
const TRIES = 3
const LEVEL = 0.01
const DIFFERENCE_MS = 1

let service: TestService
beforeAll(async () => {
  service = await startTestService(BEHIND_PROXY)
}, 120_000)
afterAll(() => service.close())

/** As the key, but for the last of its random characters; with a checksum that is right. */
function nearly(apiKey: string, n: number): string {
  const head = apiKey.slice('api_shopcall_'.length, -7)
  const wrong = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'].filter(
    (letter) => letter !== apiKey.at(-7),
  )
  const random = `${head}${wrong[n % wrong.length]}`
  return `api_shopcall_${random}${toBase62(crc32(random), 6)}`
}

/** Milliseconds until the answer. Each guess comes from an address of its own, so that none is blocked. */
async function time(key: string): Promise<number> {
  const address = from(freshAddress())
  const startedAt = performance.now()
  const answer = await service.data('stores', key, address)
  const ms = performance.now() - startedAt
  expect(answer.status).toBe(401)
  return ms
}

async function measure(apiKey: string): Promise<{ difference: number; p: number }> {
  const near: number[] = []
  const far: number[] = []
  for (let n = 0; n < REQUESTS; n++) {
    // In turn, and each first as often as the other: whatever else the machine does happens to both.
    const pair = [
      async () => near.push(await time(nearly(apiKey, n))),
      async () => far.push(await time(generateApiKey())),
    ]
    for (const guess of n % 2 === 0 ? pair : pair.toReversed()) await guess()
  }
  return { difference: Math.abs(median(near) - median(far)), p: mannWhitneyP(near, far) }
}

test('the measure tells what differs from what does not', () => {
  const noise = () => Math.random() + Math.random()
  const one = Array.from({ length: REQUESTS }, noise)
  const slower = Array.from({ length: REQUESTS }, () => noise() + 0.2)
  expect(mannWhitneyP(one, slower)).toBeLessThan(1e-6)
  expect(mannWhitneyP(one, one)).toBeCloseTo(1, 5)
  expect(mannWhitneyP([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])).toBeCloseTo(0.009, 3)
  expect(median([3, 1, 2])).toBe(2)
})

test('a guess that shares all but its last character with a key takes no longer and no less', async () => {
  const owner = await createOwner(service)
  const { apiKey } = await owner.key()
  expect((await service.data('stores', apiKey)).status).toBe(200)
  expect(isApiKeyShaped(nearly(apiKey, 0))).toBe(true)
  for (let n = 0; n < 100; n++) await time(generateApiKey())
  const found: { difference: number; p: number }[] = []
  for (let tries = 0; tries < TRIES; tries++) {
    const result = await measure(apiKey)
    if (result.difference < DIFFERENCE_MS || result.p > LEVEL) return
    found.push(result)
  }
  expect(found, 'median difference in ms and p of each try').toEqual([])
}, 600_000)
