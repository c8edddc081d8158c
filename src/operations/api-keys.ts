// API keys: made, listed, rotated and ended by their owner.
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { createApiKey, listApiKeys, revokeApiKey, rotateApiKey } from '../access/api-keys.ts'
import { apiKeySchema } from '../model/api-key.ts'
import { operation } from '../operation.ts'

const base = { caller: 'user', resource: null, needs: [], store: false } as const

/** A range as PostgreSQL's cidr takes it: `10.0.0.0/8`, or one address. */
const cidrInput = z
  .string()
  .max(64)
  .refine(
    (text) => ipaddr.isValid(text) || ipaddr.isValidCIDR(text),
    'must be an address or a range like 203.0.113.0/24',
  )
  .transform((text) => toCidr(text))

function toCidr(text: string): string {
  const [address, bits] = ipaddr.parseCIDR(
    text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`,
  )
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits}`)
      : ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`)
  return `${network.toString()}/${bits}`
}

const newKeySchema = z.object({ api_key: z.string().describe('Shown this one time'), key: apiKeySchema })

export const createKey = operation({
  ...base,
  name: 'api_keys.create',
  summary: 'Make an API key. The answer shows it, this one time.',
  route: { method: 'POST', function: 'api-key-management', path: '/create' },
  input: z.strictObject({
    name: z.string().trim().min(1).max(100),
    expires_in_days: z.number().int().min(1).max(3650).default(365),
    permissions: z
      .strictObject({
        customers: z.boolean().default(true),
        orders: z.boolean().default(true),
        products: z.boolean().default(true),
      })
      .prefault({}),
    store_ids: z.array(z.uuid()).max(100).default([]).describe('Empty: every store, those of later too'),
    allowed_ips: z.array(cidrInput).max(50).default([]).describe('CIDR; empty: from everywhere'),
  }),
  data: newKeySchema,
  status: 201,
  run: async ({ services, caller, input }) => {
    const { apiKey, key } = await createApiKey(services, caller.userId, {
      name: input.name,
      expiresInDays: input.expires_in_days,
      permissions: input.permissions,
      storeIds: input.store_ids.length > 0 ? input.store_ids : null,
      allowedIps: input.allowed_ips.length > 0 ? input.allowed_ips : null,
    })
    return { data: { api_key: apiKey, key } }
  },
})

export const listKeys = operation({
  ...base,
  name: 'api_keys.list',
  summary: 'List my API keys, ended ones too.',
  route: { method: 'GET', function: 'api-key-management', path: '/list' },
  input: z.strictObject({}),
  data: z.array(apiKeySchema),
  run: async ({ services, caller }) => ({ data: await listApiKeys(services, caller.userId) }),
})

export const revokeKey = operation({
  ...base,
  name: 'api_keys.revoke',
  summary: 'End an API key now: the next request with it is refused, on every instance.',
  route: { method: 'POST', function: 'api-key-management', path: '/revoke' },
  input: z.strictObject({ key_id: z.uuid(), reason: z.string().trim().min(1).max(200).optional() }),
  data: apiKeySchema,
  run: async ({ services, caller, input }) => ({
    data: await revokeApiKey(services, caller.userId, input.key_id, input.reason ?? null),
  }),
})

export const rotateKey = operation({
  ...base,
  name: 'api_keys.rotate',
  summary: 'Make a new key with the settings of an old one, which ends at the end of the overlap.',
  route: { method: 'POST', function: 'api-key-management', path: '/rotate' },
  input: z.strictObject({
    key_id: z.uuid(),
    overlap_seconds: z.number().int().min(0).max(2_592_000).default(0).describe('0: the old key ends now'),
  }),
  data: newKeySchema,
  status: 201,
  run: async ({ services, caller, input }) => {
    const { apiKey, key } = await rotateApiKey(services, caller.userId, input.key_id, input.overlap_seconds)
    return { data: { api_key: apiKey, key } }
  },
})
