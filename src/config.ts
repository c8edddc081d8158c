// The configuration, read once from a record of environment variables.
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import type { EncryptionKey } from './crypto.ts'
import type { PlatformApp, PlatformApps, PlatformOrigins } from './platforms/platform.ts'

/** A variable that cannot be used. The message names it and never its value. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const flag = z.enum(['true', 'false']).default('false')
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
const webUrl = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''))
const origin = z
  .string()
  .regex(/^https?:\/\/[^\s?#]+$/)
  .transform((text) => text.replace(/\/+$/, ''))
const cidr = z.string().refine((text) => ipaddr.isValid(text) || ipaddr.isValidCIDR(text))
/** Printable and without spaces. */
const appSecret = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/)
  .optional()

const encryptionKey = z.string().transform((text, context): EncryptionKey => {
  const [kid = '', encoded = ''] = text.split(/:(.*)/s)
  const key = decodeBase64(encoded)
  if (/^[A-Za-z0-9_-]{1,64}$/.test(kid) && key?.length === 32) return { kid, key }
  context.addIssue({ code: 'custom', message: 'must be kid:base64 of 32 bytes' })
  return z.NEVER
})

const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: webUrl.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^(redis|valkey)s?:\/\//)
    .optional(),
  DATA_DIR: z.string().min(1).default('./.data'),
  ENCRYPTION_KEYS: list.pipe(z.array(encryptionKey)),
  AUTH_JWKS_URL: webUrl.optional(),
  AUTH_ISSUER: z.string().min(1).optional(),
  SERVICE_SECRET: z.string().min(32).optional(),
  TRUSTED_PROXIES: list.pipe(z.array(cidr)),
  ALLOWED_ORIGINS: list.pipe(z.array(origin)),
  ALLOW_PRIVATE_SHOP_ADDRESSES: flag,
  SHOPIFY_CLIENT_ID: appSecret,
  SHOPIFY_CLIENT_SECRET: appSecret,
  SHOPIFY_READ_ALL_ORDERS: flag,
  SHOPIFY_API_ORIGIN: origin.default('https://{shop}'),
  SHOPRENTER_API_ORIGIN: origin.default('https://{shop}.api2.myshoprenter.hu'),
  SHOPRENTER_TOKEN_ORIGIN: origin.default('https://oauth.app.shoprenter.net'),
  SHOPRENTER_CLIENT_ID: z.string().min(1).max(500).optional(),
  SHOPRENTER_CLIENT_SECRET: z.string().min(1).max(500).optional(),
  SHOPIFY_OLD_CLIENT_SECRET: appSecret,
  SHOPRENTER_OLD_CLIENT_SECRET: appSecret,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).max(100_000).default(100),
  RATE_LIMIT_PER_USER_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).optional(),
  RATE_LIMIT_PER_STORE_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).optional(),
  SENTRY_DSN: z
    .string()
    .regex(/^https?:\/\/[\w:]+@[\w.:-]+\/(?:[\w./-]*\/)?\d+$/)
    .optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/\S+$/)
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>\p{Cc}]+ <[^\s<>@,;]+@[\w.-]+>|[^\s<>@,;]+@[\w.-]+)$/u)
    .optional(),
  RETENTION_DAYS: z.coerce.number().int().min(30).max(730).default(180),
  ADDRESS_DAYS: z.coerce.number().int().min(1).max(730).default(90),
  SHED_LOOP_LAG_MS: z.coerce.number().int().min(10).max(60_000).default(200),
  SHED_REQUESTS_UNDER_WAY: z.coerce.number().int().min(1).max(100_000).default(1_000),
  STOP_NOTICE_MS: z.coerce.number().int().min(0).max(10_000).default(5_000),
  OTEL_EXPORTER_OTLP_ENDPOINT: webUrl.optional(),
  SANDBOX: flag,
})

/** Who the operator's app is at a platform. */
export type AppCredentials = { readonly clientId: string; readonly clientSecret: string }

