// What happened to a merchant's keys: warnings, and keys that were ended for abuse.
import { z } from 'zod'
import { listSecurityEvents } from '../access/security-events.ts'
import { operation } from '../operation.ts'

const eventSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    kind: z.enum(['warning', 'address_blocked', 'key_revoked']),
    severity: z.enum(['warning', 'critical']),
    rule: z.string().describe('The rule that was broken, e.g. `many_networks`'),
    key_id: z.uuid().nullable(),
    store_id: z.uuid().nullable(),
    network: z.string().nullable().describe("The caller's address, or its /64 where it is IPv6"),
    count: z.int().describe('How much the rule had counted'),
    lasts_seconds: z.int().nullable(),
  })
  .meta({ id: 'SecurityEvent' })

export const listEvents = operation({
  name: 'security_events.list',
  summary: 'List what happened to my API keys, newest first; at most 200.',
  route: { method: 'GET', function: 'api', path: '/security-events' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  input: z.strictObject({
    key_id: z.uuid().optional(),
    store_id: z.uuid().optional(),
    from: z.iso.datetime({ offset: true }).optional().describe('Not earlier than this'),
  }),
  data: z.array(eventSchema),
  run: async ({ services, caller, input }) => {
    const rows = await listSecurityEvents(services.database, caller.userId, {
      keyId: input.key_id,
      storeId: input.store_id,
      from: input.from,
    })
    return {
      data: rows.map(({ user_id: _, ...row }) => ({ ...row, id: String(row.id), at: row.at.toISOString() })),
    }
  },
})
