// A connected store and its switches, as the API shows them.
import { z } from 'zod'

/** All three switches, and nothing else. */
export const dataAccessPermissionsSchema = z
  .strictObject({
    allow_customer_access: z.boolean(),
    allow_order_access: z.boolean(),
    allow_product_access: z.boolean(),
  })
  .meta({ id: 'DataAccessPermissions' })

/** The switches as a new store takes them: what nobody said otherwise is on. */
export const newPermissionsSchema = z
  .strictObject({
    allow_customer_access: z.boolean().default(true),
    allow_order_access: z.boolean().default(true),
    allow_product_access: z.boolean().default(true),
  })
  .prefault({})

export const storeSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    platform: z.enum(['shopify', 'woocommerce', 'shoprenter']),
    url: z.string(),
    country: z.string().nullable(),
    currency: z.string().nullable(),
    data_access_permissions: dataAccessPermissionsSchema,
    health: z
      .object({ state: z.enum(['ok', 'needs_attention', 'needs_reconnect', 'unreachable', 'disconnected']) })
      .describe('What is known without asking the shop'),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Store' })

/** A store as its owner sees it. */
export type Store = z.infer<typeof storeSchema>
