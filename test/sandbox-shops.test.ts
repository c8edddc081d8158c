// Sandbox shops by one click, and the record of processing, in both languages.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestService, type TestService } from './support/service.ts'

const API = '/functions/v1/api'
let service: TestService
let token: string

beforeAll(async () => {
  service = await startTestService({
    SANDBOX: 'true',
    RETENTION_DAYS: '200',
    ADDRESS_DAYS: '40',
  })
  token = (await service.signUp()).token
})

afterAll(() => service.close())

describe('sandbox shops', () => {
  test('are listed without any of their credentials', async () => {
    const answer = await service.call(`${API}/sandbox`, { token })
    expect(answer.body.data).toEqual([{ platform: 'woocommerce' }])
  })

  test.each(['en', 'hu'])('connects one, agreed to in %s', async (language) => {
    const owner = await service.signUp()
    const answer = await service.call(`${API}/sandbox/connect`, {
      token: owner.token,
      body: { platform: 'woocommerce', language },
    })
    expect(answer.status).toBe(201)
    expect(answer.text).not.toMatch(/c[ks]_/)
    const { id } = answer.body.data
    const changes = await service.call(`${API}/stores/${id}/permissions/audit`, { token: owner.token })
    expect(changes.body.data).toMatchObject([{ reason: 'connected', consent_language: language }])
    const { apiKey } = await service.createKey(owner.token)
    const read = await service.data(`products?store_id=${id}&limit=1`, apiKey)
    expect(read.status).toBe(200)
  })

  test('one that is not offered is not found; a platform that is none is refused', async () => {
    const connect = (platform: string) =>
      service.call(`${API}/sandbox/connect`, { token, body: { platform } })
    expect(await connect('shopify')).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect((await connect('magento')).status).toBe(400)
    expect((await service.call(`${API}/sandbox`)).status).toBe(401)
  })
})

describe('the record of processing', () => {
  const read = async (language: string) => {
    const answer = await service.call(`${API}/privacy/record?language=${language}`, { token })
    expect(answer.status).toBe(200)
    return answer.body.data
  }

  test('says the retention that is configured, in both languages the same facts', async () => {
    const [english, hungarian] = [await read('en'), await read('hu')]
    expect(english.retention).toEqual({ access_log_days: 200, address_days: 40 })
    expect(hungarian.retention).toEqual(english.retention)
    for (const part of ['stored', 'passed_through', 'recipients', 'security']) {
      expect(english[part].length, part).toBeGreaterThan(0)
      expect(hungarian[part].length, part).toBe(english[part].length)
      expect(hungarian[part], part).not.toEqual(english[part])
    }
    expect(JSON.stringify(hungarian.stored)).toMatch(/[áéíóöőúüű]/)
    expect(JSON.stringify(english)).not.toMatch(/[őű]/)
  })

  test('names no secret of the service, and is for who is signed in', async () => {
    expect(JSON.stringify(await read('en'))).not.toContain('service-secret')
    expect((await service.call(`${API}/privacy/record?language=en`)).status).toBe(401)
    expect((await service.call(`${API}/privacy/record?language=de`, { token })).status).toBe(400)
  })
})

test('where SANDBOX is off there is none, and none can be connected', async () => {
  const plain = await startTestService()
  try {
    const owner = await plain.signUp()
    const listed = await plain.call(`${API}/sandbox`, { token: owner.token })
    expect(listed.body.data).toEqual([])
    const answer = await plain.call(`${API}/sandbox/connect`, {
      token: owner.token,
      body: { platform: 'woocommerce' },
    })
    expect(answer.status).toBe(404)
  } finally {
    await plain.close()
  }
})
