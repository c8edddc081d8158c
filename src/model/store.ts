// A connected store and its switches, as the API shows them.
import { z } from 'zod'
import { problemSchema } from './access-check.ts'
import { CONSENT_LANGUAGES } from './consent.ts'
import { HEALTH_STATES } from './health.ts'

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

/** In which language hints are wanted; the request's Accept-Language where it is not said. */
export const hintLanguageSchema = z
  .enum(CONSENT_LANGUAGES)
  .optional()
  .describe('The language of hints; default by Accept-Language, else English')

const kindHealthSchema = z.object({
  problem: problemSchema,
  hint: z.string().nullable().describe('How to mend the problem'),
  checked_at: z.iso.datetime().nullable().describe('null: not tried since the store was connected'),
})

export const storeHealthSchema = z
  .object({
    state: z.enum(HEALTH_STATES),
    products: kindHealthSchema,
    customers: kindHealthSchema,
    orders: kindHealthSchema,
  })
  .describe('What is known without asking the shop')
  .meta({ id: 'StoreHealth' })

/** A store's state and what stands behind it. */
export type StoreHealth = z.infer<typeof storeHealthSchema>

export const storeSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    platform: z.enum(['shopify', 'woocommerce', 'shoprenter']),
    url: z.string(),
    country: z.string().nullable(),
    currency: z.string().nullable(),
    data_access_permissions: dataAccessPermissionsSchema,
    health: storeHealthSchema,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Store' })

/** A store as its owner sees it. */
export type Store = z.infer<typeof storeSchema>