/** Everything that can be set, in the types that the code uses. */
export type Config = {
  readonly port: number
  readonly host: string
  /** Without a slash at the end. */
  readonly publicUrl: string
  readonly databaseUrl: string | null
  /** Valkey or Redis; null: limits and blocks are each process's own. */
  readonly redisUrl: string | null
  readonly dataDir: string
  /** Newest first; empty: the host generates one into `dataDir`. */
  readonly encryptionKeys: readonly EncryptionKey[]
  /** null: the built-in accounts. */
  readonly authJwksUrl: string | null
  readonly authIssuer: string
  readonly serviceSecret: string | null
  readonly trustedProxies: readonly string[]
  readonly allowedOrigins: readonly string[]
  readonly allowPrivateShopAddresses: boolean
  readonly origins: PlatformOrigins
  /** What the operator's apps sign with: the secret, and during a rotation the one before it. None: every call is refused. */
  readonly webhookSecrets: { readonly shopify: readonly string[]; readonly shoprenter: readonly string[] }
  readonly apps: PlatformApps
  /** Whether Shopify has approved the operator's app for orders older than 60 days: only then it may ask. */
  readonly shopifyReadAllOrders: boolean
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  /** For each API key. */
  readonly rateLimitPerMinute: number
  /** For all keys of a user: six times a key's unless it is set. */
  readonly rateLimitPerUserPerMinute: number
  /** For all requests to a store: three times a key's unless it is set. */
  readonly rateLimitPerStorePerMinute: number
  /** null: errors are in the log alone. */
  readonly sentryDsn: string | null
  /** null: no mail is sent. */
  readonly smtpUrl: string | null
  /** Whom mails come from: an address, or `Name <address>`. */
  readonly mailFrom: string
  /** A month of the access log goes once its last moment is older than this; events and counters likewise. */
  readonly retentionDays: number
  /** Whole addresses become networks after this. */
  readonly addressDays: number
  /** From here on requests are turned away. */
  readonly shed: { readonly lagMs: number; readonly underWay: number }
  /** How long a process that stops still takes requests, so that who balances load learns of it. */
  readonly stopNoticeMs: number
  /** Where traces go, without `/v1/traces`; null: none are made. */
  readonly tracesUrl: string | null
  readonly sandbox: boolean
}

/** Base64 or base64url to bytes; null when it is neither. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (char) => char.charCodeAt(0))
  } catch {
    return null
  }
}

const given = (...values: readonly (string | undefined)[]) => values.filter((value) => value !== undefined)
/** An app has an id and a secret, or there is none. */
function appOf(platform: string, clientId?: string, clientSecret?: string): PlatformApp | null {
  if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret }
  if (clientId === undefined && clientSecret === undefined) return null
  throw new ConfigError(`${platform}_CLIENT_ID and ${platform}_CLIENT_SECRET have to be set both or neither.`)
}

/** Reads the configuration; an empty variable counts as not set. Throws ConfigError that names what is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(set)
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))]
    throw new ConfigError(`These environment variables cannot be used as they are set: ${names.join(', ')}.`)
  }
  const env = parsed.data
  const publicUrl = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl,
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    dataDir: env.DATA_DIR,
    encryptionKeys: env.ENCRYPTION_KEYS,
    authJwksUrl: env.AUTH_JWKS_URL ?? null,
    authIssuer: env.AUTH_ISSUER ?? `${publicUrl}/auth/v1`,
    serviceSecret: env.SERVICE_SECRET ?? null,
    trustedProxies: env.TRUSTED_PROXIES,
    allowedOrigins: env.ALLOWED_ORIGINS.length > 0 ? env.ALLOWED_ORIGINS : [new URL(publicUrl).origin],
    allowPrivateShopAddresses: env.ALLOW_PRIVATE_SHOP_ADDRESSES === 'true',
    origins: {
      shopifyApi: env.SHOPIFY_API_ORIGIN,
      shoprenterApi: env.SHOPRENTER_API_ORIGIN,
      shoprenterToken: env.SHOPRENTER_TOKEN_ORIGIN,
    },
    apps: {
      shopify: appOf('SHOPIFY', env.SHOPIFY_CLIENT_ID, env.SHOPIFY_CLIENT_SECRET),
      shoprenter: appOf('SHOPRENTER', env.SHOPRENTER_CLIENT_ID, env.SHOPRENTER_CLIENT_SECRET),
    },
    webhookSecrets: {
      shopify: given(env.SHOPIFY_CLIENT_SECRET, env.SHOPIFY_OLD_CLIENT_SECRET),
      shoprenter: given(env.SHOPRENTER_CLIENT_SECRET, env.SHOPRENTER_OLD_CLIENT_SECRET),
    },
    shopifyReadAllOrders: env.SHOPIFY_READ_ALL_ORDERS === 'true',
    logLevel: env.LOG_LEVEL,
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
    rateLimitPerUserPerMinute: env.RATE_LIMIT_PER_USER_PER_MINUTE ?? 6 * env.RATE_LIMIT_PER_MINUTE,
    rateLimitPerStorePerMinute: env.RATE_LIMIT_PER_STORE_PER_MINUTE ?? 3 * env.RATE_LIMIT_PER_MINUTE,
    sentryDsn: env.SENTRY_DSN ?? null,
    smtpUrl: env.SMTP_URL ?? null,
    mailFrom: env.MAIL_FROM ?? `ShopCall <shopcall@${new URL(publicUrl).hostname}>`,
    retentionDays: env.RETENTION_DAYS,
    addressDays: env.ADDRESS_DAYS,
    shed: { lagMs: env.SHED_LOOP_LAG_MS, underWay: env.SHED_REQUESTS_UNDER_WAY },
    stopNoticeMs: env.STOP_NOTICE_MS,
    tracesUrl: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    sandbox: env.SANDBOX === 'true',
  }
}
