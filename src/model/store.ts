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

/** What a store has when nobody said otherwise. */
export const ALL_ALLOWED = {
  allow_customer_access: true,
  allow_order_access: true,
  allow_product_access: true,
} as const

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
