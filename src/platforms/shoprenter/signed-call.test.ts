// ShopRenter's signed calls: both orders, and nothing that was changed, added or is late.
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { adminPage, readSignedCall } from './signed-call.ts'

const SECRET = 'sandbox-client-secret'
/** Computed with another program, one for each documented order. */
const VECTOR = {
  shopname: 'tesztbolt',
  code: '0907a61c0c8d55e99db179b68161bc00',
  timestamp: '1772618130',
} as const
const IN_CODE = 'f686e1ed4bb23e20caead0854a95a8c9cdb43300e5f0559ee9707de889fb7126'
const IN_DOCS = 'f1841785a2473259b864f561d80f67ab77542787dcdc500ddad1116781d209c5'
const AT = 1_772_618_130_000

const read = (query: string | URLSearchParams, now = AT, secret = SECRET) =>
  readSignedCall(new URLSearchParams(query), secret, now)
const signed = (hmac: string, change: Record<string, string> = {}) =>
  new URLSearchParams({ ...VECTOR, hmac, ...change })
const hmacOf = (text: string) => createHmac('sha256', SECRET).update(text).digest('hex')
const refusal = (reason: string) => ({ code: 'invalid_request', reason })

describe('signatures', () => {
  it.each([IN_CODE, IN_DOCS])('both documented orders count, and are the same call: %s', async (hmac) => {
    expect(await read(signed(hmac))).toEqual({
      shop: 'tesztbolt',
      identity: 'tesztbolt&0907a61c0c8d55e99db179b68161bc00&1772618130',
      endsAt: AT + 600_000,
    })
  })

  it('what is not signed may be there: the order in the address does not matter', async () => {
    const query = `app_url=https%3A%2F%2Fx&hmac=${IN_CODE}&timestamp=1772618130&code=${VECTOR.code}&shopname=tesztbolt`
    expect((await read(query)).shop).toBe('tesztbolt')
  })

  it('the other spelling on uninstall, signed as it is spelled or as elsewhere', async () => {
    const { shopname, code, timestamp } = VECTOR
    const rest = { shopName: shopname, code, timestamp }
    const asSpelled = hmacOf(`shopName=${shopname}&code=${code}&timestamp=${timestamp}`)
    for (const hmac of [asSpelled, IN_CODE, IN_DOCS]) {
      expect((await read(new URLSearchParams({ ...rest, hmac }))).shop).toBe('tesztbolt')
    }
    await expect(read(`${signed(IN_CODE)}&shopName=tesztbolt`)).rejects.toMatchObject(
      refusal('malformed_call'),
    )
  })

  const changes = [
    ['shopname', { shopname: 'tesztbolt2' }],
    ['code', { code: '0907a61c0c8d55e99db179b68161bc01' }],
    ['timestamp', { timestamp: '1772618131' }],
    ['hmac', { hmac: '0'.repeat(64) }],
  ] as const
  it.each(changes)('another %s, in both orders', async (_name, change) => {
    for (const hmac of [IN_CODE, IN_DOCS]) {
      await expect(read(signed(hmac, change))).rejects.toMatchObject(refusal('wrong_signature'))
    }
  })

  it.each([IN_CODE, IN_DOCS])('every single bit of the signature counts: %s', async (hmac) => {
    for (let bit = 0; bit < 256; bit++) {
      const bytes = Buffer.from(hmac, 'hex')
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      await expect(read(signed(bytes.toString('hex')))).rejects.toMatchObject(refusal('wrong_signature'))
    }
  })

  it('another secret', async () => {
    await expect(read(signed(IN_CODE), AT, 'another')).rejects.toMatchObject(refusal('wrong_signature'))
  })

  it('parts that run into each other have no other meaning', async () => {
    const hmac = hmacOf('shopname=a&code=b&timestamp=1&timestamp=1772618130')
    await expect(
      read(`shopname=a&code=b%26timestamp%3D1&timestamp=1772618130&hmac=${hmac}`),
    ).rejects.toMatchObject(refusal('malformed_call'))
  })
})

