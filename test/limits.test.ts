// What a key may do in a minute, as its holder sees it: exact under load, said in every answer, fair to the rest.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BEHIND_PROXY, createOwner, freshAddress, from } from './support/owner.ts'
import { type Answer, startTestService, type TestService } from './support/service.ts'

const QUOTAS = {
  RATE_LIMIT_PER_MINUTE: '100',
  RATE_LIMIT_PER_USER_PER_MINUTE: '230',
  RATE_LIMIT_PER_STORE_PER_MINUTE: '40',
}

let service: TestService
beforeAll(async () => {
  service = await startTestService({ ...QUOTAS, ...BEHIND_PROXY })
}, 120_000)
afterAll(() => service.close())

async function owner(stores = 0) {
  const made = await createOwner(service, (['woocommerce', 'shopify'] as const).slice(0, stores))
  return { ...made, ids: made.storeIds, key: async (body?: object) => (await made.key(body)).apiKey }
}

const atOnce = (times: number, call: () => Promise<Answer>) =>
  Promise.all(Array.from({ length: times }, call))
/** Twenty at once, so that a slow machine refuses none for other reasons. */
async function inWaves(times: number, call: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = []
  while (answers.length < times) answers.push(...(await atOnce(Math.min(20, times - answers.length), call)))
  return answers
}

const passed = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 200).length
/** Whatever the shop's own queue did with them afterwards. */
const letIn = (answers: readonly Answer[]) => answers.filter(({ status }) => status !== 429).length
const refused = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 429)
const policyOf = (answer: Answer) => answer.headers.get('ratelimit-policy')

/** r and t of one policy. */
function stateOf(answer: Answer, policy = 'per-key') {
  const match = new RegExp(`"${policy}";r=(\\d+);t=(\\d+)`).exec(answer.headers.get('ratelimit') ?? '')
  return { r: Number(match?.[1]), t: Number(match?.[2]) }
}

describe('a key', () => {
  test('of 200 requests at once exactly 100 pass, the others are told when to come back', async () => {
    const { key } = await owner()
    const mine = await key()
    const answers = await atOnce(200, () => service.data('stores', mine))
    expect(passed(answers)).toBe(100)
    expect(refused(answers)).toHaveLength(100)
    for (const answer of refused(answers)) {
      expect(answer.body).toMatchObject({ status: 429, code: 'rate_limited' })
      expect(policyOf(answer)).toBe('"per-key";q=100;w=60')
      expect(answer.headers.get('ratelimit')).toMatch(/^"per-key";r=0;t=\d+$/)
      expect(answer.headers.get('retry-after')).toBe(String(stateOf(answer).t))
      expect(stateOf(answer).t).toBeGreaterThanOrEqual(1)
      expect(stateOf(answer).t).toBeLessThanOrEqual(60)
    }
    const left = answers.filter(({ status }) => status === 200).map((answer) => stateOf(answer).r)
    expect(left.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index))
  })

  test('every refused request has its row too', async () => {
    const { key, userId } = await owner()
    const mine = await key()
    await inWaves(110, () => service.data('stores', mine))
    const rows = await service.accessRows(userId)
    expect(rows.filter((row) => row['outcome'] === 'allowed')).toHaveLength(100)
    expect(rows.filter((row) => row['code'] === 'rate_limited')).toHaveLength(10)
  })

  test('each key counts for itself', async () => {
    const { key } = await owner()
    const [one, two] = [await key(), await key()]
    await inWaves(101, () => service.data('stores', one))
    expect((await service.data('stores', one)).status).toBe(429)
    expect(stateOf(await service.data('stores', two))).toMatchObject({ r: 99 })
  })

  test('errors say where it stands as answers do', async () => {
    const { key, ids } = await owner(1)
    const mine = await key({ permissions: { customers: false, orders: true, products: true } })
    const errors = [
      await service.data(`customers?store_id=${ids[0]}`, mine),
      await service.data('orders?store_id=nonsense', mine),
      await service.data(`orders?store_id=${crypto.randomUUID()}`, mine),
      await service.data(`products/0?store_id=${ids[0]}`, mine),
    ]
    expect(errors.map(({ status }) => status)).toEqual([403, 400, 404, 404])
    expect(errors.map(policyOf)).toEqual(Array(4).fill('"per-key";q=100;w=60'))
    expect(errors.map((answer) => stateOf(answer).r)).toEqual([99, 98, 97, 96])
  })

  test('without a good key nothing is said, and a user’s calls have no such limit', async () => {
    const { token } = await owner()
    const answers = [
      await service.data('stores', 'api_shopcall_nonsense'),
      await service.call('/functions/v1/api/stores', { token }),
      await service.call('/healthz'),
    ]
    expect(answers.map((answer) => [policyOf(answer), answer.headers.get('ratelimit')])).toEqual(
      Array(3).fill([null, null]),
    )
  })

  test('used from outside its addresses it loses nothing of its limit', async () => {
    const { key } = await owner()
    const mine = await key({ allowed_ips: ['203.0.113.0/24'] })
    const thief = from(freshAddress())
    const answers = await inWaves(120, () => service.data('stores', mine, thief))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]))
    expect(stateOf(await service.data('stores', mine, from('203.0.113.9'))).r).toBe(99)
  })
})

