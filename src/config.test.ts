// The configuration: what is the default, what is refused, and that no value is ever in an error.
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

test('nothing set gives the contract’s defaults', () => {
  expect(readConfig({})).toEqual({
    port: 8787,
    host: '127.0.0.1',
    publicUrl: 'http://localhost:8787',
    databaseUrl: null,
    redisUrl: null,
    dataDir: './.data',
    encryptionKeys: [],
    authJwksUrl: null,
    authIssuer: 'http://localhost:8787/auth/v1',
    serviceSecret: null,
    trustedProxies: [],
    allowedOrigins: ['http://localhost:8787'],
    allowPrivateShopAddresses: false,
    origins: {
      shopifyApi: 'https://{shop}',
      shoprenterApi: 'https://{shop}.api2.myshoprenter.hu',
      shoprenterToken: 'https://oauth.app.shoprenter.net',
    },
    webhookSecrets: { shopify: [], shoprenter: [] },
    apps: { shopify: null, shoprenter: null },
    shopifyReadAllOrders: false,
    logLevel: 'info',
    sentryDsn: null,
    smtpUrl: null,
    mailFrom: 'ShopCall <shopcall@localhost>',
    retentionDays: 180,
    addressDays: 90,
    rateLimitPerMinute: 100,
    rateLimitPerUserPerMinute: 600,
    rateLimitPerStorePerMinute: 300,
    sandbox: false,
    shed: { lagMs: 200, underWay: 1_000 },
    stopNoticeMs: 5_000,
    tracesUrl: null,
  })
})

test('an empty variable is one that is not set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '', SANDBOX: '' })).toEqual(readConfig({}))
})

test.each(['shopify', 'shoprenter'] as const)(
  'an app at %s is set by both halves or not at all',
  (platform) => {
    const id = `${platform.toUpperCase()}_CLIENT_ID`
    const secret = `${platform.toUpperCase()}_CLIENT_SECRET`
    const both = { [id]: 'id', [secret]: 'kanari-secret' }
    expect(readConfig(both).apps[platform]).toEqual({ clientId: 'id', clientSecret: 'kanari-secret' })
    for (const name of [id, secret]) {
      const read = () => readConfig({ ...both, [name]: '' })
      expect(read).toThrow(ConfigError)
      expect(read).toThrow(new RegExp(`${id} and ${secret}`))
      expect(read).not.toThrow(/kanari/)
    }
  },
)

test('keys are read newest first', () => {
  const base64 = btoa('x'.repeat(32))
  const { encryptionKeys } = readConfig({ ENCRYPTION_KEYS: `new:${base64}, old:${base64}` })
  expect(encryptionKeys.map((entry) => [entry.kid, entry.key.length])).toEqual([
    ['new', 32],
    ['old', 32],
  ])
})

test('the ceilings of users and stores follow the limit of a key unless they are set', () => {
  expect(readConfig({ RATE_LIMIT_PER_MINUTE: '1000' })).toMatchObject({
    rateLimitPerUserPerMinute: 6000,
    rateLimitPerStorePerMinute: 3000,
  })
  expect(readConfig({ RATE_LIMIT_PER_STORE_PER_MINUTE: '50' })).toMatchObject({
    rateLimitPerUserPerMinute: 600,
    rateLimitPerStorePerMinute: 50,
  })
})

test.each([
  ['PORT', 'secret-port'],
  ['PORT', '70000'],
  ['PUBLIC_URL', 'javascript:secret'],
  ['DATABASE_URL', 'mysql://user:secret@host/db'],
  ['ENCRYPTION_KEYS', 'k1:secret'],
  ['ENCRYPTION_KEYS', btoa('x'.repeat(32))],
  ['SERVICE_SECRET', 'secret'],
  ['TRUSTED_PROXIES', '10.0.0.0/99'],
  ['ALLOWED_ORIGINS', 'secret'],
  ['SANDBOX', 'secret'],
  ['SENTRY_DSN', 'https://secret'],
  ['SMTP_URL', 'http://secret'],
  ['MAIL_FROM', 'secret'],
  ['MAIL_FROM', 'a@b.hu, secret@b.hu'],
  ['RETENTION_DAYS', '29'],
  ['RETENTION_DAYS', '731'],
  ['ADDRESS_DAYS', '0'],
  ['SHOPIFY_CLIENT_SECRET', 'a secret'],
  ['RATE_LIMIT_PER_MINUTE', '0'],
  ['RATE_LIMIT_PER_USER_PER_MINUTE', '0'],
  ['RATE_LIMIT_PER_STORE_PER_MINUTE', 'secret'],
  ['REDIS_URL', 'http://:secret@host'],
])('%s=%s is refused by name, without its value', (name, value) => {
  try {
    readConfig({ [name]: value })
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    expect(String(error)).toContain(name)
    expect(String(error)).not.toContain(value)
  }
})