describe('shapes', () => {
  it.each(['shopname', 'code', 'timestamp', 'hmac'])('%s missing, empty, or there twice', async (name) => {
    const query = signed(IN_CODE)
    const value = query.get(name) ?? ''
    await expect(read(`${query}&${name}=${value}`)).rejects.toMatchObject(refusal('malformed_call'))
    const encoded = name.replace(/^./, (char) => `%${char.charCodeAt(0).toString(16)}`)
    await expect(read(`${query}&${encoded}=${value}`)).rejects.toMatchObject(refusal('malformed_call'))
    query.set(name, '')
    await expect(read(query)).rejects.toMatchObject(refusal('malformed_call'))
    query.delete(name)
    await expect(read(query)).rejects.toMatchObject(refusal('malformed_call'))
  })

  it.each(['../x', 'a/b', 'a%2fb', 'a.b', 'A', '-a', 'a b', 'a\nb', 'a\u0000', 'ő', '_', 'a'.repeat(64)])(
    'the shop %j is none, however well it is signed',
    async (shopname) => {
      const { code, timestamp } = VECTOR
      const hmac = hmacOf(`shopname=${shopname}&code=${code}&timestamp=${timestamp}`)
      await expect(read(signed(hmac, { shopname }))).rejects.toMatchObject(refusal('malformed_call'))
    },
  )

  it.each(['+1772618130', '1772618130.0', '0x69', '1e9', '-1', ' 1772618130', 'x', '9'.repeat(13)])(
    'the time %j is none',
    async (timestamp) => {
      const { shopname, code } = VECTOR
      const hmac = hmacOf(`shopname=${shopname}&code=${code}&timestamp=${timestamp}`)
      await expect(read(signed(hmac, { timestamp }))).rejects.toMatchObject(refusal('malformed_call'))
    },
  )

  it.each([IN_CODE.toUpperCase(), IN_CODE.slice(0, 62), `${IN_CODE}00`, `${IN_CODE.slice(0, 63)}g`, 'é'])(
    'the signature %j is none',
    async (hmac) => {
      await expect(read(signed(hmac))).rejects.toMatchObject(refusal('malformed_call'))
    },
  )
})

describe('time', () => {
  it.each([
    [-120_000, true],
    [-120_001, false],
    [600_000, true],
    [600_001, false],
    [86_400_000, false],
  ])('read %i ms after it was sent', async (late, isTaken) => {
    const reading = read(signed(IN_CODE), AT + late)
    if (isTaken) expect((await reading).shop).toBe('tesztbolt')
    else await expect(reading).rejects.toMatchObject(refusal('stale_call'))
  })
})

describe('where the browser goes back to', () => {
  const API = 'https://{shop}.api2.myshoprenter.hu'
  const page = (appUrl: string, api = API) =>
    adminPage(new URLSearchParams({ app_url: appUrl }), 'tesztbolt', api, { installation_id: 'x.y' })

  it('the app’s page in the admin of that very shop, with the value', () => {
    expect(page('https://tesztbolt.myshoprenter.hu/admin/app/55')).toBe(
      'https://tesztbolt.myshoprenter.hu/admin/app/55?installation_id=x.y',
    )
    expect(page('http://127.0.0.1:8790/admin/app/55', 'http://127.0.0.1:8790')).toBe(
      'http://127.0.0.1:8790/admin/app/55?installation_id=x.y',
    )
  })

  it.each([
    'http://tesztbolt.myshoprenter.hu/admin/app/55',
    'https://tesztbolt.myshoprenter.hu:8443/admin/app/55',
    'https://masik.myshoprenter.hu/admin/app/55',
    'https://tesztbolt.myshoprenter.hu.evil.example/admin/app/55',
    'https://evil.example/tesztbolt.myshoprenter.hu/admin/app/55',
    'https://tesztbolt.myshoprenter.hu@evil.example/admin/app/55',
    'https://a:b@tesztbolt.myshoprenter.hu/admin/app/55',
    'https://tesztbolt.myshoprenter.hu/admin/app/55?next=https://evil.example',
    'https://tesztbolt.myshoprenter.hu/admin/app/55#x',
    'https://tesztbolt.myshoprenter.hu/admin/logout',
    'https://tesztbolt.myshoprenter.hu/admin/app/55/../../x',
    'https://www.tesztbolt.hu/admin/app/55',
    '//evil.example/admin/app/55',
    '/admin/app/55',
    'javascript:alert(1)',
    '',
  ])('nowhere else: %s', (appUrl) => {
    expect(page(appUrl)).toBeNull()
  })

  it('not when there are two', () => {
    const good = encodeURIComponent('https://tesztbolt.myshoprenter.hu/admin/app/55')
    expect(adminPage(new URLSearchParams(`app_url=${good}&app_url=${good}`), 'tesztbolt', API, {})).toBeNull()
  })
})