describe('the ceilings', () => {
  test('all keys of a user together have one, and it names itself', async () => {
    const { key } = await owner()
    const keys = [await key(), await key(), await key()]
    const answers = (
      await Promise.all(keys.map((one) => inWaves(90, () => service.data('stores', one))))
    ).flat()
    expect(passed(answers)).toBe(230)
    const [over] = refused(answers)
    expect(over && policyOf(over)).toBe('"per-key";q=100;w=60, "per-user";q=230;w=60')
    expect(over && stateOf(over, 'per-user').r).toBe(0)
    expect(over?.headers.get('retry-after')).toBe(String(over && stateOf(over, 'per-user').t))
    expect(over?.body.code).toBe('rate_limited')
  })

  test('what its own limit refused counts neither for the user nor for the store', async () => {
    const { key, ids } = await owner(1)
    const [one, two, three] = [await key(), await key(), await key()]
    await inWaves(150, () => service.data('stores', one))
    expect(passed(await inWaves(100, () => service.data('stores', two)))).toBe(100)
    const answers = await inWaves(60, () => service.data(`products?store_id=${ids[0]}&limit=1`, three))
    expect(refused(answers)).toHaveLength(30)
    expect(new Set(refused(answers).map((answer) => policyOf(answer)))).toEqual(
      new Set(['"per-key";q=100;w=60, "per-user";q=230;w=60']),
    )
  })

  test('a store has one over all keys, and what it refused is given back to the user', async () => {
    const { key, ids } = await owner(2)
    const [one, two] = [await key(), await key()]
    const toFirst = (mine: string) => () => service.data(`products?store_id=${ids[0]}&limit=1`, mine)
    const answers = [...(await inWaves(60, toFirst(one))), ...(await inWaves(60, toFirst(two)))]
    expect(letIn(answers)).toBe(40)
    const [over] = refused(answers)
    expect(over && policyOf(over)).toBe('"per-key";q=100;w=60, "per-store";q=40;w=60')
    expect(over?.headers.get('retry-after')).toBe(String(over && stateOf(over, 'per-store').t))
    const other = await service.data(`products?store_id=${ids[1]}&limit=1`, one)
    expect([other.status, stateOf(other).r]).toEqual([200, 39])
    // 40 + 1 of the user's 230 are used: 189 are left, which only two more keys can ask for.
    const more = [await key(), await key()]
    const rest = await Promise.all(more.map((mine) => inWaves(100, () => service.data('stores', mine))))
    expect(passed(rest.flat())).toBe(189)
  })

  test('another user’s store_id uses up nothing of that store', async () => {
    const victim = await owner(1)
    const thief = await owner()
    const stolen = await thief.key()
    const answers = await inWaves(90, () => service.data(`products?store_id=${victim.ids[0]}`, stolen))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]))
    const mine = await victim.key()
    const own = await inWaves(40, () => service.data(`products?store_id=${victim.ids[0]}&limit=1`, mine))
    expect(letIn(own)).toBe(40)
  })
})

test('the counters for metrics tell the limits apart', () => {
  const counts = service.host.services.limits.counts()
  expect(counts['per-key']).toBeGreaterThan(100)
  expect(counts['per-user']).toBeGreaterThan(0)
  expect(counts['per-store']).toBeGreaterThan(0)
})
