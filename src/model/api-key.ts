// An API key as its owner sees it: everything but the key.
import { z } from 'zod'

export const apiKeySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string().describe('The first six characters after `api_shopcall_`'),
    permissions: z.object({ customers: z.boolean(), orders: z.boolean(), products: z.boolean() }),
    store_ids: z.array(z.uuid()).nullable().describe('null: every store'),
    allowed_ips: z.array(z.string()).nullable().describe('CIDR; null: from everywhere'),
    status: z.enum(['active', 'expired', 'revoked']),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().nullable(),
    last_used_address: z.string().nullable(),
    last_used_agent: z.string().nullable().describe('The User-Agent it sent'),
    revoked_at: z.iso.datetime().nullable(),
    revoked_reason: z.string().nullable(),
  })
  .meta({ id: 'ApiKey' })

export type ApiKey = z.infer<typeof apiKeySchema>
